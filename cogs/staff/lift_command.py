"""`/insights`: staff see figures about their community."""

import asyncio
from collections.abc import Callable, Mapping

import discord
from discord import app_commands

from bot.discord.client import Interaction, LyceumClient
from bot.recommend.experiment.analysis import LiftResult
from bot.recommend.experiment.chart import draw
from bot.recommend.experiment.report import LiftReportService
from bot.recommend.params_from_settings import params_from_settings
from bot.recommend.weights.service import WeightService
from cogs.staff.lift_view import LiftView, picture_of
from cogs.staff.weights_view import weights_pages
from cogs.ui.checks import StaffGroup
from cogs.ui.interactions import guild_of
from cogs.ui.pages import send_pages


class InsightsCog(
    StaffGroup, group_name="insights", group_description="See how your community is doing"
):
    """Staff's commands for figures."""

    def __init__(
        self,
        lift: LiftReportService,
        share: Callable[[int], float],
        weights: WeightService,
        default: Mapping[str, float],
    ) -> None:
        self._lift = lift
        self._share = share
        self._weights = weights
        self._default = default

    @app_commands.command(description="See if recommendations do better than newest first")
    async def lift(self, interaction: Interaction) -> None:
        """Compare the two groups, in text and a picture; or show what is missing."""
        translate = interaction.client.translator(interaction)
        guild_id = guild_of(interaction).id
        figures = await self._lift.figures(guild_id)
        picture = discord.utils.MISSING
        if isinstance(figures.result, LiftResult):
            drawn = await asyncio.to_thread(draw, figures.result)
            picture = picture_of(translate, drawn, figures.result)
        await interaction.followup.send(
            view=LiftView(translate, figures, self._share(guild_id)),
            file=picture,
            ephemeral=True,
            allowed_mentions=discord.AllowedMentions.none(),
        )

    @app_commands.command(description="See what counts in recommendations, and how I learned it")
    async def weights(self, interaction: Interaction) -> None:
        """Compare the server's weights with the default ones, and list what changed them."""
        translate = interaction.client.translator(interaction)
        overview = await self._weights.overview(guild_of(interaction).id)
        await send_pages(interaction, weights_pages(translate, overview, self._default))


async def setup(client: LyceumClient) -> None:
    """Add the commands."""
    settings, recommend = client.services.deps.settings, client.services.recommend
    default = params_from_settings(settings.activity, settings.recommend).weights

    def share(guild_id: int) -> float:
        return client.services.deps.guild_settings.of(guild_id).recommend.control_share

    await client.add_cog(InsightsCog(recommend.lift_report, share, recommend.weights, default))
