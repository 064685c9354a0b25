"""An owner's occasional commands: migrate, back up, restore, import, sync.

Each returns its result as a sentence.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from bot.app import VAR, sync_commands
from bot.app import migrate as bring_up_to_date
from bot.clock import SystemClock
from bot.database import open_configured_database
from bot.files.store import FileStore
from bot.recommend.importing.command import import_exports
from bot.settings import Settings
from data import backup as copies
from data.engine import Database, missing_file
from data.instance_lock import owned
from data.migrate import needs_upgrade

BACKUPS = VAR / "backups"


async def migrate(settings: Settings) -> str:
    """Upgrade the database, after a backup."""
    database = open_configured_database(settings)
    try:
        changed = await _bring_up_to_date(database, settings)
    finally:
        await database.close()
    return "The database has been migrated." if changed else "The database was already up to date."


async def backup(settings: Settings) -> str:
    """Write a backup."""
    database = open_configured_database(settings)
    try:
        await database.check()
        path = await copies.backup(database, BACKUPS, SystemClock().now())
    finally:
        await database.close()
    copies.prune(BACKUPS, settings.database.keep_backups)
    return f"Backup written: {path}\n{_about_store(settings)}"


async def restore(settings: Settings, file: Path) -> str:
    """Restore a backup."""
    database = open_configured_database(settings)
    await database.close()
    async with owned(database.url):
        kept = await copies.restore(database.url, file, SystemClock().now())
    before = f" The previous database is kept as {kept}." if kept.exists() else ""
    return f"Restored from {file}.{before}\n{_about_store(settings)}"


def _about_store(settings: Settings) -> str:
    """Return what a backup does not hold: the files that members buy."""
    folder = FileStore(settings.library.store).folder
    place = f"the folder {folder}" if folder else settings.library.store
    return f"The library's files are not part of it: {place} needs a backup of its own."


async def import_history(
    settings: Settings, paths: Sequence[Path], say: Callable[[str], None]
) -> bool:
    """Import exports of a server's history; return whether all files were complete."""
    database = open_configured_database(settings)
    try:
        await _bring_up_to_date(database, settings)
        return await import_exports(database, settings, paths, say)
    finally:
        await database.close()


async def sync(settings: Settings) -> str:
    """Register our commands at Discord, even if they did not change."""
    await sync_commands(settings)
    return "The slash commands are registered with Discord."


async def _bring_up_to_date(database: Database, settings: Settings) -> bool:
    """Upgrade if needed; only then must the bot be stopped."""
    if missing_file(settings.database.url) is None:
        await database.check()
        if await needs_upgrade(database) is None:
            return False
    async with owned(database.url):
        return await bring_up_to_date(database, BACKUPS, keep=settings.database.keep_backups)
