"""A database from when a plan had one price keeps how long each pass lasts."""

from pathlib import Path

from sqlalchemy import text

from data.engine import open_database
from data.migrate import upgrade
from data.plans import get

PLAN = text(
    "INSERT INTO plans (id, guild_id, name, description, role_id, trial_days, days, key, state,"
    " created_by, created_at) VALUES (:id, 1, 'P', '', 2, 0, :days, 'k', 'active', 3, 0)"
)
PRICE = text(
    "INSERT INTO prices (plan_id, amount, currency, interval, current, created_at)"
    " VALUES (:id, 900, 'eur', 'once', 1, 0)"
)


async def test_the_days_of_a_plan_become_those_of_its_prices(tmp_path: Path) -> None:
    database = open_database(f"sqlite+aiosqlite:///{tmp_path / 'old.db'}")
    await upgrade(database, "0015")
    async with database.write() as connection:
        for plan, days in ((1, 30), (2, None)):
            await connection.execute(PLAN, {"id": plan, "days": days})
            await connection.execute(PRICE, {"id": plan})
    await upgrade(database)
    async with database.read() as connection:
        assert [(await get(connection, plan)).price.days for plan in (1, 2)] == [30, None]
    await database.close()
