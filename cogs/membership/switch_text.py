"""Renders switches: what changes, what it costs now and later, and how it ended."""

from dataclasses import replace

import discord

from bot.i18n import Translator
from bot.payments.money import format_amount
from bot.payments.planned_switch import PlannedSwitch
from bot.payments.price_text import price_text
from bot.payments.switching.quote import Quote, Sold
from data.plans import Plan
from data.prices import Price


def named(translate: Translator, plan: Plan, price: Price, seats: int = 1) -> str:
    """Return a plan with what it costs for this many seats, as plain text."""
    cost = price_text(translate, price, seats)
    if seats > 1:
        cost = translate("switch-seats", seats=seats, price=cost)
    return f"{plan.name} · {cost}"


def sold(translate: Translator, held: Sold | PlannedSwitch) -> str:
    """Return what a subscription is or will be for, for a message."""
    return discord.utils.escape_markdown(named(translate, held.plan, held.price, held.seats))


def question(translate: Translator, quote: Quote) -> str:
    """Return what a switch changes and costs."""
    costs, price = quote.costs, quote.after.price
    kind = (
        "later"
        if quote.waits
        else "now"
        if costs.due > 0
        else "credit"
        if costs.due < 0
        else "free"
    )
    lines = [
        translate(
            "switch-from-to",
            before=sold(translate, quote.before),
            after=sold(translate, quote.after),
        ),
        translate(
            f"switch-costs-{kind}",
            due=format_amount(abs(costs.due), price.currency, translate.language),
            recurring=price_text(translate, replace(price, amount=costs.recurring)),
            next=discord.utils.format_dt(costs.next_at, "D"),
        ),
    ]
    if costs.tax:
        tax = format_amount(costs.tax, price.currency, translate.language)
        lines.append(translate("switch-tax", tax=tax))
    if quote.seats_lost:
        lines.append(translate("switch-seats-lost", count=quote.seats_lost))
    return "\n".join(lines)
