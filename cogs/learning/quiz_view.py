"""A quiz: one question after another, then the review of all answers."""

import re
from typing import Any, Self

from discord import ui

from bot.discord.client import Interaction
from bot.discord.layout import AnswerView, replace_message
from bot.i18n import Translator
from bot.learning.quiz_score import Given
from bot.learning.quiz_service import QuizState
from cogs.learning.question import controls, given_text, right_text
from cogs.ui.persistent_item import Answer, PersistentButton

ON_PAGE = 5  # questions in the review
MAX_SHOWN = 600  # characters of a question or an explanation in the review


class ReviewPageButton(
    PersistentButton,
    template=re.compile(
        r"lyceum:quiz:page:(?P<guild>\d{1,19}):(?P<attempt>\d{1,19}):(?P<page>\d{1,2})"
    ),
):
    """Turns the pages of a finished quiz."""

    @classmethod
    def make(cls, guild_id: int, attempt_id: int, page: int, label: str) -> Self:
        """Return the button to a page."""
        custom_id = f"lyceum:quiz:page:{guild_id}:{attempt_id}:{page}"
        return cls(ui.Button(label=label, custom_id=custom_id))

    @property
    def answer(self) -> Answer:
        """Edit the message."""
        return "change"

    async def pressed(self, interaction: Interaction) -> None:
        """Show the page."""
        quizzes, guild_id = interaction.client.services.learning.quizzes, self.number("guild")
        state = await quizzes.look(guild_id, interaction.user.id, self.number("attempt"))
        translate = interaction.client.translator(interaction)
        await replace_message(
            interaction, quiz_view(translate, guild_id, state, self.number("page"))
        )


def quiz_view(translate: Translator, guild_id: int, state: QuizState, page: int = 0) -> AnswerView:
    """Return the next question, or the review of a finished attempt."""
    if state.at is None:
        return _review(translate, guild_id, state, page)
    total = len(state.quiz.questions)
    return AnswerView(
        state.question.text,
        title=translate("learn-quiz-title", number=state.at + 1, total=total),
        note=translate("learn-quiz-note", percent=state.quiz.pass_percent),
        buttons=controls(translate, "quiz", guild_id, state.attempt.id, state.at, state.question),
    )


async def take_quiz_answer(
    interaction: Interaction, guild_id: int, attempt_id: int, question: int, given: Given
) -> AnswerView:
    """Take an answer; return the next question or the review."""
    quizzes = interaction.client.services.learning.quizzes
    state = await quizzes.answer(guild_id, interaction.user.id, attempt_id, question, given)
    return quiz_view(interaction.client.translator(interaction), guild_id, state)


def _review(translate: Translator, guild_id: int, state: QuizState, page: int) -> AnswerView:
    result = state.result
    right = () if result is None else result.right
    passed = result is not None and result.passed
    last = max(0, (len(right) - 1) // ON_PAGE)
    at = min(page, last)
    shown = range(at * ON_PAGE, min((at + 1) * ON_PAGE, len(right)))
    key = "learn-quiz-passed" if passed else "learn-quiz-failed"
    percent = 0 if result is None else result.percent
    return AnswerView(
        translate(key, right=sum(right), total=len(right), percent=percent),
        *(_reviewed(translate, state, position) for position in shown),
        title=translate("learn-quiz-result"),
        state="good" if passed else "attention",
        buttons=_result_buttons(translate, guild_id, state, at, last),
    )


def _result_buttons(
    translate: Translator, guild_id: int, state: QuizState, page: int, last: int
) -> list[ui.Item[Any]]:
    """Return the way back, another attempt, and the pages; what helps most is first."""
    from cogs.learning.buttons import LearnButton  # noqa: PLC0415 its presses show quizzes

    passed = state.result is not None and state.result.passed
    place = guild_id, state.attempt.lesson_id
    back, again = (translate(f"learn-button-{each}") for each in ("back", "again"))
    found: list[ui.Item[Any]] = [
        LearnButton.make(translate, "lesson", *place, label=back, primary=passed),
        LearnButton.make(translate, "quiz", *place, label=again, primary=not passed),
    ]
    if not passed:
        found.reverse()
    found += [
        ReviewPageButton.make(guild_id, state.attempt.id, page + step, label)
        for step, label in ((-1, "◀"), (1, "▶"))
        if 0 <= page + step <= last
    ]
    return found


def _reviewed(translate: Translator, state: QuizState, position: int) -> str:
    question = state.quiz.questions[position]
    right = state.result is not None and state.result.right[position]
    given = given_text(translate, question, state.attempt.answers[position])
    lines = [
        f"{'✅' if right else '❌'} **{position + 1}.** {question.text[:MAX_SHOWN]}",
        translate("learn-your-answer", answer=given),
    ]
    if not right:
        lines.append(translate("learn-right-answer", answer=right_text(translate, question)))
    if question.explanation:
        lines.append(question.explanation[:MAX_SHOWN])
    return "\n".join(lines)
