"""Sends the exported memberships: one message for each file."""

from contextlib import aclosing
from io import BytesIO

import discord
from discord import ui

from bot.discord.client import Interaction
from bot.discord.layout import AnswerView, answer
from bot.payments.revenue.export import MembershipExport
from cogs.ui.interactions import guild_of

SPARE = 10_000  # bytes of a message that are not the file


async def send_export(interaction: Interaction, export: MembershipExport, *, ended: bool) -> None:
    """Send all memberships, in several files if one would be too large."""
    translate, guild = interaction.client.translator(interaction), guild_of(interaction)

    def name(user_id: int) -> str:
        member = guild.get_member(user_id)
        return "" if member is None else member.display_name

    limit = interaction.filesize_limit - SPARE
    files = export.files(guild.id, interaction.user.id, name, limit, ended=ended)
    async with aclosing(files):
        number = 0
        async for content in files:
            number += 1
            file_name = f"memberships-{number}.csv"
            view = AnswerView(
                translate("grants-export" if number == 1 else "grants-export-more", part=number),
                ui.File(f"attachment://{file_name}"),
            )
            await answer(interaction, view, discord.File(BytesIO(content), file_name))
