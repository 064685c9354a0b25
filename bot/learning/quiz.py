"""Quizzes of lessons: their questions, and what is accepted as an answer.

They are made where a lesson's text is read, and hold what a member must not see before answering.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

MAX_QUESTIONS = 50
MAX_OPTIONS = 25  # Discord's menus take no more
MAX_OPTION_LENGTH = 100  # characters, as a menu takes them
MAX_TEXT_LENGTH = 1_500  # characters of a question, and of its explanation
MAX_ANSWER_LENGTH = 200  # characters of a typed answer

QuizFault = Literal[
    "text-empty",
    "text-too-long",
    "explanation-too-long",
    "options-too-few",
    "options-too-many",
    "option-empty",
    "option-too-long",
    "option-twice",
    "no-right-option",
    "several-right-options",
    "unknown-right-option",
    "tolerance-negative",
    "number-not-finite",
    "no-accepted-text",
    "accepted-text-empty",
    "accepted-text-too-long",
    "no-questions",
    "questions-too-many",
    "pass-percent",
]


class InvalidQuizError(ValueError):
    """A question or a quiz can't be used; `fault` says why.

    Attributes:
        fault: The reason, from which a text for the author is made.
    """

    def __init__(self, fault: QuizFault) -> None:
        super().__init__(fault)
        self.fault: QuizFault = fault


@dataclass(frozen=True, slots=True)
class ChoiceQuestion:
    """A question with options, of which one is right, or with `multiple` any number.

    Attributes:
        text: The question, in Markdown as Discord renders it.
        options: 2 to 25 different options, in the author's order.
        right: Positions of the right options, from 0.
        multiple: Whether several may be chosen; all right ones must be, and no other.
        explanation: What is shown after the quiz; empty: nothing.

    Raises:
        InvalidQuizError: It can't be asked like this.
    """

    text: str
    options: tuple[str, ...]
    right: frozenset[int]
    multiple: bool = False
    explanation: str = ""

    def __post_init__(self) -> None:
        """Check the question."""
        _check_texts(self.text, self.explanation)
        trimmed = [option.strip() for option in self.options]
        _refuse(len(trimmed) < 2, "options-too-few")  # noqa: PLR2004 one is no choice
        _refuse(len(trimmed) > MAX_OPTIONS, "options-too-many")
        _refuse(not all(trimmed), "option-empty")
        _refuse(max(map(len, trimmed)) > MAX_OPTION_LENGTH, "option-too-long")
        _refuse(len(set(trimmed)) < len(trimmed), "option-twice")
        _refuse(not self.right, "no-right-option")
        _refuse(len(self.right) > 1 and not self.multiple, "several-right-options")
        _refuse(not self.right <= set(range(len(trimmed))), "unknown-right-option")


@dataclass(frozen=True, slots=True)
class NumberQuestion:
    """A question for a number; what differs by at most `tolerance` is right.

    Raises:
        InvalidQuizError: It can't be asked like this.
    """

    text: str
    answer: Decimal
    tolerance: Decimal = Decimal(0)
    explanation: str = ""

    def __post_init__(self) -> None:
        """Check the question."""
        _check_texts(self.text, self.explanation)
        finite = self.answer.is_finite() and self.tolerance.is_finite()
        _refuse(not finite, "number-not-finite")
        _refuse(self.tolerance < 0, "tolerance-negative")


@dataclass(frozen=True, slots=True)
class TextQuestion:
    """A question for a short text; case, width and outer punctuation don't matter.

    Attributes:
        accepted: The texts that are right; the first is shown as the answer.

    Raises:
        InvalidQuizError: It can't be asked like this.
    """

    text: str
    accepted: tuple[str, ...]
    explanation: str = ""

    def __post_init__(self) -> None:
        """Check the question."""
        _check_texts(self.text, self.explanation)
        _refuse(not self.accepted, "no-accepted-text")
        _refuse(not all(one.strip() for one in self.accepted), "accepted-text-empty")
        longest = max(map(len, self.accepted))
        _refuse(longest > MAX_ANSWER_LENGTH, "accepted-text-too-long")


Question: TypeAlias = ChoiceQuestion | NumberQuestion | TextQuestion


@dataclass(frozen=True, slots=True)
class Quiz:
    """The quiz of a lesson.

    Attributes:
        questions: 1 to 50 questions, in the order in which they are asked.
        pass_percent: The share of right answers that passes, 0 to 100; at 0 trying is enough.

    Raises:
        InvalidQuizError: It has no questions, or too many, or an impossible share.
    """

    questions: tuple[Question, ...]
    pass_percent: int = 80

    def __post_init__(self) -> None:
        """Check the quiz."""
        _refuse(not self.questions, "no-questions")
        _refuse(len(self.questions) > MAX_QUESTIONS, "questions-too-many")
        _refuse(not 0 <= self.pass_percent <= 100, "pass-percent")  # noqa: PLR2004 percent


def _check_texts(text: str, explanation: str) -> None:
    _refuse(not text.strip(), "text-empty")
    _refuse(len(text) > MAX_TEXT_LENGTH, "text-too-long")
    _refuse(len(explanation) > MAX_TEXT_LENGTH, "explanation-too-long")


def _refuse(wrong: bool, fault: QuizFault) -> None:  # noqa: FBT001 reads as a table
    if wrong:
        raise InvalidQuizError(fault)
