"""Buttons about a membership that outlive restarts: manage it, end it or keep it, be reminded."""

import re
from typing import Any, Self

import discord
from discord import ui

from bot.client import LyceumClient
from bot.i18n import Words
from bot.payments.leaving import Outlook
from cogs.press import Press

LONGEST_LABEL = 80
LONGEST_NAME = 50


class ManageButton(
    Press, ui.DynamicItem[ui.Button[Any]], template=re.compile(r"lyceum:manage:(?P<guild>\d{1,19})")
):
    """Hands out the link to Stripe's page; the link is made for whoever presses."""

    def __init__(self, guild_id: int, label: str | None = None) -> None:
        self._guild_id = guild_id
        super().__init__(ui.Button(label=label, custom_id=f"lyceum:manage:{guild_id}"))

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the button again from what it carries."""
        return cls(int(match["guild"]))

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Answer with the link."""
        await manage(interaction, self._guild_id)


class LeaveButton(
    Press,
    ui.DynamicItem[ui.Button[Any]],
    template=re.compile(r"lyceum:leave:(?P<act>end|keep):(?P<subscription>sub_\w{1,80})"),
):
    """Ends a subscription with its period, or keeps it; Stripe says whether that is theirs."""

    def __init__(self, act: str, subscription_id: str, label: str | None = None) -> None:
        self._act = act
        self._subscription_id = subscription_id
        super().__init__(
            ui.Button(
                label=label,
                style=discord.ButtonStyle.success
                if act == "keep"
                else discord.ButtonStyle.secondary,
                custom_id=f"lyceum:leave:{act}:{subscription_id}",
            )
        )

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the button again from what it carries."""
        return cls(match["act"], match["subscription"])

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Do it, and say at once what holds now, with the button that undoes it."""
        desk = interaction.client.parts.leaving
        act = desk.keep if self._act == "keep" else desk.cancel
        outlook = await act(self._subscription_id, interaction.user.id)
        words = interaction.client.words(interaction)
        view = ui.View(timeout=None)
        if not outlook.over:
            undo = "keep" if outlook.ends_at is not None else "end"
            view.add_item(LeaveButton(undo, self._subscription_id, words(f"value-button-{undo}")))
        await interaction.followup.send(_outcome(words, outlook), view=view, ephemeral=True)


class RemindButton(
    Press,
    ui.DynamicItem[ui.Button[Any]],
    template=re.compile(r"lyceum:remind:(?P<wanted>on|off):(?P<guild>\d{1,19})"),
):
    """Stops or resumes reminders for whoever presses it."""

    def __init__(self, guild_id: int, *, wanted: bool, label: str | None = None) -> None:
        self._guild_id = guild_id
        self._wanted = wanted
        wish = "on" if wanted else "off"
        super().__init__(ui.Button(label=label, custom_id=f"lyceum:remind:{wish}:{guild_id}"))

    @classmethod
    def make(cls, words: Words, guild_id: int, *, wanted: bool) -> Self:
        """Return the button with its words."""
        label = words(f"remind-button-{'on' if wanted else 'off'}")
        return cls(guild_id, wanted=wanted, label=label)

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the button again from what it carries."""
        return cls(int(match["guild"]), wanted=match["wanted"] == "on")

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Take the wish of whoever pressed; only their own is ever changed."""
        desk = interaction.client.parts.overview
        await desk.set_reminders(self._guild_id, interaction.user.id, wanted=self._wanted)
        words = interaction.client.words(interaction)
        view = ui.View(timeout=None)
        view.add_item(RemindButton.make(words, self._guild_id, wanted=not self._wanted))
        sentence = words(f"remind-{'on' if self._wanted else 'off'}")
        await interaction.followup.send(sentence, view=view, ephemeral=True)


async def manage(interaction: discord.Interaction[LyceumClient], guild_id: int) -> None:
    """Answer with the link to the member's billing portal."""
    words = interaction.client.words(interaction)
    portal = interaction.client.parts.portal
    view = ui.View()
    for currency in await portal.currencies(guild_id, interaction.user.id):
        url = await portal.open(guild_id, interaction.user.id, words.language, currency)
        money = f" ({currency.upper()})" if currency else ""
        view.add_item(ui.Button(label=words("status-manage-button") + money, url=url))
    await interaction.followup.send(words("status-manage"), view=view, ephemeral=True)


def label(words: Words, message: str, plan: str) -> str:
    """Return a button's words with a plan's name in them, as long as Discord takes."""
    return words(message, plan=plan[:LONGEST_NAME])[:LONGEST_LABEL]


def _outcome(words: Words, outlook: Outlook) -> str:
    if outlook.over:
        return words("value-cancelled-now")
    if outlook.ends_at is not None:
        return words("value-cancelled", until=discord.utils.format_dt(outlook.ends_at, "D"))
    return words("value-kept", until=discord.utils.format_dt(outlook.renews_at, "D"))
