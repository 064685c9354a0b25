"""Renders a membership's usage and cost."""

from collections.abc import Iterable, Mapping

import discord

from bot.i18n import Translator
from bot.payments.ledger.entitlement import GRANTING, Entitlement, carrier
from bot.payments.membership_overview import MembershipOverview
from bot.payments.money import format_amount
from cogs.membership.status_view import priced
from data.plans import Plan
from data.signals import SignalCount

MAX_ENTITLEMENTS = 5
# The message for each kind of signal that is shown.
SHOWN: Mapping[str, str] = {
    "post": "value-posts",
    "reply": "value-replies",
    "react": "value-reactions",
    "click": "value-opened",
    "save": "value-saved",
}


def open_entitlements(overview: MembershipOverview) -> list[tuple[Plan, Entitlement]]:
    """Return the entitlements that give access now, with their plans."""
    plans = overview.entitlements.plans
    return [
        (plans[entitlement.plan_id], entitlement)
        for entitlement in overview.entitlements.entitlements
        if entitlement.state in GRANTING and entitlement.plan_id in plans
    ][:MAX_ENTITLEMENTS]


def used(translate: Translator, tallies: Iterable[SignalCount]) -> str:
    """Return what a member did, as one list in words."""
    by_kind = {each.kind: each for each in tallies}
    parts = [
        translate(message, count=by_kind[kind].signals, items=by_kind[kind].items)
        for kind, message in SHOWN.items()
        if kind in by_kind
    ]
    return " · ".join(parts) if parts else translate("value-nothing")


def costs(translate: Translator, overview: MembershipOverview, entitlement: Entitlement) -> str:
    """Return what an entitlement costs and when it is charged next, as text."""
    cost = overview.cost(entitlement) if overview.pays(entitlement) else None
    price = "" if cost is None else format_amount(*cost, translate.language)
    if overview.pays(entitlement) and entitlement.reason == "past-due":
        return translate("value-unpaid", price=price, priced=priced(cost))
    until = "" if entitlement.ends_at is None else discord.utils.format_dt(entitlement.ends_at, "D")
    if overview.pays(entitlement) and entitlement.renews:
        return translate("value-costs", price=price, priced=priced(cost), until=until)
    if overview.pays(entitlement) and until:
        return translate("value-ends", until=until)
    if entitlement.stripe_id == carrier(entitlement.source):
        return translate("value-paid")
    return translate("value-free")
