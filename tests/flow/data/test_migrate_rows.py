"""Test that databases of every older revision are migrated without losing a row."""

import sqlite3
from collections.abc import AsyncIterator, Iterable, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import (
    Connection,
    column,
    func,
    insert,
    inspect,
    literal,
    select,
    table,
    text,
    union_all,
)
from sqlalchemy.types import JSON, BigInteger, Boolean, Float, Integer

from data.engine import Database, open_database
from data.migrate import (
    BrokenReferencesError,
    DatabaseTooNewError,
    _config,  # pyright: ignore[reportPrivateUsage] the list of revisions
    current_revision,
    known_revisions,
    needs_upgrade,
    newest_revision,
    upgrade,
)

ROWS = 3
REVISIONS = sorted(known_revisions())


@pytest.fixture
async def empty(database_url: str) -> AsyncIterator[Database]:
    database = open_database(database_url)
    if database.url.get_backend_name() == "sqlite":
        Path(str(database.url.database)).unlink()
    else:
        async with database.write() as connection:
            await connection.execute(text("DROP SCHEMA public CASCADE"))
            await connection.execute(text("CREATE SCHEMA public"))
    yield database
    await database.close()


def _value(name: str, kind: Any, number: int) -> Any:  # noqa: ANN401 whatever a column takes
    if isinstance(kind, JSON):
        return {"subscription_id": f"sub_{number}"}
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Float):
        return 0.5
    if isinstance(kind, BigInteger | Integer):
        return number
    return f"{name[:6]}{number}"[: getattr(kind, "length", None) or 20]


def fill(connection: Connection, first: int, stored: Mapping[str, int]) -> dict[str, int]:
    """Put rows into every table, numbered from `first`; return how many each has.

    `stored` is how many it must have before.
    """
    assert counted(connection, stored) == stored
    # Names and types are enough: to reflect indexes and constraints as well takes thrice as long.
    inspector = inspect(connection)
    columns = {name: rows for (_, name), rows in inspector.get_multi_columns().items()}
    ordered = [each for each, _ in inspector.get_sorted_table_and_fkc_names()]
    names = [name for name in ordered if name is not None and name != "alembic_version"]
    for name in names:
        kinds: dict[str, Any] = {each["name"]: each["type"] for each in columns[name]}
        rows = [
            {key: _value(key, kind, n) for key, kind in kinds.items()}
            for n in range(first, first + ROWS)
        ]
        if name == "facts":  # whose body a migration reads
            rows[0]["kind"] = "receipt"
        taker = table(name, *(column(key, kind) for key, kind in kinds.items()))
        connection.execute(insert(taker), rows)
    return counted(connection, names)


def counted(connection: Connection, names: Iterable[str]) -> dict[str, int]:
    each = [select(literal(name), func.count()).select_from(table(name)) for name in names]
    return dict(list(connection.execute(union_all(*each)))) if each else {}


async def test_no_row_of_any_older_revision_is_lost(empty: Database) -> None:
    """Each revision writes rows of its own, which continue with those of earlier ones."""
    stored: dict[str, int] = {}
    for first, revision in zip(count(1, ROWS), REVISIONS, strict=False):
        await upgrade(empty, revision)
        assert await current_revision(empty) == revision
        async with empty.write() as connection:
            stored = await connection.run_sync(fill, first, stored)
    assert max(stored.values()) == ROWS * len(REVISIONS)


async def test_an_interrupted_upgrade_changes_nothing_and_runs_again_telling_each_step(
    empty: Database,
) -> None:
    first, *others = REVISIONS
    await upgrade(empty, first)

    def break_off(step: str) -> None:
        if step == newest_revision():
            raise InterruptedError

    with pytest.raises(InterruptedError):
        await upgrade(empty, on_step=break_off)
    assert await current_revision(empty) == first
    steps: list[str] = []
    await upgrade(empty, on_step=steps.append)
    assert steps[: len(others)] == others
    assert await current_revision(empty) == newest_revision()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_rows_that_point_nowhere_stop_a_migration_and_nothing_is_changed(
    empty: Database,
) -> None:
    first = REVISIONS[0]
    await upgrade(empty, first)
    with sqlite3.connect(str(empty.url.database)) as raw:  # foreign keys rest here
        raw.execute(
            "INSERT INTO prices (id, plan_id, amount, currency, interval, current, created_at)"
            " VALUES (1, 99, 900, 'eur', 'month', 1, 0)"
        )
    with pytest.raises(BrokenReferencesError, match="prices"):
        await upgrade(empty)
    assert await current_revision(empty) == first


async def test_a_database_of_newer_code_is_named_and_left_alone(empty: Database) -> None:
    await upgrade(empty)
    mark = text("UPDATE alembic_version SET version_num = :revision")
    async with empty.write() as connection:
        await connection.execute(mark, {"revision": "0099"})
    with pytest.raises(DatabaseTooNewError, match="0099"):
        await needs_upgrade(empty)
    async with empty.write() as connection:
        await connection.execute(mark, {"revision": newest_revision()})
    assert await needs_upgrade(empty) is None


def test_the_revisions_are_one_line() -> None:
    scripts = ScriptDirectory.from_config(_config(None))
    assert len(scripts.get_heads()) == 1
    assert [Path(script.path).name[:4] for script in scripts.walk_revisions()] == REVISIONS[::-1]
