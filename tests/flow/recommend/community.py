"""Provide a server in a real database, and members who act in it."""

from collections.abc import Sequence
from datetime import timedelta

from bot.recommend.index.compilation import Compile, compiled_kernels
from bot.recommend.index_cache import LARGE, IndexCache
from bot.recommend.params_from_settings import params_from_settings
from bot.recommend.ranking.recommendation import Recommendation
from bot.recommend.service import RecommendationList, Recommender
from bot.recommend.signals.aggregate import kind_weights
from bot.recommend.signals.buffer import SignalBuffer
from bot.recommend.signals.items import ItemKind, NewItem
from bot.recommend.signals.model import Signal, SignalKey, SignalKind
from bot.recommend.signals.store import SignalStore
from bot.recommend.weights.service import WeightService
from bot.settings import ActivitySettings, RecommendSettings
from data.engine import Database
from tests.clocks import HandClock
from tests.flow.recommend.stored_signals import Known, Records, read_records

GUILD = 1
AUTHOR = 900


class Community:
    """The services between the cogs and the database, with a clock moved by hand."""

    def __init__(
        self,
        database: Database,
        *,
        patience: float = 60.0,
        compile_kernels: Compile = compiled_kernels,
        large: int = LARGE,
    ) -> None:
        self._database = database
        self.clock = HandClock()
        activity, recommend = ActivitySettings(), RecommendSettings(exploration_share=0)
        self.store = SignalStore(database, kind_weights(activity.weights.model_dump()))
        self.buffer = SignalBuffer(self.store.write, seconds=60, size=1000)
        self.weights = WeightService(database, self.clock)
        params = params_from_settings(activity, recommend)
        self.indexes = IndexCache(
            self.store,
            self.weights,
            params,
            self.clock,
            compile_kernels=compile_kernels,
            large=large,
        )
        self.recommender = Recommender(
            self.store, self.buffer, self.indexes, recommend, self.clock, patience=patience
        )

    def item(
        self,
        number: int,
        channel: int = 5,
        *,
        kind: ItemKind = "post",
        author: int = AUTHOR,
        title: str | None = None,
        days: float = 0.1,
    ) -> None:
        """Register an item; posts and threads get a title."""
        at = self.clock.now() - timedelta(days=days)
        named = title or f"Title {number}" if kind in ("post", "thread") else None
        self.buffer.register(NewItem(GUILD, kind, number, channel, author, at, named))

    def act(
        self, user: int, number: int, kind: SignalKind = "reply", *, source: int = 0, key: int = 0
    ) -> SignalKey:
        """Let a member act; by default with a message of its own."""
        act = SignalKey(GUILD, user, number, kind, source or 10_000 * user + number, key)
        self.buffer.record(Signal(act, self.clock.now()))
        return act

    async def records(self) -> Records:
        """Return what is stored, after the buffer was written."""
        assert await self.buffer.flush()
        return await read_records(self._database, self.store, GUILD)

    async def known(self) -> Known:
        """Return the kinds of signals by member and the item's object id."""
        return (await self.records()).known

    async def ask(
        self, user: int, *hidden: int, topic: str | None = None, count: int = 5
    ) -> RecommendationList:
        """Ask as a member who can't read the channels in `hidden`."""
        return await self.recommender.recommend(
            GUILD, user, readable=lambda channel: channel not in hidden, topic=topic, count=count
        )

    async def shown(self, user: int, *hidden: int, topic: str | None = None) -> list[int]:
        """Return the object ids of a member's recommendations."""
        return numbers((await self.ask(user, *hidden, topic=topic)).picks)


def numbers(picks: Sequence[Recommendation]) -> list[int]:
    """Return the items' object ids."""
    return [pick.item.object_id for pick in picks]
