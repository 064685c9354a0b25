"""Test what questions are accepted, and how answers are scored."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.quiz import (
    ChoiceQuestion,
    InvalidQuizError,
    NumberQuestion,
    Question,
    Quiz,
    TextQuestion,
)
from bot.learning.quiz_score import Given, InvalidAnswerError, check_form, is_right, score

ONE = ChoiceQuestion("Which?", ("a", "b", "c"), frozenset({1}))
SOME = ChoiceQuestion("Which?", ("a", "b", "c"), frozenset({0, 2}), multiple=True)
NUMBER = NumberQuestion("How many?", Decimal("1.5"), Decimal("0.1"))
TEXT = TextQuestion("Who?", ("Ada Lovelace", "Lovelace"))


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (lambda: ChoiceQuestion(" ", ("a", "b"), frozenset({0})), "text-empty"),
        (lambda: ChoiceQuestion("x" * 1501, ("a", "b"), frozenset({0})), "text-too-long"),
        (lambda: TextQuestion("?", ("a",), "x" * 1501), "explanation-too-long"),
        (lambda: ChoiceQuestion("?", ("a",), frozenset({0})), "options-too-few"),
        (
            lambda: ChoiceQuestion("?", tuple(map(str, range(26))), frozenset({0})),
            "options-too-many",
        ),
        (lambda: ChoiceQuestion("?", ("a", " "), frozenset({0})), "option-empty"),
        (lambda: ChoiceQuestion("?", ("a", "x" * 101), frozenset({0})), "option-too-long"),
        (lambda: ChoiceQuestion("?", ("a", "a "), frozenset({0})), "option-twice"),
        (lambda: ChoiceQuestion("?", ("a", "b"), frozenset()), "no-right-option"),
        (lambda: ChoiceQuestion("?", ("a", "b"), frozenset({0, 1})), "several-right-options"),
        (lambda: ChoiceQuestion("?", ("a", "b"), frozenset({2})), "unknown-right-option"),
        (lambda: NumberQuestion("?", Decimal("NaN")), "number-not-finite"),
        (lambda: NumberQuestion("?", Decimal(1), Decimal(-1)), "tolerance-negative"),
        (lambda: TextQuestion("?", ()), "no-accepted-text"),
        (lambda: TextQuestion("?", ("a", " ")), "accepted-text-empty"),
        (lambda: TextQuestion("?", ("x" * 201,)), "accepted-text-too-long"),
        (lambda: Quiz(()), "no-questions"),
        (lambda: Quiz((ONE,) * 51), "questions-too-many"),
        (lambda: Quiz((ONE,), 101), "pass-percent"),
    ],
)
def test_what_cannot_be_asked_is_refused(make: Callable[[], object], fault: str) -> None:
    with pytest.raises(InvalidQuizError) as refused:
        make()
    assert refused.value.fault == fault


@pytest.mark.parametrize(
    ("question", "answer", "right"),
    [
        (ONE, [1], True),
        (ONE, [0], False),
        (ONE, [0, 1], False),
        (ONE, "1", False),
        (SOME, [2, 0], True),
        (SOME, [0], False),
        (SOME, [0, 1, 2], False),
        (SOME, [], False),
        (NUMBER, "1.4", True),
        (NUMBER, "1,6", True),
        (NUMBER, "1.61", False),
        (NUMBER, "1.5", True),
        (NUMBER, "one", False),
        (NumberQuestion("?", Decimal(1500)), "1,500", True),
        (NumberQuestion("?", Decimal("1.5")), "1,500", True),
        (NumberQuestion("?", Decimal(-3)), "\N{MINUS SIGN}3", True),
        (TEXT, " ada  lovelace. ", True),
        (TEXT, "ADA LOVELACE", True),
        (TEXT, "Ada", False),
        (TextQuestion("?", ("C++",)), "c++", True),
        (TextQuestion("?", ("++",)), "--", False),
        (TextQuestion("?", ("身份组",)), "「身份组」。", True),
    ],
)
def test_answers(question: Question, answer: Given, *, right: bool) -> None:
    assert is_right(question, answer) is right


@pytest.mark.parametrize(("question", "text"), [(NUMBER, "many"), (TEXT, " "), (TEXT, "x" * 201)])
def test_a_slip_is_no_answer(question: Question, text: str) -> None:
    with pytest.raises(InvalidAnswerError):
        check_form(question, text)


@given(right=st.lists(st.booleans(), min_size=1, max_size=50), pass_percent=st.integers(0, 100))
def test_the_share_decides_exactly(right: list[bool], pass_percent: int) -> None:
    quiz = Quiz((ONE,) * len(right), pass_percent)
    result = score(quiz, [[1] if each else [0] for each in right])
    assert result.right == tuple(right)
    assert result.passed is (Decimal(sum(right)) / len(right) * 100 >= pass_percent)
    assert 0 <= result.percent <= 100 * sum(right) / len(right)


def test_a_question_left_out_is_wrong() -> None:
    assert score(Quiz((ONE, TEXT), 50), [None, "Lovelace"]).percent == 50


def test_an_attempt_answers_each_question() -> None:
    with pytest.raises(ValueError, match="argument"):
        score(Quiz((ONE, TEXT)), [[1]])
