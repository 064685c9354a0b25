"""Buttons about a membership: cancel or keep it, turn reminders on or off."""

import re
from typing import Any, Self

import discord
from discord import ui

from bot.discord.client import Interaction
from bot.discord.layout import say
from bot.i18n import Translator
from bot.payments.cancellation import CancellationResult
from cogs.ui.persistent_item import PersistentButton

MAX_LABEL_LENGTH = 80
MAX_NAME_LENGTH = 50


class CancelButton(
    PersistentButton,
    template=re.compile(r"lyceum:leave:(?P<act>end|keep):(?P<subscription>sub_\w{1,80})"),
):
    """Cancels a subscription at its period's end, or keeps it; Stripe knows the owner."""

    @classmethod
    def make(cls, action: str, subscription_id: str, label: str) -> Self:
        """Return the button that cancels a subscription, or that keeps it."""
        styles = discord.ButtonStyle
        return cls(
            ui.Button(
                label=label,
                style=styles.success if action == "keep" else styles.secondary,
                custom_id=f"lyceum:leave:{action}:{subscription_id}",
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Cancel or keep it, and show what holds now, with the button that undoes it."""
        service = interaction.client.services.payments.cancellation
        action = service.keep if self.carried["act"] == "keep" else service.cancel
        subscription_id = self.carried["subscription"]
        result = await action(subscription_id, interaction.user.id)
        translate = interaction.client.translator(interaction)
        buttons: list[CancelButton] = []
        if not result.over:
            undo = "keep" if result.ends_at is not None else "end"
            label = translate(f"value-button-{undo}")
            buttons.append(CancelButton.make(undo, subscription_id, label))
        state = "good" if result.ends_at is None and not result.over else "attention"
        await say(interaction, _outcome(translate, result), state=state, buttons=buttons)


class ReminderButton(
    PersistentButton,
    template=re.compile(r"lyceum:remind:(?P<wanted>on|off):(?P<guild>\d{1,19})"),
):
    """Stops or resumes reminders for the member who presses it."""

    @classmethod
    def make(cls, translate: Translator, guild_id: int, *, wanted: bool) -> Self:
        """Return the button with its label."""
        choice = "on" if wanted else "off"
        label = translate(f"remind-button-{choice}")
        return cls(ui.Button(label=label, custom_id=f"lyceum:remind:{choice}:{guild_id}"))

    async def pressed(self, interaction: Interaction) -> None:
        """Store the choice of the member who pressed; nobody else's is changed."""
        service = interaction.client.services.payments.overview
        guild_id, choice = self.number("guild"), self.carried["wanted"]
        await service.set_reminders(guild_id, interaction.user.id, wanted=choice == "on")
        translate = interaction.client.translator(interaction)
        button = ReminderButton.make(translate, guild_id, wanted=choice == "off")
        await say(interaction, translate(f"remind-{choice}"), buttons=[button])


async def manage(interaction: Interaction, guild_id: int) -> None:
    """Answer with the link to the member's billing portal."""
    translate = interaction.client.translator(interaction)
    portal = interaction.client.services.payments.portal
    links: list[ui.Button[Any]] = []
    for currency in await portal.currencies(guild_id, interaction.user.id):
        url = await portal.open(guild_id, interaction.user.id, translate.language, currency)
        money = f" ({currency.upper()})" if currency else ""
        links.append(ui.Button(label=translate("status-manage-button") + money, url=url))
    await say(interaction, translate("status-manage"), buttons=links)


def label(translate: Translator, message: str, plan: str) -> str:
    """Return a button's label with a plan's name in it, cut to Discord's limit."""
    return translate(message, plan=plan[:MAX_NAME_LENGTH])[:MAX_LABEL_LENGTH]


def _outcome(translate: Translator, result: CancellationResult) -> str:
    if result.over:
        return translate("value-cancelled-now")
    if result.ends_at is not None:
        return translate("value-cancelled", until=discord.utils.format_dt(result.ends_at, "D"))
    return translate("value-kept", until=discord.utils.format_dt(result.renews_at, "D"))
