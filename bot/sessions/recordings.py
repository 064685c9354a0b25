"""Keeps a session's recording and notes, and makes an article of them."""

from collections.abc import Awaitable, Callable

from bot.clock import Clock
from bot.errors import UserError
from bot.sessions.request import check_link
from data import contents, sessions
from data.contents import NewContent
from data.engine import Database
from data.sessions import LiveSession

MAX_NOTES_LENGTH = 4000
SaveText = Callable[[str], Awaitable[str]]  # stores a text, and returns its key


class SessionRecordings:
    """The use cases of staff after a session."""

    def __init__(self, database: Database, clock: Clock, save_text: SaveText) -> None:
        self._database = database
        self._clock = clock
        self._save_text = save_text

    async def keep(self, found: LiveSession, link: str | None, notes: str | None) -> None:
        """Store a session's recording and notes; what is left out stays as it is.

        Raises:
            UserError: Nothing is given, the link is wrong, or the session is not over.
        """
        if found.state != "ended":
            raise UserError("session-not-over")
        values: dict[str, str] = {}
        if link:
            values["recording"] = check_link(link)
        if notes and notes.strip():
            values["notes"] = notes.strip()[:MAX_NOTES_LENGTH]
        if not values:
            raise UserError("session-no-recording")
        async with self._database.write_fast() as connection:
            await sessions.change(connection, found.id, **values)

    async def make_article(self, session_id: int, actor_id: int) -> str:
        """Make a draft of an article from a session's recording, once; return its title.

        The offers that hold the session hold it too. Its text is stored first: if the rest fails,
        the store's cleaning deletes it.

        Raises:
            UserError: There is no recording, or it is an article already.
        """
        async with self._database.read_fast() as connection:
            known = await sessions.get(connection, session_id)
        text = await self._save_text(_check(known))
        async with self._database.write() as connection:
            found = await sessions.get(connection, session_id)
            if found is None or found.lesson_id is not None:
                raise UserError("session-article-there")
            article = NewContent(
                found.guild_id,
                "article",
                found.title,
                actor_id,
                summary=found.summary,
                minutes=found.minutes,
                preview=found.preview,
                body_key=text,
            )
            made = await contents.add(connection, article, self._clock.now())
            session = await contents.get(connection, found.guild_id, found.content_id)
            if session is not None:
                for offer_id in sorted(await contents.holders(connection, session)):
                    await contents.hold(connection, found.guild_id, offer_id, [made.id])
            await sessions.change(connection, session_id, lesson_id=made.id)
        return found.title


def _check(found: LiveSession | None) -> str:
    """Return the text of a session's article, in Markdown.

    Raises:
        UserError: There is no recording, or it is an article already.
    """
    if found is None or not (found.recording or found.notes):
        raise UserError("session-no-recording")
    if found.lesson_id is not None:
        raise UserError("session-article-there")
    return "\n\n".join(filter(None, (found.recording, found.notes)))
