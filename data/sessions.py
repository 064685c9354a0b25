"""Live sessions: one row for each occurrence."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import RowMapping, bindparam, case, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import contents, session_permits, sessions
from data.upsert import insert as insert_or

Place = Literal["stage", "voice", "outside"]
SessionState = Literal["scheduled", "live", "ended", "cancelled"]
OPEN = ("scheduled", "live")

_SESSION = select(
    sessions, contents.c.title, contents.c.summary, contents.c.preview
).join(contents, contents.c.id == sessions.c.content_id)  # fmt: skip
_ONE = _SESSION.where(sessions.c.id == bindparam("session_id"))


@dataclass(frozen=True, slots=True)
class NewSession:
    """An occurrence to store; the fields are those of `LiveSession`."""

    guild_id: int
    content_id: int
    number: int
    place: Place
    channel_id: int | None
    link: str | None
    first_local: str
    first_number: int
    zone: str
    repeats: str
    starts_at: datetime
    minutes: int
    settled_at: datetime
    created_by: int


@dataclass(frozen=True, slots=True)
class LiveSession:
    """One occurrence of a session, with its content's title and summary.

    Attributes:
        number: Which occurrence of its series, from 0.
        channel_id: The stage or voice channel; None: it is outside of Discord.
        link: Where it is outside of Discord.
        first_local: When its series begins, on the clock of its zone: 2026-12-01T18:00.
        first_number: The occurrence that begins then, because the series may have been moved.
        version: How often it was moved.
        settled_at: Since when its present time is known.
        reminded: How many minutes before the start the last reminders were queued; None: none yet.
        began_at, ended_at: When it really began and ended; None: not yet.
        event_id: Discord's scheduled event; None: there is none.
        event_due: Whether that has to be made, changed or ended.
        preview: Whether it is open to all members.
        lesson_id: The article that its recording became; a lesson of before.
        counted: Whether its attendance has marked its content as done.
    """

    id: int
    guild_id: int
    content_id: int
    number: int
    place: Place
    channel_id: int | None
    link: str | None
    first_local: str
    first_number: int
    zone: str
    repeats: str
    starts_at: datetime
    minutes: int
    state: SessionState
    version: int
    settled_at: datetime
    reminded: int | None
    began_at: datetime | None
    ended_at: datetime | None
    event_id: int | None
    event_due: bool
    created_by: int
    recording: str | None
    notes: str | None
    lesson_id: int | None
    counted: bool
    title: str
    summary: str
    preview: bool

    @property
    def ends_at(self) -> datetime:
        """When it is planned to end."""
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is left of a session's content for members who were not there.

    Attributes:
        coming: Whether an occurrence is on or to come.
        kept: Whether there is a recording, or notes, of one that is over.
        observed: Whether attendance can be seen: not outside of Discord.
    """

    coming: bool
    kept: bool
    observed: bool

    @property
    def by_hand(self) -> bool:
        """Whether a member marks it as done themselves."""
        return not self.coming and (self.kept or not self.observed)

    @property
    def lasts(self) -> bool:
        """Whether it is worth a member's look: something is to come, or was kept."""
        return self.coming or self.kept

    @property
    def gone(self) -> bool:
        """Whether nobody can complete it any more."""
        return not self.coming and not self.by_hand


@dataclass(frozen=True, slots=True)
class Permit:
    """A member's own permission in a session's channel, which ends with the session.

    `added`: the permission bits that are taken back then; the member's others are staff's.
    """

    session_id: int
    user_id: int
    guild_id: int
    channel_id: int
    added: int


async def add(connection: AsyncConnection, new: NewSession) -> int | None:
    """Store an occurrence; return its id, or None if it was there already."""
    query = insert_or(connection, sessions).values(**asdict(new), state="scheduled", event_due=True)
    conflict = query.on_conflict_do_nothing(index_elements=["content_id", "number"])
    return await connection.scalar(conflict.returning(sessions.c.id))


async def get(connection: AsyncConnection, session_id: int) -> LiveSession | None:
    """Return a session; None if there is none with this id."""
    row = (await connection.execute(_ONE, {"session_id": session_id})).mappings().first()
    return None if row is None else _session(row)


async def of_event(connection: AsyncConnection, event_id: int) -> LiveSession | None:
    """Return the session of one of Discord's scheduled events."""
    rows = await connection.execute(_SESSION.where(sessions.c.event_id == event_id))
    row = rows.mappings().first()
    return None if row is None else _session(row)


async def of_guild(
    connection: AsyncConnection, guild_id: int, states: Collection[str], since: datetime
) -> list[LiveSession]:
    """Return a guild's sessions in these states that begin after a time."""
    rows = await connection.execute(
        _SESSION.where(
            sessions.c.guild_id == guild_id,
            sessions.c.state.in_(states),
            sessions.c.starts_at > since,
        ).order_by(sessions.c.starts_at, sessions.c.id)
    )
    return [_session(row) for row in rows.mappings()]


async def coming(connection: AsyncConnection, guild_id: int) -> list[LiveSession]:
    """Return a guild's sessions that are on or will be, in their order."""
    rows = await connection.execute(
        _SESSION.where(sessions.c.guild_id == guild_id, sessions.c.state.in_(OPEN)).order_by(
            sessions.c.starts_at, sessions.c.id
        )
    )
    return [_session(row) for row in rows.mappings()]


async def past(connection: AsyncConnection, guild_id: int, most: int) -> list[LiveSession]:
    """Return a guild's newest ended sessions, newest first."""
    rows = await connection.execute(
        _SESSION.where(sessions.c.guild_id == guild_id, sessions.c.state == "ended")
        .order_by(sessions.c.starts_at.desc(), sessions.c.id.desc())
        .limit(most)
    )
    return [_session(row) for row in rows.mappings()]


async def open_until(connection: AsyncConnection, until: datetime) -> list[LiveSession]:
    """Return all guilds' sessions that are scheduled or live, and begin before a time."""
    rows = await connection.execute(
        _SESSION.where(sessions.c.state.in_(OPEN), sessions.c.starts_at <= until).order_by(
            sessions.c.starts_at, sessions.c.id
        )
    )
    return [_session(row) for row in rows.mappings()]


async def in_channel(
    connection: AsyncConnection, channel_ids: Collection[int], after: datetime, until: datetime
) -> list[LiveSession]:
    """Return sessions in channels that are not over, and begin between two times."""
    rows = await connection.execute(
        _SESSION.where(
            sessions.c.channel_id.in_(channel_ids),
            sessions.c.starts_at > after,
            sessions.c.starts_at <= until,
            sessions.c.state.in_(OPEN),
        )
    )
    return [_session(row) for row in rows.mappings()]


async def of_content(
    connection: AsyncConnection, content_id: int, states: Collection[str]
) -> list[LiveSession]:
    """Return the occurrences of a content in these states, in their order."""
    rows = await connection.execute(
        _SESSION.where(sessions.c.content_id == content_id, sessions.c.state.in_(states)).order_by(
            sessions.c.number
        )
    )
    return [_session(row) for row in rows.mappings()]


async def standings(
    connection: AsyncConnection, content_ids: Collection[int]
) -> dict[int, Standing]:
    """Map the contents of sessions to what is left of them."""
    kept = sessions.c.recording.is_not(None) | sessions.c.notes.is_not(None)
    rows = await connection.execute(
        select(
            sessions.c.content_id,
            func.max(case((sessions.c.state.in_(OPEN), 1), else_=0)),
            func.max(case(((sessions.c.state == "ended") & kept, 1), else_=0)),
            func.max(case((sessions.c.channel_id.is_not(None), 1), else_=0)),
        )
        .where(sessions.c.content_id.in_(content_ids))
        .group_by(sessions.c.content_id)
    )
    return {row[0]: Standing(*map(bool, row[1:])) for row in rows}


async def uncounted(
    connection: AsyncConnection, ended_before: datetime, most: int
) -> list[LiveSession]:
    """Return ended sessions whose attendance is not counted yet, the oldest first."""
    rows = await connection.execute(
        _SESSION.where(
            sessions.c.counted.is_(False),
            sessions.c.state == "ended",
            sessions.c.ended_at <= ended_before,
        )
        .order_by(sessions.c.ended_at, sessions.c.id)
        .limit(most)
    )
    return [_session(row) for row in rows.mappings()]


async def due_events(connection: AsyncConnection, guild_ids: Collection[int]) -> list[LiveSession]:
    """Return the sessions whose event at Discord has to be made, changed or ended."""
    rows = await connection.execute(
        _SESSION.where(sessions.c.event_due, sessions.c.guild_id.in_(guild_ids)).order_by(
            sessions.c.id
        )
    )
    return [_session(row) for row in rows.mappings()]


async def change(connection: AsyncConnection, session_id: int, **values: Any) -> None:  # noqa: ANN401
    """Replace some of a session's fields, by their names in `LiveSession`."""
    await connection.execute(update(sessions).where(sessions.c.id == session_id).values(**values))


async def move_on(
    connection: AsyncConnection,
    session_id: int,
    states: Collection[str],
    **values: Any,  # noqa: ANN401
) -> bool:
    """Replace fields if the session is in one of these states; return whether it was."""
    found = await connection.execute(
        update(sessions)
        .where(sessions.c.id == session_id, sessions.c.state.in_(states))
        .values(**values)
    )
    return found.rowcount > 0


async def move(
    connection: AsyncConnection,
    session_id: int,
    **values: Any,  # noqa: ANN401
) -> int | None:
    """Replace fields of a session to come; return how often it was moved now.

    None: it has begun or was cancelled. Two moves at once get different numbers.
    """
    return await connection.scalar(
        update(sessions)
        .where(sessions.c.id == session_id, sessions.c.state == "scheduled")
        .values(version=sessions.c.version + 1, **values)
        .returning(sessions.c.version)
    )


async def mark_reminded(connection: AsyncConnection, known: LiveSession, minutes: int) -> bool:
    """Record that reminders are queued; return False if it is not as known."""
    found = await connection.execute(
        update(sessions)
        .where(
            sessions.c.id == known.id,
            sessions.c.version == known.version,
            sessions.c.state == "scheduled",
        )
        .values(reminded=minutes)
    )
    return found.rowcount > 0


async def settle_event(
    connection: AsyncConnection, known: LiveSession, event_id: int | None
) -> None:
    """Record that Discord's event fits a session, if that is still as known."""
    await connection.execute(
        update(sessions).where(sessions.c.id == known.id).values(event_id=event_id)
    )
    await connection.execute(
        update(sessions)
        .where(
            sessions.c.id == known.id,
            sessions.c.version == known.version,
            sessions.c.state == known.state,
        )
        .values(event_due=False)
    )


async def newest_number(connection: AsyncConnection, content_id: int) -> int:
    """Return the number of a content's last occurrence; -1: it has none."""
    query = select(func.max(sessions.c.number)).where(sessions.c.content_id == content_id)
    newest = await connection.scalar(query)
    return -1 if newest is None else newest


async def permit(connection: AsyncConnection, new: Permit) -> None:
    """Record that a member was given a permission in a session's channel."""
    query = insert_or(connection, session_permits).values(**asdict(new))
    await connection.execute(query.on_conflict_do_nothing())


async def over_permits(connection: AsyncConnection, guild_ids: Collection[int]) -> list[Permit]:
    """Return the permissions that outlive their session."""
    rows = await connection.execute(
        select(session_permits)
        .join(sessions, sessions.c.id == session_permits.c.session_id)
        .where(session_permits.c.guild_id.in_(guild_ids), sessions.c.state.not_in(OPEN))
    )
    return [Permit(**row) for row in rows.mappings()]


async def forget_permit(connection: AsyncConnection, over: Permit) -> None:
    """Record that a member's permission was taken back."""
    await connection.execute(
        delete(session_permits).where(
            session_permits.c.session_id == over.session_id,
            session_permits.c.user_id == over.user_id,
        )
    )


def _session(row: RowMapping) -> LiveSession:
    return LiveSession(**row)
