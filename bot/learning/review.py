"""Spaced review: questions that a member has answered come again, three a day.

Times are worked out by FSRS (the library fsrs): after each answer, right or wrong, a question
comes when it is about to be forgotten.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from fsrs import Card, Rating, Scheduler

from bot.clock import Clock
from bot.errors import UserError
from bot.learning.ports import ZoneOf
from bot.learning.quiz import Question
from bot.learning.quiz_score import Given, is_right
from bot.learning.quiz_storage import loaded
from data.engine import Connection, Database
from data.learning import profiles, quizzes, review_cards
from data.learning.quizzes import QuizAttempt
from data.learning.review_cards import ReviewCard

A_DAY = 3  # questions


@dataclass(frozen=True, slots=True)
class ReviewQuestion:
    """A question that is due, with its place."""

    lesson_id: int
    position: int
    question: Question


@dataclass(frozen=True, slots=True)
class ReviewState:
    """What is left of today's review.

    Attributes:
        question: The next question; None: nothing is left today.
        left: How many are left today, with that one.
        next_at: When the next one is due; None: there are no cards.
    """

    wanted: bool
    question: ReviewQuestion | None
    left: int
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An answer in a review: whether it was right, and when the question comes again."""

    asked: ReviewQuestion
    right: bool
    next_at: datetime


class ReviewService:
    """Keeps cards of members who take part."""

    def __init__(self, database: Database, clock: Clock, zone: ZoneOf) -> None:
        self._database = database
        self._clock = clock
        self._zone = zone
        # Without steps of minutes, because questions come once a day at most.
        self._scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)

    async def set_wanted(self, guild_id: int, user_id: int, *, wanted: bool) -> None:
        """Store whether a member takes part; those who stop lose their cards."""
        async with self._database.write() as connection:
            await profiles.set_review(
                connection, guild_id, user_id, self._clock.now(), wanted=wanted
            )
            if not wanted:
                await review_cards.erase(connection, guild_id, user_id)
                return
            for attempt in await quizzes.latest_finished(connection, guild_id, user_id):
                stored = await quizzes.get(connection, attempt.lesson_id)
                if stored is not None and stored.version == attempt.version:
                    quiz = loaded(stored)
                    right = [
                        given is not None and is_right(question, given)
                        for question, given in zip(quiz.questions, attempt.answers, strict=True)
                    ]
                    await self._store(connection, attempt, right)

    async def learn(
        self, connection: Connection, attempt: QuizAttempt, right: Sequence[bool]
    ) -> None:
        """Take the answers of a finished attempt, if the member takes part."""
        profile = await profiles.get(connection, attempt.guild_id, attempt.user_id)
        if profile.review:
            await self._store(connection, attempt, right)

    async def state(self, guild_id: int, user_id: int) -> ReviewState:
        """Return what is left of today's review; the day is the server's."""
        now = self._clock.now()
        today = datetime.combine(now.astimezone(self._zone(guild_id)).date(), time())
        since = today.replace(tzinfo=self._zone(guild_id))
        async with self._database.read_fast() as connection:
            wanted = (await profiles.get(connection, guild_id, user_id)).review
            reviewed = await review_cards.reviewed_since(connection, guild_id, user_id, since)
            most = max(A_DAY - reviewed, 0)
            due = await review_cards.due(connection, guild_id, user_id, now, most) if most else []
            next_at = await review_cards.next_due(connection, guild_id, user_id)
            question = await _question(connection, due[0]) if due else None
        return ReviewState(wanted, question, len(due), next_at)

    async def answer(
        self, guild_id: int, user_id: int, lesson_id: int, position: int, given: Given
    ) -> Reviewed:
        """Take an answer, and plan when the question comes again.

        Raises:
            UserError: The question is gone, or was answered already.
        """
        now = self._clock.now()
        async with self._database.write() as connection:
            card = await review_cards.get(connection, guild_id, user_id, lesson_id, position)
            if card is None or card.due_at > now:
                raise UserError("learn-review-gone")
            asked = await _question(connection, card)
            right = is_right(asked.question, given)
            planned = self._planned(card, now, right=right)
            await review_cards.put(connection, guild_id, user_id, [planned])
        return Reviewed(asked, right, planned.due_at)

    async def _store(
        self, connection: Connection, attempt: QuizAttempt, right: Sequence[bool]
    ) -> None:
        at = attempt.finished_at or self._clock.now()
        cards: list[ReviewCard] = []
        for position, was_right in enumerate(right):
            new = Card(card_id=position, due=at).to_dict()
            card = ReviewCard(attempt.lesson_id, position, attempt.version, {**new}, at)
            planned = self._planned(card, at, right=was_right)
            # The attempt is no review, so it doesn't count among the three of its day.
            cards.append(
                ReviewCard(
                    planned.lesson_id, position, planned.version, planned.card, planned.due_at
                )
            )
        await review_cards.put(connection, attempt.guild_id, attempt.user_id, cards)

    def _planned(self, card: ReviewCard, now: datetime, *, right: bool) -> ReviewCard:
        rating = Rating.Good if right else Rating.Again
        state, _ = self._scheduler.review_card(
            Card.from_dict(card.card),  # pyright: ignore[reportArgumentType] what to_dict returned
            rating,
            now,
        )
        return ReviewCard(
            card.lesson_id, card.question, card.version, {**state.to_dict()}, state.due, now
        )


async def _question(connection: Connection, card: ReviewCard) -> ReviewQuestion:
    stored = await quizzes.get(connection, card.lesson_id)
    if stored is None or stored.version != card.version:
        raise UserError("learn-review-gone")
    question = loaded(stored).questions[card.question]
    return ReviewQuestion(card.lesson_id, card.question, question)
