"""What recommendations need to know of what members may open and buy."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.recommend.ranking.recommendation import Recommendation
from bot.recommend.ranking.request import ContentOptions
from data.contents import Content
from data.plans import Plan


@dataclass(frozen=True, slots=True)
class ShownContent:
    """A content of a list, as it is for the member at that moment.

    Attributes:
        offer: What sells it alone, or with least else; None: it is open to the member.
        preview: What is open to everyone of it, if it is locked.
    """

    content: Content
    offer: Plan | None = None
    preview: Content | None = None


class ContentSource(Protocol):
    """Knows what members may do with contents."""

    async def options(
        self, guild_id: int, user_ids: Collection[int], topic: str | None = None, /
    ) -> Mapping[int, ContentOptions]:
        """Return what may come up for each member; those for whom nothing may are missing."""
        ...

    async def shown(
        self, guild_id: int, user_id: int, picked: Mapping[int, bool], /
    ) -> Mapping[int, ShownContent]:
        """Return picked contents by id, without those that may not be shown so any more.

        `picked` says of each whether it was chosen as an offer.
        """
        ...


class NoContents:
    """A catalogue without contents."""

    async def options(
        self, _guild: int, _members: Collection[int], _topic: str | None = None
    ) -> Mapping[int, ContentOptions]:
        """Know no contents."""
        return {}

    async def shown(
        self, _guild: int, _member: int, _picked: Mapping[int, bool]
    ) -> Mapping[int, ShownContent]:
        """Know no contents."""
        return {}


def picked_contents(picks: Iterable[Recommendation]) -> dict[int, bool]:
    """Map the contents of a list to whether each was chosen as an offer."""
    return {
        pick.item.content_id: pick.as_offer for pick in picks if pick.item.content_id is not None
    }


def showable(
    picks: Iterable[Recommendation], shown: Mapping[int, ShownContent]
) -> list[Recommendation]:
    """Return a list without the contents that are not in `shown`."""
    return [pick for pick in picks if pick.item.content_id is None or pick.item.content_id in shown]
