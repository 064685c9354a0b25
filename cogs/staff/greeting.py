"""Says once in a new server what to do first: to its staff, or to its owner."""

import re
from datetime import timedelta
from typing import Any, Self

import discord
import structlog
from discord import ui
from discord.ext import commands

from bot.discord.channels import find_channel
from bot.discord.client import Interaction, LyceumClient
from bot.discord.layout import AnswerView, say
from bot.discord.members import fetch_member
from bot.errors import UserError
from bot.i18n import Translator
from cogs.staff.staff_channel import create_staff_channel
from cogs.ui.persistent_item import PersistentButton

NEW = timedelta(days=1)  # a server that was joined earlier has been greeted, or needs no greeting
KEY, MESSAGE = "hello", "staff-hello"

_log = structlog.get_logger(__name__)


class GreetingCog(commands.Cog):
    """Greets each server once, however often the bot starts."""

    def __init__(self, client: LyceumClient) -> None:
        self._client = client

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Greet the servers that the bot was invited to while it was away."""
        for guild in list(self._client.guilds):
            await self._greet(guild)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Greet the server that the bot was just invited to."""
        if self._client.is_ready():
            await self._greet(guild)

    async def _greet(self, guild: discord.Guild) -> None:
        joined = None if guild.unavailable else guild.me.joined_at
        if joined is None or discord.utils.utcnow() - joined > NEW:
            return
        if not await self._client.serves(guild.id):
            return
        services = self._client.services
        if not await services.payments.outbox.notify_staff(guild.id, KEY, MESSAGE):
            return
        services.deps.wakeup.notify()
        settings = services.deps.guild_settings.of(guild.id).discord
        if find_channel(guild, settings.staff_channel) is None:
            translate = services.translations.translator(settings.language)
            await self._write_to_owner(guild, translate)

    async def _write_to_owner(self, guild: discord.Guild, translate: Translator) -> None:
        owner = None if guild.owner_id is None else await fetch_member(guild, guild.owner_id)
        if owner is None:
            return
        name = discord.utils.escape_markdown(guild.name)
        card = AnswerView(
            translate("greeting-text", guild=name),
            title=translate("greeting-title"),
            buttons=[BeginButton.make(translate, guild.id)],
        )
        try:
            await owner.send(view=card, allowed_mentions=discord.AllowedMentions.none())
        except discord.HTTPException as error:  # the staff channel will have it, once there is one
            _log.info("greeting.not_sent", guild_id=guild.id, code=error.code)


class BeginButton(PersistentButton, template=re.compile(r"lyceum:begin:(?P<guild>\d{1,19})")):
    """Creates the staff channel, from a direct message to the owner."""

    @classmethod
    def make(cls, translate: Translator, guild_id: int) -> Self:
        """Return the button with its label."""
        return cls(
            ui.Button(
                label=translate("greeting-button"),
                style=discord.ButtonStyle.primary,
                custom_id=f"lyceum:begin:{guild_id}",
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Create the channel unless there is one, and link to it.

        Raises:
            UserError: The presser does not manage the server, or the channel can't be created.
        """
        client, guild_id = interaction.client, self.number("guild")
        guild = client.get_guild(guild_id) if await client.serves(guild_id) else None
        member = None if guild is None else await fetch_member(guild, interaction.user.id)
        if guild is None or member is None:
            raise UserError("payments-not-there")
        if not member.guild_permissions.manage_guild:
            raise UserError("greeting-not-staff")
        services, translate = client.services, client.translator(interaction)
        wanted = services.deps.guild_settings.of(guild_id).discord.staff_channel
        channel = find_channel(guild, wanted)
        if channel is None:
            channel = await create_staff_channel(guild, member, wanted)
        await services.payments.outbox.retry_staff(guild_id)
        services.deps.wakeup.notify()
        link: ui.Button[Any] = ui.Button(
            label=translate("turn-button-open", channel=channel.name)[:80], url=channel.jump_url
        )
        await say(interaction, translate("greeting-continue"), state="good", buttons=[link])


async def setup(client: LyceumClient) -> None:
    """Add the listeners and the button."""
    client.add_dynamic_items(BeginButton)
    await client.add_cog(GreetingCog(client))
