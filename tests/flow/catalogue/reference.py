"""Decides who may open what, written from the owner's rules: it imports nothing of Lyceum."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

DAY = 24 * 3600  # seconds


@dataclass(slots=True)
class Right:
    """What a member was given of an offer, and what became of it. Times are unix seconds.

    Attributes:
        number: In the order of giving.
        member: Who has it.
        offer: The offer's name.
        since: When it was paid, redeemed or given.
        days: How long a pass lasts; None: for good, or while a subscription runs.
        until: When a cancelled subscription ends; None: it was not cancelled.
        cut_at: When it was refunded or lost; None: it was not.
        lost: Whether a bank took the money, which ends a pass but moves no later one.
        disputed: Whether a dispute is open.
    """

    number: int
    member: int
    offer: str
    since: float
    days: int | None = None
    until: float | None = None
    cut_at: float | None = None
    lost: bool = False
    disputed: bool = False


def open_offers(rights: Sequence[Right], member: int, now: float) -> set[str]:
    """Return the offers to which a member has a right at a time."""
    mine = [each for each in rights if each.member == member]
    found: set[str] = set()
    free: dict[str, float] = {}  # when the last earlier pass to an offer ends
    for right in sorted(mine, key=lambda each: each.number):
        if right.days is None:
            ends = [end for end in (right.until, right.cut_at) if end is not None]
            begin, end = right.since, min(ends, default=None)
        else:
            begin = max(right.since, free.get(right.offer, 0))
            whole = begin + right.days * DAY
            end = whole if right.cut_at is None else min(whole, max(begin, right.cut_at))
            free[right.offer] = whole if right.lost else end
        if begin <= now and (end is None or now < end) and not right.disputed:
            found.add(right.offer)
    return found


@dataclass(frozen=True, slots=True)
class Described:
    """A content as the owner described it."""

    name: str
    state: str
    course: str | None = None
    preview: bool = False


def may_open(
    content: Described,
    contents: Mapping[str, Described],
    held: Mapping[str, AbstractSet[str]],
    offers: AbstractSet[str],
) -> bool:
    """Return whether somebody with these offers may open a content."""
    course = None if content.course is None else contents[content.course]
    if content.state == "draft" or (course is not None and course.state == "draft"):
        return False
    if any(held[offer] & {content.name, content.course} for offer in offers):
        return True
    published = content.state == "published" and (course is None or course.state == "published")
    return published and content.preview
