"""A buyer's keys with their devices, which they can free."""

import re
from typing import Any, Self

import discord
from discord import ui

from bot.discord.client import Interaction
from bot.discord.layout import AnswerView, answer, say
from bot.errors import UserError
from bot.i18n import Translator
from bot.licences.build import Licences
from bot.licences.service import ShownLicence
from cogs.ui.persistent_item import PersistentItem
from data.contents import Content

MAX_SHOWN = 5  # licences in one answer: each with devices has a menu, which takes a row
MAX_OPTIONS = 25  # Discord's limit of one menu


class FreeMenu(
    PersistentItem[ui.Select[Any]],
    template=re.compile(r"lyceum:licence-free:(?P<guild>\d{1,19}):(?P<content>\d{1,19})"),
):
    """Frees devices of the presser's own licence for a content."""

    @classmethod
    def make(cls, translate: Translator, title: str, shown: ShownLicence) -> Self:
        """Return the menu of a licence's devices."""
        options = [
            discord.SelectOption(label=each.device[:100], value=each.device)
            for each in shown.devices[:MAX_OPTIONS]
        ]
        return cls(
            ui.Select(
                custom_id=f"lyceum:licence-free:{shown.licence.guild_id}:{shown.licence.content_id}",
                placeholder=translate("licence-menu", title=title)[:100],
                options=options,
                max_values=max(len(options), 1),
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Free the chosen devices, and show the licence as it is now."""
        service, guild_id = licences_of(interaction).service, self.number("guild")
        content_id = self.number("content")
        await service.free(guild_id, interaction.user.id, content_id, self.item.values)
        await show_licences(interaction, guild_id, content_id)


class KeyButton(
    PersistentItem[ui.Button[Any]],
    template=re.compile(r"lyceum:licence-key:(?P<guild>\d{1,19}):(?P<content>\d{1,19})"),
):
    """Shows the presser's own licence for a tool."""

    @classmethod
    def make(cls, translate: Translator, guild_id: int, content_id: int) -> Self:
        """Return the button of a tool."""
        return cls(
            ui.Button(
                label=translate("licence-button-key"),
                custom_id=f"lyceum:licence-key:{guild_id}:{content_id}",
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Show the licence."""
        await show_licences(interaction, self.number("guild"), self.number("content"))


def licences_of(interaction: Interaction) -> Licences:
    """Return the services.

    Raises:
        UserError: The owner has not set the secret that keys are derived from.
    """
    found = interaction.client.services.licences
    if found is None:
        raise UserError("licence-off")
    return found


async def own_tools(interaction: Interaction, guild_id: int) -> list[Content]:
    """Return the tools that the member owns, or has a licence for."""
    service, user_id = licences_of(interaction).service, interaction.user.id
    owned = await interaction.client.services.catalogue.ownership.owned(guild_id, user_id)
    return await service.tools(guild_id, owned | await service.held(guild_id, user_id))


async def show_licences(
    interaction: Interaction, guild_id: int, content_id: int | None = None
) -> None:
    """Answer with the member's keys, or the one for a content.

    Raises:
        UserError: Licences are not set up, or they have none for the content.
    """
    translate = interaction.client.translator(interaction)
    service = licences_of(interaction).service
    tools = await own_tools(interaction, guild_id)
    if content_id is not None:
        tools = [each for each in tools if each.id == content_id]
        if not tools:
            raise UserError("licence-not-yours")
    if not tools:
        await say(interaction, translate("licence-none-yours"))
        return
    shown = [
        (tool, await service.show(guild_id, interaction.user.id, tool.id))
        for tool in tools[:MAX_SHOWN]
    ]
    more = len(tools) - len(shown)
    active = any(each.devices for _, each in shown)
    note = [
        translate("licence-note"),
        translate("licence-note-free") if active else "",
        translate("licence-more", count=more) if more else "",
    ]
    view = AnswerView(
        *(entry(translate, tool, each) for tool, each in shown),
        title=translate("licence-title"),
        state="neutral" if all(each.reason == "ok" for _, each in shown) else "attention",
        note="\n".join(note),
        buttons=[
            FreeMenu.make(translate, tool.title, each) for tool, each in shown if each.devices
        ],
    )
    await answer(interaction, view)


def entry(translate: Translator, tool: Content, shown: ShownLicence) -> str:
    """Return what a buyer reads of one licence."""
    lines = [
        f"**{discord.utils.escape_markdown(tool.title)}**",
        f"`{shown.key}`" if shown.key else translate("licence-imported"),
        translate("licence-devices", devices=len(shown.devices), most=shown.licence.max_devices),
    ]
    if shown.reason != "ok":
        lines.append(translate(f"licence-is-{shown.reason}"))
    elif shown.licence.ends_at is not None:
        at = discord.utils.format_dt(shown.licence.ends_at, "D")
        lines.append(translate("licence-ends", at=at))
    return "\n".join(lines)
