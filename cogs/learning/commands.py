"""`/learn`: courses, the path, the next lesson, *Done*, and the review."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.client import Interaction, LyceumClient
from bot.discord.layout import answer
from bot.errors import NothingNowError
from bot.learning.build import Learning
from cogs.learning.buttons import LearnButton, course_view, done_view, lesson_view, next_view
from cogs.learning.certificate import CertificateButton
from cogs.learning.path_view import path_view
from cogs.learning.profile_panel import ClearProfileButton, ProfileMenu
from cogs.learning.question import OptionButton, OptionsMenu, TypeButton
from cogs.learning.quiz_view import ReviewPageButton
from cogs.learning.review_view import ReviewButton, review_view
from cogs.ui.interactions import guild_of
from data.contents import Content

MAX_CHOICES = 25


@app_commands.guild_only()
class LearnCog(
    commands.GroupCog, group_name="learn", group_description="Courses and your progress"
):
    """Members' commands for learning. It shows contents of kinds course and lesson."""

    opens: frozenset[str] = frozenset({"course", "lesson"})

    def __init__(self, learning: Learning) -> None:
        self._learning = learning

    @app_commands.command(description="Open a course: its lessons, and how far you are")
    @app_commands.describe(course="The course")
    async def course(
        self, interaction: Interaction, course: app_commands.Range[str, 1, 100]
    ) -> None:
        """Show the panel of a course."""
        guild_id = guild_of(interaction).id
        found = await self._learning.progress.named(guild_id, course)
        await answer(interaction, await course_view(interaction, guild_id, found.id))

    @app_commands.command(description="See your next steps, each with its reason")
    async def path(self, interaction: Interaction) -> None:
        """Show the learning path."""
        guild_id = guild_of(interaction).id
        path, named = await self._learning.paths.path(guild_id, interaction.user.id)
        translate = interaction.client.translator(interaction)
        await answer(interaction, path_view(translate, guild_id, path, named))

    @app_commands.command(name="next", description="Continue where you stopped")
    async def next_(self, interaction: Interaction) -> None:
        """Show the lesson where the member continues."""
        await answer(interaction, await next_view(interaction, guild_of(interaction).id))

    @app_commands.command(description="Mark your current lesson as done")
    async def done(self, interaction: Interaction) -> None:
        """Mark the lesson where the member continues as done."""
        guild_id = guild_of(interaction).id
        following = await self._learning.progress.following(guild_id, interaction.user.id)
        if following is None:
            raise NothingNowError("learn-nothing-next")
        await answer(interaction, await done_view(interaction, guild_id, following.content.id))

    @app_commands.command(description="Answer questions again before you forget, three a day")
    async def review(self, interaction: Interaction) -> None:
        """Show the next question that is due."""
        await answer(interaction, await review_view(interaction, guild_of(interaction).id))

    @course.autocomplete("course")
    async def _courses(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        found = await self._learning.progress.find(guild_of(interaction).id, typed, MAX_CHOICES)
        return [app_commands.Choice(name=each.title[:100], value=str(each.id)) for each in found]

    async def open_content(self, interaction: Interaction, content: Content) -> None:
        """Answer with a course's panel, or a lesson's card."""
        if content.kind == "course":
            view = await course_view(interaction, content.guild_id, content.id)
        else:
            view = await lesson_view(interaction, content.guild_id, content.id)
        await answer(interaction, view)


async def setup(client: LyceumClient) -> None:
    """Add the commands and the buttons."""
    items: list[type[discord.ui.DynamicItem[Any]]] = [
        CertificateButton,
        ClearProfileButton,
        LearnButton,
        OptionButton,
        OptionsMenu,
        ProfileMenu,
        ReviewButton,
        ReviewPageButton,
        TypeButton,
    ]
    client.add_dynamic_items(*items)
    await client.add_cog(LearnCog(client.services.learning))
