"""What the digest needs from other parts: a recommender, and a sender to Discord."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol, TypeAlias

from bot.errors import PersonMustActError
from bot.learning.stalled import StalledCourse
from bot.recommend.contents import ShownContent
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
    "StalledOf",
    "no_op",
    "none_stalled",
]

Picks: TypeAlias = Sequence[Recommendation]
DigestChannel: TypeAlias = tuple[int, int]  # a channel's id and a message's


# Called with each list that was sent: channel, guild, member (None: to a channel), items.
ShownDigest = Callable[[Surface, int, int | None, Picks], None]

# Returns the course that each member of a server has left, without the others.
StalledOf = Callable[[int, Collection[int]], Awaitable[Mapping[int, StalledCourse]]]


async def none_stalled(_guild: int, _members: Collection[int]) -> Mapping[int, StalledCourse]:
    """Know no courses."""
    return {}


def no_op(*_: object) -> None:
    """Record nothing."""


class CannotPostError(PersonMustActError):
    """The digest's channel can't be posted in; carries the message for staff."""

    def __init__(self, message: str, channel_id: int) -> None:
        super().__init__(f"{message} {channel_id}")
        self.message = message


class DigestRecommender(Protocol):
    """Chooses items."""

    async def highlights(
        self,
        guild_id: int,
        *,
        since: datetime,
        count: int,
        readable: Readable,
        exclude: Collection[int] = (),
    ) -> Picks:
        """Return what everybody should see from the time since then; diverse, best first."""
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
        """Return which of some items are not deleted, by our ids."""
        ...

    async def for_members(
        self, guild_id: int, asks: Sequence[MemberRequest], *, count: int
    ) -> Sequence[Picks]:
        """Return what each of many members should see and hasn't, in the order of `asks`."""
        ...


@dataclass(frozen=True, slots=True)
class OutgoingDigest:
    """A digest to send.

    Attributes:
        picks: The items, best first.
        nonce: The same for each attempt at one delivery, at most 25 characters.
        again: An earlier attempt was interrupted and may have arrived: check before sending.
        day: The day of the digest at its place; it tells one forum post from the next.
        stalled: The course that the member has not continued for a while.
        contents: The contents among the items, by id, as they are for the member now.
    """

    picks: Picks
    nonce: str
    again: bool
    day: date | None = None
    stalled: StalledCourse | None = None
    contents: Mapping[int, ShownContent] = field(default_factory=dict[int, ShownContent])


class DigestSender(Protocol):
    """Sends digests to Discord, and knows who can read what there."""

    def is_available(self, guild_id: int) -> bool:
        """Return whether the guild is known and reachable now."""
        ...

    async def channel_audience(self, guild_id: int, channel_id: int) -> Readable | None:
        """Return what every reader of a channel or thread can read; None if it is gone."""
        ...

    def member_access(self, guild_id: int, user_id: int) -> Readable | None:
        """Return what a member can read; None if they left."""
        ...

    def interest(self, guild_id: int, user_id: int, stated: Interests) -> Interest | None:
        """Return a member's interest in each channel, if stated; None if they left."""
        ...

    async def post(self, guild_id: int, channel_id: int, outgoing: OutgoingDigest) -> None:
        """Post in a channel or thread, or make a post in a forum.

        Raises:
            CannotPostError: A person must change something first.
            RetryLaterError: Discord could not take it now.
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
        """Send a DM to a member; `channel_id` is where this was done before, if known.

        Returns:
            The channel's id; None if they refuse DMs.

        Raises:
            RetryLaterError: Discord could not take it now.
        """
        ...


class ProgressBoard(Protocol):
    """Shows staff the progress of a long job: one message that is edited."""

    async def show(
        self, guild_id: int, message: str, figures: Mapping[str, int], place: DigestChannel | None
    ) -> DigestChannel | None:
        """Show a message in place of the one at `place`; return its channel and message.

        Returns:
            The place; None if there is none. Never raises, because no work depends on it.
        """
        ...
