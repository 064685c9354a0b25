"""What members do with sessions: see, follow, ask, vote, and get in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.clock import Clock
from bot.errors import UserError
from bot.sessions.follow_up import IsOpen
from bot.sessions.request import MAX_QUESTION_LENGTH, check_text
from data import session_followers, session_questions, sessions
from data.engine import Database
from data.session_questions import Question
from data.sessions import OPEN, LiveSession, Permit

MAX_QUESTIONS = 5  # of one member, for one session
SHOWN_QUESTIONS = 25  # as many as a menu takes
EARLIEST_ENTRY = timedelta(minutes=15)  # before the start, from when members can join
LOOK_BACK = timedelta(days=2)  # a session that is still on began at most this long ago


@dataclass(frozen=True, slots=True)
class SeenSession:
    """A session as one member sees it.

    Attributes:
        is_open: Whether they may join it.
        followed: Whether they are reminded.
    """

    session: LiveSession
    is_open: bool
    followed: bool


class SessionAudience:
    """The use cases of members."""

    def __init__(self, database: Database, clock: Clock, is_open: IsOpen) -> None:
        self._database = database
        self._clock = clock
        self._is_open = is_open

    async def coming(self, guild_id: int, user_id: int) -> list[SeenSession]:
        """Return a guild's sessions that are on or will be, in their order."""
        since = self._clock.now() - LOOK_BACK
        async with self._database.read() as connection:
            found = await sessions.of_guild(connection, guild_id, OPEN, since)
            mine = await session_followers.followed(connection, guild_id, user_id)
        may = {
            each.content_id: await self._may(each, user_id)
            for each in {one.content_id: one for one in found}.values()
        }
        return [SeenSession(each, may[each.content_id], each.content_id in mine) for each in found]

    async def of_content(
        self, guild_id: int, content_id: int
    ) -> tuple[LiveSession | None, LiveSession | None]:
        """Return a content's next session, and its last one with a recording or notes."""
        async with self._database.read_fast() as connection:
            every = await sessions.of_content(connection, content_id, (*OPEN, "ended"))
        here = [each for each in every if each.guild_id == guild_id]
        coming = [each for each in here if each.state in OPEN]
        kept = [each for each in here if each.state == "ended" and (each.recording or each.notes)]
        return min(coming, key=lambda one: one.starts_at, default=None), kept[-1] if kept else None

    async def see(self, guild_id: int, user_id: int, session_id: int) -> SeenSession:
        """Return a session as a member sees it.

        Raises:
            UserError: There is none.
        """
        async with self._database.read_fast() as connection:
            found = await sessions.get(connection, session_id)
            mine = await session_followers.followed(connection, guild_id, user_id)
        if found is None or found.guild_id != guild_id:
            raise UserError("session-gone")
        return SeenSession(found, await self._may(found, user_id), found.content_id in mine)

    async def follow(self, guild_id: int, user_id: int, session_id: int) -> None:
        """Let a member be reminded of a session, and of those after it in its series.

        Raises:
            UserError: It is over, or not open to them.
        """
        seen = await self._open(guild_id, user_id, session_id)
        async with self._database.write_fast() as connection:
            await session_followers.follow(
                connection, guild_id, seen.content_id, user_id, self._clock.now()
            )

    async def follow_if_open(self, found: LiveSession, user_id: int) -> None:
        """Let a member follow a session if it is to come and open to them."""
        if found.state in OPEN and await self._may(found, user_id):
            await self.follow(found.guild_id, user_id, found.id)

    async def unfollow(self, user_id: int, session_id: int) -> None:
        """Let a member be reminded no more."""
        async with self._database.write_fast() as connection:
            found = await sessions.get(connection, session_id)
            if found is not None:
                await session_followers.unfollow(connection, found.content_id, user_id)

    async def questions(self, session_id: int) -> list[Question]:
        """Return a session's questions: unanswered ones first, then by votes."""
        async with self._database.read() as connection:
            return await session_questions.of_session(connection, session_id, SHOWN_QUESTIONS)

    async def ask(self, guild_id: int, user_id: int, session_id: int, text: str) -> None:
        """Store a member's question.

        Raises:
            UserError: It is empty, one too many, or the session is over or not open to them.
        """
        kept = check_text(text, MAX_QUESTION_LENGTH, "session-no-question")
        await self._open(guild_id, user_id, session_id)
        async with self._database.write_fast() as connection:
            if await session_questions.count_of(connection, session_id, user_id) >= MAX_QUESTIONS:
                raise UserError("session-many-questions", most=MAX_QUESTIONS)
            await session_questions.ask(
                connection, guild_id, session_id, user_id, kept, self._clock.now()
            )

    async def vote(
        self, guild_id: int, user_id: int, session_id: int, questions: Sequence[int]
    ) -> None:
        """Store a member's votes for these questions, or take back those that were there.

        Raises:
            UserError: The session is over, or not open to them.
        """
        await self._open(guild_id, user_id, session_id)
        async with self._database.write() as connection:
            for question_id in questions:
                if await session_questions.session_of(connection, question_id) == session_id:
                    await session_questions.vote(connection, guild_id, question_id, user_id)

    async def enter(self, guild_id: int, user_id: int, session_id: int) -> LiveSession:
        """Return the session that a member wants to join.

        Raises:
            UserError: It is too early, over, or not open to them.
        """
        found = await self._open(guild_id, user_id, session_id)
        if found.state == "scheduled" and self._clock.now() < found.starts_at - EARLIEST_ENTRY:
            when = f"<t:{int(found.starts_at.timestamp())}:R>"
            raise UserError("session-early", when=when)
        return found

    async def permitted(self, found: LiveSession, user_id: int, added: int) -> None:
        """Record the permission bits that a member gets, to be taken back afterwards."""
        if found.channel_id is None:
            return
        new = Permit(found.id, user_id, found.guild_id, found.channel_id, added)
        async with self._database.write_fast() as connection:
            await sessions.permit(connection, new)

    async def _open(self, guild_id: int, user_id: int, session_id: int) -> LiveSession:
        seen = await self.see(guild_id, user_id, session_id)
        if seen.session.state not in OPEN:
            raise UserError("session-over")
        if not seen.is_open:
            raise UserError("session-locked")
        return seen.session

    async def _may(self, found: LiveSession, user_id: int) -> bool:
        return found.preview or await self._is_open(found.guild_id, user_id, found.content_id)
