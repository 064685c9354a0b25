"""Brings digests to Discord, and turns its refusals into what to do about them."""

import aiohttp
import discord

from bot.errors import RetryLaterError
from bot.i18n import Catalogue
from bot.recommend.digest_ports import CannotPostError, Parcel, Readable
from cogs.digest_button import bears_mark
from cogs.digest_view import DigestView, channel_digest, own_digest
from cogs.reach import readable_by, readable_to_audience

# Messages looked through for one that a cut-off attempt may have brought.
_LOOKED_THROUGH = 100
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
        guild = self._client.get_guild(guild_id)
        channel = guild and guild.get_channel(channel_id)
        return readable_to_audience(channel) if channel else None

    def reach(self, guild_id: int, user_id: int) -> Readable | None:
        """Return what a member can read; None when they left."""
        guild = self._client.get_guild(guild_id)
        member = guild and guild.get_member(user_id)
        return readable_by(member) if member else None

    async def post(self, guild_id: int, channel_id: int, parcel: Parcel) -> None:
        """Post in a channel.

        Raises:
            CannotPostError: when the channel or our permission is missing.
            RetryLaterError: when Discord could not take it now.
        """
        channel = self._channel(guild_id, channel_id)
        if channel is None:
            raise CannotPostError("digest-notice-channel-gone", channel_id)
        words = self._catalogue.words(self._language)
        view = channel_digest(words, guild_id, parcel.picks, self._window_days, parcel.nonce)
        try:
            await _send(channel, view, parcel)
        except discord.NotFound:
            raise CannotPostError("digest-notice-channel-gone", channel_id) from None
        except discord.Forbidden:
            raise CannotPostError("digest-notice-forbidden", channel_id) from None

    async def whisper(
        self, guild_id: int, user_id: int, language: str | None, parcel: Parcel
    ) -> bool:
        """Send to a member; False when they take no direct messages.

        Raises:
            RetryLaterError: when Discord could not take it now.
        """
        guild = self._client.get_guild(guild_id)
        member = guild and guild.get_member(user_id)
        if guild is None or member is None:
            return False
        words = self._catalogue.words(language or self._language)
        view = own_digest(words, guild, user_id, parcel.picks, parcel.nonce)
        try:
            await _send(member, view, parcel)
        except (discord.NotFound, discord.Forbidden):
            return False
        return True

    def _channel(self, guild_id: int, channel_id: int) -> discord.TextChannel | None:
        guild = self._client.get_guild(guild_id)
        channel = guild and guild.get_channel(channel_id)
        return channel if isinstance(channel, discord.TextChannel) else None


async def _send(to: discord.abc.Messageable, view: DigestView, parcel: Parcel) -> None:
    """Send once; what is no plain refusal may work later.

    Raises:
        discord.NotFound, discord.Forbidden: as Discord refuses.
        RetryLaterError: for failures on Discord's side or between us.
    """
    try:
        if not (parcel.again and await _arrived(to, parcel.nonce)):
            await to.send(view=view, nonce=parcel.nonce, allowed_mentions=_SILENT)
    except (discord.NotFound, discord.Forbidden):
        raise
    except discord.HTTPException as error:
        if error.status == 429 or error.status >= 500:  # noqa: PLR2004 HTTP's own numbers
            raise RetryLaterError(str(error)) from error
        raise
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise RetryLaterError(f"{type(error).__name__}: {error}") from error


async def _arrived(at: discord.abc.Messageable, nonce: str) -> bool:
    """Tell whether a digest sent under this nonce is among the newest messages."""
    async for message in at.history(limit=_LOOKED_THROUGH):
        if bears_mark(message, nonce):
            return True
    return False
