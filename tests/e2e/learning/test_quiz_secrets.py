"""Test that nothing that is sent of a quiz tells what is right before the answer is given.

Two quizzes ask the same and differ only in what is right. Two members give the same answers, all of
them wrong, so nothing may differ of what they are sent until each question is answered, and no id
of a button, a menu, a form or a field may differ ever.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any, cast

from bot.app import App
from bot.clock import ShiftedClock
from bot.learning.authoring import save_lesson
from bot.learning.drip import AT_ONCE
from bot.learning.quiz import ChoiceQuestion, NumberQuestion, Question, Quiz, TextQuestion
from bot.simulator.discord import Person
from bot.simulator.discord.actors.reply import Reply
from tests.e2e.learning.test_course import give, publish
from tests.e2e.payments.test_purchase import sell
from tests.e2e.sandbox import Sandbox

SIX = tuple(f"option-{each}" for each in "abcdef")
LONG = (f"{'long' * 21}-a", f"{'long' * 21}-b", f"{'long' * 21}-c")  # too long for buttons
ATTEMPT = re.compile(r"(lyceum:(?:ask:quiz|quiz:page):\d+):\d+:")
RANDOM = re.compile(r"[0-9a-f]{32}")  # what discord.py gives to what we don't name


def quiz(right: int, number: str, text: str) -> Quiz:
    """Return questions of all kinds, with what is right."""
    asked: tuple[Question, ...] = (
        ChoiceQuestion("Buttons?", ("button-a", "button-b", "button-c"), frozenset({right})),
        ChoiceQuestion("Menu of six?", SIX, frozenset({right})),
        ChoiceQuestion("Menu of long ones?", LONG, frozenset({right})),
        ChoiceQuestion("Several?", SIX, frozenset(range(right, 2 * right + 1)), multiple=True),
        NumberQuestion("How many?", Decimal(number), Decimal(right)),
        TextQuestion("Who?", (text, f"{text} {text}")),
    )
    return Quiz(asked, 100)


QUIZZES = quiz(1, "7301", "Lovelace"), quiz(2, "4409", "Hopper")
NAMES = {question.text for question in QUIZZES[0].questions}
TEXTS = re.compile("button-|option-[a-f]|longlong")  # an id holds positions, no options
SECRETS = re.compile("7301|4409|lovelace|hopper", re.IGNORECASE)


@dataclass
class Sent:
    """What a member was sent: all ids, and what they saw until a question was answered."""

    ids: list[str] = field(default_factory=list[str])
    before_answers: list[str] = field(default_factory=list[str])


def ids_in(node: object) -> Iterator[str]:
    """Yield all custom ids, and the values of options, in a body."""
    match node:
        case dict():
            fields = cast("dict[str, Any]", node)
            if isinstance(fields.get("custom_id"), str):
                yield fields["custom_id"]
                yield from (str(each["value"]) for each in fields.get("options") or ())
            for each in fields.values():
                yield from ids_in(each)
        case list():
            for each in cast("list[Any]", node):
                yield from ids_in(each)
        case _:
            return


def plain(text: str) -> str:
    """Return a text without what differs between any two attempts: their ids, random ids."""
    return RANDOM.sub("random", ATTEMPT.sub(r"\1:attempt:", text))


async def answer(member: Person, asked: Reply) -> Reply:
    """Answer a question of either quiz wrongly."""
    if asked.selects:
        return await member.select(asked, asked.selects[0].custom_id, ["0"])
    if any(button.label == "button-a" for button in asked.buttons):
        return await member.click(asked, "button-a")
    form = await member.click(asked, "Answer")
    typed = "1" if "How many?" in asked.text else "Nobody"
    return await member.submit(form, {"Answer": typed})


async def take(sandbox: Sandbox, member: Person, sent: Sent) -> None:
    """Take the quiz and turn the pages of its result."""
    panel = await member.slash("learn course", in_=sandbox.general, course="Rust")
    card = await member.click(panel, "Continue: Lesson 1")
    sent.before_answers.append(json.dumps(card.components))
    asked = await member.click(card, "Quiz")
    for position in range(6):
        assert f"Question {position + 1} of 6" in asked.text
        sent.before_answers.append(json.dumps(asked.components))
        asked = await answer(member, asked)
    assert "0 of 6 correct" in asked.text
    asked = await member.click(asked, "▶")
    assert SECRETS.search(asked.text), "the result does not show what is right"
    asked = await member.click(asked, "◀")
    await member.click(asked, "Back to the lesson")


async def review(sandbox: Sandbox, member: Person, clock: ShiftedClock, sent: Sent) -> None:
    """Answer three questions a day in the review until all six have come."""
    shown = await member.slash("learn review", in_=sandbox.general)
    await member.click(shown, "Yes, ask me")
    seen: set[str] = set()
    for _ in range(2):
        clock.advance(timedelta(days=2))
        shown = await member.slash("learn review", in_=sandbox.general)
        for _ in range(3):
            sent.before_answers.append(json.dumps(shown.components))
            seen |= {name for name in NAMES if name in shown.text}
            shown = await answer(member, shown)
            assert "Not quite" in shown.text
            shown = await member.click(shown, "Next question")
    assert seen == NAMES


async def go(
    sandbox: Sandbox, app: App, clock: ShiftedClock, name: str, asked: Quiz, place: list[int]
) -> Sent:
    """Let a new member take a quiz and review it; return what they were sent."""
    guild_id, (course, lesson) = sandbox.guild.id, place
    async with app.services.deps.database.write() as connection:
        await save_lesson(
            connection, guild_id, course, lesson, optional=False, drip=AT_ONCE, quiz=asked
        )
    member, sent, before = sandbox.guild.join(name), Sent(), len(sandbox.discord.requests)
    await give(sandbox, member)
    await take(sandbox, member, sent)
    await review(sandbox, member, clock, sent)
    answers = (
        entry.body
        for entry in sandbox.discord.requests.since(before)
        if entry.path.startswith(("/interactions/", "/webhooks/"))
    )
    sent.ids = [plain(each) for body in answers for each in ids_in(body)]
    sent.before_answers = [plain(each) for each in sent.before_answers]
    return sent


async def test_no_id_and_no_open_question_tells_what_is_right(sandbox: Sandbox) -> None:
    clock = ShiftedClock()
    async with sandbox.app(clock=clock) as app:
        await sell(sandbox)
        place = await publish(sandbox, app, lessons=1)
        alice, bob = [
            await go(sandbox, app, clock, name, asked, place)
            for name, asked in zip(("alice", "bob"), QUIZZES, strict=True)
        ]
    assert len(alice.before_answers) == 1 + 6 + 6
    assert alice.before_answers == bob.before_answers
    assert any(each.startswith("lyceum:ask:") for each in alice.ids)
    assert alice.ids == bob.ids
    assert not SECRETS.search("".join(alice.before_answers))
    recorded = [
        each for entry in sandbox.discord.requests for each in ids_in([entry.body, entry.answer])
    ]
    telling = [each for each in recorded if SECRETS.search(each) or TEXTS.search(each)]
    assert telling == []
