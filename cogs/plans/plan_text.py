"""Renders plans and prices, for members and staff alike."""

from collections.abc import Callable, Iterable
from operator import attrgetter

import discord
from discord import app_commands, ui

from bot.i18n import Translator
from bot.payments.checkout import OpenCheckout
from bot.payments.ledger.policy import policy_message
from bot.payments.money import format_amount
from bot.payments.price_text import price_text
from bot.payments.prices import in_order_for
from data.plan_terms import POLICIES
from data.plans import Plan

MAX_CHOICES = 25  # Discord's limit for one autocompletion


def order(translate: Translator, checkout: OpenCheckout) -> str:
    """Return what a checkout page asks for: seats, trial, and the price after it."""
    sold, seats = checkout.price, checkout.seats
    asked = price_text(translate, sold, seats)
    if seats > 1:
        each = format_amount(sold.amount, sold.currency, translate.language)
        asked = translate("payments-order-seats", seats=seats, each=each, price=asked)
    if not checkout.trial_days:
        return asked
    message = "payments-order-trial" if checkout.trial_card else "payments-order-trial-cardless"
    return translate(message, days=checkout.trial_days, price=asked)


def pay_button(translate: Translator, checkout: OpenCheckout) -> ui.Button[ui.View]:
    """Return the link to a checkout page, labelled by what happens there."""
    label = "payments-trial-button" if checkout.trial_days else "payments-pay-button"
    return ui.Button(label=translate(label), url=checkout.url)


def prices(translate: Translator, plan: Plan) -> str:
    """Return all prices of a plan in one line, the reader's currencies first."""
    ordered = in_order_for(translate.language, plan.prices)
    return " · ".join(price_text(translate, sold) for sold in ordered)


def choice(translate: Translator, plan: Plan) -> str:
    """Return a plan as an option of a list: its name, prices and trial."""
    line = f"{plan.name} · {prices(translate, plan)}"
    return (
        f"{line} · {translate('payments-choice-trial', days=plan.trial_days)}"
        if plan.trial_days
        else line
    )


def plan_choices(
    plans: Iterable[Plan], typed: str, label: Callable[[Plan], str] = attrgetter("name")
) -> list[app_commands.Choice[str]]:
    """Offer plans whose name contains what was typed; equal names are offered once."""
    found: dict[str, Plan] = {}
    for plan in plans:
        if typed.lower() in plan.name.lower():
            found.setdefault(plan.name, plan)
    choices = [app_commands.Choice(name=label(found[name])[:100], value=name) for name in found]
    return choices[:MAX_CHOICES]


def name_choices(names: Iterable[str]) -> list[app_commands.Choice[str]]:
    """Offer names that were found already."""
    return [app_commands.Choice(name=name[:100], value=name) for name in names]


def price_choices(translate: Translator, plan: Plan, typed: str) -> list[app_commands.Choice[str]]:
    """Offer the prices of a plan, by their ids."""
    named = [
        (price_text(translate, sold), sold.id)
        for sold in in_order_for(translate.language, plan.prices)
    ]
    return [
        app_commands.Choice(name=name[:100], value=str(id_))
        for name, id_ in named
        if typed.casefold() in name.casefold()
    ][:MAX_CHOICES]


def policy_line(translate: Translator, plan: Plan, grace_days: int) -> str:
    """Return a plan's policies for staff; `grace_days` is the default grace period."""
    own = plan.terms.grace_days
    grace = (
        translate("plan-grace-default", days=grace_days)
        if own is None
        else translate("plan-grace-own", days=own)
    )
    chosen = (translate(policy_message(plan.terms, policy.name)) for policy in POLICIES)
    return " · ".join((grace, *chosen))


def plan_lines(translate: Translator, plan: Plan) -> str:
    """Return what a member needs to know about a plan."""
    role = "" if plan.role_id is None else f" · <@&{plan.role_id}>"
    lines = [f"**{prices(translate, plan)}**{role}"]
    if plan.trial_days:
        trial = "payments-trial" if plan.terms.trial_card else "payments-trial-cardless"
        lines.append(translate(trial, days=plan.trial_days))
    if plan.description:
        lines.append(discord.utils.escape_markdown(plan.description))
    return "\n".join(lines)
