"""What was counted during a run, and the table that tells it."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Figures:
    """Counts of one run.

    Attributes:
        acts: What members, banks and staff did, by kind.
        faults: What was done to the lines, by kind, as often as it hit.
        marks: All else that is worth telling.
    """

    acts: Counter[str] = field(default_factory=Counter[str])
    faults: Counter[str] = field(default_factory=Counter[str])
    marks: Counter[str] = field(default_factory=Counter[str])

    def rows(self) -> list[tuple[str, str]]:
        """Return the lines of the table: what, how often."""
        rows = [(f"act: {name}", str(times)) for name, times in sorted(self.acts.items())]
        rows += [(f"fault: {name}", str(times)) for name, times in sorted(self.faults.items())]
        rows += [(name, str(times)) for name, times in self.marks.items()]
        return rows
