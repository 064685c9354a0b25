"""Backups and their way back, on both kinds of database."""

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
