"""A real discord.py client with nothing but the taste cogs, on the simulated Discord."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import discord
from discord.ext import commands

from bot.client import intents, point_at
from bot.clock import SystemClock
from bot.i18n import Catalogue, Words
from bot.metrics import Metrics
from bot.recommend.buffer import SignalBuffer
from bot.recommend.interests import InterestDesk
from bot.recommend.service import Recommender
from bot.recommend.signals import KINDS, SignalKind
from bot.recommend.store import Records, SignalStore
from bot.settings import Settings
from bot.simulator.discord import DiscordSimulator, Message, Permission, PlayedGuild
from cogs.activity import ActivityCog
from cogs.interests_panel import ChannelsMenu, InterestsButton
from cogs.me import MeCog
from cogs.recommend import RecommendCog
from cogs.recommend_buttons import TasteButton
from cogs.why_view import WhyMenu
from data import plans
from data.engine import Database
from data.plans import Plan


class TasteClient(commands.Bot):
    """What the cogs ask of the full client, and no more."""

    def __init__(self, database: Database, settings: Settings) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            intents=intents(),
            max_messages=None,
            guild_ready_timeout=0.1,  # there is one guild, and it comes at once
        )
        self.store = SignalStore(database)
        self.signals = SignalBuffer(self.store.write, seconds=60, size=10_000)
        self.settings = settings
        self.clock = SystemClock()
        self.database = database
        self.parts = SimpleNamespace(
            recommender=Recommender(
                self.store, self.signals, settings.activity, settings.recommend, self.clock
            ),
            interests=InterestDesk(database, self.clock),
            metrics=Metrics.new(),
        )
        self._catalogue = Catalogue.load()
        self._arrived: set[int] = set()
        self._arrival = asyncio.Event()

    async def setup_hook(self) -> None:
        await self.add_cog(ActivityCog(self, self.signals, self.settings, self.clock))
        parts = self.parts
        await self.add_cog(RecommendCog(parts.recommender, parts.interests, self.on_sale))
        await self.add_cog(MeCog())
        self.add_dynamic_items(TasteButton, WhyMenu, ChannelsMenu, InterestsButton)
        await self.tree.sync()

    async def on_message(self, message: discord.Message, /) -> None:
        """Note which messages have arrived."""
        self._arrived.add(message.id)
        self._arrival.set()

    async def caught_up_with(self, message: Message) -> None:
        """Wait until `message`, and so all that happened before it, has been handled."""
        async with asyncio.timeout(10):
            while message.id not in self._arrived:
                self._arrival.clear()
                await self._arrival.wait()
        await asyncio.sleep(0)  # the cogs' listeners run right after the client's own

    async def on_sale(self, guild_id: int) -> list[Plan]:
        async with self.database.read() as connection:
            return await plans.of_guild(connection, guild_id, ("active",))

    def words(self, interaction: discord.Interaction[Any]) -> Words:
        return self._catalogue.words(str(interaction.locale))

    async def known(self, guild_id: int) -> dict[tuple[int, int], list[SignalKind]]:
        """Return the stored kinds of signals by member and Discord's id of the item."""
        records = await self.records(guild_id)
        acts, found = records.acts, dict[tuple[int, int], list[SignalKind]]()
        for user, item, kind in zip(acts.user, acts.item, acts.kind, strict=True):
            place = (int(user), records.items[int(item)].object_id)
            found.setdefault(place, []).append(KINDS[int(kind)])
        return {place: sorted(kinds) for place, kinds in found.items()}

    async def records(self, guild_id: int) -> Records:
        """Return what is stored, with all that waited."""
        assert await self.signals.flush()
        return await self.store.read(guild_id)


@asynccontextmanager
async def taste_client(
    simulator: DiscordSimulator, database: Database, settings: Settings
) -> AsyncGenerator[TasteClient]:
    """Run a client until the end of the block."""
    point_at(simulator.api_base, simulator.gateway_url)
    async with TasteClient(database, settings) as client:
        running = asyncio.create_task(client.start(simulator.token))
        await simulator.wait_until_connected()
        async with asyncio.timeout(15):
            await client.wait_until_ready()
        yield client
    await running


def found_guild(simulator: DiscordSimulator) -> PlayedGuild:
    """Return a guild that the bot is in."""
    guild = simulator.create_guild("Lyceum")
    guild.invite_bot(Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES)
    return guild
