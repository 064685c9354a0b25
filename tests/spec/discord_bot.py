"""Provide a discord.py bot on the simulator, and a small academy for it."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass

import discord
import yarl
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.simulator.discord import (
    DiscordSimulator,
    Permission,
    Person,
    PlayedChannel,
    PlayedGuild,
    Role,
)

BOT_MAY = (
    Permission.MANAGE_ROLES
    | Permission.MANAGE_MESSAGES
    | Permission.MANAGE_CHANNELS
    | Permission.MANAGE_THREADS
    | Permission.KICK_MEMBERS
    | Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.ADD_REACTIONS
)


@dataclass(frozen=True, slots=True)
class Academy:
    """A guild with a channel, a forum, a role below the bot's and one above, and two members."""

    sim: DiscordSimulator
    guild: PlayedGuild
    general: PlayedChannel
    questions: PlayedChannel
    pro: Role
    boss: Role
    alice: Person
    bob: Person


def found_academy(sim: DiscordSimulator) -> Academy:
    guild = sim.create_guild("Ferris Academy")
    guild.invite_bot(BOT_MAY)
    pro = guild.create_role("Pro")
    boss = guild.create_role("Boss", above=guild.bot_role)
    return Academy(
        sim,
        guild,
        guild.create_text_channel("general"),
        guild.create_forum("questions", tags=["rust", "python"]),
        pro,
        boss,
        guild.join("alice", locale="zh-CN"),
        guild.join("bob"),
    )


@asynccontextmanager
async def pointed_at(sim: DiscordSimulator) -> AsyncGenerator[None]:
    """Have discord.py talk to the simulator."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = sim.api_base, yarl.URL(sim.gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


class QuickBot(commands.Bot):
    """A bot that identifies again at once, where discord.py waits five seconds."""

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        del shard_id, initial


def new_bot(intents: discord.Intents | None = None) -> commands.Bot:
    """A bot that does not wait long for more guilds."""
    if intents is None:
        intents = discord.Intents.default()
        intents.members = True
    return QuickBot(
        commands.when_mentioned, intents=intents, guild_ready_timeout=0.05, help_command=None
    )


@asynccontextmanager
async def running(
    sim: DiscordSimulator,
    bot: commands.Bot | None = None,
    prepare: Callable[[commands.Bot], None] = lambda _: None,
) -> AsyncGenerator[commands.Bot]:
    """A bot that is logged in, with its commands registered, and ready.

    Args:
        sim: Where.
        bot: The bot; by default one with discord.py's default intents and members.
        prepare: Adds commands and listeners before the login.
    """
    bot = bot or new_bot()
    prepare(bot)
    async with pointed_at(sim), bot:
        await bot.login(sim.token)
        if bot.tree.get_commands() or bot.tree.get_commands(type=discord.AppCommandType.message):
            await bot.tree.sync()
        connection = asyncio.create_task(bot.connect())
        waiting = asyncio.create_task(bot.wait_until_ready())
        await asyncio.wait({connection, waiting}, timeout=10, return_when="FIRST_COMPLETED")
        if connection.done():
            connection.result()
        assert waiting.done(), "the bot was not ready in time"
        yield bot
        await bot.close()
        await connection


class RecordedEvents:
    """Collects what a bot receives, and waits for it."""

    def __init__(self, bot: commands.Bot, *events: str) -> None:
        self._queue: asyncio.Queue[tuple[str, tuple[object, ...]]] = asyncio.Queue()
        for event in events:
            bot.add_listener(self._listener(event), f"on_{event}")

    def _listener(self, event: str) -> Callable[..., Coroutine[object, object, None]]:
        async def receive(*args: object) -> None:
            self._queue.put_nowait((event, args))

        return receive

    async def next(self) -> tuple[str, tuple[object, ...]]:
        """The next event with its arguments."""
        return await asyncio.wait_for(self._queue.get(), 5)

    @property
    def silent(self) -> bool:
        """Whether nothing more was received."""
        return self._queue.empty()
