"""Renders the explanation of a member's access."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import discord

from bot.i18n import Translator
from bot.payments.explain.explain import EntitlementExplanation, Explanation
from bot.payments.explain.message import Money, TextMessage, UserText, Value
from bot.payments.explain.timeline import TimelineEntry
from bot.payments.money import format_amount
from cogs.ui.pages import MAX_VALUE_LENGTH, Page, PageEntry, paged


def explanation_pages(translate: Translator, member: str, explanation: Explanation) -> list[Page]:
    """Return the answer and the facts behind it, in pages."""
    entries = _entries(
        translate("grants-explain-answer"), [say(translate, line) for line in explanation.answer]
    )
    for entitlement in explanation.entitlements:
        entries += _entries(say(translate, entitlement.title), _lines(translate, entitlement))
    title = translate("grants-explain-title", member=member)
    return paged(
        title, entries, translate("grants-explain-times") if explanation.entitlements else None
    )


def say(translate: Translator, line: TextMessage) -> str:
    """Render a `TextMessage`; its times show in each reader's own time zone."""
    arguments = {name: _word(translate, value) for name, value in line.arguments.items()}
    return translate(line.message, **arguments)


def _word(translate: Translator, value: Value) -> str | int:
    match value:
        case datetime():
            return discord.utils.format_dt(value, "f")
        case Money():
            return format_amount(value.amount, value.currency, translate.language)
        case UserText():
            return discord.utils.escape_markdown(value.text)
        case TextMessage():
            return say(translate, value)
        case _:
            return value


def _lines(translate: Translator, entitlement: EntitlementExplanation) -> list[str]:
    return [
        say(translate, entitlement.source),
        *(_step(translate, step) for step in entitlement.timeline),
        *(say(translate, line) for line in (*entitlement.conclusion, *entitlement.role)),
    ]


def _step(translate: Translator, step: TimelineEntry) -> str:
    behind = f"#{step.fact}" if step.event is None else f"#{step.fact} {step.event}"
    return f"• {discord.utils.format_dt(step.at, 'f')} {say(translate, step.line)} `{behind}`"


def _entries(name: str, lines: Sequence[str]) -> list[PageEntry]:
    """Spread lines over as many fields as they need; only the first has a name."""
    return [PageEntry(name if at == 0 else "", value) for at, value in enumerate(_filled(lines))]


def _filled(lines: Iterable[str]) -> list[str]:
    values: list[str] = []
    for line in lines:
        if values and len(values[-1]) + 1 + len(line) <= MAX_VALUE_LENGTH:
            values[-1] += f"\n{line}"
        else:
            values.append(line[:MAX_VALUE_LENGTH])
    return values
