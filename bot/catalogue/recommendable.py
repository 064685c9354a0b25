"""Which contents may come up in a member's recommendations, and as what.

What a member may open comes up as a content to open, what is locked and on sale as an offer;
drafts, retired contents and what nothing on sale opens never come up. A live session leaves once it
is over, unless its recording or notes are kept; all other kinds last.

A catalogue may hold ten thousand contents, and each answer asks: so what is the same for everybody
is kept as arrays for a minute, and what is shown is read by its ids.
"""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from bot.catalogue.ownership import Ownership
from bot.catalogue.topic_words import TopicWords
from bot.catalogue.wanted_contents import Access, access_to
from bot.clock import Clock
from bot.payments.ledger.entitlement import GRANTING
from bot.recommend.contents import ShownContent
from bot.recommend.ranking.request import ContentOptions
from data import content_cards, contents, facts, plans, sessions
from data.content_cards import Cards, Ids
from data.contents import Content
from data.engine import Connection, Database
from data.plans import Plan

KEPT = timedelta(minutes=1)  # that long what is on sale may be outdated; what is shown never is


@dataclass(slots=True)
class _OnShow:
    """What a server shows to everybody.

    Attributes:
        read_at: When it was read.
        cards: The contents that may come up for anybody.
        words: What they are found by; None: nobody has asked for a topic since.
    """

    read_at: datetime
    cards: Cards
    words: TopicWords | None = None


class RecommendableContents:
    """Implements `ContentSource` over the catalogue."""

    def __init__(self, database: Database, ownership: Ownership, clock: Clock) -> None:
        self._database = database
        self._ownership = ownership
        self._clock = clock
        self._kept: dict[int, _OnShow] = {}
        self._words: dict[int, TopicWords] = {}  # as they were found last
        self._reading: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def options(
        self, guild_id: int, user_ids: Collection[int], topic: str | None = None
    ) -> Mapping[int, ContentOptions]:
        """Return what may come up for each member; those for whom nothing may are missing."""
        cards = await self._cards(guild_id, topic)
        if not len(cards.ids):
            return {}
        async with self._database.read_fast() as connection:
            entitled = await facts.entitled(connection, guild_id, GRANTING, user_ids)
            offers = {each.plan_id for each in entitled}
            held = await contents.of_offers(connection, guild_id, offers) if offers else {}
        owned: dict[int, set[int]] = {one: set() for one in user_ids}
        for each in entitled:
            owned[each.user_id] |= held.get(each.plan_id, frozenset())
        found = {one: _options(cards, mine) for one, mine in owned.items()}
        return {one: each for one, each in found.items() if len(each.open) or len(each.offers)}

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
            offers = await _smallest(connection, guild_id, [id_ for id_ in picked if picked[id_]])
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

    async def _cards(self, guild_id: int, topic: str | None) -> Cards:
        """Return the contents that may come up for anybody, only those about a topic."""
        now = self._clock.now()
        async with self._reading[guild_id]:
            kept = self._kept.get(guild_id)
            if kept is None or not kept.read_at <= now < kept.read_at + KEPT:
                kept = self._kept[guild_id] = _OnShow(now, await self._read(guild_id))
            if topic is None:
                return kept.cards
            if kept.words is None:
                kept.words = await self._read_words(guild_id)
        return kept.cards.only(np.isin(kept.cards.ids, kept.words.about(topic)))

    async def _read(self, guild_id: int) -> Cards:
        async with self._database.read() as connection:
            cards = await content_cards.of_guild(connection, guild_id)
            ids = cards.ids[cards.sessions].tolist()
            held = await sessions.standings(connection, ids) if ids else {}
        over = [id_ for id_, standing in held.items() if not standing.lasts]
        return cards.only(~np.isin(cards.ids, over)) if over else cards

    async def _read_words(self, guild_id: int) -> TopicWords:
        async with self._database.read() as connection:
            stored = await content_cards.words(connection, guild_id)
        known = self._words.get(guild_id)
        if known is None or known.stored != stored:
            known = self._words[guild_id] = await asyncio.to_thread(TopicWords, stored)
        return known


def _options(cards: Cards, owned: Collection[int]) -> ContentOptions:
    opened = cards.previews.copy()
    opened[_places(cards.ids, owned)] = True
    return ContentOptions(cards.ids[opened], cards.ids[cards.sold & ~opened])


def _places(ids: Ids, some: Collection[int]) -> Ids:
    """Return where some ids stand among ascending ones, without those that don't."""
    wanted = np.fromiter(some, np.int64, len(some))
    at = np.searchsorted(ids, wanted)
    at, wanted = at[at < len(ids)], wanted[at < len(ids)]
    return at[ids[at] == wanted]


async def _lasting(connection: Connection, found: list[Content]) -> list[Content]:
    """Return contents without the live sessions that are over and left nothing."""
    ids = [each.id for each in found if each.kind == "session"]
    held = await sessions.standings(connection, ids) if ids else {}
    return [each for each in found if each.id not in held or held[each.id].lasts]


async def _smallest(
    connection: Connection, guild_id: int, content_ids: Collection[int]
) -> dict[int, Plan]:
    """Map each of some contents to the product on sale that holds it with least else."""
    if not content_ids:
        return {}
    found = await content_cards.smallest_offers(connection, guild_id, content_ids)
    sold = await plans.of_ids(connection, guild_id, set(found.values()))
    offers = {each.id: each for each in sold}
    return {content_id: offers[offer] for content_id, offer in found.items() if offer in offers}
