"""What an import came to."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class ImportCounts:
    """Counts of one import.

    Attributes:
        files: how many were read to their end.
        messages: how many were looked at.
        acts: acts found in them, known ones among them.
        added: acts that were not known.
        nameless: reactions of which the file does not say who set them.
        lost_answers: replies to messages that no file holds and nobody knows.
        private: files of private threads and direct conversations, which are left out.
        unknown: files of kinds of channels that we don't know, by the exporter's word.
        broken: files that could not be read, or not to their end, each with the reason.
        foreign: files of servers that the settings don't serve.
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
