"""Read Lyceum's database from outside."""

from sqlalchemy import func, select

from data.engine import open_database
from data.tables import access_tasks, inbox, items, job_runs, metadata, signals
from tests.e2e.sandbox import Sandbox


async def everything_stored(sandbox: Sandbox) -> str:
    """Return every value of every table."""
    rows: list[str] = []
    database = open_database(sandbox.database_url)
    async with database.read() as connection:
        for table in metadata.sorted_tables:
            rows += [str(row) for row in await connection.execute(select(table))]
    await database.close()
    return "\n".join(rows)


async def signals_of(sandbox: Sandbox, user_id: int) -> set[tuple[str, str | None]]:
    """Return a member's stored signals: the kind of each, and the title of its item."""
    query = select(signals.c.kind, items.c.title).join(items).where(signals.c.user_id == user_id)
    database = open_database(sandbox.database_url)
    async with database.read() as connection:
        found = {(row.kind, row.title) for row in await connection.execute(query)}
    await database.close()
    return found


Stored = set[tuple[int, int, str, int, int]]  # user, object, kind, source, key


async def all_signals(database_url: str) -> Stored:
    """Return all signals on items that are not deleted, without times and item ids."""
    query = (
        select(
            signals.c.user_id, items.c.object_id, signals.c.kind, signals.c.source_id, signals.c.key
        )
        .join(items)
        .where(items.c.deleted_at.is_(None))
    )
    database = open_database(database_url)
    async with database.read() as connection:
        found: Stored = {tuple(row) for row in await connection.execute(query)}
    await database.close()
    return found


async def nothing_waits(sandbox: Sandbox) -> bool:
    """Return whether all events are processed and every member's roles were checked."""
    count = select(func.count()).where(inbox.c.state.not_in(("done", "ignored")))
    tasks = select(func.count()).select_from(access_tasks)
    database = open_database(sandbox.database_url)
    async with database.read() as connection:
        waiting = [await connection.scalar(query) for query in (count, tasks)]
    await database.close()
    return waiting == [0, 0]


async def slots(sandbox: Sandbox) -> list[str]:
    """Return the state of each slot of the digest, oldest first."""
    query = select(job_runs.c.state).where(job_runs.c.job == "digest").order_by(job_runs.c.due_at)
    database = open_database(sandbox.database_url)
    async with database.read() as connection:
        states = list((await connection.scalars(query)).all())
    await database.close()
    return states
