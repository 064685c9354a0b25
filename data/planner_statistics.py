"""Statistics of a large community for SQLite's query planner.

SQLite chooses an index by statistics about the tables, and has none unless ANALYZE is run. On a
new database it then uses indexes that serve only the server's id, and keeps doing so while the
server grows. Therefore the statistics are written with the schema, as SQLite's own page on the
stability of plans advises (https://www.sqlite.org/queryplanner-ng.html): plans are those of a
large community from the first row on, they never change at run time, and tests check each of
them. PostgreSQL collects its own.
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
# Distinct values of a column; a column that is missing here has one per row.
VALUES: Mapping[str, int] = {
    "guild_id": 10,
    "channel_id": 200,
    "plan_id": 20,
    "role_id": 20,
    "user_id": 50_000,
    "author_id": 50_000,
    "item_id": 2_000_000,
    "kind": 5,
    "state": 1_000,  # the states that are queried, of unfinished work, are few
    "source": 20_000,
}


def write_statistics(connection: Connection) -> None:
    """Replace the statistics of every table and index; on PostgreSQL do nothing."""
    if connection.dialect.name != "sqlite":
        return
    connection.exec_driver_sql("ANALYZE sqlite_schema")  # creates the table for the statistics
    connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    tables = connection.exec_driver_sql("SELECT name FROM pragma_table_list WHERE type = 'table'")
    for table in [name for (name,) in tables if not name.startswith("sqlite_")]:
        _write(connection, table)
    connection.exec_driver_sql("ANALYZE sqlite_schema")  # makes this connection read them


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
