"""Defects that the launcher plants on request, to prove that the oracle sees them.

The product has no switch for any of this: a rule of the fold is replaced in the launched process.
"""

from collections.abc import Callable

DEFECTS: dict[str, Callable[[], None]] = {}


def plant(name: str) -> None:
    """Replace one rule in this process.

    Raises:
        KeyError: no such defect.
    """
    DEFECTS[name]()
