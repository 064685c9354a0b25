"""The counts of a run, and the table that shows them."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Figures:
    """Counts of one run.

    Attributes:
        acts: What members, banks and staff did, by kind.
        faults: How often each kind of fault hit.
        counts: Everything else worth reporting.
    """

    acts: Counter[str] = field(default_factory=Counter[str])
    faults: Counter[str] = field(default_factory=Counter[str])
    counts: Counter[str] = field(default_factory=Counter[str])

    def rows(self) -> list[tuple[str, str]]:
        """Return the table's rows: what, how often."""
        rows = [(f"act: {name}", str(times)) for name, times in sorted(self.acts.items())]
        rows += [(f"fault: {name}", str(times)) for name, times in sorted(self.faults.items())]
        rows += [(name, str(times)) for name, times in self.counts.items()]
        return rows
