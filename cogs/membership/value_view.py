"""How a membership's use and cost are drawn."""

from collections.abc import Iterable, Mapping

import discord

from bot.i18n import Translator
from bot.payments.ledger.entitlement import GRANTING, Entitlement, carrier
from bot.payments.membership_overview import MembershipOverview
from bot.payments.money import format_amount
from cogs.membership.status_view import priced
from cogs.ui.pages import COLOUR
from data.plans import Plan
from data.signals import SignalCount

MOST_RIGHTS = 5
# Which kinds of acts are shown, and by which sentence.
SHOWN: Mapping[str, str] = {
    "post": "value-posts",
    "reply": "value-replies",
    "react": "value-reactions",
    "click": "value-opened",
    "save": "value-saved",
}


def open_entitlements(overview: MembershipOverview) -> list[tuple[Plan, Entitlement]]:
    """Return the rights that are open to a member now, with their plans."""
    plans = overview.entitlements.plans
    return [
        (plans[right.plan_id], right)
        for right in overview.entitlements.entitlements
        if right.state in GRANTING and right.plan_id in plans
    ][:MOST_RIGHTS]


def used(words: Translator, tallies: Iterable[SignalCount]) -> str:
    """Say what a member did, as one list."""
    by_kind = {tally.kind: tally for tally in tallies}
    parts = [
        words(message, count=by_kind[kind].signals, items=by_kind[kind].items)
        for kind, message in SHOWN.items()
        if kind in by_kind
    ]
    return " · ".join(parts) if parts else words("value-nothing")


def costs(words: Translator, overview: MembershipOverview, right: Entitlement) -> str:
    """Say what a right costs and when next."""
    cost = overview.cost(right) if overview.pays(right) else None
    price = "" if cost is None else format_amount(*cost, words.language)
    if overview.pays(right) and right.reason == "past-due":
        return words("value-unpaid", price=price, priced=priced(cost))
    until = "" if right.ends_at is None else discord.utils.format_dt(right.ends_at, "D")
    if overview.pays(right) and right.renews:
        return words("value-costs", price=price, priced=priced(cost), until=until)
    if overview.pays(right) and until:
        return words("value-ends", until=until)
    if right.stripe_id == carrier(right.source):
        return words("value-paid")
    return words("value-free")


def page(words: Translator) -> discord.Embed:
    """Return the empty page."""
    return discord.Embed(title=words("value-title"), colour=COLOUR)
