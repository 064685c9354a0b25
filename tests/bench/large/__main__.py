"""Make a large database: `python -m tests.bench.large URL --scale 100`.

URL is that of a SQLite file that does not exist yet, or of an empty PostgreSQL database.
"""

import argparse
import asyncio
import time
from datetime import UTC, datetime

from sqlalchemy import text

from data.engine import Database, open_database
from data.migrate import needs_upgrade, upgrade
from tests.bench.large.community import Community
from tests.bench.large.size import Size


async def main(url: str, scale: float, seed: int, guild_id: int) -> None:
    """Migrate, fill, and say how large it is and how long it took."""
    database = open_database(url)
    began = time.perf_counter()
    try:
        if await needs_upgrade(database) != "":
            raise SystemExit("The database is not empty.")
        await upgrade(database)
        community = Community(Size.of(scale), datetime.now(UTC), guild_id, seed)
        await community.fill(database, _say)
        seconds = time.perf_counter() - began
        _say(f"{await disk(database) / 1e6:,.0f} MB on disk, {seconds:,.0f} s")
    finally:
        await database.close()


async def disk(database: Database) -> int:
    """Return how many bytes a database takes."""
    sqlite = database.url.get_backend_name() == "sqlite"
    query = (
        "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        if sqlite
        else "SELECT pg_database_size(current_database())"
    )
    async with database.read() as connection:
        return int((await connection.execute(text(query))).scalar_one())


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 what a tool is for


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="tests.bench.large", description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--scale", type=float, default=1, help="1: 500 members; 100: 50,000")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--guild", type=int, default=10, help="the server's id")
    arguments = parser.parse_args()
    asyncio.run(main(arguments.url, arguments.scale, arguments.seed, arguments.guild))
