"""SQLite's log is copied into the database beside the writers."""

import shutil
import sqlite3
from collections.abc import Generator
from contextlib import closing
from pathlib import Path

import pytest

from data.checkpoints import Checkpoints

WRITTEN = "SELECT at FROM cursors WHERE name = 'here'"


@pytest.fixture
def path(sqlite_template: Path, tmp_path: Path) -> Path:
    path = tmp_path / "lyceum.db"
    shutil.copy(sqlite_template, path)
    return path


@pytest.fixture
def writer(path: Path) -> Generator[sqlite3.Connection]:
    """Return a connection whose commits copy nothing themselves."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA wal_autocheckpoint=0")
        yield connection


def test_what_was_committed_is_copied_while_the_writer_goes_on(
    path: Path, writer: sqlite3.Connection
) -> None:
    checkpoints = Checkpoints(str(path), pause=0)
    writer.execute("INSERT INTO cursors (name, at) VALUES ('here', 7)")
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE cursors SET at = 8")
    checkpoints.note_commit()
    checkpoints.close()
    assert _without_log(path) == [(7,)]
    writer.execute("COMMIT")
    assert writer.execute(WRITTEN).fetchall() == [(8,)]


def test_it_copies_at_most_once_in_a_while(path: Path, writer: sqlite3.Connection) -> None:
    checkpoints = Checkpoints(str(path), pause=3_600)
    writer.execute("INSERT INTO cursors (name, at) VALUES ('here', 7)")
    checkpoints.note_commit()
    checkpoints.close()
    assert _without_log(path) == []


def test_a_deleted_database_does_not_come_back(path: Path) -> None:
    path.unlink()
    checkpoints = Checkpoints(str(path), pause=0)
    checkpoints.note_commit()
    checkpoints.close()
    assert not path.exists()


def _without_log(path: Path) -> list[tuple[int]]:
    """Read the database's file alone, as if the log were lost."""
    alone = shutil.copy(path, path.with_name("alone.db"))
    with closing(sqlite3.connect(alone)) as connection:
        return connection.execute(WRITTEN).fetchall()
