"""How plans and prices are drawn, for members and staff alike."""

import discord

from bot.i18n import Words
from bot.payments.money import write_amount
from data.plans import Plan


def price(words: Words, plan: Plan) -> str:
    """Return what a plan costs, such as `€9.90 a month`."""
    amount = write_amount(plan.price.amount, plan.price.currency, words.language)
    if plan.days is not None:
        return words("money-price-pass", amount=amount, days=plan.days)
    return words(f"money-price-{plan.price.interval}", amount=amount)


def policy_line(words: Words, plan: Plan) -> str:
    """Return what a plan does when money takes a turn, for staff."""
    terms = plan.terms
    return " · ".join(
        (
            words("plan-grace-own", days=terms.grace_days)
            if terms.grace_days is not None
            else words("plan-grace-default"),
            words(f"plan-on-refund-{terms.on_refund}"),
            words(f"plan-on-partial-refund-{terms.on_partial_refund}"),
            words(f"plan-on-dispute-{terms.on_dispute}"),
            words(f"plan-on-end-{terms.on_end}"),
        )
    )


def plan_lines(words: Words, plan: Plan) -> str:
    """Return what a member wants to know of a plan."""
    lines = [f"**{price(words, plan)}** · <@&{plan.role_id}>"]
    if plan.trial_days:
        trial = "money-trial" if plan.terms.trial_card else "money-trial-cardless"
        lines.append(words(trial, days=plan.trial_days))
    if plan.description:
        lines.append(discord.utils.escape_markdown(plan.description))
    return "\n".join(lines)
