"""A finding of one check in one language, and how a terminal shows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.i18n import Translator

MARKS = {True: "✓", False: "✗"}
SKIPPED = "-"
MAX_LINE_LENGTH = 500  # characters in a line


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. Its texts must not hold a secret.

    Attributes:
        topic: Which check it was, the same in all languages.
        label: What was checked.
        ok: Whether it is in order.
        detail: What was found.
        fix: What to do, in one sentence; with `ok` it is advice, not a must.
        short: The label for lists that name the server and kind of check already.
        skipped: Whether the check could not run; then it is not `ok`, but no fault either.
    """

    topic: str
    label: str
    ok: bool
    detail: str
    fix: str = ""
    short: str = ""
    skipped: bool = False


class FindingFactory:
    """Makes findings from messages: the message is the detail, its `.fix` the advice.

    The label is the message `doctor-topic-<topic>`; all of them get the same arguments.
    """

    def __init__(self, translate: Translator) -> None:
        self.translate = translate

    def ok(self, topic: str, message: str, **arguments: str | float) -> Finding:
        """Return a finding that something is in order."""
        return self._finding(topic, message, ok=True, **arguments)

    def failed(self, topic: str, message: str, **arguments: str | float) -> Finding:
        """Return a finding that something is wrong, and what to do."""
        return self._finding(topic, message, ok=False, **arguments)

    def skipped(self, topics: Iterable[str], message: str) -> list[Finding]:
        """Return findings for checks that could not run, and why."""
        because = self.translate(message)
        return [
            replace(self.failed(topic, "doctor-skipped", because=because), skipped=True)
            for topic in topics
        ]

    def _finding(self, topic: str, message: str, *, ok: bool, **arguments: str | float) -> Finding:
        name = f"doctor-topic-{topic}"
        label = self.translate(name, **arguments)
        return Finding(
            topic=topic,
            label=label,
            ok=ok,
            detail=self.translate(message, **arguments),
            fix=self.translate.get(message, "fix", **arguments) or "",
            short=self.translate.get(name, "short", **arguments) or label,
        )


def render(findings: Sequence[Finding]) -> str:
    """Render findings for the terminal: one line per check, and below it what to do."""
    skipped = sum(finding.skipped for finding in findings)
    faults = sum(not finding.ok for finding in findings) - skipped
    ending = f"All {len(findings)} checks passed."
    if faults or skipped:
        tail = f"; {skipped} were skipped" if skipped else ""
        ending = f"{faults} of {len(findings)} checks found a problem{tail}."
    return "\n".join([*(_lines(finding) for finding in findings), "", ending])


def _lines(finding: Finding) -> str:
    mark = SKIPPED if finding.skipped else MARKS[finding.ok]
    line = plain(f"{mark} {finding.label}: {finding.detail}")
    return f"{line}\n  → {plain(finding.fix)}" if finding.fix else line


def plain(text: str) -> str:
    """Return one line without control characters, which names and errors may have."""
    printable = (each if each.isprintable() else " " for each in text)
    return "".join(printable)[:MAX_LINE_LENGTH]
