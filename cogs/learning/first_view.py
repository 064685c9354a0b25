"""What comes before a content: a line that names it, and the button that opens it."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from bot.i18n import Translator
from cogs.ui.opening import opening_button
from data.contents import Content

SHOWN = 3


def first_line(translate: Translator, before: Sequence[Content], *, locks: bool = False) -> str:
    """Return a line that names what comes first; "" for nothing.

    `locks`: whether it must be completed, and is not only advised.
    """
    if not before:
        return ""
    names = [f"**{discord.utils.escape_markdown(each.title)}**" for each in before[:SHOWN]]
    message = "learn-panel-unmet" if locks else "learn-first"
    return translate(message, contents=translate("learn-comma").join(names))


def first_button(translate: Translator, before: Sequence[Content]) -> list[ui.Item[Any]]:
    """Return the button that opens the first of them, or shows what would open it."""
    if not before:
        return []
    label = translate("learn-begin-first", content=before[0].title)
    return [opening_button(label, before[0].guild_id, before[0].id)]
