"""Decides which contents are open to a member. Pure."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from enum import StrEnum

from bot.payments.ledger.entitlement import GRANTING, Entitlement
from data.contents import Content


class Access(StrEnum):
    """What a member may do with a content, and why."""

    OWNED = "owned"  # a current entitlement's offer holds it, or holds its course
    PREVIEW = "preview"  # it is open to everyone
    LOCKED = "locked"  # it can be seen in the shop
    HIDDEN = "hidden"  # it is a draft, or retired and not theirs

    @property
    def opens(self) -> bool:
        """Whether the member may open the content."""
        return self in (Access.OWNED, Access.PREVIEW)


def wanted_contents(
    entitlements: Iterable[Entitlement], contents_of_offer: Mapping[int, AbstractSet[int]]
) -> frozenset[int]:
    """Return the contents of all offers that a member is entitled to now."""
    return frozenset(
        content_id
        for entitlement in entitlements
        if entitlement.state in GRANTING
        for content_id in contents_of_offer.get(entitlement.plan_id, ())
    )


def access_to(content: Content, course: Content | None, owned: AbstractSet[int]) -> Access:
    """Return what a member may do with a content.

    Args:
        content: The content.
        course: Its course, if it is a lesson.
        owned: What `wanted_contents` returns for the member.
    """
    states = {content.state} if course is None else {content.state, course.state}
    if "draft" in states:
        return Access.HIDDEN
    if content.id in owned or (course is not None and course.id in owned):
        return Access.OWNED  # also if it is retired, because they keep what they bought
    if states != {"published"}:
        return Access.HIDDEN
    return Access.PREVIEW if content.preview else Access.LOCKED
