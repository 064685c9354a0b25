"""Renders grants for staff."""

from collections.abc import Sequence
from datetime import datetime

import discord

from bot.i18n import Translator
from bot.payments.grants import HeldEntitlement
from cogs.ui.pages import Page, PageEntry, paged
from data.facts import StoredEntitlement
from data.plans import Plan

LINES = 10  # per field: each line is shorter than a tenth of Discord's 1,024 characters
MAX_SHOWN = 500


def given_lines(
    translate: Translator, plan: Plan, entitlement: StoredEntitlement, member: str, *, present: bool
) -> str:
    """Return what was given, and its start and end, as text."""
    name = discord.utils.escape_markdown(plan.name)
    if entitlement.ends_at is None:
        text = translate("grants-given", member=member, plan=name)
    elif entitlement.state == "upcoming":
        begin, until = _date(entitlement.starts_at), _date(entitlement.ends_at)
        text = translate("grants-given-later", member=member, plan=name, begin=begin, until=until)
    else:
        text = translate(
            "grants-given-until", member=member, plan=name, until=_date(entitlement.ends_at)
        )
    return text if present else f"{text}\n{translate('grants-given-absent')}"


def revoke_lines(
    translate: Translator, plan: Plan, held: Sequence[HeldEntitlement], member: str, reason: str
) -> str:
    """Return exactly what would end, what happens at Stripe, and what does not."""
    name = discord.utils.escape_markdown(plan.name)
    lines = [translate("grants-revoke-sure", plan=name, member=member)]
    for one in held[:LINES]:
        given, id_ = _date(one.entitlement.starts_at), one.entitlement.stripe_id or ""
        lines.append(translate(f"grants-revoke-{one.kind}", id=id_, given=given))
        if one.seats:
            lines.append(translate("grants-revoke-seats", count=one.seats))
    if any(one.kind in ("subscription", "payment") for one in held):
        lines.append(translate("grants-revoke-refund"))
    lines.append(translate("grants-revoke-reason", reason=discord.utils.escape_markdown(reason)))
    return "\n".join(lines)


def holder_pages(
    translate: Translator, holders: Sequence[tuple[Plan, list[HeldEntitlement]]]
) -> list[Page]:
    """Return the holders of each plan, in pages."""
    count, room = sum(len(held) for _, held in holders), MAX_SHOWN
    entries: list[PageEntry] = []
    for plan, held in holders:
        name = discord.utils.escape_markdown(plan.name)
        title = translate("grants-list-plan", plan=name, count=len(held))
        lines = [_holder(translate, one) for one in held[:room]]
        entries += [
            PageEntry(title, "\n".join(lines[start : start + LINES]))
            for start in range(0, len(lines), LINES)
        ]
        room = max(room - len(held), 0)
    more = (
        translate("grants-list-more", shown=MAX_SHOWN, count=count) if count > MAX_SHOWN else None
    )
    return paged(translate("grants-list-title"), entries, more)


def _holder(translate: Translator, held: HeldEntitlement) -> str:
    entitlement, kind = held.entitlement, translate(f"grants-kind-{held.kind}")
    if entitlement.ends_at is None:
        until = translate("grants-list-life")
    elif entitlement.state == "grace":
        until = translate("grants-list-grace", until=_date(entitlement.ends_at))
    else:
        ends = "grants-list-renews" if entitlement.renews else "grants-list-ends"
        until = translate(ends, until=_date(entitlement.ends_at))
    return f"<@{entitlement.user_id}> · {kind} · {until}"


def _date(at: datetime) -> str:
    return discord.utils.format_dt(at, "D")
