"""`/files`: staff add and withdraw versions; files and tools are opened."""

from typing import Any

import aiohttp
import discord
from discord import app_commands, ui

from bot.discord.client import Interaction, LyceumClient
from bot.discord.layout import AnswerView, answer, say
from bot.files.names import size_text
from bot.files.service import UPLOAD_LIFE, FileService
from cogs.files.download_button import DownloadButton
from cogs.files.file_text import file_line, newest_of_each
from cogs.files.version_button import VersionsButton
from cogs.licences.view import KeyButton
from cogs.ui.attachments import read_attachment
from cogs.ui.checks import StaffGroup, needs, staff_only
from cogs.ui.chosen_id import chosen_id
from cogs.ui.interactions import guild_of
from cogs.ui.pages import PageEntry, paged, send_pages
from data.contents import Content
from data.files import File

Id = app_commands.Range[str, 1, 19]  # as the lists of contents and files offer it
Notes = app_commands.Range[str, 1, 1000]
MAX_CHOICES = 25
MAX_BUTTONS = 8
MAX_LINES = 8


class FilesCog(
    StaffGroup, group_name="files", group_description="Manage the files that members buy"
):
    """Staff's commands for files, and what members see of a file or tool."""

    opens = frozenset({"file", "tool"})

    def __init__(self, service: FileService, http: aiohttp.ClientSession, public_url: str) -> None:
        self._service = service
        self._http = http
        self._public_url = public_url

    @needs("content")
    @app_commands.command(description="Add a file as the next version of something you sell")
    @app_commands.describe(
        content="Which one",
        file="The file; leave out for a page to upload larger ones",
        notes="What is new in this version",
    )
    async def add(
        self,
        interaction: Interaction,
        content: Id,
        file: discord.Attachment | None = None,
        notes: Notes = "",
    ) -> None:
        """Store an attached file at once, or answer with a link to upload one."""
        guild_id, user_id = guild_of(interaction).id, interaction.user.id
        found = await self._service.content(guild_id, _number(content))
        translate = interaction.client.translator(interaction)
        if file is None:
            token = await self._service.open_upload(guild_id, user_id, found.id, notes)
            minutes = int(UPLOAD_LIFE.total_seconds() // 60)
            limit = size_text(self._service.max_upload_bytes)
            button = ui.Button[ui.LayoutView](
                label=translate("files-upload-title"), url=f"{self._public_url}/u/{token}"
            )
            text = translate("files-upload-link", minutes=minutes, limit=limit)
            await say(interaction, text, buttons=[button])
            return
        added = await self._service.add(
            guild_id=guild_id,
            content_id=found.id,
            actor_id=user_id,
            name=file.filename,
            notes=notes,
            content=read_attachment(self._http, file),
        )
        text = translate(
            "files-added",
            name=discord.utils.escape_markdown(added.name),
            version=added.version,
            size=size_text(added.size),
            title=discord.utils.escape_markdown(found.title),
        )
        await answer(interaction, AnswerView(text, state="good", note=f"SHA-256 {added.sha256}"))

    @needs("content")
    @app_commands.command(name="list", description="List the versions of something you sell")
    @app_commands.describe(content="Which one")
    async def list_(self, interaction: Interaction, content: Id) -> None:
        """List all versions, withdrawn ones too."""
        found = await self._service.content(guild_of(interaction).id, _number(content))
        files = await self._service.all_of(found.id)
        translate = interaction.client.translator(interaction)
        if not files:
            await say(interaction, translate("files-none"))
            return
        entries = [
            PageEntry("", f"{file_line(translate, each)}\n-# SHA-256 {each.sha256}")
            for each in files
        ]
        await send_pages(interaction, paged(discord.utils.escape_markdown(found.title), entries))

    @needs("content")
    @app_commands.command(description="Hand out a file no longer; links to it end at once")
    @app_commands.describe(file="Which one")
    async def withdraw(self, interaction: Interaction, file: Id) -> None:
        """Withdraw a file."""
        found = await self._service.get(guild_of(interaction).id, _number(file))
        await self._service.set_state(interaction.user.id, found, "withdrawn")
        await self._say_changed(interaction, found, "files-now-withdrawn")

    @needs("content")
    @app_commands.command(description="Hand out a withdrawn file again")
    @app_commands.describe(file="Which one")
    async def offer(self, interaction: Interaction, file: Id) -> None:
        """Offer a withdrawn file again."""
        found = await self._service.get(guild_of(interaction).id, _number(file))
        await self._service.set_state(interaction.user.id, found, "offered")
        await self._say_changed(interaction, found, "files-now-offered")

    async def open_content(self, interaction: Interaction, content: Content) -> None:
        """Show a content's versions, each with a button to download it."""
        translate = interaction.client.translator(interaction)
        files = newest_of_each(await self._service.of_content(content.id), MAX_LINES)
        lines = [file_line(translate, each) for each in files] or [translate("files-none")]
        buttons: list[ui.Item[Any]] = [
            DownloadButton.make(translate, each) for each in files[:MAX_BUTTONS]
        ]
        if content.kind == "tool" and interaction.client.services.licences is not None:
            buttons.append(KeyButton.make(translate, content.guild_id, content.id))
        follows = await interaction.client.services.files.new_versions.follows(
            content.guild_id, interaction.user.id
        )
        buttons.append(VersionsButton.make(translate, content.guild_id, wanted=not follows))
        title = discord.utils.escape_markdown(content.title)
        await answer(interaction, AnswerView(content.summary, *lines, title=title, buttons=buttons))

    async def _say_changed(self, interaction: Interaction, file: File, message: str) -> None:
        translate = interaction.client.translator(interaction)
        name = discord.utils.escape_markdown(file.name)
        text = translate(message, name=name, version=file.version)
        await say(interaction, text, state="good")

    @add.autocomplete("content")
    @list_.autocomplete("content")
    @staff_only
    async def _contents(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        found = await self._service.find(guild_of(interaction).id, typed, MAX_CHOICES)
        return [app_commands.Choice(name=each.title[:100], value=str(each.id)) for each in found]

    @withdraw.autocomplete("file")
    @staff_only
    async def _offered(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        return await self._files(interaction, typed, "offered")

    @offer.autocomplete("file")
    @staff_only
    async def _withdrawn(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        return await self._files(interaction, typed, "withdrawn")

    async def _files(
        self, interaction: Interaction, typed: str, state: str
    ) -> list[app_commands.Choice[str]]:
        found = await self._service.newest_of_guild(guild_of(interaction).id, state)
        return [
            app_commands.Choice(name=label[:100], value=str(each.id))
            for each, title in found
            if typed.casefold() in (label := f"{title}: {each.name} ({each.version})").casefold()
        ][:MAX_CHOICES]


def _number(text: str) -> int:
    """Return the number that a list offered.

    Raises:
        UserError: Something else was typed.
    """
    return chosen_id(text, "files-choose-from-list")


async def setup(client: LyceumClient) -> None:
    """Add the commands and the buttons."""
    services = client.services
    client.add_dynamic_items(DownloadButton, VersionsButton)
    library = services.files
    await client.add_cog(FilesCog(library.service, services.deps.http, library.public_url))
