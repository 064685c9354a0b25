"""Computes a member's role changes. Pure; applying them twice changes nothing."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RoleDiff:
    """The changes that give a member the roles that they are entitled to.

    `add` and `remove` are calls to Discord; `adopt` changes only our own records.
    """

    add: frozenset[int]
    remove: frozenset[int]
    adopt: frozenset[int]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to change."""
        return not (self.add or self.remove or self.adopt)


def diff_roles(
    wanted: AbstractSet[int], actual: AbstractSet[int], held: AbstractSet[int]
) -> RoleDiff:
    """Compare the roles that a member should have, has, and has from us.

    A role that we did not give is never removed, because it may have been given by hand. One that
    is wanted and present becomes ours (`adopt`): either we gave it and crashed before it was
    recorded, or it is paid for from now on. One that we gave and that is no longer wanted is
    removed even if it seems absent, because `actual` may be stale.
    """
    return RoleDiff(
        add=frozenset(wanted - actual),
        remove=frozenset(held - wanted),
        adopt=frozenset((wanted & actual) - held),
    )
