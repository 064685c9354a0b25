"""Provide doubles of the digest's ports: a scripted recommender, a recording sender."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.digest.ports import DigestChannel, MemberRequest, OutgoingDigest, Picks, Readable
from bot.learning.stalled import StalledCourse
from bot.recommend.profile.interests import Interests, strength
from bot.recommend.ranking.recommendation import Reason, Recommendation
from bot.recommend.ranking.request import Interest
from bot.recommend.signals.items import Item

GUILD = 7
OPEN, HIDDEN = 80, 81  # channels of the items
DUE = datetime(2026, 11, 23, 9, tzinfo=UTC)
TERMS = {"popular": 1.0, "new": 0.01}


def an_item(number: int, channel_id: int = OPEN) -> Recommendation:
    item = Item(number, GUILD, "thread", 1000 + number, channel_id, 99, f"Item {number}", DUE)
    return Recommendation(item, 1.0, Reason("recommend-why-new", channel_id, DUE), TERMS)


@dataclass
class ScriptedRecommender:
    """Returns the items it was given, in order, without those that are excluded."""

    stock: list[Recommendation] = field(default_factory=lambda: [an_item(n) for n in range(1, 6)])
    own_stock: list[Recommendation] | None = None
    since: datetime | None = None
    asked: list[int] = field(default_factory=list[int])  # how many members at a time
    gone: set[int] = field(default_factory=set[int])  # items deleted since they were picked
    interests: dict[int, float | None] = field(default_factory=dict[int, float | None])  # in OPEN

    async def highlights(
        self,
        guild_id: int,
        *,
        since: datetime,
        count: int,
        readable: Readable,
        exclude: Collection[int] = (),
    ) -> Picks:
        assert guild_id == GUILD
        self.since = since
        return _first(self.stock, count, readable, exclude)

    async def there(self, guild_id: int, numbers: Collection[int]) -> Collection[int]:
        assert guild_id == GUILD
        return set(numbers) - self.gone

    async def for_member(
        self,
        guild_id: int,
        user_id: int,
        *,
        count: int,
        readable: Readable,
        exclude: Collection[int] = (),
    ) -> Picks:
        assert guild_id == GUILD
        assert user_id
        stock = self.stock if self.own_stock is None else self.own_stock
        return _first(stock, count, readable, exclude)

    async def for_members(
        self, guild_id: int, asks: Sequence[MemberRequest], *, count: int
    ) -> Sequence[Picks]:
        self.asked.append(len(asks))
        for ask in asks:
            self.interests[ask.user_id] = ask.interest(OPEN) if ask.interest else None
        return [
            await self.for_member(
                guild_id, ask.user_id, count=count, readable=ask.readable, exclude=ask.exclude
            )
            for ask in asks
        ]


def _first(
    stock: list[Recommendation], count: int, readable: Readable, exclude: Collection[int]
) -> Picks:
    fit = [pick for pick in stock if readable(pick.item.channel_id) and pick.item.id not in exclude]
    return fit[:count]


@dataclass
class RecordingSender:
    """Records what it is to send, and fails where a test wants it to."""

    posts: list[tuple[int, list[int], str]] = field(default_factory=list)
    whispers: list[tuple[int, str | None, list[int], str]] = field(default_factory=list)
    known: list[int | None] = field(default_factory=list[int | None])  # of the channels written to
    stalled: dict[int, StalledCourse | None] = field(
        default_factory=dict[int, StalledCourse | None]
    )
    again: list[int] = field(default_factory=list)  # targets whose channel is searched first
    trouble: dict[int, Exception] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)  # members who left, channels that are deleted
    connected: bool = True
    sending: asyncio.Event = field(default_factory=asyncio.Event)
    may_send: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.may_send.set()

    def is_available(self, guild_id: int) -> bool:
        return self.connected and guild_id == GUILD

    async def channel_audience(self, guild_id: int, channel_id: int) -> Readable | None:
        assert guild_id == GUILD
        return None if channel_id in self.gone else OPEN.__eq__

    def member_access(self, guild_id: int, user_id: int) -> Readable | None:
        assert guild_id == GUILD
        return None if user_id in self.gone else OPEN.__eq__

    def interest(self, guild_id: int, user_id: int, stated: Interests) -> Interest | None:
        assert guild_id == GUILD
        return lambda channel_id: strength(stated, [], channel_id, "")

    async def post(self, guild_id: int, channel_id: int, outgoing: OutgoingDigest) -> None:
        assert guild_id == GUILD
        await self._send(channel_id, outgoing)
        self.posts.append((channel_id, ids(outgoing.picks), outgoing.nonce))

    async def send_dm(
        self,
        guild_id: int,
        user_id: int,
        language: str | None,
        outgoing: OutgoingDigest,
        channel_id: int | None,
    ) -> int | None:
        assert guild_id == GUILD
        await self._send(user_id, outgoing)
        if user_id in self.closed:
            return None
        self.whispers.append((user_id, language, ids(outgoing.picks), outgoing.nonce))
        self.known.append(channel_id)
        self.stalled[user_id] = outgoing.stalled
        return user_id + 1000

    async def _send(self, target_id: int, outgoing: OutgoingDigest) -> None:
        self.sending.set()
        if outgoing.again:
            self.again.append(target_id)
        await self.may_send.wait()
        if target_id in self.trouble:
            raise self.trouble[target_id]


def ids(picks: Picks) -> list[int]:
    return [pick.item.id for pick in picks]


@dataclass
class RecordingBoard:
    """Records what staff are shown."""

    lines: list[tuple[str, dict[str, int], DigestChannel | None]] = field(
        default_factory=list[tuple[str, dict[str, int], DigestChannel | None]]
    )

    async def show(
        self, guild_id: int, message: str, figures: Mapping[str, int], place: DigestChannel | None
    ) -> DigestChannel | None:
        assert guild_id == GUILD
        self.lines.append((message, dict(figures), place))
        return place or (90, 91)
