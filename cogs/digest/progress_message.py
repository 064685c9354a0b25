"""Shows the progress of a long job as one edited message in the staff channel."""

from collections.abc import Callable, Mapping

import aiohttp
import discord
import structlog

from bot.digest.ports import DigestChannel
from bot.discord.channels import find_channel
from bot.discord.layout import AnswerView
from bot.i18n import Translations
from bot.settings import Settings

_SILENT = discord.AllowedMentions.none()

_log = structlog.get_logger(__name__)


class DigestProgressMessage:
    """Implements `ProgressBoard` over a client's connection."""

    def __init__(
        self,
        client: discord.Client,
        translations: Translations,
        settings: Callable[[int], Settings],
    ) -> None:
        """Use `settings`, which returns those of a guild."""
        self._client = client
        self._translations = translations
        self._settings = settings

    async def show(
        self, guild_id: int, message: str, figures: Mapping[str, int], place: DigestChannel | None
    ) -> DigestChannel | None:
        """Write to the staff channel, editing the message at `place` if it still exists.

        Returns:
            Where the message is; None without a staff channel. A failure is only logged.
        """
        guild = self._client.get_guild(guild_id)
        settings = self._settings(guild_id).discord
        text = self._translations.translator(settings.language)(message, **figures)
        try:
            if guild is not None and place is not None and await _edited(guild, place, text):
                return place
            channel = guild and find_channel(guild, settings.staff_channel)
            if channel is None:
                return None
            sent = await channel.send(view=AnswerView(text), allowed_mentions=_SILENT)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
            _log.warning("progress_message.failed", error=str(error))
            return place
        return channel.id, sent.id


async def _edited(guild: discord.Guild, place: DigestChannel, text: str) -> bool:
    """Edit the message at `place`; return False if it no longer exists."""
    channel = guild.get_channel(place[0])
    if not isinstance(channel, discord.TextChannel):
        return False
    try:
        message = channel.get_partial_message(place[1])
        # One of an older version holds its text as content, which gives way to components.
        await message.edit(content=None, view=AnswerView(text), allowed_mentions=_SILENT)
    except discord.NotFound:
        return False
    return True
