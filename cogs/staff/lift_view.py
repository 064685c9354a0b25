"""Renders the comparison of the two groups: a verdict, the figures, a picture."""

from collections.abc import Mapping
from io import BytesIO
from math import ceil

import discord
from babel.numbers import format_decimal
from discord import ui

from bot.discord.layout import AnswerState, AnswerView, Block
from bot.i18n import Translator
from bot.recommend.experiment.analysis import ARMS, GroupResult, LiftResult, TooFew
from bot.recommend.experiment.report import LiftReport

STATES: Mapping[str, AnswerState] = {"better": "good", "worse": "problem"}
FILE = "lift.png"
PRESSES = ("more", "less", "save", "why", "join")


class LiftView(AnswerView):
    """One container: the result, the picture if there is one, the basis.

    `share` is the part of members that gets newest first from now on.
    """

    def __init__(self, translate: Translator, figures: LiftReport, share: float) -> None:
        result = figures.result
        conclusion = result.conclusion if isinstance(result, LiftResult) else "few"
        blocks: list[Block] = [_outcome(translate, figures, share)]
        if isinstance(result, LiftResult):
            alt = picture_alt(translate, result)
            picture = discord.MediaGalleryItem(f"attachment://{FILE}", description=alt)
            blocks.append(ui.MediaGallery(picture))
        blocks.append(_basis(translate, figures))
        super().__init__(*blocks, state=STATES.get(conclusion, "neutral"))


def picture_of(translate: Translator, png: bytes, comparison: LiftResult) -> discord.File:
    """Return the picture as a file, with a text for those who can't see it."""
    return discord.File(BytesIO(png), FILE, description=picture_alt(translate, comparison))


def picture_alt(translate: Translator, comparison: LiftResult) -> str:
    """Return the picture's alternative text."""
    parts = [
        translate(
            f"lift-alt-{arm}",
            rate=_percent(translate, group.rate.estimate),
            low=_percent(translate, max(0.0, group.rate.low)),
            high=_percent(translate, group.rate.high),
        )
        for arm, group in _groups(comparison)
    ]
    if comparison.ratio.bounded:
        parts.append(_ratio(translate, "lift-alt-ratio", comparison))
    return " ".join(parts)


def _outcome(translate: Translator, figures: LiftReport, share: float) -> str:
    result = figures.result
    lines = [translate("lift-title")]
    if isinstance(result, TooFew):
        return "\n".join(
            [*lines, _few(translate, figures, result), _needed(translate, figures, share)]
        )
    lines.append(translate(f"lift-verdict-{result.conclusion}"))
    lines += [
        translate(
            f"lift-group-{arm}",
            rate=_percent(translate, group.rate.estimate),
            members=_whole(translate, group.members),
            shown=_whole(translate, group.shown),
        )
        for arm, group in _groups(result)
    ]
    if result.ratio.bounded:
        lines.append(_ratio(translate, "lift-ratio", result))
    return "\n".join(lines)


def _few(translate: Translator, figures: LiftReport, result: TooFew) -> str:
    return translate(
        "lift-few",
        least=figures.least,
        **{arm: _whole(translate, result.members[arm]) for arm in ARMS},
        **{f"{arm}-missing": _whole(translate, result.missing[arm]) for arm in ARMS},
    )


def _needed(translate: Translator, figures: LiftReport, share: float) -> str:
    """Return how many members it takes in all, or that there is no control group."""
    if share <= 0:
        return translate("lift-off")
    needed = ceil(figures.least / share)
    return translate(
        "lift-needed", share=_percent(translate, share), needed=_whole(translate, needed)
    )


def _basis(translate: Translator, figures: LiftReport) -> str:
    lines = [
        translate(
            "lift-counted",
            since=discord.utils.format_dt(figures.since, "D"),
            until=discord.utils.format_dt(figures.until, "D"),
            days=_decimal(translate, figures.window.total_seconds() / 86_400, "0.#"),
        )
    ]
    if isinstance(figures.result, LiftResult):
        pressed = _pressed(translate, figures, figures.result)
        if pressed:
            lines.append(translate("lift-pressed", list=pressed))
    lines.append(
        translate(
            "lift-next",
            next=discord.utils.format_dt(figures.next_update, "D"),
            **{arm: _whole(translate, figures.running[arm]) for arm in ARMS},
        )
    )
    return "\n".join(lines)


def _pressed(translate: Translator, figures: LiftReport, result: LiftResult) -> str:
    """List each kind of button that was pressed, with its share in both groups."""
    return " · ".join(
        translate(
            f"lift-press-{kind}",
            **{
                arm: _percent(translate, figures.presses.get((arm, kind), 0) / group.shown)
                for arm, group in _groups(result)
            },
        )
        for kind in PRESSES
        if any((arm, kind) in figures.presses for arm in ARMS)
    )


def _groups(comparison: LiftResult) -> tuple[tuple[str, GroupResult], tuple[str, GroupResult]]:
    return ("taste", comparison.taste), ("control", comparison.control)


def _ratio(translate: Translator, message: str, comparison: LiftResult) -> str:
    ratio = comparison.ratio
    return translate(
        message,
        ratio=_decimal(translate, ratio.estimate, "0.00"),
        low=_decimal(translate, ratio.low, "0.00"),
        high=_decimal(translate, ratio.high, "0.00"),
    )


def _percent(translate: Translator, part: float) -> str:
    return _decimal(translate, 100 * part, "0.0") + "%"


def _whole(translate: Translator, number: int) -> str:
    return _decimal(translate, number, "#,##0")


def _decimal(translate: Translator, number: float, pattern: str) -> str:
    return format_decimal(number, pattern, translate.language.replace("-", "_"))
