"""Turn quizzes into what is stored, and back."""

from decimal import Decimal
from hashlib import blake2b
from typing import Any

import orjson

from bot.learning.quiz import ChoiceQuestion, NumberQuestion, Question, Quiz, TextQuestion
from data.learning.quizzes import StoredQuiz

_VERSION_BYTES = 8


def stored(quiz: Quiz) -> StoredQuiz:
    """Return a quiz as it is stored; its version changes with its questions."""
    questions = [_mapping(each) for each in quiz.questions]
    version = blake2b(orjson.dumps(questions), digest_size=_VERSION_BYTES).hexdigest()
    return StoredQuiz(questions, quiz.pass_percent, version)


def loaded(quiz: StoredQuiz) -> Quiz:
    """Return a stored quiz."""
    return Quiz(tuple(_question(each) for each in quiz.questions), quiz.pass_percent)


def _mapping(question: Question) -> dict[str, Any]:
    common = {"text": question.text, "explanation": question.explanation}
    match question:
        case ChoiceQuestion():
            return common | {
                "options": list(question.options),
                "right": sorted(question.right),
                "multiple": question.multiple,
            }
        case NumberQuestion():
            return common | {
                "answer": str(question.answer),
                "tolerance": str(question.tolerance),
            }
        case _:
            return common | {"accepted": list(question.accepted)}


def _question(each: dict[str, Any]) -> Question:
    text, explanation = each["text"], each["explanation"]
    if "options" in each:
        right = frozenset(each["right"])
        return ChoiceQuestion(text, tuple(each["options"]), right, each["multiple"], explanation)
    if "answer" in each:
        return NumberQuestion(
            text, Decimal(each["answer"]), Decimal(each["tolerance"]), explanation
        )
    return TextQuestion(text, tuple(each["accepted"]), explanation)
