"""Stores the covers of contents, and reads them for messages."""

import asyncio
from collections.abc import Iterable

from bot.catalogue.cover_picture import MAX_BYTES, MAX_PIXELS, UnusableCoverError, as_cover
from bot.clock import Clock
from bot.errors import RetryLaterError, UserError
from bot.files.store import FileStore, MissingError
from data import audit, contents
from data.contents import Content
from data.engine import Database

MAX_ALT_LENGTH = 300
MILLION = 1_000_000


class Covers:
    """Covers by content. Their old pictures are cleaned from the store later."""

    def __init__(self, database: Database, clock: Clock, store: FileStore) -> None:
        self._database = database
        self._clock = clock
        self._store = store

    async def change(
        self, content: Content, actor_id: int, picture: bytes | None, alt: str
    ) -> None:
        """Give a content a cover, or describe the one it has.

        Without a picture and a description the cover is removed.

        Raises:
            UserError: The file is no picture, or too large.
            StoreUnavailableError: The store fails.
        """
        alt = " ".join(alt.split())[:MAX_ALT_LENGTH]
        key = content.cover_key if alt else None
        if picture is not None:
            key = (await self._store.put("pictures", await _cover(picture))).key
        async with self._database.write() as connection:
            await contents.change(connection, content.id, cover_key=key, cover_alt=alt)
            await audit.record(
                connection,
                guild_id=content.guild_id,
                actor_id=actor_id,
                action="content.cover",
                at=self._clock.now(),
                detail={"title": content.title, "content": content.id},
            )

    async def read(self, wanted: Iterable[Content]) -> dict[int, bytes]:
        """Return the covers of contents by id; what can't be read is left out."""
        found: dict[int, bytes] = {}
        for each in wanted:
            if each.cover_key is None:
                continue
            try:
                found[each.id] = await self._store.get(each.cover_key)
            except (MissingError, RetryLaterError):
                continue  # what is sold is more important than its picture
        return found


async def _cover(picture: bytes) -> bytes:
    try:
        return await asyncio.to_thread(as_cover, picture)
    except UnusableCoverError as error:
        raise UserError(
            f"catalogue-cover-{error.reason}",
            megabytes=MAX_BYTES // MILLION,
            megapixels=MAX_PIXELS // MILLION,
        ) from None
