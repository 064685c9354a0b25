"""Faults of a published folder, each with its file and line."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class FolderFault:
    """What is wrong in a file; `line` counts from 1, 0 stands for the whole file."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.text}"
