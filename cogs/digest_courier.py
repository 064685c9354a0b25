"""Brings digests to Discord, and turns its refusals into what to do about them."""

from collections.abc import Awaitable

import aiohttp
import discord

from bot.errors import RetryLaterError
from bot.i18n import Catalogue
from bot.recommend.digest_ports import CannotPostError, Picks, Readable
from cogs.digest_view import channel_digest, own_digest
from cogs.reach import readable_by, readable_to_audience

# Discord's code for a member who takes no direct messages from us.
_CANNOT_MESSAGE = 50007
_SILENT = discord.AllowedMentions.none()


class DiscordCourier:
    """The `Courier` over a client's connection and cache."""

    def __init__(
        self, client: discord.Client, catalogue: Catalogue, language: str, window_days: float
    ) -> None:
        self._client = client
        self._catalogue = catalogue
        self._language = language
        self._window_days = window_days

    def serves(self, guild_id: int) -> bool:
        """Tell whether the guild is in a cache that is complete."""
        guild = self._client.get_guild(guild_id)
        return self._client.is_ready() and guild is not None and not guild.unavailable

    def audience(self, guild_id: int, channel_id: int) -> Readable | None:
        """Return what everybody who reads a channel can read; None when it is gone."""
        channel = self._channel(guild_id, channel_id)
        return None if channel is None else readable_to_audience(channel)

    def reach(self, guild_id: int, user_id: int) -> Readable | None:
        """Return what a member can read; None when they left."""
        guild = self._client.get_guild(guild_id)
        member = guild and guild.get_member(user_id)
        return readable_by(member) if member else None

    async def post(self, guild_id: int, channel_id: int, picks: Picks, nonce: str) -> None:
        """Post in a channel; a repeat with the same nonce changes nothing for some minutes.

        Raises:
            CannotPostError: when the channel or our permission is missing.
            RetryLaterError: when Discord could not take it now.
        """
        channel = self._channel(guild_id, channel_id)
        if channel is None:
            raise CannotPostError("digest-notice-channel-gone", channel_id)
        words = self._catalogue.words(self._language)
        view = channel_digest(words, guild_id, picks, self._window_days)
        try:
            await _sent(channel.send(view=view, nonce=nonce, allowed_mentions=_SILENT))
        except discord.NotFound:
            raise CannotPostError("digest-notice-channel-gone", channel_id) from None
        except discord.Forbidden:
            raise CannotPostError("digest-notice-forbidden", channel_id) from None

    async def whisper(
        self, guild_id: int, user_id: int, language: str | None, picks: Picks, nonce: str
    ) -> bool:
        """Send to a member; False when they take no direct messages.

        Raises:
            RetryLaterError: when Discord could not take it now.
        """
        guild = self._client.get_guild(guild_id)
        member = guild and guild.get_member(user_id)
        if guild is None or member is None:
            return False
        view = own_digest(self._catalogue.words(language or self._language), guild, user_id, picks)
        try:
            await _sent(member.send(view=view, nonce=nonce, allowed_mentions=_SILENT))
        except (discord.NotFound, discord.Forbidden) as error:
            if error.code == _CANNOT_MESSAGE or isinstance(error, discord.NotFound):
                return False
            raise RetryLaterError(str(error)) from error
        return True

    def _channel(self, guild_id: int, channel_id: int) -> discord.TextChannel | None:
        guild = self._client.get_guild(guild_id)
        channel = guild and guild.get_channel(channel_id)
        return channel if isinstance(channel, discord.TextChannel) else None


async def _sent(sending: Awaitable[discord.Message]) -> None:
    """Wait for a send; what is no plain refusal may work later.

    Raises:
        RetryLaterError: for failures on Discord's side or between us.
    """
    try:
        await sending
    except (discord.NotFound, discord.Forbidden):
        raise
    except discord.HTTPException as error:
        if error.status == 429 or error.status >= 500:  # noqa: PLR2004 HTTP's own numbers
            raise RetryLaterError(str(error)) from error
        raise
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise RetryLaterError(f"{type(error).__name__}: {error}") from error
