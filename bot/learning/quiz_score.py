"""Score the answers to a quiz."""

import string
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from bot.learning.quiz import MAX_ANSWER_LENGTH, ChoiceQuestion, NumberQuestion, Question, Quiz
from bot.payments.number_input import InvalidNumberError, parse_number
from bot.recommend.search.text import folded

_PUNCTUATION = string.punctuation + "。,、!?;:“”\u2018\u2019「」《》…·"

# An answer as it is stored: the positions of chosen options, or one typed text.
Given: TypeAlias = Sequence[int] | str


class InvalidAnswerError(ValueError):
    """The text is no answer to this kind of question, such as letters for a number."""


@dataclass(frozen=True, slots=True)
class QuizScore:
    """The result of an attempt: each answer right or not, and the share in percent.

    Attributes:
        percent: Rounded down, so that nobody passes by rounding.
    """

    right: tuple[bool, ...]
    percent: int
    passed: bool


def score(quiz: Quiz, given: Sequence[Given | None]) -> QuizScore:
    """Return the result of an attempt; None is a question left out, which is wrong.

    Raises:
        ValueError: There are more or fewer answers than questions.
    """
    right = tuple(
        answer is not None and is_right(question, answer)
        for question, answer in zip(quiz.questions, given, strict=True)
    )
    percent = 100 * sum(right) // len(right)
    return QuizScore(right, percent, 100 * sum(right) >= quiz.pass_percent * len(right))


def is_right(question: Question, given: Given) -> bool:
    """Return whether an answer is right; one of the wrong form is not."""
    match question:
        case ChoiceQuestion():
            return not isinstance(given, str) and frozenset(given) == question.right
        case NumberQuestion():
            return isinstance(given, str) and _is_number_right(question, given)
        case _:
            accepted = {plain(one) for one in question.accepted}
            return isinstance(given, str) and plain(given) in accepted


def check_form(question: Question, text: str) -> None:
    """Refuse a typed answer that can't be meant, so that no attempt is lost.

    Raises:
        InvalidAnswerError: It is empty or too long, or no number where one is asked for.
    """
    if not text.strip() or len(text) > MAX_ANSWER_LENGTH:
        raise InvalidAnswerError(text)
    if isinstance(question, NumberQuestion):
        _values(text)


def plain(text: str) -> str:
    """Return a short text for comparison, without case, width and outer punctuation."""
    words = " ".join(folded(text).split())
    return words.strip(_PUNCTUATION + " ") or words


def _is_number_right(question: NumberQuestion, text: str) -> bool:
    try:
        values = _values(text)
    except InvalidAnswerError:
        return False
    return any(abs(value - question.answer) <= question.tolerance for value in values)


def _values(text: str) -> list[Decimal]:
    """Return what a typed number may mean: "1,500" is both, a member's habit decides.

    Raises:
        InvalidAnswerError: It is no number.
    """
    try:
        number = parse_number(text, whole=False)
    except InvalidNumberError:
        raise InvalidAnswerError(text) from None
    return [number.value] if number.other is None else [number.value, number.other]
