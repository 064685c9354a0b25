"""Reads a quiz written in Markdown, as docs/publishing.md has it. Pure.

Each heading of the second level is a question. A list of ticked boxes is its options, a line that
begins with `=` its answer, and a quote what is explained afterwards.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from markdown_it.token import Token

from bot.learning.quiz import (
    ChoiceQuestion,
    InvalidQuizError,
    NumberQuestion,
    Question,
    Quiz,
    QuizFault,
    TextQuestion,
)
from bot.publishing.front_matter import Wrong
from bot.publishing.markdown.render import parser

QUESTION = "h2"

_OPTION = re.compile(r"^\s*[-*+]\s+\[(?P<mark>[ xX])\]\s+(?P<text>.*)$")
_NUMBER = re.compile(r"^(?P<answer>[-+]?[\d.,]+)(?:\s*(?:±|\+-|\+/-)\s*(?P<tolerance>[\d.,]+))?$")
_PASS = re.compile(r"^pass:\s*(?P<percent>\d{1,3})\s*%$", re.IGNORECASE)

SENTENCES: Mapping[QuizFault, str] = {
    "text-empty": "a question needs a text",
    "text-too-long": "the question is longer than 1,500 characters",
    "explanation-too-long": "the explanation is longer than 1,500 characters",
    "options-too-few": "a question with options needs two or more",
    "options-too-many": "a question can have 25 options",
    "option-empty": "an option needs a text",
    "option-too-long": "an option is longer than 100 characters",
    "option-twice": "an option is there twice",
    "no-right-option": "tick the right option: - [x]",
    "several-right-options": "only one option can be right",
    "unknown-right-option": "the right option is not there",
    "tolerance-negative": "what an answer may differ by can't be negative",
    "number-not-finite": "the answer must be a number",
    "no-accepted-text": "the question needs an answer: a line that begins with =",
    "accepted-text-empty": "an answer must not be empty",
    "accepted-text-too-long": "an answer is longer than 200 characters",
    "no-questions": "a quiz needs a question: a heading of the second level, ## …",
    "questions-too-many": "a quiz can have 50 questions",
    "pass-percent": "what passes must be between 0 % and 100 %",
}


@dataclass(slots=True)
class _Draft:
    """A question that is being read."""

    line: int
    title: str
    texts: list[str] = field(default_factory=list[str])
    options: list[tuple[bool, str]] = field(default_factory=list[tuple[bool, str]])
    answers: list[str] = field(default_factory=list[str])
    explanation: list[str] = field(default_factory=list[str])


def parse_quiz(markdown: str) -> tuple[Quiz | None, tuple[Wrong, ...]]:
    """Return a quiz, or all its faults with their lines."""
    lines = markdown.split("\n")
    before: list[str] = []
    drafts: list[_Draft] = []
    for token in _top_level(parser().parse(markdown)):
        first, end = token.map or (0, 0)
        part = lines[first:end]
        if token.type == "heading_open" and token.tag == QUESTION:
            drafts.append(_Draft(first + 1, part[0].lstrip("# ").rstrip("# ").strip()))
        elif drafts:
            _take(drafts[-1], token, part)
        else:
            before += part
    return _quiz(drafts, before)


def _top_level(tokens: Sequence[Token]) -> Iterator[Token]:
    return (token for token in tokens if token.level == 0 and token.nesting >= 0 and token.map)


def _take(draft: _Draft, token: Token, lines: Sequence[str]) -> None:
    if token.type == "bullet_list_open" and (options := _options(lines)):
        draft.options += options
    elif token.type == "blockquote_open":
        draft.explanation.append("\n".join(re.sub(r"^\s*> ?", "", line) for line in lines).strip())
    elif token.type == "paragraph_open":
        answers = [line.strip()[1:].strip() for line in lines if _is_answer(line)]
        draft.answers += answers
        rest = "\n".join(line for line in lines if not _is_answer(line)).strip()
        draft.texts += [rest] if rest else []
    else:
        draft.texts.append("\n".join(lines).strip("\n"))


def _options(lines: Sequence[str]) -> list[tuple[bool, str]]:
    """Return the options of a list; none if its items have no boxes."""
    found: list[tuple[bool, str]] = []
    for line in lines:
        option = _OPTION.match(line)
        if option is not None:
            found.append((option["mark"] != " ", option["text"].strip()))
        elif found and line.strip():
            right, text = found[-1]
            found[-1] = (right, f"{text} {line.strip()}")
    return found


def _is_answer(line: str) -> bool:
    return line.lstrip().startswith("= ")


def _quiz(drafts: Sequence[_Draft], before: Sequence[str]) -> tuple[Quiz | None, tuple[Wrong, ...]]:
    questions: list[Question] = []
    faults: list[Wrong] = []
    for draft in drafts:
        try:
            questions.append(_question(draft))
        except InvalidQuizError as error:
            faults.append(Wrong(draft.line, SENTENCES[error.fault]))
        except ValueError as error:
            faults.append(Wrong(draft.line, str(error)))
    stated = next((found for line in before if (found := _PASS.match(line.strip()))), None)
    if faults:
        return None, tuple(faults)
    try:
        percent = {} if stated is None else {"pass_percent": int(stated["percent"])}
        return Quiz(tuple(questions), **percent), ()
    except InvalidQuizError as error:
        return None, (Wrong(1, SENTENCES[error.fault]),)


def _question(draft: _Draft) -> Question:
    text = "\n\n".join([draft.title, *draft.texts]) if draft.title else "\n\n".join(draft.texts)
    explanation = "\n\n".join(draft.explanation)
    if draft.options and draft.answers:
        raise ValueError("a question has either options or an answer")
    if draft.options:
        right = frozenset(at for at, (ticked, _) in enumerate(draft.options) if ticked)
        options = tuple(option for _, option in draft.options)
        return ChoiceQuestion(text, options, right, len(right) > 1, explanation)
    if len(draft.answers) > 1:
        raise ValueError("a question has one line that begins with =; separate answers by |")
    if not draft.answers:
        raise InvalidQuizError("no-accepted-text")
    return _typed(text, draft.answers[0], explanation)


def _typed(text: str, answer: str, explanation: str) -> Question:
    number = _NUMBER.match(answer)
    if number is not None:
        tolerance = number["tolerance"] or "0"
        return NumberQuestion(text, _decimal(number["answer"]), _decimal(tolerance), explanation)
    accepted = tuple(each.strip().strip('"“”') for each in answer.split("|"))
    return TextQuestion(text, accepted, explanation)


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise ValueError(f"“{text}” is no number; write e.g. 1234.5") from None
