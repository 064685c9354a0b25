"""Generate years of signals and nothing else, for benches of the recommender."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data import tables
from data.engine import Database
from tests.bench.large import recommend
from tests.bench.large.drawing import drawn
from tests.bench.large.filling import Filling

__all__ = ["Community", "drawn"]


@dataclass(frozen=True, slots=True)
class Community:
    """How large it is, and where: members are numbered from 1, items from 1.

    Attributes:
        now: milliseconds since 1970; what happened lies in the two years before.
    """

    members: int
    items: int
    acts: int
    guild_id: int
    channels: Sequence[int]
    now: int

    async def fill(self, database: Database) -> None:
        """Put it into an empty, migrated database."""
        rng = np.random.default_rng(7)
        place = recommend.Place(self.guild_id, self.channels, 1, self.members, self.now)
        created = recommend.creations(rng, place, self.items)
        filling = Filling(database)
        await filling.put(tables.items, recommend.ITEM, recommend.item_rows(rng, place, created))
        acts = recommend.Acts.invent(rng, place, created, self.acts)
        await filling.put(tables.signals, recommend.SIGNAL, acts.rows(self.guild_id))
        await filling.finish()
