"""Buttons to choose what a subscription is switched to, or to keep it."""

import re
from typing import Self

import discord
from discord import ui

from bot.discord.client import Interaction
from bot.discord.layout import say
from bot.i18n import Translator
from bot.payments.switching.quote import Holding, Wanted
from cogs.membership import switch
from cogs.membership.buttons import MAX_LABEL_LENGTH
from cogs.membership.switch_text import named
from cogs.ui.persistent_item import PersistentButton
from data.plans import Plan
from data.prices import Price


class SwitchButton(
    PersistentButton,
    template=re.compile(
        r"lyceum:switch:(?P<guild>\d{1,19}):(?P<subscription>sub_\w{1,40}):"
        r"(?P<price>\d{1,19}):(?P<seats>\d{1,3})"
    ),
):
    """Asks whether to switch to a price; Stripe knows who pays the subscription."""

    @classmethod
    def make(
        cls, translate: Translator, holding: Holding, plan: Plan, price: Price, seats: int
    ) -> Self:
        """Return the button with the plan and its price as its label."""
        ids = f"{plan.guild_id}:{holding.subscription_id}:{price.id}:{seats}"
        text = named(translate, plan, price, seats)[:MAX_LABEL_LENGTH]
        return cls(ui.Button(label=text, custom_id=f"lyceum:switch:{ids}"))

    async def pressed(self, interaction: Interaction) -> None:
        """Show what it costs, and ask."""
        subscription = self.carried["subscription"]
        wanted = Wanted(subscription, self.number("price"), self.number("seats"))
        await switch.ask(interaction, self.number("guild"), wanted)


class StayButton(
    PersistentButton,
    template=re.compile(r"lyceum:stay:(?P<subscription>sub_\w{1,80})"),
):
    """Drops a planned switch of a subscription."""

    @classmethod
    def make(cls, translate: Translator, subscription_id: str) -> Self:
        """Return the button with its label."""
        return cls(
            ui.Button(
                label=translate("switch-button-stay"),
                style=discord.ButtonStyle.secondary,
                custom_id=f"lyceum:stay:{subscription_id}",
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Drop it, for the member who pays."""
        service = interaction.client.services.payments.switching
        await service.undo(interaction.user.id, self.carried["subscription"])
        translate = interaction.client.translator(interaction)
        await say(interaction, translate("switch-stayed"), state="good")
