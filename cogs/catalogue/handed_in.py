"""Stores the files and covers that staff hand in with commands and forms."""

import discord

from bot.catalogue.cover_picture import MAX_BYTES
from bot.discord.client import Interaction
from bot.errors import UserError
from bot.files.names import size_text
from bot.files.service import WITH_FILES
from cogs.ui.attachments import read_attachment, read_small
from data.contents import Content, Kind


def check_file(interaction: Interaction, kind: Kind, file: discord.Attachment | None) -> None:
    """Refuse a file before anything is stored.

    Raises:
        UserError: It is too large or empty, or contents of the kind have no files.
    """
    service = interaction.client.services.files.service
    if file is None:
        return
    if kind not in WITH_FILES:
        raise UserError("catalogue-no-files")
    if file.size > service.max_upload_bytes:
        raise service.too_large()
    if not file.size:
        raise UserError("files-empty")


async def add_file(
    interaction: Interaction, content: Content, file: discord.Attachment | None
) -> str:
    """Add a checked file as the next version; return what to say about it."""
    if file is None:
        return ""
    added = await interaction.client.services.files.service.add(
        guild_id=content.guild_id,
        content_id=content.id,
        actor_id=interaction.user.id,
        name=file.filename,
        notes="",
        content=read_attachment(interaction.client.services.deps.http, file),
    )
    return interaction.client.translator(interaction)(
        "files-added",
        name=discord.utils.escape_markdown(added.name),
        version=added.version,
        size=size_text(added.size),
        title=discord.utils.escape_markdown(content.title),
    )


async def set_cover(
    interaction: Interaction, content: Content, picture: discord.Attachment | None, alt: str
) -> None:
    """Set, describe or remove a cover.

    Raises:
        UserError: The file is no picture, or too large.
    """
    services, handed_in = interaction.client.services, None
    if picture is not None:
        handed_in = await read_small(services.deps.http, picture, MAX_BYTES)
    await services.covers.change(content, interaction.user.id, handed_in, alt)
