"""The counts of an import."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class ImportCounts:
    """Counts of one import.

    Attributes:
        files: Files read to their end.
        messages: Messages read.
        signals: Signals found in them, including stored ones.
        added: Signals that weren't stored before.
        nameless: Reactions without a user in the file.
        lost_answers: Replies to messages that neither a file nor the database has.
        private: Files of private threads and direct messages, which are skipped.
        foreign: Files of servers that the settings don't serve.
        unknown: Files of unknown channel types, by the exporter's name of the type.
        broken: Files that could not be read, or not to their end, each with the reason.
    """

    files: int = 0
    messages: int = 0
    signals: int = 0
    added: int = 0
    nameless: int = 0
    lost_answers: int = 0
    private: int = 0
    foreign: int = 0
    unknown: Counter[str] = field(default_factory=Counter[str])
    broken: list[tuple[Path, str]] = field(default_factory=list[tuple[Path, str]])
