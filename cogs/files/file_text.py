"""Renders a content's files."""

from collections.abc import Sequence

import discord

from bot.files.names import size_text
from bot.i18n import Translator
from data.files import File

MAX_NOTES_LENGTH = 500  # of one version in a list


def file_line(translate: Translator, file: File) -> str:
    """Return a version with its name, size, age and notes."""
    line = translate(
        "files-line",
        version=file.version,
        name=discord.utils.escape_markdown(file.name),
        size=size_text(file.size),
        at=discord.utils.format_dt(file.created_at, "D"),
    )
    if file.state == "withdrawn":
        line = f"{line} · {translate('files-withdrawn')}"
    notes = discord.utils.escape_markdown(file.notes[:MAX_NOTES_LENGTH])
    return f"{line}\n{notes}" if notes else line


def newest_of_each(files: Sequence[File], most: int) -> list[File]:
    """Return at most `most` files, beginning with those of the newest version."""
    return sorted(files, key=lambda each: (-each.version, each.name))[:most]
