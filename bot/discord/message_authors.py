"""Fetches, once each, whether a person or Discord wrote a message that we missed.

A reaction event does not tell. Notices such as "Ann joined" get many, and would be recommended.
"""

from collections.abc import Callable

import aiohttp
import discord
import structlog
from aiolimiter import AsyncLimiter

from bot.scheduling.worker import WakeupEvent, Worker

SPOKEN = (discord.MessageType.default, discord.MessageType.reply)
PER_SECOND = 5  # requests, besides those that read history
WAITING = 1000  # messages; more than these are fetched at their next reaction
AGAIN_SECONDS = 60.0  # after Discord gave no answer

_log = structlog.get_logger(__name__)

OnAuthor = Callable[[int, int, bool], None]


class MessageAuthors:
    """Fetches authors in the background.

    Args:
        client: The client whose connection is used.
        learned: Called with a message's server and id, and whether a person wrote it.
    """

    def __init__(self, client: discord.Client, learned: OnAuthor) -> None:
        self._client = client
        self._learned = learned
        self._limiter = AsyncLimiter(PER_SECOND, 1)
        self._open: dict[int, tuple[int, int]] = {}  # server and channel by message id
        self._wakeup = WakeupEvent()
        self._worker = Worker("unheard", self._step, self._wakeup, seconds=AGAIN_SECONDS)

    def fetch(self, guild_id: int, channel_id: int, message_id: int) -> None:
        """Queue a message."""
        if len(self._open) >= WAITING:
            return
        self._open[message_id] = guild_id, channel_id
        self._worker.start()
        self._wakeup.notify()

    async def close(self) -> None:
        """Stop; the next process fetches the rest, at the next reaction."""
        await self._worker.close()

    async def _step(self) -> int:
        """Fetch the message that waits longest; return how many were waiting."""
        message_id = next(iter(self._open), None)
        if message_id is None:
            return 0
        guild_id, channel_id = self._open[message_id]
        try:
            spoken = await self._is_spoken(channel_id, message_id)
        except (discord.DiscordServerError, aiohttp.ClientError, TimeoutError) as error:
            _log.warning("message_authors.no_answer", error=type(error).__name__)
            return 0  # retried later
        del self._open[message_id]
        self._learned(guild_id, message_id, spoken)
        return 1

    async def _is_spoken(self, channel_id: int, message_id: int) -> bool:
        """Return whether a person wrote a message; assumed where the bot may not read."""
        place = self._client.get_partial_messageable(channel_id)
        try:
            async with self._limiter:
                message = await place.fetch_message(message_id)
        except discord.NotFound:
            return False
        except discord.DiscordServerError:
            raise
        except discord.HTTPException:
            return True
        return message.type in SPOKEN
