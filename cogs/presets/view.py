"""Renders a preset: what it makes, what exists, what hinders, and the buttons."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from bot.discord.layout import AnswerView
from bot.i18n import Translator
from cogs.presets.survey import Survey, SurveyedPart
from cogs.presets.undoing import KeptPart

MARKS = {"missing": "◻️", "made": "✅", "found": "☑️"}


def preset_view(
    translate: Translator,
    names: Translator,
    found: Survey,
    buttons: Sequence[ui.Item[Any]],
    kept: Sequence[KeptPart] | None = None,
) -> AnswerView:
    """Return the card of a preset.

    Args:
        translate: The reader's language.
        names: The server's language, in which things are made.
        found: The preset as it stands.
        buttons: What can be done now.
        kept: What an undo left; None: nothing was undone just now.
    """
    escape = discord.utils.escape_markdown
    state = "whole" if found.is_whole else "begun" if found.made else "dry"
    if kept is not None:
        state = "undone" if not kept else "kept"
    hints = [
        translate(f"preset-next-{name}")
        for name in ("plan", "product")
        if _is_waiting(found.of(name))
    ]
    return AnswerView(
        translate(f"preset-state-{state}"),
        "\n".join(f"⚠️ {each}" for each in found.lacks),
        "\n".join(f"- {translate(each.why, name=escape(each.name))}" for each in kept or ()),
        "\n".join(_line(translate, names, found, each) for each in found.parts),
        "\n".join(hints),
        title=translate("preset-title", preset=translate(f"preset-name-{found.preset}")),
        state="attention" if found.lacks or kept else "good" if found.is_whole else "neutral",
        note=translate("preset-note"),
        buttons=buttons,
    )


def _is_waiting(part: SurveyedPart) -> bool:
    """Return whether the owner has yet to do something about what we made."""
    if part.standing != "made":
        return False
    return part.part.kind == "product" or part.object_id is None


def _line(translate: Translator, names: Translator, found: Survey, each: SurveyedPart) -> str:
    part = each.part
    detail = translate(
        f"preset-part-{part.kind}",
        name=discord.utils.escape_markdown(each.name),
        role=discord.utils.escape_markdown(found.of("role").name),
        readers=part.readers,
        sold="no" if each.object_id is None else "yes",
        tags=translate("learn-comma").join(names(f"preset-tag-{tag}") for tag in part.tags) or "-",
    )
    suffix = "" if each.standing == "missing" else f" · {translate(f'preset-{each.standing}')}"
    return f"{MARKS[each.standing]} {detail}{suffix}"
