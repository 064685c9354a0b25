"""Members' attempts at quizzes: one question after another, then the review."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.errors import UserError
from bot.learning.quiz import NumberQuestion, Question, Quiz
from bot.learning.quiz_score import Given, InvalidAnswerError, QuizScore, check_form, score
from bot.learning.quiz_storage import loaded
from bot.learning.review import ReviewService
from bot.learning.service import Done, LearningService
from data import signal_requests
from data.engine import Connection, Database
from data.learning import quizzes
from data.learning.quizzes import QuizAttempt


@dataclass(frozen=True, slots=True)
class QuizState:
    """An attempt with its quiz.

    Attributes:
        at: The position of the first question without an answer; None: it is finished.
        result: The score of a finished attempt.
        done: What followed from passing; None: not passed, or passed before.
    """

    attempt: QuizAttempt
    quiz: Quiz
    at: int | None
    result: QuizScore | None = None
    done: Done | None = None

    @property
    def question(self) -> Question:
        """The question to ask now, or the first of a finished attempt."""
        return self.quiz.questions[self.at or 0]


class QuizService:
    """Begins attempts, takes answers and scores them."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        learning: LearningService,
        review: ReviewService,
    ) -> None:
        self._database = database
        self._clock = clock
        self._learning = learning
        self._review = review

    async def begin(self, guild_id: int, user_id: int, lesson_id: int) -> QuizState:
        """Begin an attempt, or continue the one under way.

        Raises:
            UserError: The lesson is locked, or has no quiz.
        """
        await self._learning.lesson(guild_id, user_id, lesson_id)
        async with self._database.write() as connection:
            stored = await quizzes.get(connection, lesson_id)
            if stored is None:
                raise UserError("learn-no-quiz")
            attempt = await quizzes.under_way(connection, guild_id, user_id, lesson_id)
            if attempt is None or attempt.version != stored.version:
                count = len(stored.questions)
                now = self._clock.now()
                attempt = await quizzes.begin(
                    connection, guild_id, user_id, lesson_id, stored.version, count, now
                )
        return _state(attempt, loaded(stored))

    async def look(self, guild_id: int, user_id: int, attempt_id: int) -> QuizState:
        """Return a member's attempt as it is.

        Raises:
            UserError: It is not theirs, or the quiz was changed meanwhile.
        """
        async with self._database.read_fast() as connection:
            return await self._load(connection, guild_id, user_id, attempt_id)

    async def answer(
        self, guild_id: int, user_id: int, attempt_id: int, question: int, given: Given
    ) -> QuizState:
        """Store an answer; the last finishes the attempt. Again, nothing changes.

        Raises:
            UserError: It is no answer to such a question, or the quiz was changed meanwhile.
        """
        async with self._database.write() as connection:
            state = await self._load(connection, guild_id, user_id, attempt_id)
            if state.at is None or state.at != question:
                return state
            _check(state.question, given)
            answers = list(state.attempt.answers)
            answers[question] = given if isinstance(given, str) else sorted(given)
            await quizzes.set_answers(connection, attempt_id, answers)
            if None in answers:
                return await self._load(connection, guild_id, user_id, attempt_id)
            result = score(state.quiz, answers)
            await quizzes.finish(
                connection,
                attempt_id,
                self._clock.now(),
                percent=result.percent,
                passed=result.passed,
            )
            await signal_requests.add(connection, guild_id, user_id)
            state = await self._load(connection, guild_id, user_id, attempt_id)
            await self._review.learn(connection, state.attempt, result.right)
        return await self._conclude(state)

    async def _conclude(self, state: QuizState) -> QuizState:
        """Mark the lesson as done if the attempt passed."""
        attempt = state.attempt
        if not attempt.passed:
            return state
        try:
            done = await self._learning.done(attempt.guild_id, attempt.user_id, attempt.lesson_id)
        except UserError:  # such as a preview of a course that they don't own
            return state
        return QuizState(attempt, state.quiz, state.at, state.result, done)

    async def _load(
        self, connection: Connection, guild_id: int, user_id: int, attempt_id: int
    ) -> QuizState:
        attempt = await quizzes.attempt(connection, attempt_id)
        if attempt is None or (attempt.guild_id, attempt.user_id) != (guild_id, user_id):
            raise UserError("learn-attempt-gone")
        stored = await quizzes.get(connection, attempt.lesson_id)
        if stored is None or stored.version != attempt.version:
            raise UserError("learn-quiz-changed")
        return _state(attempt, loaded(stored))


def _state(attempt: QuizAttempt, quiz: Quiz) -> QuizState:
    if attempt.finished_at is not None:
        return QuizState(attempt, quiz, None, score(quiz, attempt.answers))
    return QuizState(attempt, quiz, attempt.answers.index(None))


def _check(question: Question, given: Given) -> None:
    if not isinstance(given, str):
        return
    try:
        check_form(question, given)
    except InvalidAnswerError:
        number = isinstance(question, NumberQuestion)
        raise UserError("learn-answer-number" if number else "learn-answer-empty") from None
