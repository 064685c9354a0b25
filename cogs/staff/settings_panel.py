"""The panel of `/staff settings`: what holds in this server, in pages.

It is derived from `bot.settings.runtime.PAGES`. The ids of its buttons and menus hold all state,
with a fingerprint of each value shown, so that nobody overwrites a value that they have not seen.
"""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Self, cast

import discord
from discord import ui

from bot.discord.channels import is_called
from bot.discord.client import Interaction
from bot.discord.layout import AnswerView, replace_message
from bot.errors import UserError
from bot.guild_settings import ChangedMeanwhileError
from bot.i18n import Translator
from bot.settings import Settings
from bot.settings.runtime import (
    PAGES,
    RUNTIME,
    InvalidValueError,
    RuntimeSetting,
    as_list,
    fingerprint,
    value_of,
)
from cogs.staff.settings_form import SettingForm
from cogs.ui.interactions import guild_of
from cogs.ui.persistent_item import Answer, StaffButton, StaffItem

_NAME = r"(?P<name>[a-z_]{1,30}\.[a-z_]{1,40})"
_SEEN = r"(?P<seen>[0-9a-f]{12})"


class SettingsPanel(AnswerView):
    """One page of a server's settings."""

    def __init__(
        self,
        translate: Translator,
        guild: discord.Guild,
        page: str,
        settings: Settings,
        own: Mapping[str, Any],
        file: Settings,
    ) -> None:
        sections: list[ui.Section[Any]] = []
        changed = [setting for setting in PAGES[page] if setting.name in own]
        for setting in PAGES[page]:
            lines = [_line(translate, guild, setting, settings)]
            if setting in changed:
                before = shown(translate, guild, setting, value_of(file, setting))
                lines.append(translate("settings-own", file=before))
            button = SettingButton.make(translate, setting, value_of(settings, setting))
            accessory = cast("ui.Item[Any]", button)
            sections.append(ui.Section("\n".join(lines), accessory=accessory))
        menus: list[ui.Item[Any]] = [PageMenu.make(translate, page)]
        if changed:
            menus.insert(0, ResetMenu.make(translate, changed, settings))
        super().__init__(_heading(translate, page), *sections, ui.Separator(), buttons=menus)


class PageMenu(StaffItem[ui.Select[Any]], template=re.compile(r"lyceum:settings:page")):
    """Chooses the page."""

    needs = "manage"

    @classmethod
    def make(cls, translate: Translator, page: str) -> Self:
        """Return the menu with the shown page selected."""
        options = [
            discord.SelectOption(
                label=translate(f"settings-page-{each}"), value=each, default=each == page
            )
            for each in PAGES
        ]
        return cls(ui.Select(custom_id="lyceum:settings:page", options=options))

    @property
    def answer(self) -> Answer:
        """Edit the panel."""
        return "change"

    async def pressed(self, interaction: Interaction) -> None:
        """Show the chosen page."""
        await show_page(interaction, self.item.values[0])


class ResetMenu(StaffItem[ui.Select[Any]], template=re.compile(r"lyceum:settings:reset")):
    """Returns one setting to the value of the file."""

    needs = "manage"

    @classmethod
    def make(
        cls, translate: Translator, changed: Sequence[RuntimeSetting], settings: Settings
    ) -> Self:
        """Return the menu of settings that the server changed."""
        options = [
            discord.SelectOption(
                label=translate(each.message)[:100],
                value=f"{each.name}:{fingerprint(value_of(settings, each))}",
            )
            for each in changed
        ]
        placeholder = translate("settings-reset")
        return cls(
            ui.Select(custom_id="lyceum:settings:reset", options=options, placeholder=placeholder)
        )

    @property
    def answer(self) -> Answer:
        """Edit the panel."""
        return "change"

    async def pressed(self, interaction: Interaction) -> None:
        """Use the file's value again, if it is still the one shown that is replaced."""
        name, _, seen = self.item.values[0].partition(":")
        setting, guild_id = _named(name), guild_of(interaction).id
        own = interaction.client.services.deps.guild_settings
        try:
            await own.reset(guild_id, interaction.user.id, setting, seen=seen)
        except ChangedMeanwhileError as error:
            await refuse_outdated(interaction, setting, error.value)
        await show_page(interaction, page_of(setting))


class SettingButton(StaffButton, template=re.compile(rf"lyceum:settings:edit:{_NAME}:{_SEEN}")):
    """Turns a switch, or opens the form for another value."""

    needs = "manage"

    @classmethod
    def make(cls, translate: Translator, setting: RuntimeSetting, value: object) -> Self:
        """Return the button with its label."""
        act = "change"
        if setting.input == "switch":
            act = "off" if value else "on"
        return cls(
            ui.Button(
                label=translate(f"settings-button-{act}"),
                custom_id=f"lyceum:settings:edit:{setting.name}:{fingerprint(value)}",
            )
        )

    @property
    def answer(self) -> Answer:
        """Answer with the form, or for a switch by editing the panel."""
        setting = RUNTIME.get(self.carried["name"])
        return "change" if setting is not None and setting.input == "switch" else "form"

    async def pressed(self, interaction: Interaction) -> None:
        """Turn the switch, or open the form if the value is still the one shown."""
        setting, guild = _named(self.carried["name"]), guild_of(interaction)
        own, seen = interaction.client.services.deps.guild_settings, self.carried["seen"]
        value = value_of(own.of(guild.id), setting)
        if setting.input == "switch":
            await change(setting, seen, interaction, not value)
            return
        translate = interaction.client.translator(interaction)
        if fingerprint(value) != seen:
            text = shown(translate, guild, setting, value)
            raise UserError("settings-meanwhile", setting=translate(setting.message), value=text)
        form = SettingForm(translate, guild, setting, value, partial(change, setting, seen))
        await interaction.response.send_modal(form)


async def change(
    setting: RuntimeSetting, seen: str, interaction: Interaction, value: object
) -> None:
    """Use another value from now on, and show it.

    Raises:
        UserError: It is not allowed, or somebody changed the setting meanwhile.
    """
    translate, guild_id = interaction.client.translator(interaction), guild_of(interaction).id
    own = interaction.client.services.deps.guild_settings
    try:
        await own.change(guild_id, interaction.user.id, setting, value, seen=seen)
    except InvalidValueError:
        hint = translate.get(setting.message, "hint") or ""
        name = translate(setting.message)
        raise UserError("settings-invalid", setting=name, hint=hint) from None
    except ChangedMeanwhileError as error:
        await refuse_outdated(interaction, setting, error.value)
    await show_page(interaction, page_of(setting))


async def refuse_outdated(interaction: Interaction, setting: RuntimeSetting, value: object) -> None:
    """Show the panel as it is now, and say that somebody was faster.

    Raises:
        UserError: Always, with the present value.
    """
    translate = interaction.client.translator(interaction)
    text = shown(translate, guild_of(interaction), setting, value)
    await show_page(interaction, page_of(setting))
    raise UserError("settings-meanwhile", setting=translate(setting.message), value=text)


async def show_page(interaction: Interaction, page: str) -> None:
    """Edit the panel to show a page as it is now."""
    await replace_message(interaction, panel_of(interaction, page))


def panel_of(interaction: Interaction, page: str) -> SettingsPanel:
    """Return a page of the settings of the server."""
    guild, own = guild_of(interaction), interaction.client.services.deps.guild_settings
    return SettingsPanel(
        interaction.client.translator(interaction),
        guild,
        page if page in PAGES else next(iter(PAGES)),
        own.of(guild.id),
        own.own(guild.id),
        own.file,
    )


def page_of(setting: RuntimeSetting) -> str:
    """Return the page that shows a setting."""
    return next(page for page, settings in PAGES.items() if setting in settings)


def shown(
    translate: Translator, guild: discord.Guild | None, setting: RuntimeSetting, value: object
) -> str:
    """Return a setting's value as people read it."""
    match setting.input:
        case "switch":
            return translate("settings-on" if value else "settings-off")
        case "choice":
            return translate.get(f"settings-choice-{value}") or str(value)
        case "channel" | "channels":
            texts = [_channel(guild, each) for each in as_list(value)]
        case _:
            if isinstance(value, float):
                value = f"{value:g}"
            texts = [discord.utils.escape_markdown(each) for each in as_list(value)]
    return " · ".join(texts) or translate("settings-none")


def _channel(guild: discord.Guild | None, wanted: str) -> str:
    channels = guild.channels if guild else ()
    found = next((each for each in channels if is_called(each, wanted)), None)
    if found is not None:
        return found.mention
    return f"<#{wanted}>" if wanted.isdecimal() else f"#{discord.utils.escape_markdown(wanted)}"


def _named(name: str) -> RuntimeSetting:
    """Return a setting by its name.

    Raises:
        UserError: It can no longer be changed at run time.
    """
    setting = RUNTIME.get(name)
    if setting is None:
        raise UserError("settings-gone")
    return setting


def _heading(translate: Translator, page: str) -> str:
    title = translate("settings-title", page=translate(f"settings-page-{page}"))
    return f"{title}\n{translate('settings-scope')}"


def _line(
    translate: Translator, guild: discord.Guild, setting: RuntimeSetting, settings: Settings
) -> str:
    value = shown(translate, guild, setting, value_of(settings, setting))
    hint = translate.get(setting.message, "hint") or ""
    line = translate("settings-line", name=translate(setting.message), value=value)
    return f"{line}\n-# {hint}"
