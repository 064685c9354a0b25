"""Sends digests to Discord, and translates Discord's refusals into our errors."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress

import aiohttp
import discord

from bot.digest.ports import CannotPostError, OutgoingDigest, Readable
from bot.discord.client import LyceumClient
from bot.discord.permissions import readable_by, readable_to_audience
from bot.errors import RetryLaterError
from bot.i18n import Translations
from bot.recommend.profile.interests import Interests
from bot.recommend.ranking.request import Interest
from bot.settings import Settings
from cogs.digest.autocomplete import TypedChannel
from cogs.digest.opt_in_button import bears_mark
from cogs.digest.view import DigestView, channel_digest, own_digest, post_title
from cogs.recommend.channel_labels import interest_of
from cogs.ui.opening import content_entries

# Messages searched for a digest that an interrupted attempt may have sent.
_LOOKED_THROUGH = 100
_POSTS_LOOKED_AT = 5
_SILENT = discord.AllowedMentions.none()
# Codes of a member who accepts no DMs from the bot: DMs closed, or no server in common.
_CLOSED = {50007, 50278}
# Codes, with status 400, for opening DMs too fast.
_RATE_LIMITED = {40003}


class DiscordDigestSender:
    """Implements `DigestSender` over a client's connection and cache."""

    def __init__(
        self,
        client: LyceumClient,
        translations: Translations,
        settings: Callable[[int], Settings],
    ) -> None:
        """Use `settings`, which returns those of a guild."""
        self._client = client
        self._translations = translations
        self._settings = settings

    def is_available(self, guild_id: int) -> bool:
        """Return whether the guild is cached completely."""
        guild = self._client.get_guild(guild_id)
        return self._client.is_ready() and guild is not None and not guild.unavailable

    async def channel_audience(self, guild_id: int, channel_id: int) -> Readable | None:
        """Return what all readers of a channel or thread can read; None if it is gone."""
        place = await self._place(guild_id, channel_id)
        channel = place.parent if isinstance(place, discord.Thread) else place
        return readable_to_audience(channel) if channel else None

    def member_access(self, guild_id: int, user_id: int) -> Readable | None:
        """Return what a member can read; None if they left."""
        guild = self._client.get_guild(guild_id)
        member = guild and guild.get_member(user_id)
        return readable_by(member) if member else None

    def interest(self, guild_id: int, user_id: int, stated: Interests) -> Interest | None:
        """Return a member's interest in each channel; None if they left."""
        guild = self._client.get_guild(guild_id)
        member = guild and guild.get_member(user_id)
        return interest_of(member, stated) if member else None

    async def post(self, guild_id: int, channel_id: int, outgoing: OutgoingDigest) -> None:
        """Post in a channel or thread, or create a post in a forum.

        Raises:
            CannotPostError: When the channel or a permission is missing.
            RetryLaterError: When Discord can't take it now.
        """
        place = await self._place(guild_id, channel_id)
        if place is None:
            raise CannotPostError("digest-notice-channel-gone", channel_id)
        settings = self._settings(guild_id)
        translate = self._translations.translator(settings.discord.language)
        view = channel_digest(
            translate, guild_id, outgoing.picks, settings.digest.window_days, outgoing.nonce
        )
        try:
            if isinstance(place, discord.ForumChannel):
                await _open_post(place, view, outgoing, post_title(translate, outgoing.day))
            else:
                await _send(place, view, outgoing)
        except discord.NotFound:
            raise CannotPostError("digest-notice-channel-gone", channel_id) from None
        except discord.Forbidden:
            raise CannotPostError("digest-notice-forbidden", channel_id) from None

    async def send_dm(
        self,
        guild_id: int,
        user_id: int,
        language: str | None,
        outgoing: OutgoingDigest,
        channel_id: int | None,
    ) -> int | None:
        """Send to a member, in the DM channel of an earlier digest if it is known.

        Returns:
            The channel's id; None when the member accepts no DMs.

        Raises:
            RetryLaterError: When Discord can't take it now.
        """
        guild = self._client.get_guild(guild_id)
        member = guild and guild.get_member(user_id)
        if guild is None or member is None:
            return None
        translate = self._translations.translator(
            language or self._settings(guild_id).discord.language
        )
        contents = content_entries(self._client, translate, outgoing.contents)
        view = own_digest(translate, guild, user_id, outgoing, contents)
        try:
            return await self._send_dm(member, channel_id, view, outgoing)
        except discord.NotFound:
            return None
        except discord.Forbidden as error:
            if error.code in _CLOSED:
                return None
            # Discord limits the bot here; the member did not refuse.
            raise RetryLaterError(str(error)) from error

    async def _send_dm(
        self,
        member: discord.Member,
        channel_id: int | None,
        view: DigestView,
        outgoing: OutgoingDigest,
    ) -> int:
        if channel_id is not None:
            private = discord.ChannelType.private
            known = self._client.get_partial_messageable(channel_id, type=private)
            with suppress(discord.NotFound):
                await _send(known, view, outgoing)
                return channel_id
        async with _later_on_trouble():
            channel = await member.create_dm()
        await _send(channel, view, outgoing)
        return channel.id

    async def _place(self, guild_id: int, channel_id: int) -> TypedChannel | None:
        """Return a digest's channel or thread; archived threads are fetched, not cached."""
        guild = self._client.get_guild(guild_id)
        if guild is None:
            return None
        place = guild.get_channel_or_thread(channel_id)
        try:
            async with _later_on_trouble():
                place = place or await guild.fetch_channel(channel_id)
        except (discord.NotFound, discord.Forbidden, discord.InvalidData):
            return None
        return place if isinstance(place, TypedChannel) else None


async def _send(to: discord.abc.Messageable, view: DigestView, outgoing: OutgoingDigest) -> None:
    """Send a digest once.

    Raises:
        discord.NotFound, discord.Forbidden: When Discord refuses.
        RetryLaterError: For failures of Discord or of the network.
    """
    async with _later_on_trouble():
        if not (outgoing.again and await _arrived(to, outgoing.nonce)):
            await to.send(view=view, nonce=outgoing.nonce, allowed_mentions=_SILENT)


async def _open_post(
    forum: discord.ForumChannel, view: DigestView, outgoing: OutgoingDigest, title: str
) -> None:
    """Create a forum post once. Raises as `_send` does."""
    async with _later_on_trouble():
        if not (outgoing.again and await _is_posted(forum, outgoing.nonce)):
            free = [tag for tag in forum.available_tags if not tag.moderated]
            tags = free[:1] if forum.flags.require_tag else []
            await forum.create_thread(
                name=title, view=view, applied_tags=tags, allowed_mentions=_SILENT
            )


@asynccontextmanager
async def _later_on_trouble() -> AsyncGenerator[None]:
    """Raise `RetryLaterError` for failures that may pass; let plain refusals through."""
    try:
        yield
    except (discord.NotFound, discord.Forbidden):
        raise
    except discord.HTTPException as error:
        if error.status == 429 or error.status >= 500 or error.code in _RATE_LIMITED:  # noqa: PLR2004 HTTP's own numbers
            raise RetryLaterError(str(error)) from error
        raise
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise RetryLaterError(f"{type(error).__name__}: {error}") from error


async def _arrived(at: discord.abc.Messageable, nonce: str) -> bool:
    """Return whether a digest sent under this nonce is among the newest messages."""
    async for message in at.history(limit=_LOOKED_THROUGH):
        if bears_mark(message, nonce):
            return True
    return False


async def _is_posted(forum: discord.ForumChannel, nonce: str) -> bool:
    """Return whether one of our newest forum posts was sent under this nonce."""
    ours = [thread for thread in forum.threads if thread.owner_id == forum.guild.me.id]
    for thread in sorted(ours, key=lambda thread: -thread.id)[:_POSTS_LOOKED_AT]:
        if bears_mark(await thread.fetch_message(thread.id), nonce):
            return True
    return False
