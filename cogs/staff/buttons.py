"""The panel's buttons, which outlive restarts: *Check again* and *Send a test event*."""

import re
from functools import partial
from typing import Any, Self

from discord import ui

from bot.discord.checks_running import check_from_inside
from bot.discord.client import Interaction
from bot.health import Finding, examine
from bot.i18n import Words
from bot.payments.stripe.webhook_endpoint import WEBHOOK_PATH
from bot.payments.stripe.webhook_test import PATIENCE_SECONDS, Prover
from cogs.staff.setup_panel import SetUp, SetUpPanel
from cogs.ui.interactions import guild_of
from cogs.ui.persistent_item import Answer, StaffButton

EMOJIS = {"check": "🔄", "test": "📨"}


class SetUpButton(StaffButton, template=re.compile(r"lyceum:setup:(?P<act>check|test)")):
    """One act of the panel, told by the button's id alone."""

    @classmethod
    def make(cls, words: Words, act: str) -> Self:
        """Return the button with its words."""
        label = words(f"setup-button-{act}")
        return cls(ui.Button(label=label, emoji=EMOJIS[act], custom_id=f"lyceum:setup:{act}"))

    @property
    def answer(self) -> Answer:
        """The panel is drawn anew, or the test has an answer of its own."""
        return "change" if self.carried["act"] == "check" else "message"

    async def pressed(self, interaction: Interaction) -> None:
        """Act for staff."""
        await (_check if self.carried["act"] == "check" else _test)(interaction)


async def findings_here(interaction: Interaction) -> list[Finding]:
    """Let the doctor look at the whole set-up, and of Discord at the guild one is in."""
    client, guild_id = interaction.client, guild_of(interaction).id
    settings = client.parts.settings
    look = partial(check_from_inside, client, guild_id, settings)
    return await examine(settings, client.words(interaction), look_at_discord=look)


async def panel_here(interaction: Interaction) -> SetUpPanel:
    """Return the panel as it is to be shown now."""
    words, parts = interaction.client.words(interaction), interaction.client.parts
    shown = SetUp(
        guild=guild_of(interaction).name,
        findings=await findings_here(interaction),
        last_event=await _prover(interaction).last_arrival(),
        checked_at=parts.clock.now(),
    )
    return SetUpPanel(words, shown, _buttons(words))


def _buttons(words: Words) -> ui.ActionRow[Any]:
    row: ui.ActionRow[Any] = ui.ActionRow()
    for act in EMOJIS:
        row.add_item(SetUpButton.make(words, act))
    return row


async def _check(interaction: Interaction) -> None:
    await interaction.edit_original_response(view=await panel_here(interaction))


async def _test(interaction: Interaction) -> None:
    words, parts = interaction.client.words(interaction), interaction.client.parts
    proof = await _prover(interaction).prove(guild_of(interaction).id)
    stripe, url = parts.settings.stripe, parts.settings.web.public_url + WEBHOOK_PATH
    if proof.seconds is None:
        kind = "unlisted" if proof.polled else "lost"
        sentence = words(f"setup-test-{kind}", seconds=PATIENCE_SECONDS, url=url)
    elif proof.polled:
        sentence = words("setup-test-polled", every=stripe.poll_seconds)
    else:
        seconds = f"{max(proof.seconds, 0.1):.1f}"
        sentence = words("setup-test-arrived", seconds=seconds, url=url)
    await interaction.followup.send(sentence, ephemeral=True)


def _prover(interaction: Interaction) -> Prover:
    parts = interaction.client.parts
    return Prover(parts.settings, parts.database, parts.clock, parts.intake.catch_up)
