"""Packs all that is stored of one member into files for them."""

import asyncio
import json
import zipfile
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime
from io import BytesIO
from typing import Any

from data import personal
from data.engine import Database

FILE_NAME = "lyceum-data{}.zip"
# What the compressor may hold back, with the end of the zip: one block of deflate, at most.
HELD_BACK = 256 * 1024  # bytes


def file_name(number: int) -> str:
    """Return the name of a part, from 1; the first is named without a number."""
    return FILE_NAME.format(f"-{number}" if number > 1 else "")


async def personal_data(
    database: Database, guild_id: int, user_id: int, at: datetime, max_bytes: int
) -> AsyncGenerator[bytes]:
    """Yield zips of at most `max_bytes`, each with a JSON file of a member's rows.

    Nearly always it is one. They are written page by page, so that only one zip and one page are
    in memory. `max_bytes` is a MiB or more, as it is on Discord.
    """
    about = {"server": str(guild_id), "member": str(user_id), "at": at.isoformat()}
    number, packing = 1, _Packing(about | {"part": 1}, max_bytes)
    try:
        async with (
            database.read_stream() as connection,
            aclosing(personal.of_member(connection, guild_id, user_id)) as pages,
        ):
            async for name, rows in pages:
                left = await asyncio.to_thread(packing.add, name, rows)
                while left:
                    yield await asyncio.to_thread(packing.finish)
                    number += 1
                    packing = _Packing(about | {"part": number}, max_bytes)
                    left = await asyncio.to_thread(packing.add, name, left)
        yield await asyncio.to_thread(packing.finish)
    finally:
        packing.close()


class _Packing:
    """Writes tables one after another as JSON into a zip, each in one or more pages."""

    def __init__(self, about: Mapping[str, str | int], max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._packed = BytesIO()
        self._archive = zipfile.ZipFile(self._packed, "w", zipfile.ZIP_DEFLATED)
        self._file = self._archive.open("lyceum-data.json", "w", force_zip64=True)
        self._table = ""
        self._write(f'{{"about": {json.dumps(about)},\n"data": {{')

    def add(self, table: str, rows: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        """Add rows of the same table as before, or the next; return what doesn't fit."""
        for at, text in enumerate(_texts(rows)):
            size = self._packed.tell() + HELD_BACK + len(text)
            if self._table and size > self._max_bytes:
                return rows[at:]
            if table == self._table:
                self._write(",\n")
            else:
                self._write(f"{'],' if self._table else ''}\n{json.dumps(table)}: [\n")
                self._table = table
            self._file.write(text)
        return ()

    def finish(self) -> bytes:
        """Return the whole zip."""
        self._write(f"{']' if self._table else ''}}}}}\n")
        self.close()
        return self._packed.getvalue()

    def close(self) -> None:
        """Stop writing; more than once is no fault."""
        self._file.close()
        self._archive.close()

    def _write(self, text: str) -> None:
        self._file.write(text.encode())


def _texts(rows: Sequence[Mapping[str, Any]]) -> Iterator[bytes]:
    for row in rows:
        yield json.dumps(row, ensure_ascii=False, default=str).encode()
