"""The spaced review: up to three questions a day, for members who take part."""

import re
from typing import Any, Self

import discord
from discord import ui

from bot.discord.client import Interaction
from bot.discord.layout import AnswerView, replace_message
from bot.i18n import Translator
from bot.learning.quiz_score import Given
from bot.learning.review import A_DAY, ReviewState
from cogs.learning.question import controls, right_text
from cogs.ui.persistent_item import Answer, PersistentButton


class ReviewButton(
    PersistentButton,
    template=re.compile(r"lyceum:review:(?P<act>on|off|next):(?P<guild>\d{1,19})"),
):
    """Takes part in the review, stops, or shows the next question."""

    @classmethod
    def make(cls, translate: Translator, action: str, guild_id: int) -> Self:
        """Return the button."""
        return cls(
            ui.Button(
                label=translate(f"learn-review-{action}"),
                style=discord.ButtonStyle.secondary
                if action == "off"
                else discord.ButtonStyle.primary,
                custom_id=f"lyceum:review:{action}:{guild_id}",
            )
        )

    @property
    def answer(self) -> Answer:
        """Edit the message."""
        return "change"

    async def pressed(self, interaction: Interaction) -> None:
        """Store the choice, and show what is due."""
        review, guild_id = interaction.client.services.learning.review, self.number("guild")
        if self.carried["act"] != "next":
            wanted = self.carried["act"] == "on"
            await review.set_wanted(guild_id, interaction.user.id, wanted=wanted)
        await replace_message(interaction, await review_view(interaction, guild_id))


async def review_view(interaction: Interaction, guild_id: int) -> AnswerView:
    """Return the next question of today, or why there is none."""
    review, translate = interaction.client.services.learning.review, _translator(interaction)
    state = await review.state(guild_id, interaction.user.id)
    if not state.wanted:
        return AnswerView(
            translate("learn-review-offer", count=A_DAY),
            title=translate("learn-review-title"),
            buttons=[ReviewButton.make(translate, "on", guild_id)],
        )
    asked = state.question
    if asked is None:
        return AnswerView(
            _nothing(translate, state),
            title=translate("learn-review-title"),
            state="good",
            buttons=[ReviewButton.make(translate, "off", guild_id)],
        )
    return AnswerView(
        asked.question.text,
        title=translate("learn-review-left", count=state.left),
        buttons=controls(
            translate, "review", guild_id, asked.lesson_id, asked.position, asked.question
        ),
    )


async def take_review_answer(
    interaction: Interaction, guild_id: int, lesson_id: int, position: int, given: Given
) -> AnswerView:
    """Take an answer; return whether it was right, and when the question comes again."""
    review, translate = interaction.client.services.learning.review, _translator(interaction)
    done = await review.answer(guild_id, interaction.user.id, lesson_id, position, given)
    question = done.asked.question
    lines = [translate("learn-review-right" if done.right else "learn-review-wrong")]
    if not done.right:
        lines.append(translate("learn-right-answer", answer=right_text(translate, question)))
    return AnswerView(
        question.text,
        "\n".join(lines),
        question.explanation,
        state="good" if done.right else "attention",
        note=translate("learn-review-again", at=f"<t:{int(done.next_at.timestamp())}:d>"),
        buttons=_after(translate, guild_id),
    )


def _after(translate: Translator, guild_id: int) -> list[ui.Item[Any]]:
    return [
        ReviewButton.make(translate, "next", guild_id),
        ReviewButton.make(translate, "off", guild_id),
    ]


def _nothing(translate: Translator, state: ReviewState) -> str:
    if state.next_at is None:
        return translate("learn-review-none")
    return translate("learn-review-later", at=f"<t:{int(state.next_at.timestamp())}:f>")


def _translator(interaction: Interaction) -> Translator:
    return interaction.client.translator(interaction)
