"""Fetches a guild's members and roles over REST only, for a replay beside the bot."""

from collections.abc import AsyncGenerator, AsyncIterator, Generator
from contextlib import asynccontextmanager, contextmanager

import aiohttp
import discord

from bot.discord.client import intents, use_api_base
from bot.payments.replay.run import MembersUnreadableError, NotInGuildError, PresentMembers
from bot.settings import Settings


@asynccontextmanager
async def fetch_members(settings: Settings) -> AsyncGenerator[PresentMembers]:
    """Log in without connecting, for the duration of a `with` block.

    Raises:
        MembersUnreadableError: When Discord can't be reached or refuses us.
    """
    use_api_base(settings.discord.api_base)
    async with discord.Client(intents=intents()) as client:

        async def members(guild_id: int) -> AsyncIterator[tuple[int, frozenset[int]]]:
            with _translate_errors():
                try:
                    guild = await client.fetch_guild(guild_id, with_counts=False)
                except (discord.NotFound, discord.Forbidden):
                    raise NotInGuildError from None
                async for member in guild.fetch_members(limit=None):
                    yield member.id, frozenset(role.id for role in member.roles)

        with _translate_errors():
            await client.login(settings.discord_token.get_secret_value())
        yield members


@contextmanager
def _translate_errors() -> Generator[None]:
    """Turn Discord's many errors into `MembersUnreadableError`."""
    try:
        yield
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        raise MembersUnreadableError(f"{type(error).__name__}: {error}") from error
