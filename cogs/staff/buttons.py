"""The setup panel's buttons: *Check again* and *Send a test event*."""

import re
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Self

from discord import ui

from bot.discord.channels import find_channel
from bot.discord.checks_guild import STAFF
from bot.discord.checks_running import check_from_inside
from bot.discord.client import Interaction
from bot.discord.layout import answer, replace_message, say
from bot.health import Finding, run_checks
from bot.i18n import Translator
from bot.payments.stripe.webhook_endpoint import WEBHOOK_PATH
from bot.payments.stripe.webhook_test import TIMEOUT_SECONDS
from cogs.staff.setup_panel import SetupPanel, SetupState
from cogs.staff.staff_channel import can_create, create_staff_channel
from cogs.ui.interactions import guild_of, member_of
from cogs.ui.persistent_item import Answer, StaffButton

EMOJIS = {"staff": "🔒", "check": "🔄", "test": "📨", "open": "🛠️"}


class SetupButton(StaffButton, template=re.compile(r"lyceum:setup:(?P<act>check|test|staff|open)")):
    """Does the act that its id names.

    It shows the panel, checks again, creates the staff channel, or sends a test event.
    """

    needs = "manage"

    @classmethod
    def make(cls, translate: Translator, action: str) -> Self:
        """Return the button with its label."""
        label = translate("staff-hello-button" if action == "open" else f"setup-button-{action}")
        return cls(ui.Button(label=label, emoji=EMOJIS[action], custom_id=f"lyceum:setup:{action}"))

    @property
    def answer(self) -> Answer:
        """Edit the panel, or answer with a message."""
        return "change" if self.carried["act"] == "check" else "message"

    async def pressed(self, interaction: Interaction) -> None:
        """Do what the id names."""
        await ACTS[self.carried["act"]](interaction)


async def findings_of_guild(interaction: Interaction) -> list[Finding]:
    """Run all of the doctor's checks, those of Discord for the current guild."""
    client, guild_id = interaction.client, guild_of(interaction).id
    settings = client.services.deps.settings
    check_discord = partial(check_from_inside, client, guild_id, settings)
    return await run_checks(settings, check_discord, client.translator(interaction))


async def panel_of_guild(interaction: Interaction) -> SetupPanel:
    """Return the panel as it should be shown now."""
    translate, services = interaction.client.translator(interaction), interaction.client.services
    guild = guild_of(interaction)
    state = SetupState(
        guild=guild.name,
        findings=await findings_of_guild(interaction),
        last_event=await services.payments.webhook_test.last_arrival(),
        checked_at=services.deps.clock.now(),
        test_mode=services.payments.test_mode,
    )
    acts = ["check", "test"]
    if can_create(guild) and any(one.topic == STAFF and not one.ok for one in state.findings):
        acts.insert(0, "staff")
    return SetupPanel(translate, state, [SetupButton.make(translate, act) for act in acts])


async def _open(interaction: Interaction) -> None:
    await answer(interaction, await panel_of_guild(interaction))


async def _check(interaction: Interaction) -> None:
    await replace_message(interaction, await panel_of_guild(interaction))


async def _create_staff(interaction: Interaction) -> None:
    """Create the staff channel unless there is one, and deliver what waited for it."""
    client, guild = interaction.client, guild_of(interaction)
    wanted = client.services.deps.guild_settings.of(guild.id).discord.staff_channel
    channel = find_channel(guild, wanted)
    if channel is None:
        channel = await create_staff_channel(guild, member_of(interaction), wanted)
    await client.services.payments.outbox.retry_staff(guild.id)
    client.services.deps.wakeup.notify()
    translate = client.translator(interaction)
    await say(interaction, translate("setup-staff-created", channel=channel.mention), state="good")


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


ACTS: Mapping[str, Callable[[Interaction], Awaitable[None]]] = {
    "open": _open,
    "check": _check,
    "staff": _create_staff,
    "test": _test,
}
