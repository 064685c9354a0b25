"""Write the whole community to an empty, migrated database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from bot.settings import RecommendSettings
from data import tables
from data.engine import Database
from data.tables.base import EPOCH
from tests.bench.large import recommend, side_records
from tests.bench.large.drawing import snowflakes
from tests.bench.large.filling import Filling, Say
from tests.bench.large.payments import FACT, HOLDING, RIGHT, Money
from tests.bench.large.recommend import Acts, Place, Showings
from tests.bench.large.size import Size
from tests.bench.webhook_load import sample_event

FIRST_MEMBER, FIRST_CHANNEL = 1_000_000, 100_000


@dataclass(frozen=True, slots=True)
class Community:
    """What is to be invented; equal ones are equal in every row but the plans' keys.

    Attributes:
        size: how large.
        now: when its two years end.
        guild_id: the server.
        seed: what decides everything else.
    """

    size: Size
    now: datetime
    guild_id: int = 10
    seed: int = 7

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place(
            guild_id=self.guild_id,
            channels=range(FIRST_CHANNEL, FIRST_CHANNEL + self.size.channels),
            first_member=FIRST_MEMBER,
            members=self.size.members,
            now=(self.now - EPOCH) // timedelta(milliseconds=1),
        )

    async def fill(self, database: Database, say: Say = lambda _: None) -> None:
        """Put it into an empty, migrated database."""
        filling = Filling(database, say)
        rng = np.random.default_rng(self.seed)
        money = await Money.invent(database, rng, self.place, self.size.subscribers)
        await self._money(filling, money)
        await self._taste(filling, rng)
        await self._traces(
            filling, side_records.Traces(rng, self.place, money), await sample_event()
        )
        await filling.finish()

    async def _money(self, filling: Filling, money: Money) -> None:
        await filling.put(tables.facts, FACT, money.facts())
        await filling.put(tables.entitlements, RIGHT, money.rights())
        await filling.put(tables.role_holdings, HOLDING, money.holdings())

    async def _taste(self, filling: Filling, rng: np.random.Generator) -> None:
        place = self.place
        created = recommend.creations(rng, place, self.size.items)
        await filling.put(tables.items, recommend.ITEM, recommend.item_rows(rng, place, created))
        acts = Acts.invent(rng, place, created, self.size.acts)
        await filling.put(tables.signals, recommend.SIGNAL, acts.rows(place.guild_id))
        shown = Showings.invent(rng, place, created, acts, self.size.impressions)
        rows = shown.rows(rng, place, RecommendSettings().control_share)
        await filling.put(tables.impressions, recommend.SHOWN, rows)
        await filling.put(tables.presses, recommend.PRESS, shown.presses(place.guild_id))

    async def _traces(
        self, filling: Filling, left: side_records.Traces, event: Mapping[str, Any]
    ) -> None:
        size, guild, now = self.size, self.guild_id, self.place.now
        sent = left.deliveries(size.deliveries, size.items)
        newest = int(snowflakes(np.array([now]))[0])
        for table, columns, rows in (
            (tables.guilds, side_records.GUILD, [(guild, now)]),
            (tables.members, side_records.MEMBER, left.members()),
            (tables.interests, side_records.INTEREST, left.interests()),
            (tables.own_digests, side_records.OWN_DIGEST, left.own_digests()),
            (tables.customers, side_records.CUSTOMER, left.customers()),
            (tables.checkouts, side_records.CHECKOUT, left.checkouts()),
            (tables.inbox, side_records.EVENT, left.events(size.events, event)),
            (tables.notices, side_records.NOTICE, left.notices(size.notices)),
            (tables.audit, side_records.LINE, left.lines(size.audit)),
            (
                tables.digest_deliveries,
                side_records.DELIVERY,
                sent,
            ),
            (tables.histories, side_records.HISTORY, [(guild, now)]),
            (tables.history_marks, side_records.MARK, left.positions(newest)),
        ):
            await filling.put(table, columns, rows)
