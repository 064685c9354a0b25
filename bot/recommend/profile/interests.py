"""Members' stated interests: channels and keywords, used from the next answer on."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from bot.clock import Clock
from bot.errors import UserError
from bot.recommend.search.text import folded
from bot.recommend.search.text_match import mentions
from data import interests
from data.engine import Database

MAX_CHANNELS = 25
MAX_KEYWORDS = 20
MAX_KEYWORD_LENGTH = 40

# Strength of a member's interest in a channel, by its reason.
CHOSEN = 1.0
WORDED = 0.6
BY_ROLE = 0.3
MIN_ROLE_NAME_LENGTH = 2  # characters; a role called "x" matches no channel

_SEPARATORS = re.compile("[,;\n\uff0c\u3001\uff1b]")  # with the Chinese ones


@dataclass(frozen=True, slots=True)
class Interests:
    """A member's stated interests; `words` are `folded` keywords."""

    channel_ids: frozenset[int] = frozenset()
    words: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """Return whether there are any."""
        return bool(self.channel_ids or self.words)


class InterestService:
    """Reads and stores members' interests."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def get(self, guild_id: int, user_id: int) -> Interests:
        """Return a member's interests."""
        return (await self.load(guild_id, [user_id])).get(user_id, Interests())

    async def load(self, guild_id: int, user_ids: Collection[int]) -> dict[int, Interests]:
        """Return members' interests by user id, without members who have none."""
        async with self._database.read_fast() as connection:
            stored = await interests.of_members(connection, guild_id, user_ids)
        return {
            user_id: Interests(frozenset(stated.channel_ids), frozenset(stated.words))
            for user_id, stated in stored.items()
        }

    async def choose(
        self,
        guild_id: int,
        user_id: int,
        *,
        channel_ids: Collection[int] | None = None,
        text: str | None = None,
    ) -> Interests:
        """Replace a member's channels, keywords or both; return the new interests.

        Raises:
            UserError: Too many keywords, or too long ones; nothing is changed.
        """
        words = None if text is None else sorted(parse_keywords(text))
        channels = None if channel_ids is None else sorted(channel_ids)[:MAX_CHANNELS]
        async with self._database.write() as connection:
            await interests.put(
                connection, guild_id, user_id, self._clock.now(), channel_ids=channels, words=words
            )
        return await self.get(guild_id, user_id)

    async def clear(self, guild_id: int, user_id: int) -> None:
        """Delete a member's interests."""
        async with self._database.write() as connection:
            await interests.erase_member(connection, guild_id, user_id)


def parse_keywords(text: str) -> frozenset[str]:
    """Parse a list of keywords, separated by Western or Chinese commas.

    Raises:
        UserError: More than 20, or one of more than 40 characters.
    """
    plain = text.replace("\x00", "")  # PostgreSQL refuses NUL
    parts = (" ".join(folded(part).split()) for part in _SEPARATORS.split(plain))
    words = frozenset(part for part in parts if part)
    if len(words) > MAX_KEYWORDS:
        raise UserError("interests-too-many", most=MAX_KEYWORDS)
    long = next((word for word in sorted(words) if len(word) > MAX_KEYWORD_LENGTH), None)
    if long is not None:
        raise UserError(
            "interests-too-long", word=long[:MAX_KEYWORD_LENGTH] + "…", most=MAX_KEYWORD_LENGTH
        )
    return words


def strength(interests: Interests, roles: Collection[str], channel_id: int, label: str) -> float:
    """Return a member's interest in a channel, 0 to 1, independent of their signals.

    Args:
        interests: The member's stated interests.
        roles: The names of the member's roles.
        channel_id: The channel.
        label: The text that describes the channel: its name, topic and forum tags.
    """
    if channel_id in interests.channel_ids:
        return CHOSEN
    text = folded(label)
    if any(mentions(folded(word), text) for word in interests.words):
        return WORDED
    if any(len(role) >= MIN_ROLE_NAME_LENGTH and mentions(folded(role), text) for role in roles):
        return BY_ROLE
    return 0.0
