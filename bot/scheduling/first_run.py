"""Store since when a job's slots count: since the first start of the bot."""

from datetime import datetime

from bot.clock import Clock
from data import inbox
from data.engine import Database


async def first_asked(database: Database, clock: Clock, job: str) -> datetime:
    """Return when a job's slots were first asked for, which is stored."""
    async with database.read() as connection:
        since = await inbox.cursor(connection, job)
    now = clock.now()
    if since is not None and since <= now:
        return since
    async with database.write() as connection:  # or it was stored by a clock that was wrong
        await inbox.move_cursor(connection, job, now)
    return now
