"""`/insights`: staff see figures about their community."""

import asyncio
from collections.abc import Callable, Mapping

import discord
from discord import app_commands

from bot.discord.client import Interaction, LyceumClient
from bot.discord.layout import answer
from bot.errors import NothingNowError
from bot.payments.revenue.chart import draw_year
from bot.payments.revenue.report import RevenueReport, RevenueService
from bot.recommend.experiment.analysis import LiftResult
from bot.recommend.experiment.chart import draw
from bot.recommend.experiment.report import LiftReportService
from bot.recommend.params_from_settings import params_from_settings
from bot.recommend.weights.service import WeightService
from cogs.staff import revenue_view
from cogs.staff.lift_view import LiftView, picture_of
from cogs.staff.revenue_summary import summary_lines
from cogs.staff.weights_view import weights_pages
from cogs.ui.checks import StaffGroup, needs, staff_only
from cogs.ui.interactions import guild_of
from cogs.ui.pages import send_pages

MAX_CHOICES = 25  # Discord's limit for one autocompletion


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
        revenue: RevenueService,
    ) -> None:
        self._lift = lift
        self._share = share
        self._weights = weights
        self._default = default
        self._revenue = revenue

    @needs("insight")
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
        await answer(interaction, LiftView(translate, figures, self._share(guild_id)), picture)

    @needs("insight")
    @app_commands.command(description="See what counts in recommendations, and how I learned it")
    async def weights(self, interaction: Interaction) -> None:
        """Compare the server's weights with the default ones, and list what changed them."""
        translate = interaction.client.translator(interaction)
        overview = await self._weights.overview(guild_of(interaction).id)
        await send_pages(interaction, weights_pages(translate, overview, self._default))

    @needs("money")
    @app_commands.command(description="See what memberships earn, and what changed it")
    @app_commands.describe(
        currency="Currency to show; default: the one with the most paying members"
    )
    async def revenue(
        self, interaction: Interaction, currency: app_commands.Range[str, 3, 3] | None = None
    ) -> None:
        """Show one currency's figures, in text and a picture."""
        translate = interaction.client.translator(interaction)
        report = await self._revenue.report(guild_of(interaction).id)
        if not report.currencies:
            raise NothingNowError("revenue-none")
        of = report.of(currency)
        drawn = await asyncio.to_thread(draw_year, revenue_view.chart_of(report, of))
        picture = revenue_view.picture_of(translate, drawn, report, of)
        test_mode = interaction.client.services.payments.test_mode
        view = revenue_view.RevenueView(translate, report, of, test_mode=test_mode)
        await answer(interaction, view, picture)

    @revenue.autocomplete("currency")
    @staff_only
    async def _currencies(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        known = await self._revenue.currencies(guild_of(interaction).id)
        return [
            app_commands.Choice(name=code.upper(), value=code)
            for code in known
            if code.startswith(typed.strip().lower())
        ][:MAX_CHOICES]


async def setup(client: LyceumClient) -> None:
    """Add the commands."""
    settings, recommend = client.services.deps.settings, client.services.recommend
    default = params_from_settings(settings.activity, settings.recommend).weights

    def share(guild_id: int) -> float:
        return client.services.deps.guild_settings.of(guild_id).recommend.control_share

    def summary(guild_id: int, report: RevenueReport, money: bool) -> str:  # noqa: FBT001 a callback
        language = client.services.deps.guild_settings.of(guild_id).discord.language
        return summary_lines(client.services.translations.translator(language), report, money=money)

    weekly = client.services.payments.reports.weekly
    client.services.deps.scheduler.add_calendar_job(weekly.job(summary))
    revenue = client.services.payments.reports.revenue
    lift, weights = recommend.lift_report, recommend.weights
    await client.add_cog(InsightsCog(lift, share, weights, default, revenue))
