"""What the digest needs from others: who picks, and who brings the picks to Discord."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.errors import PersonMustActError
from bot.recommend.service import Recommendation

Readable = Callable[[int], bool]  # of a channel's id
Picks = Sequence[Recommendation]


class CannotPostError(PersonMustActError):
    """The digest's channel can't be posted in; carries the words for staff."""

    def __init__(self, message: str, channel_id: int) -> None:
        super().__init__(f"{message} {channel_id}")
        self.message = message


class Recommender(Protocol):
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


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a courier brings.

    Attributes:
        picks: the items, best first.
        nonce: the same for each attempt at one delivery, at most 25 characters.
        again: an earlier attempt was cut off and may have arrived: look before sending.
    """

    picks: Picks
    nonce: str
    again: bool


class Courier(Protocol):
    """Who brings digests to Discord, and knows who can read what there."""

    def serves(self, guild_id: int) -> bool:
        """Tell whether the guild is known and reachable now."""
        ...

    def audience(self, guild_id: int, channel_id: int) -> Readable | None:
        """Return what everybody who reads a channel can read; None when it is gone."""
        ...

    def reach(self, guild_id: int, user_id: int) -> Readable | None:
        """Return what a member can read; None when they left."""
        ...

    async def post(self, guild_id: int, channel_id: int, parcel: Parcel) -> None:
        """Post in a channel.

        Raises:
            CannotPostError: when a person must change something first.
            RetryLaterError: when Discord could not take it now.
        """
        ...

    async def whisper(
        self, guild_id: int, user_id: int, language: str | None, parcel: Parcel
    ) -> bool:
        """Send to a member; False when they take no direct messages.

        Raises:
            RetryLaterError: when Discord could not take it now.
        """
        ...
