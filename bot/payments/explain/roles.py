"""Explain one role: held or not, from us or not, and what blocks it."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from bot.payments.explain.message import TextMessage, UserText
from data.role_sync import WaitingTask

# What staff must do, by the stored code of the obstacle (bot/discord/role_errors.py).
OBSTACLES = ("above", "right", "managed", "gone", "refused")


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """A member's roles at Discord and what is stored about them.

    Attributes:
        actual: The roles at Discord; None: the member is not in the server.
        held: The roles from us, each with since when.
        waiting: The queued role sync, if there is one.
    """

    actual: AbstractSet[int] | None
    held: Mapping[int, datetime]
    waiting: WaitingTask | None

    @property
    def concerned(self) -> AbstractSet[int]:
        """The roles that the member has, from us or from anybody."""
        return (self.actual or frozenset()) | self.held.keys()


def role_lines(role_id: int, facts: RoleFacts, *, wanted: bool) -> Iterator[TextMessage]:
    """Yield a sentence on a role's state, and one on what blocks it."""
    role = {"role": f"<@&{role_id}>"}
    held = facts.held.get(role_id)
    if facts.actual is None:
        yield TextMessage("grants-role-waits" if wanted else "grants-role-none", role)
        return
    there = role_id in facts.actual
    if wanted and there and held is not None:
        yield TextMessage("grants-role-has", {**role, "since": held})
    elif wanted and there:
        started = facts.waiting is not None and role_id in facts.waiting.granting
        yield TextMessage("grants-role-given-now" if started else "grants-role-adopted", role)
    elif not wanted and there and held is None:
        yield TextMessage("grants-role-by-hand", role)
    elif not wanted and not there:
        yield TextMessage("grants-role-none", role)
    else:
        yield TextMessage("grants-role-missing" if wanted else "grants-role-too-much", role)
        yield _hindrance(facts.waiting)


def _hindrance(waiting: WaitingTask | None) -> TextMessage:
    if waiting is None:
        return TextMessage("grants-hindrance-none")
    if waiting.error is None:
        return TextMessage("grants-hindrance-soon")
    for word in OBSTACLES:
        if f"staff-role-{word}" in waiting.error:
            return TextMessage(f"grants-hindrance-{word}")
    arguments = {"error": UserText(waiting.error[:200]), "at": waiting.next_try_at}
    return TextMessage("grants-hindrance-error", arguments)
