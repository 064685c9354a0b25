"""How plans and prices are drawn, for members and staff alike."""

import discord

from bot.i18n import Words
from bot.payments.money import write_amount
from data.plans import Plan


def price(words: Words, plan: Plan) -> str:
    """Return what a plan costs, such as `€9.90 a month`."""
    amount = write_amount(plan.price.amount, plan.price.currency, words.language)
    return words(f"money-price-{plan.price.interval}", amount=amount)


def plan_lines(words: Words, plan: Plan) -> str:
    """Return what a member wants to know of a plan."""
    lines = [f"**{price(words, plan)}** · <@&{plan.role_id}>"]
    if plan.trial_days:
        lines.append(words("money-trial", days=plan.trial_days))
    if plan.description:
        lines.append(discord.utils.escape_markdown(plan.description))
    return "\n".join(lines)
