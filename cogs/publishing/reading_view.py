"""A page of a text, with its pictures and files."""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import discord
from discord import ui

from bot.discord.layout import AnswerView, Block, Picture
from bot.i18n import Translator
from bot.publishing.markdown.pages import Gallery
from bot.publishing.reading import Attached, Reading

MAX_FILES = 10  # of a message


def reading_view(
    translate: Translator,
    reading: Reading,
    buttons: Sequence[ui.Item[Any]],
    cover: Picture | None = None,
) -> tuple[AnswerView, list[discord.File]]:
    """Return a page below the cover, if there is one, and the files to send with it."""
    files: list[discord.File] = []
    names: dict[str, str] = {}
    attached = [*reading.pictures.values(), *reading.files]
    attached = attached[: MAX_FILES - (cover is not None)]
    for number, each in enumerate(attached, 1):
        name = f"{number}-{file_name(each.path)}"
        names[each.path] = name
        files.append(discord.File(BytesIO(each.data), name, description=each.alt[:1024] or None))
    blocks = _blocks(reading, names)
    blocks += [ui.File(f"attachment://{names[each.path]}") for each in _sent(reading.files, names)]
    if cover is not None:
        files.append(cover.file())
        blocks.insert(0, cover.gallery())
    note = translate("reading-page", page=reading.index + 1, pages=reading.count)
    view = AnswerView(
        *blocks,
        title=discord.utils.escape_markdown(reading.content.title),
        note=note if reading.count > 1 else None,
        buttons=buttons,
    )
    return view, files


def file_name(path: str) -> str:
    """Return a name that Discord takes in a component: ASCII letters, digits and dots."""
    stem, _, suffix = path.rsplit("/", 1)[-1].rpartition(".")
    safe = re.sub(r"[^A-Za-z0-9_-]+", "_", stem).strip("_")[:60] or "file"
    return f"{safe}.{re.sub(r'[^A-Za-z0-9]', '', suffix)[:8] or 'bin'}"


def _blocks(reading: Reading, names: dict[str, str]) -> list[Block]:
    blocks: list[Block] = []
    for part in reading.page.parts:
        if isinstance(part, str):
            blocks.append(part)
        elif gallery := _gallery(part, names):
            blocks.append(gallery)
    return blocks


def _gallery(pictures: Gallery, names: dict[str, str]) -> ui.MediaGallery[Any] | None:
    items = [
        discord.MediaGalleryItem(
            f"attachment://{names[each.path]}", description=each.alt[:1024] or None
        )
        for each in pictures
        if each.path in names
    ]
    return ui.MediaGallery(*items) if items else None


def _sent(files: Sequence[Attached], names: dict[str, str]) -> list[Attached]:
    return [each for each in files if each.path in names]
