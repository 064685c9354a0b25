"""One buyer's licence as staff see it, with what changes it."""

import re
from typing import Any, Self

import discord
from discord import ui

from bot.discord.client import Interaction
from bot.discord.layout import AnswerView, answer, replace_message
from bot.i18n import Translator
from bot.licences.service import ShownLicence
from cogs.licences.view import licences_of
from cogs.ui.confirm import ConfirmView
from cogs.ui.form import Form
from cogs.ui.interactions import guild_of
from cogs.ui.persistent_item import NO_ID, Answer, StaffButton

MAX_DEVICES_SHOWN = 10
SHOWN_OF_KEY = 5  # characters, by which a buyer and staff can tell keys apart


class _LicenceButton(StaffButton, template=NO_ID):
    """A button below a licence; its id names the act and the licence."""

    @classmethod
    def make(cls, translate: Translator, action: str, licence_id: int) -> Self:
        """Return the button with its label."""
        danger = action in ("replace", "revoke")
        return cls(
            ui.Button(
                label=translate(f"licence-button-{action}"),
                style=discord.ButtonStyle.danger if danger else discord.ButtonStyle.secondary,
                custom_id=f"lyceum:licence:{action}:{licence_id}",
            )
        )


class LicenceLimitButton(
    _LicenceButton, template=re.compile(r"lyceum:licence:(?P<act>limit):(?P<licence>\d{1,19})")
):
    """Opens the form of a licence's limit."""

    needs = "content"

    @property
    def answer(self) -> Answer:
        """Answer with the form."""
        return "form"

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form with the limit as it is now."""
        guild_id, licence_id = guild_of(interaction).id, self.number("licence")
        found, _ = await licences_of(interaction).staff.get(guild_id, licence_id)
        translate = interaction.client.translator(interaction)
        await interaction.response.send_modal(LimitForm(translate, found.id, found.max_devices))


class LicenceReplaceButton(
    _LicenceButton, template=re.compile(r"lyceum:licence:(?P<act>replace):(?P<licence>\d{1,19})")
):
    """Gives a licence a new key, after a question."""

    needs = "content"

    async def pressed(self, interaction: Interaction) -> None:
        """Ask first, because the old key can't be given back."""
        guild_id, licence_id = guild_of(interaction).id, self.number("licence")
        staff = licences_of(interaction).staff
        found, _ = await staff.get(guild_id, licence_id)
        translate = interaction.client.translator(interaction)

        async def replace(pressed: Interaction) -> None:
            actor_id = pressed.user.id
            await staff.replace_key(guild_id, actor_id, licence_id, seen=found.key_number)
            await replace_message(pressed, await licence_card(pressed, licence_id))

        question, label = translate("licence-replace"), translate("licence-button-replace")
        await answer(interaction, ConfirmView(question, label, replace, needs="content"))


class LicenceStateButton(
    _LicenceButton,
    template=re.compile(r"lyceum:licence:(?P<act>revoke|restore|free):(?P<licence>\d{1,19})"),
):
    """Revokes a licence, gives it back, or frees its devices."""

    needs = "content"

    @property
    def answer(self) -> Answer:
        """Edit the message: it shows what is stored now."""
        return "change"

    async def pressed(self, interaction: Interaction) -> None:
        """Change the licence, and show it again."""
        guild_id, licence_id = guild_of(interaction).id, self.number("licence")
        staff, actor_id, act = (
            licences_of(interaction).staff,
            interaction.user.id,
            self.carried["act"],
        )
        if act == "free":
            await staff.free_devices(guild_id, actor_id, licence_id)
        else:
            await staff.set_revoked(guild_id, actor_id, licence_id, revoked=act == "revoke")
        await replace_message(interaction, await licence_card(interaction, licence_id))


class LimitForm(Form):
    """On how many devices a licence may be active."""

    needs = "content"
    changes = True

    def __init__(self, translate: Translator, licence_id: int, now: int) -> None:
        super().__init__(title=translate("licence-form-title"))
        self._licence_id = licence_id
        self._devices: ui.TextInput[Any] = ui.TextInput(default=str(now), max_length=6)
        self.add_item(ui.Label(text=translate("licence-form-devices"), component=self._devices))

    async def submitted(self, interaction: Interaction) -> None:
        """Store the limit, and show the licence again."""
        guild_id, actor_id = guild_of(interaction).id, interaction.user.id
        staff, typed = licences_of(interaction).staff, self._devices.value
        await staff.set_limit(guild_id, actor_id, self._licence_id, typed)
        await replace_message(interaction, await licence_card(interaction, self._licence_id))


async def licence_card(interaction: Interaction, licence_id: int) -> AnswerView:
    """Return a licence with its buttons, as it is stored now.

    Raises:
        UserError: The server has none with this id.
    """
    licences, guild_id = licences_of(interaction), guild_of(interaction).id
    translate = interaction.client.translator(interaction)
    found, content = await licences.staff.get(guild_id, licence_id)
    shown = await licences.service.shown(found)
    change = "restore" if found.revoked else "revoke"
    buttons: list[ui.Item[Any]] = [LicenceLimitButton.make(translate, "limit", found.id)]
    if shown.devices:
        buttons.append(LicenceStateButton.make(translate, "free", found.id))
    buttons.append(LicenceReplaceButton.make(translate, "replace", found.id))
    buttons.append(LicenceStateButton.make(translate, change, found.id))
    return AnswerView(
        "\n".join(_lines(translate, shown)),
        _devices(translate, shown),
        title=translate("licence-of", title=discord.utils.escape_markdown(content.title)),
        note=translate("licence-made", at=discord.utils.format_dt(found.created_at, "D")),
        state="good" if shown.reason == "ok" else "attention",
        buttons=buttons,
    )


def _lines(translate: Translator, shown: ShownLicence) -> list[str]:
    found = shown.licence
    unknown = found.user_id is None
    buyer = "" if unknown else f"<@{found.user_id}>"
    lines = [translate("licence-buyer-unknown" if unknown else "licence-buyer", member=buyer)]
    if shown.key is None:
        lines.append(translate("licence-key-imported"))
    elif unknown:  # nobody else can see it
        lines.append(translate("licence-key", key=shown.key))
    else:
        lines.append(translate("licence-key", key=f"…{shown.key[-SHOWN_OF_KEY:]}"))
    lines.append(translate(f"licence-state-{shown.reason}"))
    if found.ends_at is not None:
        at = discord.utils.format_dt(found.ends_at, "D")
        lines.append(translate("licence-ends", at=at))
    return lines


def _devices(translate: Translator, shown: ShownLicence) -> str:
    lines = [
        translate("licence-devices", devices=len(shown.devices), most=shown.licence.max_devices)
    ]
    lines += [
        translate(
            "licence-device",
            device=discord.utils.escape_markdown(each.device),
            at=discord.utils.format_dt(each.activated_at, "D"),
        )
        for each in shown.devices[:MAX_DEVICES_SHOWN]
    ]
    more = len(shown.devices) - MAX_DEVICES_SHOWN
    return "\n".join([*lines, translate("licence-devices-more", count=more)] if more > 0 else lines)
