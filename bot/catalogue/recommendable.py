"""Which contents may come up in a member's recommendations, and as what.

What a member may open comes up as a content to open, what is locked and on sale as an offer;
drafts, retired contents and what nothing on sale opens never come up. A live session leaves once it
is over, unless its recording or notes are kept; all other kinds last.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.catalogue.ownership import Ownership
from bot.catalogue.wanted_contents import Access, access_to
from bot.clock import Clock
from bot.payments.ledger.entitlement import GRANTING
from bot.recommend.contents import ShownContent
from bot.recommend.ranking.request import ContentOptions
from bot.recommend.search.text_match import matches
from data import contents, facts, plans, sessions
from data.contents import Content
from data.engine import Connection, Database
from data.plans import Plan

KEPT = timedelta(minutes=1)  # that long what is on sale may be outdated; what is shown never is


@dataclass(frozen=True, slots=True)
class _OnShow:
    """What a server shows to everybody.

    Attributes:
        cards: The published contents that have a card.
        sold: The ids of those that a product on sale holds.
        held: The contents of each offer.
    """

    cards: tuple[Content, ...]
    sold: frozenset[int]
    held: Mapping[int, frozenset[int]]


class RecommendableContents:
    """Implements `ContentSource` over the catalogue."""

    def __init__(self, database: Database, ownership: Ownership, clock: Clock) -> None:
        self._database = database
        self._ownership = ownership
        self._clock = clock
        self._kept: dict[int, tuple[datetime, _OnShow]] = {}

    async def options(
        self, guild_id: int, user_ids: Collection[int], topic: str | None = None
    ) -> Mapping[int, ContentOptions]:
        """Return what may come up for each member; those for whom nothing may are missing."""
        async with self._database.read_fast() as connection:
            shown = await self._on_show(connection, guild_id)
            if not shown.cards:
                return {}
            entitled = await facts.entitled(connection, guild_id, GRANTING, user_ids)
        owned: dict[int, set[int]] = {one: set() for one in user_ids}
        for each in entitled:
            owned[each.user_id] |= shown.held.get(each.plan_id, frozenset())
        cards = [each for each in shown.cards if topic is None or _is_about(each, topic)]
        found = {one: _options(cards, shown.sold, mine) for one, mine in owned.items()}
        return {one: each for one, each in found.items() if each.open or each.offers}

    async def shown(
        self, guild_id: int, user_id: int, picked: Mapping[int, bool]
    ) -> Mapping[int, ShownContent]:
        """Return picked contents by id, without those that may not be shown so any more.

        `picked` says of each whether it was chosen as an offer.
        """
        if not picked:
            return {}
        owned = await self._ownership.owned(guild_id, user_id)
        async with self._database.read_fast() as connection:
            known = await contents.of_ids(connection, guild_id, picked.keys())
            offers = await _smallest(connection, guild_id)
            previews = await contents.previews(connection, picked.keys())
            known = await _lasting(connection, known)
        found: dict[int, ShownContent] = {}
        for each in known:
            access = access_to(each, None, owned)
            if each.state != "published":
                continue
            if access.opens and not picked[each.id]:
                found[each.id] = ShownContent(each)
            elif access is Access.LOCKED and picked[each.id] and each.id in offers:
                found[each.id] = ShownContent(each, offers[each.id], previews.get(each.id))
        return found

    async def _on_show(self, connection: Connection, guild_id: int) -> _OnShow:
        now, kept = self._clock.now(), self._kept.get(guild_id)
        if kept is None or not kept[0] <= now < kept[0] + KEPT:
            published = await contents.of_guild(connection, guild_id, ("published",))
            held = await contents.of_offers(connection, guild_id)
            cards = await _lasting(
                connection, [each for each in published if each.card_message_id is not None]
            )
            sold = frozenset(await _smallest(connection, guild_id))
            kept = self._kept[guild_id] = (now, _OnShow(tuple(cards), sold, held))
        return kept[1]


def _options(
    cards: Collection[Content], sold: Collection[int], owned: Collection[int]
) -> ContentOptions:
    opened = frozenset(each.id for each in cards if each.preview or each.id in owned)
    return ContentOptions(opened, frozenset(each.id for each in cards if each.id in sold) - opened)


async def _lasting(connection: Connection, found: list[Content]) -> list[Content]:
    """Return contents without the live sessions that are over and left nothing."""
    ids = [each.id for each in found if each.kind == "session"]
    held = await sessions.standings(connection, ids) if ids else {}
    return [each for each in found if each.id not in held or held[each.id].lasts]


def _is_about(content: Content, topic: str) -> bool:
    return matches(topic, content.title, content.topic, *content.tags)


async def _smallest(connection: Connection, guild_id: int) -> dict[int, Plan]:
    """Map each content to the product on sale that holds it with least else."""
    held = await contents.of_offers(connection, guild_id)
    sold = await plans.of_guild(connection, guild_id, ("active",))
    products = [each for each in sold if each.kind == "product"]
    found: dict[int, Plan] = {}
    for offer in sorted(products, key=lambda each: (len(held.get(each.id, ())), each.id)):
        for content_id in held.get(offer.id, ()):
            found.setdefault(content_id, offer)
    return found
