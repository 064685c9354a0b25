"""Test quizzes that are written in Markdown."""

from decimal import Decimal

from bot.learning.quiz import ChoiceQuestion, NumberQuestion, TextQuestion
from bot.publishing.quiz_text import parse_quiz

WHOLE = """Pass: 60 %

## Which roles are given?

- [x] Those that were paid for
- [ ] All

> Stripe has to confirm it.

## How long is a week, in days?

= 7 ± 0.5

## Who takes the payment?

= Stripe | stripe.com
"""


def test_a_quiz_with_each_kind_of_question() -> None:
    quiz, faults = parse_quiz(WHOLE)
    assert faults == ()
    assert quiz is not None
    assert quiz.pass_percent == 60
    choice, number, text = quiz.questions
    assert isinstance(choice, ChoiceQuestion)
    assert choice.options == ("Those that were paid for", "All")
    assert choice.right == {0}
    assert choice.explanation == "Stripe has to confirm it."
    assert isinstance(number, NumberQuestion)
    assert (number.answer, number.tolerance) == (Decimal(7), Decimal("0.5"))
    assert isinstance(text, TextQuestion)
    assert text.accepted == ("Stripe", "stripe.com")


def test_each_fault_is_told_with_the_line_of_its_question() -> None:
    quiz, faults = parse_quiz("## One\n\n- [ ] a\n- [ ] b\n\n## Two\n\nno answer\n")
    assert quiz is None
    assert [fault.line for fault in faults] == [1, 6]


def test_a_text_without_questions_is_no_quiz() -> None:
    quiz, faults = parse_quiz("Just a text.")
    assert quiz is None
    assert len(faults) == 1
