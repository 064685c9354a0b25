"""The plan of role changes: wanted minus actual. Pure; applying it twice changes nothing."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RoleDiff:
    """What to do so that a member has the roles that were paid for.

    `add` and `remove` are calls to Discord; `adopt` corrects our own notes only.
    """

    add: frozenset[int]
    remove: frozenset[int]
    adopt: frozenset[int]

    @property
    def is_empty(self) -> bool:
        """Whether all is as it should be."""
        return not (self.add or self.remove or self.adopt)


def diff_roles(
    wanted: AbstractSet[int], actual: AbstractSet[int], held: AbstractSet[int]
) -> RoleDiff:
    """Compare what a member should have, has, and has from us.

    A role that a member holds but that we did not give is never taken: it may have been given by
    hand. One that is wanted and already there becomes ours (`adopt`): either we gave it and
    crashed before the note, or it is paid for from now on. One that we gave and that is no longer
    wanted is taken whether or not it seems to be there: what is seen may be old.
    """
    return RoleDiff(
        add=frozenset(wanted - actual),
        remove=frozenset(held - wanted),
        adopt=frozenset((wanted & actual) - held),
    )
