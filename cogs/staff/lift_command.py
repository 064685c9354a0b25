"""`/insights`: staff see figures about their community."""

import asyncio

import discord
from discord import app_commands

from bot.discord.client import Interaction, LyceumClient
from bot.recommend.experiment.analysis import LiftResult
from bot.recommend.experiment.chart import draw
from bot.recommend.experiment.report import LiftReportService
from cogs.staff.lift_view import LiftView, picture_of
from cogs.ui.checks import StaffGroup
from cogs.ui.interactions import guild_of


class InsightsCog(
    StaffGroup, group_name="insights", group_description="See how your community is doing"
):
    """Staff's commands for figures."""

    def __init__(self, lift: LiftReportService, share: float) -> None:
        self._lift = lift
        self._share = share

    @app_commands.command(description="See if recommendations do better than newest first")
    async def lift(self, interaction: Interaction) -> None:
        """Compare the two groups, in text and a picture; or show what is missing."""
        translate = interaction.client.translator(interaction)
        figures = await self._lift.figures(guild_of(interaction).id)
        picture = discord.utils.MISSING
        if isinstance(figures.result, LiftResult):
            drawn = await asyncio.to_thread(draw, figures.result)
            picture = picture_of(translate, drawn, figures.result)
        await interaction.followup.send(
            view=LiftView(translate, figures, self._share),
            file=picture,
            ephemeral=True,
            allowed_mentions=discord.AllowedMentions.none(),
        )


async def setup(client: LyceumClient) -> None:
    """Add the commands."""
    share = client.services.deps.settings.recommend.control_share
    await client.add_cog(InsightsCog(client.services.recommend.lift_report, share))
