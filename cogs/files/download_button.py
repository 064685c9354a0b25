"""The button to download a file: as an attachment, or by a link."""

import asyncio
import re
from io import BytesIO
from typing import Any, Self

import discord
from discord import ui

from bot.discord.client import Interaction
from bot.discord.layout import AnswerView, answer
from bot.errors import UserError
from bot.files.names import ascii_name, size_text
from bot.files.service import DownloadRefusedError
from bot.i18n import Translator
from cogs.ui.persistent_item import PersistentButton
from data.files import File

MAX_LABEL_LENGTH = 80
# Attachments are sent from memory, so only some at once, and large ones by link.
MAX_ATTACHMENT_BYTES = 10 * 1024 * 1024
_at_once = asyncio.Semaphore(3)


class DownloadButton(
    PersistentButton,
    template=re.compile(r"lyceum:file:(?P<guild>\d{1,19}):(?P<file>\d{1,19})"),
):
    """Hands a file to the member who presses it, if it is open to them then."""

    @classmethod
    def make(cls, translate: Translator, file: File) -> Self:
        """Return the button of a file."""
        label = translate("files-button-download", name=file.name, version=file.version)
        return cls(
            ui.Button(
                label=label[:MAX_LABEL_LENGTH],
                emoji="⬇️",
                style=discord.ButtonStyle.success,
                custom_id=f"lyceum:file:{file.guild_id}:{file.id}",
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Answer with the file, or with a link to it."""
        service = interaction.client.services.files.service
        file = await service.get(self.number("guild"), self.number("file"))
        try:
            await hand_over(interaction, file)
        except DownloadRefusedError as refused:
            raise UserError(f"files-link-{refused.reason}") from None


async def hand_over(interaction: Interaction, file: File) -> None:
    """Answer an acknowledged interaction with a file that is open to the member.

    Raises:
        DownloadRefusedError: It is not open to them at this moment.
    """
    service = interaction.client.services.files.service
    translate = interaction.client.translator(interaction)
    copy = await service.copy_for(file, interaction.user.id)
    text = translate(
        "files-here",
        name=discord.utils.escape_markdown(file.name),
        version=file.version,
        size=size_text(copy.size),
    )
    note = translate("files-copy-marked") if copy.tail else None
    if copy.size > min(interaction.filesize_limit, MAX_ATTACHMENT_BYTES):
        minutes = interaction.client.services.deps.settings.library.link_minutes
        by_link = translate("files-by-link", minutes=minutes)
        button = _link(translate, interaction, file)
        await answer(
            interaction, AnswerView(text, by_link, note=note, state="good", buttons=[button])
        )
        return
    name = ascii_name(file.name)
    async with _at_once:
        chunks = [chunk async for chunk in service.hand_over(file, interaction.user.id)]
        attached = discord.File(BytesIO(b"".join(chunks)), filename=name)
        shown: ui.File[Any] = ui.File(f"attachment://{name}")
        await answer(interaction, AnswerView(text, shown, note=note, state="good"), attached)


async def hand_over_newest(interaction: Interaction, guild_id: int, content_id: int) -> None:
    """Answer with the newest version of a content.

    Raises:
        UserError: It has no file, or is not open to the member at this moment.
    """
    service = interaction.client.services.files.service
    offered = await service.of_content((await service.content(guild_id, content_id)).id)
    if not offered:
        raise UserError("files-none")
    try:
        await hand_over(interaction, offered[0])
    except DownloadRefusedError as refused:
        raise UserError(f"files-link-{refused.reason}") from None


def _link(translate: Translator, interaction: Interaction, file: File) -> ui.Button[Any]:
    library = interaction.client.services.files
    token = library.service.link_token(file, interaction.user.id)
    return ui.Button(
        label=translate("files-button-link"), url=f"{library.public_url}/d/{token}", emoji="⬇️"
    )
