"""The panel of `/me profile`: what a member states about their learning."""

import re
from collections.abc import Sequence
from typing import Any, Self

import discord
from discord import ui

from bot.discord.client import Interaction
from bot.discord.layout import AnswerView, Block, answer, replace_message
from bot.i18n import Translator
from bot.learning.profile_service import ProfileChoices
from cogs.ui.interactions import guild_of
from cogs.ui.persistent_item import Answer, PersistentButton, PersistentItem
from data.learning.profiles import LearnerProfile

MINUTES = (30, 60, 120, 180, 300, 600)  # a week
MAX_LABEL = 100
TRANSLATED = frozenset({"Developer", "Designer", "Student", "Teacher", "Other"})  # of settings.toml
Options = Sequence[tuple[str, str, bool]]  # value, label, whether it is chosen


class ProfileMenu(
    PersistentItem[ui.Select[Any]],
    template=re.compile(
        r"lyceum:profile:(?P<field>profession|skills|goals|courses|minutes):(?P<member>\d{1,19})"
    ),
):
    """A menu of one field."""

    @classmethod
    def make(
        cls, translate: Translator, field: str, member_id: int, options: Options, most: int
    ) -> Self:
        """Return the menu; nothing chosen is allowed."""
        return cls(
            ui.Select(
                custom_id=f"lyceum:profile:{field}:{member_id}",
                placeholder=translate(f"learn-profile-{field}"),
                min_values=0,
                max_values=min(most, len(options)),
                options=[
                    discord.SelectOption(
                        label=label[:MAX_LABEL], value=value[:MAX_LABEL], default=chosen
                    )
                    for value, label, chosen in options
                ],
            )
        )

    @property
    def answer(self) -> Answer:
        """Edit the panel: it shows what is stored now."""
        return "change"

    async def pressed(self, interaction: Interaction) -> None:
        """Store what was chosen."""
        profiles = interaction.client.services.learning.profiles
        guild_id, user_id, values = guild_of(interaction).id, interaction.user.id, self.item.values
        match self.carried["field"]:
            case "profession":
                chosen = values[0] if values else ""
                await profiles.state(guild_id, user_id, profession=chosen)
            case "skills":
                await profiles.state(guild_id, user_id, skills=values)
            case "goals":
                await profiles.state(guild_id, user_id, goal_tags=values)
            case "courses":
                await profiles.state(guild_id, user_id, goal_courses=[int(one) for one in values])
            case _:
                minutes = int(values[0]) if values else 0
                await profiles.state(guild_id, user_id, minutes=minutes)
        await replace_message(interaction, await _panel(interaction))


class ClearProfileButton(
    PersistentButton, template=re.compile(r"lyceum:profile:clear:(?P<member>\d{1,19})")
):
    """Deletes what the member has stated."""

    @classmethod
    def make(cls, translate: Translator, member_id: int) -> Self:
        """Return the button."""
        return cls(
            ui.Button(
                label=translate("learn-profile-clear"),
                custom_id=f"lyceum:profile:clear:{member_id}",
            )
        )

    @property
    def answer(self) -> Answer:
        """Edit the panel."""
        return "change"

    async def pressed(self, interaction: Interaction) -> None:
        """Delete it."""
        profiles = interaction.client.services.learning.profiles
        await profiles.clear(guild_of(interaction).id, interaction.user.id)
        await replace_message(interaction, await _panel(interaction))


async def show_profile(interaction: Interaction) -> None:
    """Answer with the panel."""
    await answer(interaction, await _panel(interaction))


async def _panel(interaction: Interaction) -> AnswerView:
    profiles, guild_id = interaction.client.services.learning.profiles, guild_of(interaction).id
    choices = await profiles.choices(guild_id)
    profile = await profiles.get(guild_id, interaction.user.id)
    return profile_panel(
        interaction.client.translator(interaction), interaction.user.id, choices, profile
    )


def profile_panel(
    translate: Translator, member_id: int, choices: ProfileChoices, profile: LearnerProfile
) -> AnswerView:
    """Return the panel; a menu without choices is left out."""
    professions = [
        (one, _profession(translate, one), one == profile.profession) for one in choices.professions
    ]
    menus: list[tuple[str, Options, int]] = [
        ("profession", professions, 1),
        ("skills", [(one, one, one in profile.skills) for one in choices.tags], len(choices.tags)),
        (
            "goals",
            [(one, one, one in profile.goal_tags) for one in choices.tags],
            len(choices.tags),
        ),
        (
            "courses",
            [(str(one.id), one.title, one.id in profile.goal_courses) for one in choices.courses],
            len(choices.courses),
        ),
        ("minutes", _times(translate, profile.minutes), 1),
    ]
    rows: list[Block] = [
        ui.ActionRow[Any](ProfileMenu.make(translate, field, member_id, options, most))
        for field, options, most in menus
        if options
    ]
    return AnswerView(
        translate("learn-profile-text"),
        *rows,
        title=translate("learn-profile-title"),
        note=translate("learn-profile-note"),
        buttons=[ClearProfileButton.make(translate, member_id)],
    )


def _profession(translate: Translator, name: str) -> str:
    """Return a profession in the member's language, if it is one of the defaults."""
    return translate(f"learn-profile-profession-{name}") if name in TRANSLATED else name


def _times(translate: Translator, chosen: int) -> Options:
    """Return the options of the time a week."""
    return [
        (
            str(minutes),
            translate("learn-profile-week", minutes=minutes, hours=minutes // 60),
            minutes == chosen,
        )
        for minutes in MINUTES
    ]
