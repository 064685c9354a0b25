"""Renders the comparison of the two groups: a verdict, the figures, a picture."""

from io import BytesIO
from math import ceil
from typing import Any

import discord
from babel.numbers import format_decimal
from discord import ui

from bot.i18n import Translator
from bot.recommend.experiment.analysis import ARMS, GroupResult, LiftResult, TooFew
from bot.recommend.experiment.report import LiftReport

COLOURS = {
    "better": discord.Colour(0x2E9E5B),
    "worse": discord.Colour(0xC0392B),
}
FILE = "lift.png"
PRESSES = ("more", "less", "save", "why", "join")


class LiftView(ui.LayoutView):
    """One container: the result, the picture if there is one, the basis.

    `share` is the part of members that gets newest first from now on.
    """

    def __init__(self, words: Translator, figures: LiftReport, share: float) -> None:
        super().__init__(timeout=None)
        result = figures.result
        verdict = result.verdict if isinstance(result, LiftResult) else "few"
        colour = COLOURS.get(verdict, discord.Colour.light_grey())
        container: ui.Container[Any] = ui.Container(accent_colour=colour)
        container.add_item(ui.TextDisplay(_outcome(words, figures, share)))
        if isinstance(result, LiftResult):
            alt = picture_alt(words, result)
            container.add_item(
                ui.MediaGallery(discord.MediaGalleryItem(f"attachment://{FILE}", description=alt))
            )
        container.add_item(ui.TextDisplay(_basis(words, figures)))
        self.add_item(container)


def picture_of(words: Translator, png: bytes, comparison: LiftResult) -> discord.File:
    """Return the picture as a file, with a text for those who can't see it."""
    return discord.File(BytesIO(png), FILE, description=picture_alt(words, comparison))


def picture_alt(words: Translator, comparison: LiftResult) -> str:
    """Return the picture's alternative text."""
    parts = [
        words(
            f"lift-alt-{arm}",
            rate=_percent(words, group.rate.estimate),
            low=_percent(words, max(0.0, group.rate.low)),
            high=_percent(words, group.rate.high),
        )
        for arm, group in _groups(comparison)
    ]
    if comparison.ratio.bounded:
        parts.append(_ratio(words, "lift-alt-ratio", comparison))
    return " ".join(parts)


def _outcome(words: Translator, figures: LiftReport, share: float) -> str:
    result = figures.result
    lines = [words("lift-title")]
    if isinstance(result, TooFew):
        return "\n".join([*lines, _few(words, figures, result), _needed(words, figures, share)])
    lines.append(words(f"lift-verdict-{result.verdict}"))
    lines += [
        words(
            f"lift-group-{arm}",
            rate=_percent(words, group.rate.estimate),
            members=_whole(words, group.members),
            shown=_whole(words, group.shown),
        )
        for arm, group in _groups(result)
    ]
    if result.ratio.bounded:
        lines.append(_ratio(words, "lift-ratio", result))
    return "\n".join(lines)


def _few(words: Translator, figures: LiftReport, result: TooFew) -> str:
    return words(
        "lift-few",
        least=figures.least,
        **{arm: _whole(words, result.members[arm]) for arm in ARMS},
        **{f"{arm}-missing": _whole(words, result.missing[arm]) for arm in ARMS},
    )


def _needed(words: Translator, figures: LiftReport, share: float) -> str:
    """Return how many members it takes in all, or that there is no control group."""
    if share <= 0:
        return words("lift-off")
    needed = ceil(figures.least / share)
    return words("lift-needed", share=_percent(words, share), needed=_whole(words, needed))


def _basis(words: Translator, figures: LiftReport) -> str:
    lines = [
        words(
            "lift-counted",
            since=discord.utils.format_dt(figures.since, "D"),
            until=discord.utils.format_dt(figures.until, "D"),
            days=_decimal(words, figures.window.total_seconds() / 86_400, "0.#"),
        )
    ]
    if isinstance(figures.result, LiftResult):
        pressed = _pressed(words, figures, figures.result)
        if pressed:
            lines.append(words("lift-pressed", list=pressed))
    lines.append(
        words(
            "lift-next",
            next=discord.utils.format_dt(figures.next_look, "D"),
            **{arm: _whole(words, figures.running[arm]) for arm in ARMS},
        )
    )
    return "\n".join(lines)


def _pressed(words: Translator, figures: LiftReport, result: LiftResult) -> str:
    """List each kind of button that was pressed, with its share in both groups."""
    return " · ".join(
        words(
            f"lift-press-{kind}",
            **{
                arm: _percent(words, figures.presses.get((arm, kind), 0) / group.shown)
                for arm, group in _groups(result)
            },
        )
        for kind in PRESSES
        if any((arm, kind) in figures.presses for arm in ARMS)
    )


def _groups(comparison: LiftResult) -> tuple[tuple[str, GroupResult], tuple[str, GroupResult]]:
    return ("taste", comparison.taste), ("control", comparison.control)


def _ratio(words: Translator, message: str, comparison: LiftResult) -> str:
    ratio = comparison.ratio
    return words(
        message,
        ratio=_decimal(words, ratio.estimate, "0.00"),
        low=_decimal(words, ratio.low, "0.00"),
        high=_decimal(words, ratio.high, "0.00"),
    )


def _percent(words: Translator, part: float) -> str:
    return _decimal(words, 100 * part, "0.0") + "%"


def _whole(words: Translator, number: int) -> str:
    return _decimal(words, number, "#,##0")


def _decimal(words: Translator, number: float, pattern: str) -> str:
    return format_decimal(number, pattern, words.language.replace("-", "_"))
