"""Buttons that lead through courses. Their ids name the server and the content."""

import re
from typing import Self

import discord
from discord import ui

from bot.discord.client import Interaction
from bot.discord.layout import AnswerView, answer, replace_message, say
from bot.errors import NothingNowError
from bot.i18n import Translator
from bot.learning.service import Done
from cogs.learning.course_panel import course_panel
from cogs.learning.discussion import open_discussion
from cogs.learning.lesson_card import lesson_card
from cogs.learning.quiz_view import quiz_view
from cogs.ui.offers import offer_buttons
from cogs.ui.persistent_item import Answer, PersistentButton

EMOJIS = {
    "done": "✅",
    "undo": "↩️",
    "finish": "✅",
    "unfinish": "↩️",
    "next": "▶️",
    "quiz": "📝",
    "discuss": "💬",
    "course": "📚",
}
# Answered by a message of its own: the pressed one may be a public card or a direct message.
OWN_MESSAGE = {"discuss", "finish", "next", "start", "unfinish"}


class LearnButton(
    PersistentButton,
    template=re.compile(
        r"lyceum:learn:(?P<act>[a-z]+):(?P<guild>\d{1,19}):(?P<content>\d{1,19}):(?P<page>\d{1,3})"
    ),
):
    """Shows a course or a lesson, or changes the progress of the member who presses."""

    @classmethod
    def make(
        cls,
        translate: Translator,
        action: str,
        guild_id: int,
        content_id: int = 0,
        *,
        page: int = 0,
        label: str | None = None,
        primary: bool = False,
        leads: bool = False,
        disabled: bool = False,
    ) -> Self:
        """Return a button; `label` replaces that of its action.

        `primary` is what to press first, `leads` what completes something.
        """
        style = discord.ButtonStyle.primary if primary else discord.ButtonStyle.secondary
        return cls(
            ui.Button(
                label=translate(f"learn-button-{action}") if label is None else label,
                emoji=EMOJIS.get(action) if label is None else None,
                style=discord.ButtonStyle.success if leads else style,
                custom_id=f"lyceum:learn:{action}:{guild_id}:{content_id}:{page}",
                disabled=disabled,
            )
        )

    @property
    def answer(self) -> Answer:
        """Edit the member's own message, or answer with a new one."""
        return "message" if self.carried["act"] in OWN_MESSAGE else "change"

    async def pressed(self, interaction: Interaction) -> None:
        """Do what the id says."""
        guild_id, content_id = self.number("guild"), self.number("content")
        match self.carried["act"]:
            case "course" | "start":
                view = await course_view(interaction, guild_id, content_id, self.number("page"))
            case "lesson":
                view = await lesson_view(interaction, guild_id, content_id)
            case "next":
                view = await next_view(interaction, guild_id)
            case "done":
                view = await done_view(interaction, guild_id, content_id)
            case "undo":
                view = await undo_view(interaction, guild_id, content_id)
            case "quiz":
                view = await quiz_begin_view(interaction, guild_id, content_id)
            case "finish" | "unfinish":
                await finish(
                    interaction, guild_id, content_id, undo=self.carried["act"] != "finish"
                )
                return
            case _:
                link = await open_discussion(interaction, guild_id, content_id)
                await say(interaction, link)
                return
        if self.answer == "message":
            await answer(interaction, view)
        else:
            await replace_message(interaction, view)


async def course_view(
    interaction: Interaction, guild_id: int, course_id: int, page: int | None = None
) -> AnswerView:
    """Return the panel of a course; the first look at one's own begins it."""
    learning = interaction.client.services.learning
    state = await learning.progress.enter(guild_id, interaction.user.id, course_id)
    translate = interaction.client.translator(interaction)
    offers = [] if state.owned else await offer_buttons(interaction, state.content)
    return course_panel(translate, guild_id, state, page, offers=offers)


async def lesson_view(interaction: Interaction, guild_id: int, lesson_id: int) -> AnswerView:
    """Return the card of a lesson that is open."""
    learning = interaction.client.services.learning
    course, lesson = await learning.progress.lesson(guild_id, interaction.user.id, lesson_id)
    return lesson_card(interaction.client.translator(interaction), guild_id, course, lesson)


async def next_view(interaction: Interaction, guild_id: int) -> AnswerView:
    """Return the card of the lesson where the member continues."""
    learning = interaction.client.services.learning
    following = await learning.progress.following(guild_id, interaction.user.id)
    if following is None:
        waiting = await learning.progress.waiting(guild_id, interaction.user.id)
        if waiting is None:
            raise NothingNowError("learn-nothing-next")
        return course_panel(interaction.client.translator(interaction), guild_id, waiting)
    return await lesson_view(interaction, guild_id, following.content.id)


async def finish(
    interaction: Interaction, guild_id: int, content_id: int, *, undo: bool = False
) -> None:
    """Mark a content outside of courses as done, or take that back.

    Raises:
        UserError: It is not open to the member.
    """
    learning = interaction.client.services.learning.progress
    change = learning.unfinish if undo else learning.finish
    content = await change(guild_id, interaction.user.id, content_id)
    translate = interaction.client.translator(interaction)
    title = discord.utils.escape_markdown(content.title)
    text = translate("learn-unfinished" if undo else "learn-finished", content=title)
    act = "finish" if undo else "unfinish"
    buttons = [
        LearnButton.make(translate, act, guild_id, content_id),
        LearnButton.make(translate, "next", guild_id),
    ]
    await say(interaction, text, state="neutral" if undo else "good", buttons=buttons)


async def done_view(interaction: Interaction, guild_id: int, lesson_id: int) -> AnswerView:
    """Mark a lesson as done; return its card, which leads on."""
    learning = interaction.client.services.learning
    done = await learning.progress.done(guild_id, interaction.user.id, lesson_id)
    return done_card(interaction.client.translator(interaction), guild_id, done)


def done_card(translate: Translator, guild_id: int, done: Done) -> AnswerView:
    """Return what is shown after a lesson was done: the course's end, or the way on."""
    course, lesson = done.course, done.course.lesson(done.lesson_id)
    if done.completed:
        return course_panel(translate, guild_id, course, note=translate("learn-completed-note"))
    return lesson_card(translate, guild_id, course, lesson)


async def undo_view(interaction: Interaction, guild_id: int, lesson_id: int) -> AnswerView:
    """Take *Done* back; return the lesson's card."""
    learning = interaction.client.services.learning
    course = await learning.progress.undo(guild_id, interaction.user.id, lesson_id)
    translate = interaction.client.translator(interaction)
    return lesson_card(translate, guild_id, course, course.lesson(lesson_id))


async def quiz_begin_view(interaction: Interaction, guild_id: int, lesson_id: int) -> AnswerView:
    """Begin a lesson's quiz, or continue it; return the question."""
    learning = interaction.client.services.learning
    state = await learning.quizzes.begin(guild_id, interaction.user.id, lesson_id)
    return quiz_view(interaction.client.translator(interaction), guild_id, state)
