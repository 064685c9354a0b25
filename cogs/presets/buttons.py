"""The buttons of a preset: build, look again, price the plan, undo."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Self, cast

import discord
from discord import ui

from bot.discord.client import Interaction, LyceumClient
from bot.discord.layout import AnswerView, answer, replace_message
from bot.errors import UserError
from bot.i18n import Translator
from bot.payments.plan_request import PlanRequest
from bot.presets.blueprint import PresetName
from cogs.plans.ports import PLANS_CHANGED
from cogs.plans.price_form import PriceForm
from cogs.plans.role_checks import check_role
from cogs.presets.building import PresetBuilder
from cogs.presets.survey import Survey, language_of, survey
from cogs.presets.undoing import KeptPart, PresetRemover
from cogs.presets.view import preset_view
from cogs.ui.confirm import ConfirmView
from cogs.ui.interactions import guild_of, member_of
from cogs.ui.persistent_item import NO_ID, Answer, StaffButton

STYLES: Mapping[str, discord.ButtonStyle] = {
    "build": discord.ButtonStyle.success,
    "price": discord.ButtonStyle.primary,
    "undo": discord.ButtonStyle.danger,
}


class _PresetButton(StaffButton, template=NO_ID):
    """A button below a preset; its id names the act and the preset."""

    @classmethod
    def make(cls, translate: Translator, action: str, preset: PresetName) -> Self:
        """Return the button with its label."""
        return cls(
            ui.Button(
                label=translate(f"preset-button-{action}"),
                style=STYLES.get(action, discord.ButtonStyle.secondary),
                custom_id=f"lyceum:preset:{action}:{preset}",
            )
        )

    @property
    def preset(self) -> PresetName:
        """The preset that the id names."""
        return cast("PresetName", self.carried["preset"])


class PresetButton(
    _PresetButton,
    template=re.compile(r"lyceum:preset:(?P<act>build|show):(?P<preset>course|blog|tools)"),
):
    """Builds what is missing, or compares again; the message shows the result."""

    needs = "manage"

    @property
    def answer(self) -> Answer:
        """Edit the message."""
        return "change"

    async def pressed(self, interaction: Interaction) -> None:
        """Do what the id names."""
        if self.carried["act"] == "build":
            found = await _survey(interaction, self.preset)
            await PresetBuilder(interaction.client, member_of(interaction), found).build()
        await replace_message(interaction, await preset_card(interaction, self.preset))


class PresetUndoButton(
    _PresetButton,
    template=re.compile(r"lyceum:preset:(?P<act>undo):(?P<preset>course|blog|tools)"),
):
    """Asks before what was made is removed."""

    needs = "manage"

    async def pressed(self, interaction: Interaction) -> None:
        """Ask, and remove what nobody has used."""
        translate = interaction.client.translator(interaction)
        label = translate("preset-button-undo")
        undo = partial(_undo, self.preset)
        await answer(interaction, ConfirmView(translate("preset-undo-sure"), label, undo))


class PresetPriceButton(
    _PresetButton,
    template=re.compile(r"lyceum:preset:(?P<act>price):(?P<preset>course|blog|tools)"),
):
    """Opens the form of the plan's first price."""

    needs = "manage"

    @property
    def answer(self) -> Answer:
        """Answer with the form."""
        return "form"

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form."""
        client = interaction.client
        used = await client.services.payments.plans.currencies(guild_of(interaction).id)
        form = PlanForm(client.translator(interaction), self.preset, used[0] if used else "")
        await interaction.response.send_modal(form)


class PlanForm(PriceForm):
    """The first price of the example plan."""

    needs = "manage"
    changes = True

    def __init__(self, translate: Translator, preset: PresetName, currency: str) -> None:
        super().__init__(translate, translate("preset-price-title"), currency, usual="month")
        self._preset: PresetName = preset

    async def submitted(self, interaction: Interaction) -> None:
        """Put the plan on sale, and show the preset again."""
        guild, found = guild_of(interaction), await _survey(interaction, self._preset)
        plan, role = found.of("plan"), guild.get_role(found.of("role").object_id or 0)
        if plan.standing != "made" or plan.object_id is not None or role is None:
            raise UserError("preset-no-plan")
        check_role(role, interaction)
        request = PlanRequest(
            guild_id=guild.id,
            actor_id=interaction.user.id,
            name=plan.name,
            role_id=role.id,
            amount=self.amount,
            currency=self.currency,
            interval=self.interval,
        )
        await interaction.client.services.presets.price(self._preset, request)
        interaction.client.dispatch(PLANS_CHANGED)
        await replace_message(interaction, await preset_card(interaction, self._preset))


async def preset_card(
    interaction: Interaction, preset: PresetName, kept: Sequence[KeptPart] | None = None
) -> AnswerView:
    """Return the card of a preset as it stands now."""
    client = interaction.client
    translate, found = client.translator(interaction), await _survey(interaction, preset)
    names = language_of(client, guild_of(interaction).id)
    return preset_view(translate, names, found, _buttons(translate, found), kept)


def _buttons(translate: Translator, found: Survey) -> list[ui.Item[Any]]:
    plan, buttons = found.of("plan"), list[ui.Item[Any]]()
    if not found.is_whole and not found.lacks:
        buttons.append(PresetButton.make(translate, "build", found.preset))
    if plan.standing == "made" and plan.object_id is None:
        buttons.append(PresetPriceButton.make(translate, "price", found.preset))
    buttons.append(PresetButton.make(translate, "show", found.preset))
    if found.made:
        buttons.append(PresetUndoButton.make(translate, "undo", found.preset))
    return buttons


async def _survey(interaction: Interaction, preset: PresetName) -> Survey:
    translate = interaction.client.translator(interaction)
    return await survey(interaction.client, member_of(interaction), preset, translate)


async def _undo(preset: PresetName, interaction: Interaction) -> None:
    found = await _survey(interaction, preset)
    kept = await PresetRemover(interaction.client, member_of(interaction), found).undo()
    await replace_message(interaction, await preset_card(interaction, preset, kept))


async def setup(client: LyceumClient) -> None:
    """Add the buttons."""
    client.add_dynamic_items(PresetButton, PresetUndoButton, PresetPriceButton)
