"""Provide a discord.py client with only the recommendation cogs, on the simulator."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import discord
from discord.ext import commands

from bot.clock import SystemClock
from bot.discord.client import LyceumTree, intents, use_api_base
from bot.i18n import Translations, Translator
from bot.metrics import Metrics
from bot.recommend.contents import NoContents
from bot.recommend.experiment.assignment import Assignment
from bot.recommend.experiment.impressions import ImpressionLog
from bot.recommend.index_cache import IndexCache
from bot.recommend.params_from_settings import params_from_settings
from bot.recommend.profile.interests import InterestService
from bot.recommend.service import MODEL_VERSION, Recommender
from bot.recommend.signals.aggregate import kind_weights
from bot.recommend.signals.buffer import SignalBuffer
from bot.recommend.signals.store import SignalStore
from bot.recommend.weights.service import WeightService
from bot.settings import Settings
from bot.simulator.discord import DiscordSimulator, Message, Permission, PlayedGuild
from cogs.activity.listener import ActivityCog
from cogs.activity.thread_joins import JoinsCog
from cogs.me.commands import MeCog
from cogs.me.interests_panel import ChannelsMenu, InterestsButton
from cogs.recommend.commands import RecommendCog
from cogs.recommend.feedback_buttons import FeedbackButton
from cogs.recommend.why_view import WhyMenu
from data import plans
from data.engine import Database
from data.plans import Plan
from tests.flow.recommend.stored_signals import Known, Records, read_records

NOTHING = Permission(0)


class TasteClient(commands.Bot):
    """Exactly what the cogs need of the full client."""

    def __init__(self, database: Database, settings: Settings) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            intents=intents(),
            max_messages=None,
            tree_cls=LyceumTree,  # pyright: ignore[reportArgumentType] it has all that the tree needs
            guild_ready_timeout=0.1,  # the only guild comes immediately
        )
        self._database = database
        activity, recommend = settings.activity, settings.recommend
        self.store = SignalStore(database, kind_weights(activity.weights.model_dump()))
        self.signals = SignalBuffer(self.store.write, seconds=60, size=10_000)
        self.settings = settings
        self.clock = SystemClock()
        impressions = ImpressionLog(
            database,
            self.clock,
            Assignment(lambda _: 0, ""),
            MODEL_VERSION,
            rest=timedelta(days=14),
            seconds=60,
        )
        indexes = IndexCache(
            self.store,
            WeightService(database, self.clock),
            params_from_settings(activity, recommend),
            self.clock,
        )
        self.services = SimpleNamespace(
            deps=SimpleNamespace(settings=settings, metrics=Metrics.new()),
            translations=Translations.load(),
            catalogue=SimpleNamespace(recommendable=NoContents()),
            recommend=SimpleNamespace(
                impressions=impressions,
                recommender=Recommender(
                    self.store, self.signals, indexes, recommend, self.clock, impressions
                ),
                interests=InterestService(database, self.clock),
            ),
        )
        self._translations = Translations.load()
        self._arrived: set[int] = set()
        self._arrival = asyncio.Event()

    async def setup_hook(self) -> None:
        await self.add_cog(
            ActivityCog(self, self.signals, self.settings, lambda _: self.settings, self.clock)
        )
        self.add_listener(self._arrive, "on_message")  # runs after the cog's and the client's own
        recommend = self.services.recommend
        offers = self.settings.recommend.show_locked_channels
        cog = RecommendCog(
            self, recommend.recommender, recommend.interests, self._on_sale, offers=offers
        )
        await self.add_cog(cog)
        await self.add_cog(MeCog())
        await self.add_cog(JoinsCog(recommend.impressions))
        self.add_dynamic_items(FeedbackButton, WhyMenu, ChannelsMenu, InterestsButton)
        await self.tree.sync()

    async def serves(self, guild_id: int | None) -> bool:
        """Serve every server."""
        return guild_id is not None

    async def _arrive(self, message: discord.Message) -> None:
        """Record which messages have arrived."""
        self._arrived.add(message.id)
        self._arrival.set()

    async def caught_up_with(self, message: Message) -> None:
        """Wait until `message`, and so all that happened before it, has been processed."""
        async with asyncio.timeout(10):
            while message.id not in self._arrived:
                self._arrival.clear()
                await self._arrival.wait()

    async def _on_sale(self, guild_id: int) -> list[Plan]:
        async with self._database.read() as connection:
            return await plans.of_guild(connection, guild_id, ("active",))

    def translator(self, interaction: discord.Interaction[Any]) -> Translator:
        return self._translations.translator(str(interaction.locale))

    async def known(self, guild_id: int) -> Known:
        """Return the stored kinds of signals by member and the item's object id."""
        return (await self.records(guild_id)).known

    async def records(self, guild_id: int) -> Records:
        """Return what is stored, after the buffer was written."""
        assert await self.signals.flush()
        return await read_records(self._database, self.store, guild_id)


@asynccontextmanager
async def taste_client(
    simulator: DiscordSimulator, database: Database, settings: Settings
) -> AsyncGenerator[TasteClient]:
    """Run a client until the end of the block."""
    use_api_base(simulator.api_base, simulator.gateway_url)
    async with TasteClient(database, settings) as client:
        running = asyncio.create_task(client.start(simulator.token))
        await simulator.wait_until_connected()
        async with asyncio.timeout(15):
            await client.wait_until_ready()
        yield client
        for guild in client.guilds:  # waits for the loading that began when it became ready
            await client.services.recommend.recommender.warm(guild.id)
    await running


def found_guild(simulator: DiscordSimulator, more: Permission = NOTHING) -> PlayedGuild:
    """Create a guild with the bot, perhaps with more permissions than it needs."""
    guild = simulator.create_guild("Lyceum")
    guild.invite_bot(Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | more)
    return guild
