"""`/licences` for buyers, and `/licence` for staff."""

from collections.abc import Sequence

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.client import Interaction, LyceumClient
from bot.discord.layout import answer, say
from bot.errors import UserError
from bot.licences.import_file import MAX_BYTES, ImportFileError
from bot.licences.keys import MAX_KEY_LENGTH
from cogs.licences.import_view import fault_pages, imported_text
from cogs.licences.staff_view import (
    LicenceLimitButton,
    LicenceReplaceButton,
    LicenceStateButton,
    licence_card,
)
from cogs.licences.view import FreeMenu, KeyButton, licences_of, own_tools, show_licences
from cogs.ui.checks import StaffGroup, needs, staff_only
from cogs.ui.chosen_id import chosen_id
from cogs.ui.interactions import guild_of
from cogs.ui.pages import send_pages
from data.contents import Content

MAX_CHOICES = 25  # Discord's limit for one autocompletion
Tool = app_commands.Range[str, 1, 20]
Key = app_commands.Range[str, 1, MAX_KEY_LENGTH]


class LicencesCog(commands.Cog):
    """The command of buyers."""

    @app_commands.command(description="See your licence keys, and free devices")
    @app_commands.guild_only()
    @app_commands.describe(tool="Only the key of this tool")
    async def licences(self, interaction: Interaction, tool: Tool | None = None) -> None:
        """Show the licences of the tools that the member owns."""
        content_id = None if tool is None else _id(tool)
        await show_licences(interaction, guild_of(interaction).id, content_id)

    @licences.autocomplete("tool")
    async def _own(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        if interaction.client.services.licences is None:
            return []
        return _choices(await own_tools(interaction, guild_of(interaction).id), typed)


class LicenceCog(StaffGroup, group_name="licence", group_description="Manage licence keys"):
    """The commands of staff."""

    @needs("content")
    @app_commands.command(description="See and change one buyer's licence")
    @app_commands.describe(member="The buyer", tool="Which tool")
    async def show(self, interaction: Interaction, member: discord.User, tool: Tool) -> None:
        """Show a buyer's licence with the buttons that change it."""
        staff, guild_id = licences_of(interaction).staff, guild_of(interaction).id
        found = await staff.of_buyer(guild_id, member.id, _id(tool))
        await answer(interaction, await licence_card(interaction, found.id))

    @needs("content")
    @app_commands.command(description="Find the licence of a key that you were sent")
    @app_commands.describe(key="The key")
    async def find(self, interaction: Interaction, key: Key) -> None:
        """Show the licence of a key with the buttons that change it."""
        staff, guild_id = licences_of(interaction).staff, guild_of(interaction).id
        found = await staff.of_key(guild_id, key)
        await answer(interaction, await licence_card(interaction, found.id))

    @needs("content")
    @app_commands.command(name="import", description="Import keys that you sold elsewhere")
    @app_commands.describe(
        tool="For which tool", file="A CSV file with the column key; also discord_id, devices, ends"
    )
    async def import_(self, interaction: Interaction, tool: Tool, file: discord.Attachment) -> None:
        """Import all keys of a file, or name each line that has to be corrected."""
        key_import, guild_id = licences_of(interaction).key_import, guild_of(interaction).id
        translate = interaction.client.translator(interaction)
        if file.size > MAX_BYTES:
            raise UserError("licence-import-too-large", limit=MAX_BYTES // 1024**2)
        raw = await file.read()
        try:
            done = await key_import.run(guild_id, interaction.user.id, _id(tool), raw)
        except ImportFileError as error:
            await send_pages(interaction, fault_pages(translate, error))
            return
        await say(interaction, imported_text(translate, done), state="good")

    @import_.autocomplete("tool")
    @show.autocomplete("tool")
    @staff_only
    async def _tools(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        licences = interaction.client.services.licences
        if licences is None:
            return []
        guild_id = guild_of(interaction).id
        return _choices(await licences.service.find_tools(guild_id, typed, MAX_CHOICES), typed)


def _choices(tools: Sequence[Content], typed: str) -> list[app_commands.Choice[str]]:
    return [
        app_commands.Choice(name=each.title[:100], value=str(each.id))
        for each in tools
        if typed.casefold() in each.title.casefold()
    ][:MAX_CHOICES]


def _id(chosen: str) -> int:
    return chosen_id(chosen, "licence-choose-from-list")


async def setup(client: LyceumClient) -> None:
    """Add the commands, and the buttons and the menu that outlive restarts."""
    client.add_dynamic_items(
        FreeMenu, KeyButton, LicenceLimitButton, LicenceReplaceButton, LicenceStateButton
    )
    await client.add_cog(LicencesCog())
    await client.add_cog(LicenceCog())
