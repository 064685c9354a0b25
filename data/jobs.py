"""Job runs: one row per job, guild and slot, so that no slot runs twice."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import job_runs
from data.upsert import insert

ENDED = ("done", "skipped", "failed")  # not tried again


@dataclass(frozen=True, slots=True)
class JobRun:
    """One slot of one job in one guild, and how it went.

    `state` is running, waiting (to be tried again), done, skipped or failed. `beat_at` is the
    last heartbeat of a running one, and the time of the failure of a waiting one.
    """

    id: int
    job: str
    guild_id: int
    due_at: datetime
    state: str
    attempts: int
    started_at: datetime
    beat_at: datetime
    finished_at: datetime | None
    detail: str | None


async def find(
    connection: AsyncConnection, job: str, guild_id: int, due_at: datetime
) -> JobRun | None:
    """Return the row of a slot, if it was ever begun."""
    query = select(job_runs).where(
        job_runs.c.job == job, job_runs.c.guild_id == guild_id, job_runs.c.due_at == due_at
    )
    row = (await connection.execute(query)).mappings().first()
    return None if row is None else JobRun(**row)


async def is_alive(
    connection: AsyncConnection, job: str, guild_id: int, due_at: datetime, since: datetime
) -> bool:
    """Return whether another slot of the guild's job has a heartbeat since then."""
    found = await connection.scalar(
        select(job_runs.c.id)
        .where(
            job_runs.c.job == job,
            job_runs.c.guild_id == guild_id,
            job_runs.c.due_at != due_at,
            job_runs.c.state == "running",
            job_runs.c.beat_at >= since,
        )
        .limit(1)
    )
    return found is not None


async def begin(
    connection: AsyncConnection, job: str, guild_id: int, due_at: datetime, now: datetime
) -> JobRun | None:
    """Insert a slot's row; return None if it exists already."""
    added = await connection.execute(
        insert(connection, job_runs)
        .values(
            job=job,
            guild_id=guild_id,
            due_at=due_at,
            state="running",
            attempts=1,
            started_at=now,
            beat_at=now,
        )
        .on_conflict_do_nothing()
    )
    return await find(connection, job, guild_id, due_at) if added.rowcount else None


async def take_over(connection: AsyncConnection, seen: JobRun, now: datetime) -> JobRun | None:
    """Begin the next attempt at a slot, unless another process did so since `seen`."""
    taken = await connection.execute(
        update(job_runs)
        .where(
            job_runs.c.id == seen.id,
            job_runs.c.state == seen.state,
            job_runs.c.beat_at == seen.beat_at,
        )
        .values(state="running", attempts=seen.attempts + 1, started_at=now, beat_at=now)
    )
    if not taken.rowcount:
        return None
    return replace(seen, state="running", attempts=seen.attempts + 1, started_at=now, beat_at=now)


async def heartbeat(connection: AsyncConnection, run: JobRun, now: datetime) -> bool:
    """Store a heartbeat; return False if the attempt is no longer ours."""
    return await _own(connection, run, beat_at=now)


async def put_off(
    connection: AsyncConnection, run: JobRun, attempts: int, detail: str, now: datetime
) -> bool:
    """Leave the slot to a later attempt; `attempts` is how many count as used."""
    return await _own(
        connection, run, state="waiting", attempts=attempts, detail=detail, beat_at=now
    )


async def end(
    connection: AsyncConnection, run: JobRun, state: str, detail: str | None, now: datetime
) -> bool:
    """Close the slot permanently."""
    return await _own(connection, run, state=state, detail=detail, finished_at=now)


async def last_ended(connection: AsyncConnection, job: str) -> dict[int, datetime]:
    """Return each guild's latest slot that ended, whatever its outcome."""
    rows = await connection.execute(
        select(job_runs.c.guild_id, func.max(job_runs.c.due_at).label("due_at"))
        .where(job_runs.c.job == job, job_runs.c.state.in_(ENDED))
        .group_by(job_runs.c.guild_id)
    )
    return {row.guild_id: row.due_at for row in rows}


async def prune(connection: AsyncConnection, before: datetime, limit: int) -> int:
    """Delete at most `limit` slots that were due before an instant; return how many."""
    some = select(job_runs.c.id).where(job_runs.c.due_at < before).limit(limit)
    gone = await connection.execute(delete(job_runs).where(job_runs.c.id.in_(some)))
    return gone.rowcount


async def _own(connection: AsyncConnection, run: JobRun, **values: object) -> bool:
    changed = await connection.execute(
        update(job_runs)
        .where(
            job_runs.c.id == run.id,
            job_runs.c.state == "running",
            job_runs.c.attempts == run.attempts,
        )
        .values(**values)
    )
    return bool(changed.rowcount)
