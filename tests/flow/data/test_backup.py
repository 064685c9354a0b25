"""Test backups and restores, on both kinds of database."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.app import migrate
from data.backup import BackupError, backup, prune, restore
from data.engine import Database, open_database
from data.migrate import current_revision, newest_revision
from tests.clocks import MONDAY_NOON


async def note(database: Database, word: str) -> None:
    async with database.write() as connection:
        await connection.execute(
            text(
                "INSERT INTO audit (guild_id, actor_id, action, detail, at)"
                " VALUES (1, 2, :word, '{}', 0)"
            ),
            {"word": word},
        )


async def notes(database: Database) -> list[str]:
    async with database.read() as connection:
        rows = await connection.scalars(text("SELECT action FROM audit ORDER BY id"))
        return list(rows)


async def test_what_was_saved_comes_back(database: Database, tmp_path: Path) -> None:
    await note(database, "kept")
    file = await backup(database, tmp_path / "backups", MONDAY_NOON)
    await note(database, "made afterwards")
    await database.close()
    await restore(database.url, file, MONDAY_NOON)
    again = open_database(database.url.render_as_string(hide_password=False))
    assert await notes(again) == ["kept"]
    assert await current_revision(again) == newest_revision()
    await note(again, "goes on")
    assert await notes(again) == ["kept", "goes on"]
    await again.close()


async def test_a_backup_is_whole_while_others_write(database: Database, tmp_path: Path) -> None:
    await note(database, "before")
    async with database.write() as connection:
        await connection.execute(text("UPDATE audit SET action = 'unfinished'"))
        await connection.rollback()
    file = await backup(database, tmp_path, MONDAY_NOON)
    assert file.stat().st_size > 0
    assert await notes(database) == ["before"]


async def test_the_newest_backups_are_kept(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    times = [MONDAY_NOON + timedelta(seconds=step) for step in range(4)]
    made = [await backup(database, folder, time) for time in times]
    other = folder / "notes.txt"
    other.touch()
    prune(folder, 2)
    assert sorted(folder.iterdir()) == sorted([*made[2:], other])


async def test_where_there_is_nothing_to_lose_no_backup_is_made(
    database: Database, tmp_path: Path
) -> None:
    assert not await migrate(database, tmp_path / "none", keep=3)
    assert not (tmp_path / "none").exists()
    empty = open_database(f"sqlite+aiosqlite:///{tmp_path}/new/lyceum.db")
    assert await migrate(empty, tmp_path / "none", keep=3)
    assert not (tmp_path / "none").exists()
    await empty.close()


async def test_a_migration_that_fails_again_and_again_costs_no_older_backup(
    database: Database, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    good = [
        await backup(database, folder, MONDAY_NOON + timedelta(seconds=step)) for step in range(3)
    ]
    for day in range(9):  # each start makes one, and does not come to the point of pruning
        await backup(database, folder, MONDAY_NOON + timedelta(days=day), before="0001")
    assert len(list(folder.iterdir())) == len(good) + 1
    assert all(path.exists() for path in good)


async def test_an_empty_file_pushes_no_backup_out(database: Database, tmp_path: Path) -> None:
    good = await backup(database, tmp_path, MONDAY_NOON)
    for second in range(1, 4):
        (tmp_path / good.name.replace("120000-000000", f"1200{second:02}-000000")).touch()
    prune(tmp_path, 2)
    assert good.exists()


async def test_a_backup_is_complete_or_absent(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "file"
    folder.touch()  # no folder can be made there
    with pytest.raises(BackupError, match="lyceum-"):
        await backup(database, folder, MONDAY_NOON)
    assert folder.read_bytes() == b""
    await backup(database, tmp_path, MONDAY_NOON)
    assert not list(tmp_path.glob("*.partial"))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        ("DROP TABLE facts", "doesn't match Lyceum's schema"),
        ("DELETE FROM alembic_version", "not a Lyceum database"),
        ("UPDATE alembic_version SET version_num = '0099'", "newer version of Lyceum"),
        ("CREATE VIEW paid AS SELECT 1", "view paid"),
        (
            "CREATE TRIGGER t AFTER INSERT ON inbox BEGIN DELETE FROM facts; END",
            "trigger t",
        ),
    ],
)
async def test_a_file_that_is_not_lyceum_s_own_is_refused_and_nothing_changes(
    database: Database, tmp_path: Path, spoil: str, words: str
) -> None:
    await note(database, "kept")
    file = await backup(database, tmp_path / "backups", MONDAY_NOON)
    with sqlite3.connect(file) as raw:
        raw.execute(spoil)
    with pytest.raises(BackupError, match=words):
        await restore(database.url, file, MONDAY_NOON)
    assert await notes(database) == ["kept"]
    assert {path.name for path in tmp_path.glob("lyceum*")} <= {
        "lyceum.db",
        "lyceum.db-wal",
        "lyceum.db-shm",
    }


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
async def test_a_file_cut_off_is_refused(database: Database, tmp_path: Path, share: float) -> None:
    file = await backup(database, tmp_path / "backups", MONDAY_NOON)
    file.write_bytes(file.read_bytes()[: int(file.stat().st_size * share)])
    with pytest.raises(BackupError, match=r"damaged|not a valid SQLite"):
        await restore(database.url, file, MONDAY_NOON)
    assert await notes(database) == []


async def test_what_was_there_is_kept_beside_a_restored_copy(
    database: Database, tmp_path: Path
) -> None:
    file = await backup(database, tmp_path / "backups", MONDAY_NOON)
    await note(database, "made afterwards")
    url = database.url
    await database.close()
    kept = await restore(url, file, MONDAY_NOON)
    await restore(url, kept, MONDAY_NOON + timedelta(seconds=1))
    again = open_database(url.render_as_string(hide_password=False))
    assert await notes(again) == ["made afterwards"]
    await again.close()


async def test_restoring_nonsense_is_refused_and_harms_nothing(
    database: Database, tmp_path: Path
) -> None:
    await note(database, "kept")
    nonsense = tmp_path / "nonsense"
    nonsense.write_text("this is no backup")
    for file in (nonsense, tmp_path / "absent", tmp_path):
        with pytest.raises(BackupError):
            await restore(database.url, file, MONDAY_NOON)
    assert await notes(database) == ["kept"]
