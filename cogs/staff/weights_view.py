"""Renders a server's weights in words, and the decisions that led to them."""

from collections.abc import Mapping, Sequence

import discord
from babel.numbers import format_decimal

from bot.i18n import Translator
from bot.recommend.fitting.comparison import ALL, QualityChange
from bot.recommend.weights.comparison import Change, TermChange, compared
from bot.recommend.weights.service import WeightsOverview, figures_of
from cogs.ui.pages import Page, PageEntry, paged
from data.ranking_weights import WeightDecision

SHOWN: tuple[Change, ...] = ("more", "less", "off", "against", "same")


def weights_pages(
    translate: Translator, overview: WeightsOverview, default: Mapping[str, float]
) -> list[Page]:
    """Return the weights in use and the decisions, newest first, in pages.

    Args:
        translate: The reader's language.
        overview: The server's weights and decisions.
        default: The weights of the settings, by term.
    """
    entries = [PageEntry(translate("weights-now"), _now(translate, overview, default))]
    entries += [_decision(translate, each) for each in overview.decisions]
    if not overview.decisions:
        entries.append(PageEntry(translate("weights-none"), translate("weights-none-why")))
    return paged(translate("weights-title"), entries, translate("weights-footer"))


def _now(translate: Translator, overview: WeightsOverview, default: Mapping[str, float]) -> str:
    current = overview.current
    lines = [_origin(translate, overview)]
    if current.weights:
        changes = compared(default, current.weights)
        lines += [line for change in SHOWN if (line := _changed(translate, changes, change))]
    if current.frozen_at is not None:
        since = discord.utils.format_dt(current.frozen_at, "D")
        lines.append(translate("weights-frozen", since=since))
    return "\n".join(lines)


def _origin(translate: Translator, overview: WeightsOverview) -> str:
    current = overview.current
    if not current.weights or current.changed_at is None:
        return translate("weights-default")
    since = discord.utils.format_dt(current.changed_at, "D")
    return translate("weights-learned", version=str(current.version), since=since)


def _changed(translate: Translator, changes: Sequence[TermChange], which: Change) -> str | None:
    """Return one line about the terms that changed in one way; None without any."""
    named = [_term(translate, each) for each in changes if each.change == which]
    return (
        translate(f"weights-{which}", terms=translate("weights-and").join(named)) if named else None
    )


def _term(translate: Translator, change: TermChange) -> str:
    term = translate.get(f"weights-term-{change.name.replace('_', '-')}") or f"`{change.name}`"
    if change.change not in ("more", "less") or not 0 < change.factor < float("inf"):
        return term
    factor = _decimal(translate, change.factor, "0.0" if change.factor >= 1 else "0.00")
    return translate("weights-factor", term=term, factor=factor)


def _decision(translate: Translator, decision: WeightDecision) -> PageEntry:
    name = translate(f"weights-decision-{decision.decision}", version=str(decision.version))
    lines = [translate(f"weights-reason-{decision.reason}")]
    figures = figures_of(decision)
    if ALL in figures:
        lines.append(translate("weights-gain", **_gain(translate, figures[ALL])))
    segments = [
        translate(f"weights-segment-{name.replace('_', '-')}", gain=_gain(translate, each)["gain"])
        for name, each in figures.items()
        if name != ALL
    ]
    if segments:
        lines.append(translate("weights-segments", list=" · ".join(segments)))
    basis = {
        name: _whole(translate, getattr(decision, name)) for name in ("days", "lists", "members")
    }
    if decision.lists:
        lines.append(translate("weights-basis", **basis))
    at = discord.utils.format_dt(decision.at, "f")
    return PageEntry(name, "\n".join([f"{at} · {lines[0]}", *lines[1:]]))


def _gain(translate: Translator, change: QualityChange) -> dict[str, str]:
    """Return the relative gain and its interval, as signed per cent."""
    parts = {"gain": change.gain, "low": change.low, "high": change.high}
    base = max(change.before, 0.01)  # a share of nothing would be infinite
    return {name: _signed(translate, value / base) for name, value in parts.items()}


def _signed(translate: Translator, part: float) -> str:
    return _decimal(translate, 100 * part, "+0.0;-0.0") + "%"


def _whole(translate: Translator, number: int) -> str:
    return _decimal(translate, number, "#,##0")


def _decimal(translate: Translator, number: float, pattern: str) -> str:
    return format_decimal(number, pattern, translate.language.replace("-", "_"))
