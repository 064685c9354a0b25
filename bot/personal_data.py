"""Packs all that is stored of one member into a file for them."""

import asyncio
import json
import zipfile
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

from data import personal
from data.engine import Database

FILE_NAME = "lyceum-data.zip"


async def personal_data(database: Database, guild_id: int, user_id: int, at: datetime) -> bytes:
    """Return a zip with one JSON file: a member's rows in a server by table."""
    async with database.read() as connection:
        rows = await personal.of_member(connection, guild_id, user_id)
    about = {"server": str(guild_id), "member": str(user_id), "at": at.isoformat()}
    return await asyncio.to_thread(_packed, about, rows)


def _packed(about: Mapping[str, str], rows: Mapping[str, list[dict[str, Any]]]) -> bytes:
    filled = {name: each for name, each in rows.items() if each}
    text = json.dumps({"about": about, "data": filled}, ensure_ascii=False, indent=1, default=str)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("lyceum-data.json", text)
    return packed.getvalue()
