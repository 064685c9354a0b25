"""Renders the explanation of a member's access."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import discord

from bot.i18n import Translator
from bot.payments.explain.explain import EntitlementExplanation, Explanation
from bot.payments.explain.message import Money, TextMessage, UserText, Value
from bot.payments.explain.timeline import TimelineEntry
from bot.payments.money import format_amount
from cogs.ui.pages import LONGEST_VALUE, PageEntry, paged


def explanation_pages(words: Translator, member: str, told: Explanation) -> list[discord.Embed]:
    """Return the answer and the facts behind it, in pages."""
    entries = _entries(words("grants-explain-answer"), [say(words, line) for line in told.answer])
    for entitlement in told.entitlements:
        entries += _entries(say(words, entitlement.title), _lines(words, entitlement))
    title = words("grants-explain-title", member=member)
    return paged(title, entries, words("grants-explain-times") if told.entitlements else None)


def say(words: Translator, line: TextMessage) -> str:
    """Render a `TextMessage`; its times show in each reader's own time zone."""
    arguments = {name: _word(words, value) for name, value in line.arguments.items()}
    return words(line.message, **arguments)


def _word(words: Translator, value: Value) -> str | int:
    match value:
        case datetime():
            return discord.utils.format_dt(value, "f")
        case Money():
            return format_amount(value.amount, value.currency, words.language)
        case UserText():
            return discord.utils.escape_markdown(value.text)
        case TextMessage():
            return say(words, value)
        case _:
            return value


def _lines(words: Translator, entitlement: EntitlementExplanation) -> list[str]:
    return [
        say(words, entitlement.source),
        *(_step(words, step) for step in entitlement.timeline),
        *(say(words, line) for line in (*entitlement.conclusion, *entitlement.role)),
    ]


def _step(words: Translator, step: TimelineEntry) -> str:
    behind = f"#{step.fact}" if step.event is None else f"#{step.fact} {step.event}"
    return f"• {discord.utils.format_dt(step.at, 'f')} {say(words, step.line)} `{behind}`"


def _entries(name: str, lines: Sequence[str]) -> list[PageEntry]:
    """Spread lines over as many fields as they need; only the first has a name."""
    return [
        PageEntry(name if at == 0 else "\u200b", value) for at, value in enumerate(_filled(lines))
    ]


def _filled(lines: Iterable[str]) -> list[str]:
    values: list[str] = []
    for line in lines:
        if values and len(values[-1]) + 1 + len(line) <= LONGEST_VALUE:
            values[-1] += f"\n{line}"
        else:
            values.append(line[:LONGEST_VALUE])
    return values
