"""Figures of a large community for SQLite's query planner, kept in the database from the start.

SQLite chooses an index by figures about the tables, and has none unless somebody measures. On a
new database it then takes indexes that serve only the server's id, and goes on so while the server
grows. Therefore the figures are written beside the schema, as SQLite's own page on the stability
of plans advises (https://www.sqlite.org/queryplanner-ng.html): plans are those of a large
community from the first row on, they never change at run time, and tests prove each of them.
PostgreSQL measures by itself.
"""

from collections.abc import Mapping
from math import prod

from sqlalchemy import Connection

# Rows of a community of 50,000 members after two years; other tables have `USUAL` rows.
ROWS: Mapping[str, int] = {
    "facts": 1_000_000,
    "impressions": 2_000_000,
    "items": 2_000_000,
    "signals": 10_000_000,
    "plans": 50,
    "prices": 100,
}
USUAL = 200_000
# How many values a column has; one that is not named has as many as its table has rows.
VALUES: Mapping[str, int] = {
    "guild_id": 10,
    "channel_id": 200,
    "plan_id": 20,
    "role_id": 20,
    "user_id": 50_000,
    "author_id": 50_000,
    "item_id": 2_000_000,
    "kind": 5,
    "state": 1_000,  # those asked for, what is still to be done, are few
    "source": 20_000,
}


def write_statistics(connection: Connection) -> None:
    """Write the figures of every table and index, in place of those there; PostgreSQL: nothing."""
    if connection.dialect.name != "sqlite":
        return
    connection.exec_driver_sql("ANALYZE sqlite_schema")  # makes the table for the figures
    connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    tables = connection.exec_driver_sql("SELECT name FROM pragma_table_list WHERE type = 'table'")
    for table in [name for (name,) in tables if not name.startswith("sqlite_")]:
        _write(connection, table)
    connection.exec_driver_sql("ANALYZE sqlite_schema")  # has this connection read them


def _write(connection: Connection, table: str) -> None:
    rows = ROWS.get(table, USUAL)
    figures: list[tuple[str, str | None, str]] = [(table, None, str(rows))]
    for (index,) in connection.exec_driver_sql(
        "SELECT name FROM pragma_index_list(?)", (table,)
    ).all():
        names = connection.exec_driver_sql(
            "SELECT name FROM pragma_index_info(?) ORDER BY seqno", (index,)
        )
        values = [VALUES.get(name, rows) for (name,) in names]
        each = [max(rows // prod(values[:count]), 1) for count in range(1, len(values) + 1)]
        figures.append((table, index, " ".join(map(str, (rows, *each)))))
    connection.exec_driver_sql(
        "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", figures
    )
