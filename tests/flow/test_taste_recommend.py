"""From acts to recommendations, on a real database."""

from datetime import UTC, datetime, timedelta

from bot.recommend.buffer import SignalBuffer
from bot.recommend.items import NewItem
from bot.recommend.service import Recommender
from bot.recommend.signals import Act, Signal, SignalKind
from bot.recommend.store import SignalStore
from bot.settings import Activity, Recommend
from data.engine import Database

GUILD = 1
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


class FixedClock:
    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time


class Community:
    """A server in a database: posts in forums, and members who answer them."""

    def __init__(self, database: Database) -> None:
        self.clock = FixedClock()
        store = SignalStore(database)
        self.buffer = SignalBuffer(store.write, seconds=60, size=1000)
        self.recommender = Recommender(store, self.buffer, Activity(), Recommend(), self.clock)

    def post(self, object_id: int, *, channel: int, author: int = 900, hours: float = 1) -> None:
        at = self.clock.time - timedelta(hours=hours)
        self.buffer.register(
            NewItem(GUILD, "post", object_id, channel, author, at, f"Title {object_id}")
        )
        self.act(author, object_id, "post", object_id)

    def act(self, user: int, object_id: int, kind: SignalKind, source: int, key: int = 0) -> None:
        act = Act(GUILD, user, object_id, kind, source, key)
        self.buffer.record(Signal(act, self.clock.time))

    async def shown(self, user: int, *hidden: int, count: int = 5) -> list[int]:
        answer = await self.recommender.recommend(
            GUILD, user, readable=lambda channel: channel not in hidden, count=count
        )
        return [pick.item.object_id for pick in answer.picks]


async def test_an_item_liked_by_similar_members_comes_first(database: Database) -> None:
    community = Community(database)
    for object_id in (11, 12, 13, 14):
        community.post(object_id, channel=5)
    for user in (1, 2, 3):
        community.act(user, 11, "reply", 1000 + user)
        community.act(user, 12, "reply", 2000 + user)
    for user in (4, 5, 6, 7):
        community.act(user, 13, "reply", 3000 + user)
        community.act(user, 14, "reply", 4000 + user)
    community.act(50, 11, "reply", 5000)
    assert (await community.shown(50))[0] == 12
