"""Packs all that is stored of one member into a file for them."""

import asyncio
import json
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import aclosing, closing
from datetime import datetime
from io import BytesIO
from typing import Any

from data import personal
from data.engine import Database

FILE_NAME = "lyceum-data.zip"


async def personal_data(
    database: Database, guild_id: int, user_id: int, at: datetime, max_bytes: int
) -> bytes | None:
    """Return a zip with one JSON file: all of a member's rows in a server by table.

    It is written page by page, so that only the zip itself and one page are in memory. None: it
    would be larger than `max_bytes`; a part of it would look like all that is stored.
    """
    about = {"server": str(guild_id), "member": str(user_id), "at": at.isoformat()}
    with closing(_Packing(about)) as packing:
        async with (
            database.read_stream() as connection,
            aclosing(personal.of_member(connection, guild_id, user_id)) as pages,
        ):
            async for name, rows in pages:
                await asyncio.to_thread(packing.add, name, rows)
                if packing.size > max_bytes:
                    return None
        packed = await asyncio.to_thread(packing.finish)
    return packed if len(packed) <= max_bytes else None


class _Packing:
    """Writes tables one after another as JSON into a zip, each in one or more pages."""

    def __init__(self, about: Mapping[str, str]) -> None:
        self._packed = BytesIO()
        self._archive = zipfile.ZipFile(self._packed, "w", zipfile.ZIP_DEFLATED)
        self._file = self._archive.open("lyceum-data.json", "w", force_zip64=True)
        self._table = ""
        self._write(f'{{"about": {json.dumps(about)},\n"data": {{')

    @property
    def size(self) -> int:
        """How large the zip is so far, in bytes."""
        return self._packed.tell()

    def add(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add rows of a table: the same as before, or the next one."""
        for row in rows:
            if table == self._table:
                self._write(",\n")
            else:
                self._write(f"{'],' if self._table else ''}\n{json.dumps(table)}: [\n")
                self._table = table
            self._write(json.dumps(row, ensure_ascii=False, default=str))

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
