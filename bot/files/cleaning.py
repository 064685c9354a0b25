"""Delete from the store what nothing refers to, and find what is damaged."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.files.keys import Purpose
from bot.files.store import FileStore, MissingError
from data import files
from data.engine import Connection, Database
from data.files import File
from data.pruning import in_steps

# An upload's bytes are stored before its row; a day is longer than any upload takes.
YOUNG = timedelta(days=1)
ADDRESSES_KEPT = timedelta(days=3)
BATCH = 500

_log = structlog.get_logger(__name__)

KeysInUse = Callable[[Connection, list[str]], Awaitable[set[str]]]


@dataclass(frozen=True, slots=True)
class Damage:
    """A file whose bytes are missing in the store, or differ from its hash."""

    file: File
    missing: bool


class StoreCleaning:
    """Deletes orphans. A purpose that nobody follows is left alone.

    So is one of which the database knows nothing at all, because what is deleted is lost.
    """

    def __init__(self, database: Database, clock: Clock, store: FileStore) -> None:
        self._database = database
        self._clock = clock
        self._store = store
        self._followed: dict[Purpose, KeysInUse] = {"files": files.keys_in_use}

    def follow(self, purpose: Purpose, keys_in_use: KeysInUse) -> None:
        """Clean a purpose, too; `keys_in_use` returns which of some keys are used."""
        self._followed[purpose] = keys_in_use

    async def run(self) -> int:
        """Delete orphans, old addresses and upload links; return how many orphans."""
        now = self._clock.now()
        await in_steps(self._database, files.prune_addresses, now - ADDRESSES_KEPT)
        await in_steps(self._database, files.prune_uploads, now - YOUNG)
        return sum([await self._clean(*each, now - YOUNG) for each in self._followed.items()])

    async def _clean(self, purpose: Purpose, keys_in_use: KeysInUse, before: datetime) -> int:
        old = [each.key async for each in self._store.list(purpose) if each.modified_at < before]
        orphans: list[str] = []
        for start in range(0, len(old), BATCH):
            keys = old[start : start + BATCH]
            async with self._database.read() as connection:
                used = await keys_in_use(connection, keys)
            orphans += [key for key in keys if key not in used]
        if orphans and len(orphans) == len(old):
            # Another installation's store, perhaps, or an empty database beside an old store.
            _log.warning("library.nothing_known", purpose=purpose, entries=len(old))
            return 0
        for key in orphans:
            await self._store.delete(key)
        return len(orphans)


async def find_damage(store: FileStore, sample: list[File], *, max_bytes: int) -> list[Damage]:
    """Return which files are damaged: by hash up to `max_bytes`, then by size."""
    damaged: list[Damage] = []
    for file in sample:
        try:
            max_bytes -= file.size
            whole = await _hash(store, file) if max_bytes >= 0 else None
            size = await store.size(file.key)
            if size != file.size or whole not in (None, file.sha256):
                damaged.append(Damage(file, missing=False))
        except MissingError:
            damaged.append(Damage(file, missing=True))
    return damaged


async def _hash(store: FileStore, file: File) -> str:
    hashed = hashlib.sha256()
    async for chunk in store.stream(file.key):
        hashed.update(chunk)
    return hashed.hexdigest()
