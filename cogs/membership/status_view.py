"""Renders a member's status: each entitlement in words, with what comes next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import discord
from discord import ui

from bot.discord.layout import AnswerState, AnswerView
from bot.i18n import Translator
from bot.payments.ledger.entitlement import CURRENT_STATES, Entitlement, State, is_subscription
from bot.payments.ledger.facts import Claim, Grant, Payment, Subscription
from bot.payments.membership_overview import MembershipOverview, ReceivedGift
from bot.payments.money import format_amount
from bot.payments.notifications.entitlement_changes import end_reason, is_pending, trial_just_ends
from cogs.membership.switch_text import sold
from data.plans import Plan

MAX_ENTITLEMENTS = 12
MAX_ENDED = 3
MAX_GIFTS = 10
MAX_VALUE_LENGTH = 1_024
NEVER_BEGAN = ("failed", "expired", "incomplete-expired")
NAMES = {
    State.PENDING: "waiting",
    State.UPCOMING: "waiting",
    State.SUSPENDED: "held",
    State.GRACE: "waiting",
}


@dataclass(frozen=True, slots=True)
class HeldPlan:
    """One entitlement, or several consecutive passes of one plan."""

    plan: Plan
    entitlement: Entitlement
    ends_at: datetime | None
    passes: int = 1


def draw(
    translate: Translator, overview: MembershipOverview, buttons: Iterable[ui.Item[Any]] = ()
) -> AnswerView:
    """Render all that a member has, waits for and had."""
    living = holdings(overview)
    blocks = [] if living else [translate("status-none")]
    for holding in living[:MAX_ENTITLEMENTS]:
        mark = NAMES.get(holding.entitlement.state, "open")
        name = translate(f"status-name-{mark}", plan=_name(holding.plan.name))
        blocks.append(_block(name, _lines(translate, overview, holding)))
    if overview.gifts:
        gifts = [_gift(translate, gift) for gift in overview.gifts[:MAX_GIFTS]]
        blocks.append(_block(translate("status-gifts"), gifts))
    if past := _past(translate, overview):
        blocks.append(_block(translate("status-past"), past))
    on = "on" if overview.reminders else "off"
    return AnswerView(
        *blocks,
        title=translate("status-title"),
        state=_colour(living),
        note=translate(f"status-reminders-{on}") if living else None,
        buttons=buttons,
    )


def holdings(overview: MembershipOverview) -> list[HeldPlan]:
    """Return the current and future entitlements; consecutive passes become one."""
    found: list[HeldPlan] = []
    rows: dict[int, int] = {}  # index of the passes' row in `found`, by plan id
    entitlements = [
        entitlement
        for entitlement in overview.entitlements.entitlements
        if entitlement.state in CURRENT_STATES
    ]
    for entitlement in sorted(
        entitlements, key=lambda entitlement: (entitlement.starts_at, entitlement.source)
    ):
        plan = overview.entitlements.plans.get(entitlement.plan_id)
        if plan is None:
            continue
        if not _is_pass(overview, entitlement):
            found.append(HeldPlan(plan, entitlement, entitlement.ends_at))
        elif entitlement.plan_id not in rows:
            rows[entitlement.plan_id] = len(found)
            found.append(HeldPlan(plan, entitlement, entitlement.ends_at))
        else:
            first = found[rows[entitlement.plan_id]]
            found[rows[entitlement.plan_id]] = HeldPlan(
                plan, first.entitlement, entitlement.ends_at, first.passes + 1
            )
    return found


def _is_pass(overview: MembershipOverview, entitlement: Entitlement) -> bool:
    lasts = entitlement.state in (State.ACTIVE, State.UPCOMING) and entitlement.ends_at is not None
    backing = overview.entitlements.snapshots.get(entitlement.stripe_id or "")
    return lasts and not isinstance(backing, Subscription)


def _lines(translate: Translator, overview: MembershipOverview, holding: HeldPlan) -> list[str]:
    snapshot = overview.snapshot(holding.entitlement)
    lines = [_sentence(translate, overview, holding)]
    if isinstance(snapshot, Payment | Subscription) and snapshot.payer_id is not None:
        lines.insert(0, translate("status-gift-from", giver=f"<@{snapshot.payer_id}>"))
    if holding.passes > 1:
        lines.append(translate("status-passes", count=holding.passes))
    planned = overview.planned.get(holding.entitlement.source)
    if planned is not None:
        day = discord.utils.format_dt(planned.at, "D")
        lines.append(translate("switch-is-planned", after=sold(translate, planned), at=day))
    if (
        isinstance(snapshot, Subscription)
        and snapshot.quantity > 1
        and overview.pays(holding.entitlement)
    ):
        total = snapshot.quantity
        used = min(overview.seats.get(snapshot.id, 0) + 1, total)
        lines.append(translate("status-seats", used=used, total=total, left=total - used))
    return lines


def _sentence(translate: Translator, overview: MembershipOverview, holding: HeldPlan) -> str:
    entitlement = holding.entitlement
    cost = overview.cost(entitlement) if overview.pays(entitlement) else None
    return translate(
        f"status-{_kind(overview, holding)}",
        begin=discord.utils.format_dt(entitlement.starts_at, "D"),
        until="" if holding.ends_at is None else discord.utils.format_dt(holding.ends_at, "D"),
        lasts="for-good" if holding.ends_at is None else "until",
        priced=priced(cost),
        price="" if cost is None else format_amount(*cost, translate.language),
    )


def _kind(overview: MembershipOverview, holding: HeldPlan) -> str:
    """Return the suffix of the message that describes an entitlement."""
    entitlement = holding.entitlement
    match entitlement.state:
        case State.SUSPENDED:
            return "paused" if entitlement.reason == "paused" else "disputed"
        case State.PENDING:
            return "pending" if is_pending(entitlement) else "pending-confirm"
        case State.UPCOMING:
            return "upcoming"
        case State.GRACE if entitlement.reason != "past-due":
            return "grace-unknown"
        case State.GRACE:
            return "grace" if overview.pays(entitlement) else "grace-theirs"
        case _:
            return _open_kind(overview, holding)


def _open_kind(overview: MembershipOverview, holding: HeldPlan) -> str:
    entitlement = holding.entitlement
    match overview.snapshot(entitlement):
        case Grant():
            return "comp"
        case Claim(seat=seat, source=source) if seat is not None and is_subscription(source):
            return "seat" if entitlement.renews else "seat-ends"
        case _:
            pass
    match entitlement.reason:
        case "cancelling" | "restored":  # restored: paid after all, but cancelled by then
            return "cancelling"
        case "pausing":
            return "pausing"
        case "trialing":
            backing = overview.entitlements.snapshots.get(entitlement.stripe_id or "")
            asks = holding.plan.terms.trial_card
            return "trial-cardless" if trial_just_ends(backing, asks_for_card=asks) else "trial"
        case "unknown-status":
            return "open"
        case _ if holding.ends_at is None:
            return "life"
        case _:
            return "renews" if entitlement.renews else "until"


def priced(cost: tuple[int, str] | None) -> str:
    """Return the selector that messages use: "no" price known, "yes", or "free"."""
    if cost is None:
        return "no"
    return "yes" if cost[0] else "free"


def _gift(translate: Translator, gift: ReceivedGift) -> str:
    entitlement = gift.entitlement
    how = "life" if entitlement.ends_at is None else "renews" if entitlement.renews else "until"
    return translate(
        "status-gift",
        member=f"<@{gift.recipient_id}>",
        plan=_name(gift.plan),
        how=how,
        until=""
        if entitlement.ends_at is None
        else discord.utils.format_dt(entitlement.ends_at, "D"),
    )


def _past(translate: Translator, overview: MembershipOverview) -> list[str]:
    """Return lines about ended entitlements, the latest last."""
    ended = [
        entitlement
        for entitlement in overview.entitlements.entitlements
        if entitlement.state is State.ENDED
        and entitlement.reason not in NEVER_BEGAN
        and entitlement.plan_id in overview.entitlements.plans
        and entitlement.ends_at is not None
    ]
    ended.sort(
        key=lambda entitlement: (entitlement.ends_at or entitlement.starts_at, entitlement.source)
    )
    return [
        translate(
            "status-ended",
            plan=_name(overview.entitlements.plans[entitlement.plan_id].name),
            until=discord.utils.format_dt(entitlement.ends_at or entitlement.starts_at, "D"),
            why=end_reason(entitlement, overview.snapshot(entitlement)),
        )
        for entitlement in ended[-MAX_ENDED:]
    ]


def _colour(living: Sequence[HeldPlan]) -> AnswerState:
    """Return the state of the whole: the one that needs the member most."""
    states = {NAMES.get(holding.entitlement.state, "open") for holding in living}
    if not states:
        return "neutral"
    return "good" if states == {"open"} else "attention"


def _block(name: str, lines: Sequence[str]) -> str:
    return "\n".join([f"**{name}**", *lines])[:MAX_VALUE_LENGTH]


def _name(plan: str) -> str:
    return discord.utils.escape_markdown(plan)
