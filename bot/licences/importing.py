"""Imports keys that were sold elsewhere: all of a file, or nothing."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.clock import Clock
from bot.errors import UserError
from bot.licences.import_file import ImportedKey, ImportFault, ImportFileError, parse_keys
from bot.licences.keys import hash_of
from data import audit, contents, licences
from data.contents import Content
from data.engine import Connection, Database
from data.licences import NewLicence


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did; `known` are keys that an earlier import stored."""

    content: Content
    added: int
    known: int


class KeyImport:
    """Stores the keys of a file for one tool, as hashes."""

    def __init__(self, database: Database, clock: Clock, secret: str) -> None:
        self._database = database
        self._clock = clock
        self._secret = secret

    async def run(self, guild_id: int, actor_id: int, content_id: int, raw: bytes) -> ImportResult:
        """Import a file. Repeating it adds nothing.

        Raises:
            ImportFileError: Lines can't be used; each is named, and nothing was imported.
            UserError: There is no such tool, or somebody else imports the same keys now.
        """
        async with self._database.read_fast() as connection:
            content = await contents.get(connection, guild_id, content_id)
        if content is None or content.kind != "tool":
            raise UserError("licence-choose-from-list")
        keys = await asyncio.to_thread(parse_keys, raw)
        hashes = await asyncio.to_thread(self._hashes, keys)
        async with self._database.write() as connection:
            new = await self._new(connection, content, keys, hashes)
            now = self._clock.now()
            if await licences.add_sold_elsewhere(connection, new, now) != len(new):
                raise UserError("licence-import-meanwhile")
            if new:
                await audit.record(
                    connection,
                    guild_id=guild_id,
                    actor_id=actor_id,
                    action="licence.import",
                    at=now,
                    detail={"title": content.title, "keys": len(new)},
                )
        return ImportResult(content, len(new), len(keys) - len(new))

    def _hashes(self, keys: Sequence[ImportedKey]) -> list[str]:
        return [hash_of(self._secret, each.key) for each in keys]

    async def _new(
        self,
        connection: Connection,
        content: Content,
        keys: Sequence[ImportedKey],
        hashes: Sequence[str],
    ) -> list[NewLicence]:
        """Return the licences that are not stored yet.

        Raises:
            ImportFileError: Keys are used otherwise, or their buyers have another one.
        """
        stored = {each.key_hash: each for each in await licences.of_hashes(connection, hashes)}
        members = {each.user_id for each in keys if each.user_id is not None}
        buyers = await licences.buyers_among(connection, content.id, members)
        new: list[NewLicence] = []
        faults: list[ImportFault] = []
        for each, key_hash in zip(keys, hashes, strict=True):
            known = stored.get(key_hash)
            if known is not None:
                if (known.content_id, known.user_id) != (content.id, each.user_id):
                    faults.append(ImportFault(each.line, "licence-import-used", {}))
            elif each.user_id in buyers:
                faults.append(ImportFault(each.line, "licence-import-has-one", {}))
            else:
                new.append(
                    NewLicence(
                        content.guild_id,
                        content.id,
                        each.user_id,
                        key_hash,
                        each.devices or content.max_devices,
                        each.ends_at,
                    )
                )
        if faults:
            raise ImportFileError(faults)
        return new
