"""The setup panel: each part of the setup with a mark, and below it what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import discord
from discord import ui

from bot.discord.layout import AnswerView
from bot.health import Finding
from bot.health.finding import plain
from bot.i18n import Translator

# The checks of each part, in the panel's order.
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "rights": ("permissions", "intent", "public", "login", "gateway", "discord"),
    "staff": ("staff",),
    "content": ("content",),
    "plans": ("role", "roles"),
    "stripe": ("key", "rights", "right", "refunds", "stripe"),
    "webhook": ("endpoint", "address", "secret", "clock"),
    "machine": ("settings", "token", "database", "schema"),
}
GOOD, ADVICE, FAULT, EMPTY = "✅", "💡", "⚠️", "◻️"
MAX_FAULTS = 4  # in one part; /staff doctor shows all
MAX_LINE_LENGTH = 300


@dataclass(frozen=True, slots=True)
class SetupState:
    """The findings that the panel shows of one guild."""

    guild: str
    findings: Sequence[Finding]
    last_event: datetime | None
    checked_at: datetime
    test_mode: bool = False


class SetupPanel(AnswerView):
    """One message with buttons that outlive restarts; no view listens to it."""

    def __init__(
        self, translate: Translator, state: SetupState, buttons: Sequence[ui.Item[Any]]
    ) -> None:
        faults = sum(not finding.ok for finding in state.findings)
        super().__init__(
            _heading(translate, state, faults),
            *_sections(translate, state),
            ui.Separator(),
            state="attention" if faults else "good",
            note=translate("payments-test-mode-staff") if state.test_mode else None,
            buttons=buttons,
        )


def described(finding: Finding) -> str:
    """Return a finding as plain text for Discord, because names in it are user input."""
    return discord.utils.escape_markdown(plain(finding.detail)[:MAX_LINE_LENGTH])


def advised(finding: Finding) -> str:
    """Return a finding's fix as plain text for Discord."""
    return discord.utils.escape_markdown(plain(finding.fix)[:MAX_LINE_LENGTH])


def labelled(label: str) -> str:
    """Return what was checked as plain text for Discord."""
    return discord.utils.escape_markdown(plain(label)[:MAX_LINE_LENGTH])


def _heading(translate: Translator, state: SetupState, faults: int) -> str:
    title = translate("setup-title", guild=discord.utils.escape_markdown(state.guild))
    summary = translate("setup-faults", count=faults) if faults else translate("setup-good")
    checked = translate("setup-checked", when=discord.utils.format_dt(state.checked_at, "R"))
    return f"{title}\n{summary} · {checked}"


def _sections(translate: Translator, state: SetupState) -> list[str]:
    placed = {topic for topics in SECTIONS.values() for topic in topics}
    found: dict[str, list[Finding]] = {name: [] for name in SECTIONS}
    for finding in state.findings:
        name = next((name for name, topics in SECTIONS.items() if finding.topic in topics), None)
        found["machine" if finding.topic not in placed or name is None else name].append(finding)
    extra = {"webhook": _arrivals(translate, state)}
    return [_section(translate, name, inside, extra.get(name)) for name, inside in found.items()]


def _section(translate: Translator, name: str, inside: Sequence[Finding], extra: str | None) -> str:
    title = f"**{translate(f'setup-section-{name}')}**"
    if not inside:
        return f"{EMPTY} {title}\n-# {translate(f'setup-none-{name}')}"
    faults = [finding for finding in inside if not finding.ok]
    lines = [f"{_mark(inside)} {title}"]
    for fault in faults[:MAX_FAULTS]:
        lines.append(translate("setup-line", what=labelled(fault.short), how=described(fault)))
        if fault.fix:
            lines.append(f"→ {advised(fault)}")
    if len(faults) > MAX_FAULTS:
        lines.append(translate("setup-more", count=len(faults) - MAX_FAULTS))
    lines += [
        f"💡 {translate('setup-line', what=labelled(each.short), how=advised(each))}"
        for each in inside
        if each.ok and each.fix
    ]
    if not faults:
        good = " · ".join(
            translate("setup-line", what=labelled(each.short), how=described(each))
            for each in inside
        )
        lines.append(f"-# {good}"[: 2 * MAX_LINE_LENGTH])
    if extra:
        lines.append(f"-# {extra}")
    return "\n".join(lines)


def _mark(inside: Sequence[Finding]) -> str:
    if not all(finding.ok for finding in inside):
        return FAULT
    return ADVICE if any(finding.fix for finding in inside) else GOOD


def _arrivals(translate: Translator, state: SetupState) -> str:
    if state.last_event is None:
        return translate("setup-arrival-none")
    when = discord.utils.format_dt(state.last_event, "R")
    return translate("setup-arrival", when=when)
