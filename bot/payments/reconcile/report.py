"""What a comparison found: counts by kind and a few examples, in bounded memory."""

from collections import Counter
from dataclasses import dataclass, field

# What differed and was repaired (a subscription, payment or charge as Stripe has it, a member's
# roles at Discord); entitlements unknown to Stripe; objects that can't be read.
KINDS = ("subscription", "payment", "charge", "member", "missing", "unread")
EXAMPLES = 3
MESSAGE = "nightly-found"


@dataclass(slots=True)
class GuildReport:
    """The findings of one guild."""

    counts: Counter[str] = field(default_factory=Counter[str])
    examples: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def add(self, kind: str, example: str) -> None:
        """Count one finding."""
        self.counts[kind] += 1
        shown = self.examples.setdefault(kind, [])
        if len(shown) < EXAMPLES:
            shown.append(example)

    def arguments(self) -> dict[str, str | float]:
        """Return the notice's arguments: of each kind the number and the examples."""
        shown: dict[str, str | float] = {}
        for kind in KINDS:
            shown[kind] = self.counts[kind]
            more = ", …" if self.counts[kind] > EXAMPLES else ""
            shown[f"{kind}-ids"] = ", ".join(self.examples.get(kind, [])) + more
        return shown


@dataclass(slots=True)
class ReconcileReport:
    """What one comparison found, by guild; 0 holds what belongs to no known guild."""

    guilds: dict[int, GuildReport] = field(default_factory=dict[int, GuildReport])
    compared: int = 0

    def add(self, guild_id: int, kind: str, example: str) -> None:
        """Record one finding."""
        self.guilds.setdefault(guild_id, GuildReport()).add(kind, example)

    def count(self, kind: str) -> int:
        """Return how many of a kind were found."""
        return sum(report.counts[kind] for report in self.guilds.values())

    @property
    def total(self) -> int:
        """How many were found in all."""
        return sum(report.counts.total() for report in self.guilds.values())
