"""What the digest needs from others: who picks, and who brings the picks to Discord."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeAlias

from bot.errors import PersonMustActError
from bot.recommend.experiment.impressions import Surface
from bot.recommend.profile.interests import Interests
from bot.recommend.ranking.recommendation import Recommendation
from bot.recommend.ranking.request import Interest, MemberRequest, Readable

__all__ = [
    "CannotPostError",
    "DigestChannel",
    "DigestRecommender",
    "DigestSender",
    "MemberRequest",
    "OutgoingDigest",
    "Picks",
    "ProgressBoard",
    "Readable",
    "ShownDigest",
    "no_op",
]

Picks: TypeAlias = Sequence[Recommendation]
DigestChannel: TypeAlias = tuple[int, int]  # a channel's id and a message's


# Told of each list that was sent: where, in which guild, to whom (None: to a channel), and what.
ShownDigest = Callable[[Surface, int, int | None, Picks], None]


def no_op(*_: object) -> None:
    """Record nothing."""


class CannotPostError(PersonMustActError):
    """The digest's channel can't be posted in; carries the words for staff."""

    def __init__(self, message: str, channel_id: int) -> None:
        super().__init__(f"{message} {channel_id}")
        self.message = message


class DigestRecommender(Protocol):
    """Who picks items."""

    async def highlights(
        self,
        guild_id: int,
        *,
        since: datetime,
        count: int,
        readable: Readable,
        exclude: Collection[int] = (),
    ) -> Picks:
        """Return what everybody should see of the time since then; diverse, best first."""
        ...

    async def for_member(
        self,
        guild_id: int,
        user_id: int,
        *,
        count: int,
        readable: Readable,
        exclude: Collection[int] = (),
    ) -> Picks:
        """Return what one member should see and hasn't; best first."""
        ...

    async def there(self, guild_id: int, numbers: Collection[int]) -> Collection[int]:
        """Return which of some items are not deleted, by our numbers."""
        ...

    async def for_members(
        self, guild_id: int, asks: Sequence[MemberRequest], *, count: int
    ) -> Sequence[Picks]:
        """Return what each of many members should see and hasn't, in the order of the asks."""
        ...


@dataclass(frozen=True, slots=True)
class OutgoingDigest:
    """What a courier brings.

    Attributes:
        picks: the items, best first.
        nonce: the same for each attempt at one delivery, at most 25 characters.
        again: an earlier attempt was cut off and may have arrived: look before sending.
        day: the day of the digest where it is posted; it tells one forum post from the next.
    """

    picks: Picks
    nonce: str
    again: bool
    day: date | None = None


class DigestSender(Protocol):
    """Who brings digests to Discord, and knows who can read what there."""

    def is_available(self, guild_id: int) -> bool:
        """Tell whether the guild is known and reachable now."""
        ...

    async def channel_audience(self, guild_id: int, channel_id: int) -> Readable | None:
        """Return what everybody who reads a channel, forum or thread can; None when it is gone."""
        ...

    def member_access(self, guild_id: int, user_id: int) -> Readable | None:
        """Return what a member can read; None when they left."""
        ...

    def interest(self, guild_id: int, user_id: int, stated: Interests) -> Interest | None:
        """Return how much each channel is to a member who said so; None when they left."""
        ...

    async def post(self, guild_id: int, channel_id: int, outgoing: OutgoingDigest) -> None:
        """Post in a channel or thread, or make a post in a forum.

        Raises:
            CannotPostError: when a person must change something first.
            RetryLaterError: when Discord could not take it now.
        """
        ...

    async def send_dm(
        self,
        guild_id: int,
        user_id: int,
        language: str | None,
        outgoing: OutgoingDigest,
        channel_id: int | None,
    ) -> int | None:
        """Send to a member, where this was done before if that is known.

        Returns:
            The channel's id; None when they take no direct messages.

        Raises:
            RetryLaterError: when Discord could not take it now.
        """
        ...


class ProgressBoard(Protocol):
    """Where staff read how a long job stands: one message that changes."""

    async def show(
        self, guild_id: int, message: str, figures: Mapping[str, int], place: DigestChannel | None
    ) -> DigestChannel | None:
        """Write words of the catalogue, in place of those at `place`; return where they stand.

        Returns:
            The place; None where there is none. Never raises: no work waits for it.
        """
        ...
