"""Notifies the owners of a content who wish it of a new version, once."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.clock import Clock
from bot.scheduling.worker import WakeupEvent
from data import contents, files, new_versions, notices
from data.contents import Content
from data.engine import Connection, Database
from data.files import File
from data.new_versions import NewVersion

SETTLES_AFTER = timedelta(minutes=10)  # in which staff may withdraw a wrong file
BATCH = 20  # versions in one run
NOTICES_AT_ONCE = 200  # in one transaction; their keys make repeating harmless
MAX_NOTES_LENGTH = 1_000

# Whether a member (guild, member, content) owns a content at this moment.
Owns = Callable[[int, int, int], Awaitable[bool]]


async def announce_later(connection: Connection, added: File) -> None:
    """Have owners notified of a version that was added, unless it is the first."""
    if added.version > 1:
        await new_versions.put(connection, added, added.created_at + SETTLES_AFTER)


class NewVersions:
    """Stores who wishes to be notified, and posts the notices that are due."""

    def __init__(self, database: Database, clock: Clock, wakeup: WakeupEvent, owns: Owns) -> None:
        self._database = database
        self._clock = clock
        self._wakeup = wakeup
        self._owns = owns

    async def follows(self, guild_id: int, user_id: int) -> bool:
        """Return whether a member is notified of new versions in a server."""
        async with self._database.read_fast() as connection:
            return await new_versions.follows(connection, guild_id, user_id)

    async def choose(self, guild_id: int, user_id: int, *, wanted: bool) -> None:
        """Store whether a member wishes to be notified."""
        async with self._database.write() as connection:
            if wanted:
                await new_versions.follow(connection, guild_id, user_id, self._clock.now())
            else:
                await new_versions.erase_member(connection, guild_id, user_id)

    async def run(self) -> None:
        """Notify of all versions that are due."""
        async with self._database.read_fast() as connection:
            found = await new_versions.due(connection, self._clock.now(), BATCH)
        for each in found:
            await self._notify(each)

    async def _notify(self, each: NewVersion) -> None:
        async with self._database.read_fast() as connection:
            content = await contents.get(connection, each.guild_id, each.content_id)
            offered = [
                file
                for file in await files.of_content(connection, each.content_id)
                if file.state == "offered"
            ]
            asked = list[int]()
            if content is not None:
                holders = await contents.holders(connection, content)
                asked = await new_versions.followers(connection, each.guild_id, holders)
        # A version that was withdrawn or followed by a newer one meanwhile is not announced.
        if content is not None and offered and offered[0].version == each.version:
            await self._post(content, offered[0], asked)
        async with self._database.write() as connection:
            await new_versions.finish(connection, each)

    async def _post(self, content: Content, file: File, asked: list[int]) -> None:
        wanted = [
            user_id for user_id in asked if await self._owns(content.guild_id, user_id, content.id)
        ]
        notes = file.notes[:MAX_NOTES_LENGTH]
        for start in range(0, len(wanted), NOTICES_AT_ONCE):
            async with self._database.write() as connection:
                for user_id in wanted[start : start + NOTICES_AT_ONCE]:
                    await notices.post(
                        connection,
                        guild_id=content.guild_id,
                        user_id=user_id,
                        key=f"version:{content.id}:{file.version}:{user_id}",
                        message="files-new-version-notes" if notes else "files-new-version",
                        arguments={
                            "title": content.title,
                            "version": file.version,
                            "content": content.id,
                            "notes": notes,
                        },
                        at=self._clock.now(),
                    )
        if wanted:
            self._wakeup.notify()
