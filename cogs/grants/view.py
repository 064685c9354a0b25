"""Renders grants for staff."""

from collections.abc import Sequence
from datetime import datetime

import discord

from bot.i18n import Translator
from bot.payments.grants import HeldEntitlement
from cogs.ui.pages import PageEntry, paged
from data.facts import StoredEntitlement
from data.plans import Plan

LINES = 10  # per field: each line is shorter than a tenth of Discord's 1,024 characters
MOST_SHOWN = 500


def given_lines(
    words: Translator, plan: Plan, entitlement: StoredEntitlement, member: str, *, present: bool
) -> str:
    """Return what was given, and its start and end, as text."""
    name = discord.utils.escape_markdown(plan.name)
    if entitlement.ends_at is None:
        text = words("grants-given", member=member, plan=name)
    elif entitlement.state == "upcoming":
        begin, until = _date(entitlement.starts_at), _date(entitlement.ends_at)
        text = words("grants-given-later", member=member, plan=name, begin=begin, until=until)
    else:
        text = words(
            "grants-given-until", member=member, plan=name, until=_date(entitlement.ends_at)
        )
    return text if present else f"{text}\n{words('grants-given-absent')}"


def revoke_lines(
    words: Translator, plan: Plan, held: Sequence[HeldEntitlement], member: str, reason: str
) -> str:
    """Return exactly what would end, what happens at Stripe, and what does not."""
    name = discord.utils.escape_markdown(plan.name)
    lines = [words("grants-revoke-sure", plan=name, member=member)]
    for one in held[:LINES]:
        given, id_ = _date(one.entitlement.starts_at), one.entitlement.stripe_id or ""
        lines.append(words(f"grants-revoke-{one.kind}", id=id_, given=given))
        if one.seats:
            lines.append(words("grants-revoke-seats", count=one.seats))
    if any(one.kind in ("subscription", "payment") for one in held):
        lines.append(words("grants-revoke-refund"))
    lines.append(words("grants-revoke-reason", reason=discord.utils.escape_markdown(reason)))
    return "\n".join(lines)


def holder_pages(
    words: Translator, holders: Sequence[tuple[Plan, list[HeldEntitlement]]]
) -> list[discord.Embed]:
    """Return the holders of each plan, in pages."""
    count, room = sum(len(held) for _, held in holders), MOST_SHOWN
    entries: list[PageEntry] = []
    for plan, held in holders:
        name = discord.utils.escape_markdown(plan.name)
        title = words("grants-list-plan", plan=name, count=len(held))
        lines = [_holder(words, one) for one in held[:room]]
        entries += [
            PageEntry(title, "\n".join(lines[start : start + LINES]))
            for start in range(0, len(lines), LINES)
        ]
        room = max(room - len(held), 0)
    more = words("grants-list-more", shown=MOST_SHOWN, count=count) if count > MOST_SHOWN else None
    return paged(words("grants-list-title"), entries, more)


def _holder(words: Translator, held: HeldEntitlement) -> str:
    entitlement, kind = held.entitlement, words(f"grants-kind-{held.kind}")
    if entitlement.ends_at is None:
        until = words("grants-list-life")
    elif entitlement.state == "grace":
        until = words("grants-list-grace", until=_date(entitlement.ends_at))
    else:
        ends = "grants-list-renews" if entitlement.renews else "grants-list-ends"
        until = words(ends, until=_date(entitlement.ends_at))
    return f"<@{entitlement.user_id}> · {kind} · {until}"


def _date(at: datetime) -> str:
    return discord.utils.format_dt(at, "D")
