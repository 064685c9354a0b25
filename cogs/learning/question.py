"""How a question is asked: buttons, a menu, or a form for what is typed.

The ids hold positions only, never what is right.
"""

import re
from typing import Any, Literal, Self, TypeAlias

import discord
from discord import ui

from bot.discord.client import Interaction
from bot.discord.layout import replace_message
from bot.i18n import Translator
from bot.learning.quiz import MAX_ANSWER_LENGTH, ChoiceQuestion, NumberQuestion, Question
from bot.learning.quiz_score import Given
from cogs.ui.form import Form
from cogs.ui.persistent_item import Answer, PersistentButton, PersistentItem

Of: TypeAlias = Literal["quiz", "review"]
AS_BUTTONS = 5  # options at most; longer lists are menus
MAX_BUTTON_LABEL = 80
IDS = r"(?P<of>quiz|review):(?P<guild>\d{1,19}):(?P<number>\d{1,19}):(?P<question>\d{1,2})"


def controls(
    translate: Translator, of: Of, guild_id: int, number: int, position: int, question: Question
) -> list[ui.Item[Any]]:
    """Return the buttons or the menu of a question."""
    ids = f"{of}:{guild_id}:{number}:{position}"
    if not isinstance(question, ChoiceQuestion):
        return [TypeButton.make(translate, ids)]
    short = all(len(option) <= MAX_BUTTON_LABEL for option in question.options)
    if not question.multiple and short and len(question.options) <= AS_BUTTONS:
        return [OptionButton.make(ids, at, option) for at, option in enumerate(question.options)]
    return [OptionsMenu.make(translate, ids, question)]


class OptionButton(
    PersistentButton, template=re.compile(rf"lyceum:ask:{IDS}:option:(?P<option>\d{{1,2}})")
):
    """One option of a question."""

    @classmethod
    def make(cls, ids: str, at: int, option: str) -> Self:
        """Return the button of an option."""
        return cls(ui.Button(label=option, custom_id=f"lyceum:ask:{ids}:option:{at}"))

    @property
    def answer(self) -> Answer:
        """Show the next question in place of this one."""
        return "change"

    async def pressed(self, interaction: Interaction) -> None:
        """Take the option."""
        await _take(interaction, self, [self.number("option")])


class OptionsMenu(PersistentItem[ui.Select[Any]], template=re.compile(rf"lyceum:ask:{IDS}:menu")):
    """A menu of a question's options."""

    @classmethod
    def make(cls, translate: Translator, ids: str, question: ChoiceQuestion) -> Self:
        """Return the menu; several can be chosen where several may be right."""
        several = question.multiple
        return cls(
            ui.Select(
                custom_id=f"lyceum:ask:{ids}:menu",
                placeholder=translate("learn-choose-several" if several else "learn-choose-one"),
                max_values=len(question.options) if several else 1,
                options=[
                    discord.SelectOption(label=option, value=str(at))
                    for at, option in enumerate(question.options)
                ],
            )
        )

    @property
    def answer(self) -> Answer:
        """Show the next question in place of this one."""
        return "change"

    async def pressed(self, interaction: Interaction) -> None:
        """Take the options."""
        await _take(interaction, self, [int(value) for value in self.item.values])


class TypeButton(PersistentButton, template=re.compile(rf"lyceum:ask:{IDS}:type")):
    """Opens the form for a number or a short text."""

    @classmethod
    def make(cls, translate: Translator, ids: str) -> Self:
        """Return the button."""
        return cls(
            ui.Button(
                label=translate("learn-button-answer"),
                emoji="✏️",
                style=discord.ButtonStyle.primary,
                custom_id=f"lyceum:ask:{ids}:type",
            )
        )

    @property
    def answer(self) -> Answer:
        """Answer with a form."""
        return "form"

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form."""
        await interaction.response.send_modal(
            AnswerForm(interaction.client.translator(interaction), self)
        )


class AnswerForm(Form):
    """A form of one line."""

    changes = True

    def __init__(self, translate: Translator, button: TypeButton) -> None:
        super().__init__(title=translate("learn-answer-title"))
        self._button = button
        self._line: ui.TextInput[Any] = ui.TextInput(max_length=MAX_ANSWER_LENGTH)
        self.add_item(ui.Label(text=translate("learn-answer-label"), component=self._line))

    async def submitted(self, interaction: Interaction) -> None:
        """Take the typed answer."""
        await _take(interaction, self._button, self._line.value)


async def _take(interaction: Interaction, item: PersistentItem[Any], given: Given) -> None:
    from cogs.learning.quiz_view import take_quiz_answer  # noqa: PLC0415 it asks such questions
    from cogs.learning.review_view import take_review_answer  # noqa: PLC0415 as above

    take = take_quiz_answer if item.carried["of"] == "quiz" else take_review_answer
    numbers = (item.number("guild"), item.number("number"), item.number("question"))
    await replace_message(interaction, await take(interaction, *numbers, given))


def given_text(translate: Translator, question: Question, given: Given | None) -> str:
    """Return an answer as text."""
    if given is None:
        return translate("learn-no-answer")
    if isinstance(given, str):
        return discord.utils.escape_markdown(given)
    options = question.options if isinstance(question, ChoiceQuestion) else ()
    chosen = [options[at] for at in given if at < len(options)]
    return translate("learn-comma").join(map(discord.utils.escape_markdown, chosen))


def right_text(translate: Translator, question: Question) -> str:
    """Return what is right, as text."""
    match question:
        case ChoiceQuestion():
            return given_text(translate, question, sorted(question.right))
        case NumberQuestion(answer=number, tolerance=tolerance):
            return f"{number:f}" + (f" ± {tolerance:f}" if tolerance else "")
        case _:
            return discord.utils.escape_markdown(question.accepted[0])
