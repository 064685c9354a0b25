"""Stores what a plan's new members are told to do first."""

import discord

from bot.discord.client import Interaction
from bot.discord.layout import AnswerView, answer
from cogs.ui.interactions import guild_of


async def set_welcome(interaction: Interaction, name: str, text: str) -> None:
    """Store what a plan's new members read first, and show it.

    Raises:
        UserError: There is no such plan, or the text is too long.
    """
    translate, payments = (
        interaction.client.translator(interaction),
        interaction.client.services.payments,
    )
    plan = await payments.plans.named(guild_of(interaction).id, name)
    await payments.panels.set_welcome(plan, interaction.user.id, text)
    stored = await payments.panels.welcome(plan.id)
    plan_name = discord.utils.escape_markdown(plan.name)
    said = translate("plan-welcome-set" if stored else "plan-welcome-removed", plan=plan_name)
    await answer(interaction, AnswerView(said, stored, state="good"))
