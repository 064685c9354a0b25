"""The panel of `/me interests`: a member's interests, and how to change them."""

import re
from collections.abc import Sequence
from typing import Any, Self

import discord
from discord import ui

from bot.discord.client import Interaction
from bot.discord.layout import AnswerView, answer, replace_message
from bot.discord.permissions import readable_by
from bot.i18n import Translator
from bot.recommend.profile.interests import MAX_CHANNELS, MAX_KEYWORDS, Interests
from cogs.ui.form import Form
from cogs.ui.interactions import member_of
from cogs.ui.persistent_item import Answer, PersistentButton, PersistentItem

MAX_TEXT_LENGTH = 1000  # characters in the form: 20 keywords of 40 characters, and commas
KINDS = (
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.forum,
    discord.ChannelType.media,
)


class InterestsPanel(AnswerView):
    """Shows stored interests, a menu of channels, and buttons. The ids hold all state."""

    def __init__(self, translate: Translator, member: discord.Member, interests: Interests) -> None:
        readable = readable_by(member)
        channels = sorted(filter(readable, interests.channel_ids))
        acts = ("words", "clear") if interests else ("words",)
        super().__init__(
            _state(translate, channels, sorted(interests.words)),
            ui.ActionRow[Any](ChannelsMenu.make(translate, member.id, channels)),
            buttons=[InterestsButton.make(translate, act, member.id) for act in acts],
        )


class ChannelsMenu(
    PersistentItem[ui.ChannelSelect[Any]],
    template=re.compile(r"lyceum:interests:channels:(?P<member>\d{1,19})"),
):
    """The menu of channels. Discord shows each member only those that they can see."""

    not_yours = "interests-not-yours"

    @classmethod
    def make(cls, translate: Translator, member_id: int, channel_ids: Sequence[int]) -> Self:
        """Return the menu with the chosen channels selected."""
        menu: ui.ChannelSelect[Any] = ui.ChannelSelect(
            custom_id=f"lyceum:interests:channels:{member_id}",
            channel_types=list(KINDS),
            placeholder=translate("interests-channels-placeholder"),
            min_values=0,
            max_values=MAX_CHANNELS,
            default_values=[discord.Object(each) for each in channel_ids[:MAX_CHANNELS]],
        )
        return cls(menu)

    @property
    def answer(self) -> Answer:
        """Edit the panel: it shows what is stored now."""
        return "change"

    async def pressed(self, interaction: Interaction) -> None:
        """Store the chosen channels that the member can read."""
        member = member_of(interaction)
        chosen = filter(readable_by(member), (channel.id for channel in self.item.values))
        service = interaction.client.services.recommend.interests
        await service.choose(member.guild.id, member.id, channel_ids=list(chosen))
        await _show_again(interaction)


class InterestsButton(
    PersistentButton,
    template=re.compile(r"lyceum:interests:(?P<act>words|clear):(?P<member>\d{1,19})"),
):
    """Opens the form for keywords, or clears all interests."""

    not_yours = "interests-not-yours"

    @classmethod
    def make(cls, translate: Translator, action: str, member_id: int) -> Self:
        """Return the button with its label."""
        form = action == "words"
        return cls(
            ui.Button(
                label=translate(f"interests-button-{action}"),
                emoji="✏️" if form else None,
                style=discord.ButtonStyle.primary if form else discord.ButtonStyle.secondary,
                custom_id=f"lyceum:interests:{action}:{member_id}",
            )
        )

    @property
    def answer(self) -> Answer:
        """Answer with the form for keywords, or by editing the panel."""
        return "form" if self.carried["act"] == "words" else "change"

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form, or clear the interests."""
        member, service = member_of(interaction), interaction.client.services.recommend.interests
        if self.carried["act"] == "clear":
            await service.clear(member.guild.id, member.id)
            await _show_again(interaction)
            return
        stored = await service.get(member.guild.id, member.id)
        translate = interaction.client.translator(interaction)
        await interaction.response.send_modal(KeywordsForm(translate, sorted(stored.words)))


class KeywordsForm(Form):
    """A form of one text field that holds the stored keywords."""

    changes = True

    def __init__(self, translate: Translator, stored: Sequence[str]) -> None:
        super().__init__(title=translate("interests-form-title"))
        self._line: ui.TextInput[Any] = ui.TextInput(
            default=translate("interests-comma").join(stored) or None,
            placeholder=translate("interests-form-example"),
            required=False,
            max_length=MAX_TEXT_LENGTH,
        )
        self.add_item(
            ui.Label(
                text=translate("interests-form-label"),
                description=translate("interests-form-hint", most=MAX_KEYWORDS),
                component=self._line,
            )
        )

    async def submitted(self, interaction: Interaction) -> None:
        """Store the keywords, and edit the panel."""
        member = member_of(interaction)
        service = interaction.client.services.recommend.interests
        await service.choose(member.guild.id, member.id, text=self._line.value)
        await _show_again(interaction)


async def show_interests(interaction: Interaction) -> None:
    """Answer with the panel."""
    await answer(interaction, await _panel(interaction))


async def _show_again(interaction: Interaction) -> None:
    await replace_message(interaction, await _panel(interaction))


async def _panel(interaction: Interaction) -> InterestsPanel:
    member = member_of(interaction)
    stored = await interaction.client.services.recommend.interests.get(member.guild.id, member.id)
    return InterestsPanel(interaction.client.translator(interaction), member, stored)


def _state(translate: Translator, channel_ids: Sequence[int], stated: Sequence[str]) -> str:
    comma = translate("interests-comma")
    channels = " ".join(f"<#{each}>" for each in channel_ids)
    listed = comma.join(f"**{_plain(each)}**" for each in stated)
    lines = [
        translate("interests-heading"),
        translate("interests-channels", channels=channels or translate("interests-none")),
        translate("interests-words", words=listed or translate("interests-none")),
        translate("interests-effect"),
    ]
    return "\n".join(lines)


def _plain(text: str) -> str:
    escaped = discord.utils.escape_markdown(discord.utils.escape_mentions(text))
    return escaped.replace("://", ":\u200b//")
