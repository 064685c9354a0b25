"""What one check found, and how a terminal shows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MARKS = {True: "✓", False: "✗"}
LONGEST = 500  # signs in a line


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. None of its words may hold a secret.

    Attributes:
        label: What was looked at.
        ok: Whether it is in order. A check that could not run is not.
        detail: What was seen.
        fix: What to do, in one sentence; with `ok` it is advice, not a must.
    """

    label: str
    ok: bool
    detail: str
    fix: str = ""


def skipped(labels: Iterable[str], because: str) -> list[Finding]:
    """Return findings for checks that could not run."""
    return [Finding(label, ok=False, detail=f"skipped: {because}") for label in labels]


def render(findings: Sequence[Finding]) -> str:
    """Draw a list for the terminal: a line a check, and below it what to do."""
    faults = sum(not finding.ok for finding in findings)
    ending = (
        f"{faults} of {len(findings)} checks are not in order."
        if faults
        else f"All {len(findings)} checks are in order."
    )
    return "\n".join([*(_lines(finding) for finding in findings), "", ending])


def _lines(finding: Finding) -> str:
    line = _plain(f"{MARKS[finding.ok]} {finding.label}: {finding.detail}")
    return f"{line}\n  → {_plain(finding.fix)}" if finding.fix else line


def _plain(text: str) -> str:
    """Keep to one line without control signs: names and errors come from elsewhere."""
    return "".join(sign if sign.isprintable() else " " for sign in text)[:LONGEST]
