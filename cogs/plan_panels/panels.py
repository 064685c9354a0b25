"""Posts panels of the plans on sale, and keeps them up to date."""

from dataclasses import replace
from typing import Any

import discord
import structlog
from discord import app_commands
from discord.ext import commands

from bot.discord.client import Interaction, LyceumClient
from bot.discord.layout import fingerprint
from bot.errors import UserError
from bot.scheduling.worker import WakeupEvent, Worker
from cogs.plan_panels.page import AllPlansButton, PlansPage, PlansPageButton, panel_page, show_plans
from cogs.plans.ports import PANELS, PLANS_CHANGED
from cogs.ui.checks import require_posting
from cogs.ui.interactions import member_of
from data.plan_panels import PlanPanel

CHECK_SECONDS = 60.0  # between two looks at what else could change a panel
SILENT = discord.AllowedMentions.none()

_log = structlog.get_logger(__name__)


class PlanPanels(commands.Cog, name=PANELS):
    """Shows the plans, and edits each panel whose plans, prices or channels changed."""

    def __init__(self, client: LyceumClient) -> None:
        self._client = client
        self._changed = WakeupEvent()
        self._worker = Worker("plan-panels", self._step, self._changed, seconds=CHECK_SECONDS)

    @app_commands.command(name="plans", description="See the available plans")
    @app_commands.guild_only()
    async def plans(self, interaction: Interaction) -> None:
        """List the plans on sale, each with a button to subscribe."""
        await show_plans(interaction)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Start the worker."""
        self._worker.start()

    async def cog_unload(self) -> None:
        """Stop the worker."""
        await self._worker.close()

    @commands.Cog.listener()
    async def on_plans_change(self) -> None:
        """Look at the panels at once."""
        self._changed.notify()

    @commands.Cog.listener()
    async def on_app_command_completion(
        self,
        _interaction: discord.Interaction[Any],
        command: app_commands.Command[Any, ..., Any] | app_commands.ContextMenu,
    ) -> None:
        """Look at the panels after each command about plans."""
        if command.qualified_name.startswith("plan "):
            self._changed.notify()

    @commands.Cog.listener()
    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        """Forget a panel that was deleted."""
        panels, guild_id = self._client.services.payments.panels, event.guild_id
        if guild_id is None or not panels.may_be_panel(guild_id, event.message_id):
            return
        for panel in await panels.of_guild(guild_id):
            if panel.message_id == event.message_id:
                await self._forget(panel)

    async def post(self, interaction: Interaction, channel: discord.TextChannel) -> None:
        """Post a panel in a channel, in place of the one that it has.

        Raises:
            UserError: The staff member or the bot can't post there.
        """
        member, client = member_of(interaction), self._client
        require_posting(channel, member)
        ours = channel.permissions_for(channel.guild.me)
        if not (ours.view_channel and ours.send_messages):
            raise UserError("plan-panel-no-permission", channel=channel.mention)
        panels = client.services.payments.panels
        earlier = [
            panel
            for panel in await panels.of_guild(channel.guild.id)
            if panel.channel_id == channel.id
        ]
        page = await page_of(client, channel.guild)
        sent = await channel.send(view=page, allowed_mentions=SILENT)
        panel = PlanPanel(channel.guild.id, channel.id, sent.id, fingerprint(page))
        await panels.posted(panel, member.id)
        for old in earlier:
            try:
                await channel.get_partial_message(old.message_id).delete()
            except discord.HTTPException as error:  # staff see both, and can delete it by hand
                _log.info("panels.not_deleted", guild_id=channel.guild.id, status=error.status)
        client.dispatch(PLANS_CHANGED)

    async def _panels_of(self, guild: discord.Guild) -> list[PlanPanel]:
        if guild.unavailable or not await self._client.serves(guild.id):
            return []
        return await self._client.services.payments.panels.of_guild(guild.id)

    async def _step(self) -> int:
        for guild in list(self._client.guilds):
            panels = await self._panels_of(guild)
            if panels:
                page = await page_of(self._client, guild)
                for panel in panels:
                    await self._refresh(guild, panel, page)
        return 0

    async def _refresh(self, guild: discord.Guild, panel: PlanPanel, page: PlansPage) -> None:
        shown, panels = fingerprint(page), self._client.services.payments.panels
        channel = guild.get_channel(panel.channel_id)
        if not isinstance(channel, discord.TextChannel):
            await self._forget(panel)
            return
        if shown == panel.shown:
            return
        try:
            message = channel.get_partial_message(panel.message_id)
            await message.edit(view=page, allowed_mentions=SILENT)
        except discord.NotFound:
            await self._forget(panel)
        except discord.Forbidden as error:
            await panels.refused(panel, error.text)
            self._client.services.deps.wakeup.notify()
        except discord.HTTPException as error:  # it is tried again
            _log.warning("panels.not_edited", guild_id=guild.id, status=error.status)
        else:
            await panels.edited(replace(panel, shown=shown))

    async def _forget(self, panel: PlanPanel) -> None:
        await self._client.services.payments.panels.gone(panel)
        self._client.services.deps.wakeup.notify()


async def page_of(client: LyceumClient, guild: discord.Guild) -> PlansPage:
    """Return what a server's panels have to show now, in the server's language."""
    services = client.services
    language = services.deps.guild_settings.of(guild.id).discord.language
    translate = services.translations.translator(language)
    plans = await services.payments.plans.on_sale(guild.id)
    return panel_page(translate, guild, plans, test_mode=services.payments.test_mode)


async def setup(client: LyceumClient) -> None:
    """Add the worker and the buttons."""
    client.add_dynamic_items(PlansPageButton, AllPlansButton)
    await client.add_cog(PlanPanels(client))
