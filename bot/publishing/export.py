"""Writes what was published from folders as a folder again."""

from pathlib import Path

from bot.files.store import FileStore, MissingError
from data import contents, publishing
from data.engine import Database


class FolderNotEmptyError(Exception):
    """The folder to write to holds something already."""


async def export(database: Database, store: FileStore, guild_id: int, folder: Path) -> list[str]:
    """Write each text as it was published, with its files; return what is missing.

    Publishing the folder again changes nothing. What was made in Discord has no file, and retired
    contents are left out.

    Raises:
        FolderNotEmptyError: There is something in the folder; nothing was written.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FolderNotEmptyError
    async with database.read() as connection:
        known = await contents.of_paths(connection, guild_id)
        shown = {path: each for path, each in known.items() if each.state != "retired"}
        media = await publishing.media_of(connection, [each.id for each in shown.values()])
    keys = {path: each.body_key for path, each in shown.items() if each.body_key is not None}
    for found in media.values():
        keys |= {path: each.key for path, each in found.items()}
    missing: list[str] = []
    for path, key in sorted(keys.items()):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            target.write_bytes(await store.get(key))
        except MissingError:
            missing.append(path)
    return missing
