"""The form for a setting's value: a text, a list of choices, or channels."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import discord
from discord import ui

from bot.discord.channels import is_called
from bot.discord.client import Interaction
from bot.i18n import Translator
from bot.settings.runtime import RuntimeSetting, as_list, read_typed
from cogs.ui.form import Form

MAX_LENGTH = 300  # characters of a typed value
MAX_CHANNELS = 25  # Discord's limit of one menu
MAX_LABEL = 45
MAX_DESCRIPTION = 100
CONTENT = (discord.ChannelType.text, discord.ChannelType.news)
STAFF = (discord.ChannelType.text,)

Submit = Callable[[Interaction, object], Awaitable[None]]


class SettingForm(Form):
    """Asks for one value; holds the value that the staff member saw."""

    needs = "manage"
    changes = True

    def __init__(
        self,
        translate: Translator,
        guild: discord.Guild,
        setting: RuntimeSetting,
        value: object,
        submit: Submit,
    ) -> None:
        super().__init__(title=translate("settings-form-title")[:MAX_LABEL])
        self._setting = setting
        self._submit = submit
        self._input = _input(translate, guild, setting, value)
        hint = translate.get(setting.message, "hint") or ""
        self.add_item(
            ui.Label(
                text=translate(setting.message)[:MAX_LABEL],
                description=hint[:MAX_DESCRIPTION],
                component=self._input,
            )
        )

    async def submitted(self, interaction: Interaction) -> None:
        """Store the value, and edit the panel."""
        await self._submit(interaction, self._entered())

    def _entered(self) -> object:
        match self._input:
            case ui.ChannelSelect():
                ids = [str(channel.id) for channel in self._input.values]
                return ids if self._setting.is_list else ids[0]
            case ui.Select():
                return self._input.values[0]
            case _:
                return read_typed(self._setting, self._input.value)


_Input = ui.TextInput[Any] | ui.Select[Any] | ui.ChannelSelect[Any]


def _input(
    translate: Translator,
    guild: discord.Guild,
    setting: RuntimeSetting,
    value: object,
) -> _Input:
    values = as_list(value)
    if setting.picks and len(values) <= MAX_CHANNELS:
        return _channels(guild, values, several=setting.is_list)
    if setting.choices:
        options = [
            discord.SelectOption(
                label=translate.get(f"settings-choice-{each}") or each,
                value=each,
                default=each == value,
            )
            for each in setting.choices
        ]
        return ui.Select(options=options)
    return ui.TextInput(
        default=", ".join(values) or None,
        required=not setting.is_list,
        max_length=MAX_LENGTH,
        style=discord.TextStyle.short,
    )


def _channels(
    guild: discord.Guild, names: Sequence[str], *, several: bool
) -> ui.ChannelSelect[Any]:
    types = CONTENT if several else STAFF
    chosen = [
        discord.Object(channel.id)
        for channel in guild.channels
        if channel.type in types and any(is_called(channel, name) for name in names)
    ]
    return ui.ChannelSelect(
        channel_types=list(types),
        min_values=0 if several else 1,
        max_values=MAX_CHANNELS if several else 1,
        required=not several,
        default_values=chosen[: MAX_CHANNELS if several else 1],
    )
