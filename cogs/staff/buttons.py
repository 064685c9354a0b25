"""The setup panel's buttons: *Check again* and *Send a test event*."""

import re
from functools import partial
from typing import Any, Self

from discord import ui

from bot.discord.checks_running import check_from_inside
from bot.discord.client import Interaction
from bot.discord.layout import replace_message, say
from bot.health import Finding, run_checks
from bot.i18n import Translator
from bot.payments.stripe.webhook_endpoint import WEBHOOK_PATH
from bot.payments.stripe.webhook_test import TIMEOUT_SECONDS
from cogs.staff.setup_panel import SetupPanel, SetupState
from cogs.ui.interactions import guild_of
from cogs.ui.persistent_item import Answer, StaffButton

EMOJIS = {"check": "🔄", "test": "📨"}


class SetupButton(StaffButton, template=re.compile(r"lyceum:setup:(?P<act>check|test)")):
    """Does the act that its id names: check again, or send a test event."""

    needs = "manage"

    @classmethod
    def make(cls, translate: Translator, action: str) -> Self:
        """Return the button with its label."""
        label = translate(f"setup-button-{action}")
        return cls(ui.Button(label=label, emoji=EMOJIS[action], custom_id=f"lyceum:setup:{action}"))

    @property
    def answer(self) -> Answer:
        """Edit the panel, or answer the test event with a message."""
        return "change" if self.carried["act"] == "check" else "message"

    async def pressed(self, interaction: Interaction) -> None:
        """Run the check or send the test event."""
        await (_check if self.carried["act"] == "check" else _test)(interaction)


async def findings_of_guild(interaction: Interaction) -> list[Finding]:
    """Run all of the doctor's checks, those of Discord for the current guild."""
    client, guild_id = interaction.client, guild_of(interaction).id
    settings = client.services.deps.settings
    check_discord = partial(check_from_inside, client, guild_id, settings)
    return await run_checks(settings, check_discord, client.translator(interaction))


async def panel_of_guild(interaction: Interaction) -> SetupPanel:
    """Return the panel as it should be shown now."""
    translate, services = interaction.client.translator(interaction), interaction.client.services
    state = SetupState(
        guild=guild_of(interaction).name,
        findings=await findings_of_guild(interaction),
        last_event=await services.payments.webhook_test.last_arrival(),
        checked_at=services.deps.clock.now(),
        test_mode=services.payments.test_mode,
    )
    return SetupPanel(translate, state, _buttons(translate))


def _buttons(translate: Translator) -> list[ui.Item[Any]]:
    return [SetupButton.make(translate, action) for action in EMOJIS]


async def _check(interaction: Interaction) -> None:
    await replace_message(interaction, await panel_of_guild(interaction))


async def _test(interaction: Interaction) -> None:
    translate, services = interaction.client.translator(interaction), interaction.client.services
    proof = await services.payments.webhook_test.run(guild_of(interaction).id)
    settings = services.deps.settings
    stripe, url = settings.stripe, settings.web.public_url + WEBHOOK_PATH
    if proof.seconds is None:
        kind = "unlisted" if proof.polled else "lost"
        sentence = translate(f"setup-test-{kind}", seconds=TIMEOUT_SECONDS, url=url)
    elif proof.polled:
        sentence = translate("setup-test-polled", every=stripe.poll_seconds)
    else:
        seconds = f"{max(proof.seconds, 0.1):.1f}"
        sentence = translate("setup-test-arrived", seconds=seconds, url=url)
    await say(interaction, sentence, state="problem" if proof.seconds is None else "good")
