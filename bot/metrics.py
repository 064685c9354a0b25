"""Counters for /metrics, on a registry of their own: no global state."""

from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

# Under its old name too until the next release, because dashboards read it.
OLD_NAME, NEW_NAME = b"lyceum_acts_left_out", b"lyceum_signals_ignored"
_DELAYS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)  # seconds


@dataclass(frozen=True, slots=True)
class Metrics:
    """All metrics. Create with `Metrics.new()`."""

    registry: CollectorRegistry
    webhooks: Counter = field()
    commands: Counter = field()
    roles: Counter = field()
    signals: Gauge = field()
    ignored: Counter = field()
    jobs: Counter = field()
    connected: Gauge = field()
    loop_delay: Histogram = field()
    max_loop_delay: Gauge = field()

    @classmethod
    def new(cls) -> "Metrics":
        """Create a new set."""
        registry = CollectorRegistry()

        def counter(name: str, help_text: str, *labels: str) -> Counter:
            return Counter(f"lyceum_{name}", help_text, labels, registry=registry)

        return cls(
            registry=registry,
            webhooks=counter("webhooks", "Requests at the Stripe endpoint.", "outcome"),
            commands=counter("commands", "Slash commands answered.", "command", "outcome"),
            roles=counter("role_changes", "Requests that gave or removed a role.", "action"),
            signals=Gauge(
                "lyceum_signals",
                "Signals since the start, by outcome.",
                ["outcome"],
                registry=registry,
            ),
            ignored=counter("signals_ignored", "Signals that count for nothing or less.", "reason"),
            jobs=counter("job_runs", "Scheduled jobs run.", "job", "outcome"),
            connected=Gauge(
                "lyceum_gateway_connected", "1 while Discord's gateway is up.", registry=registry
            ),
            loop_delay=Histogram(
                "lyceum_loop_delay_seconds",
                "Delay of the event loop, sampled 50 times a second.",
                buckets=_DELAYS,
                registry=registry,
            ),
            max_loop_delay=Gauge(
                "lyceum_loop_delay_longest_seconds",
                "The longest delay of the event loop since the start.",
                registry=registry,
            ),
        )

    def render(self) -> bytes:
        """Return the text that Prometheus reads, with the old name of what was renamed."""
        text = generate_latest(self.registry)
        renamed = (line for line in text.splitlines(keepends=True) if NEW_NAME in line)
        return text + b"".join(renamed).replace(NEW_NAME, OLD_NAME)
