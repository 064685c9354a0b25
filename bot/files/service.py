"""Add files to contents, and hand them to the members to whom those are open."""

import secrets
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import UserError
from bot.files.marks import Copies, Copy
from bot.files.names import disposition, safe_name, size_text
from bot.files.new_versions import announce_later
from bot.files.store import FileStore, StoredObject, TooLargeError
from bot.files.tokens import DownloadLink, LinkSigner, derive, hashed_address
from bot.settings import LibrarySettings
from data import audit, content_deliveries, contents, files, notices
from data.content_deliveries import ContentDelivery
from data.contents import Content, Kind
from data.engine import Connection, Database
from data.files import File, FileState, NewFile, UploadLink

UPLOAD_LIFE = timedelta(minutes=30)
MANY_ADDRESSES = 5  # of one member's downloads within a day
ADDRESSES_PERIOD = timedelta(days=1)
MAX_LISTED = 200  # files that an autocompletion looks through
WITH_NOTHING_BUT_FILES: tuple[Kind, ...] = ("file", "tool")
WITH_FILES: tuple[Kind, ...] = (*WITH_NOTHING_BUT_FILES, "article", "lesson")
MIB = 1024 * 1024

# Whether a content (guild, member, content) is open to a member at this moment.
IsOpen = Callable[[int, int, int], Awaitable[bool]]


class DownloadRefusedError(Exception):
    """A link leads to no file; `reason` is unknown, ended, closed or gone."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Download:
    """A file that a member may have now, as the copy made for them."""

    file: File
    user_id: int
    link: DownloadLink
    copy: Copy


class FileService:
    """Keeps the files of contents.

    Args:
        database: Where their names are stored.
        clock: The clock by which links end.
        store: Where their bytes are stored.
        settings: The section `[library]`.
        secret: The installation's secret that keys are derived from.
        is_open: Asked again at every download.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        store: FileStore,
        settings: LibrarySettings,
        *,
        secret: str,
        is_open: IsOpen,
    ) -> None:
        self._database = database
        self._clock = clock
        self._store = store
        self._settings = settings
        self._signer = LinkSigner(secret)
        self._address_key = derive(secret, "download addresses")
        self._is_open = is_open
        self._copies = Copies(store)

    @property
    def max_upload_bytes(self) -> int:
        """The largest file that can be uploaded, in bytes."""
        return self._settings.largest_upload_mib * MIB

    # Files of contents

    async def of_content(self, content_id: int) -> list[File]:
        """Return a content's offered files, the newest version first."""
        return [each for each in await self.all_of(content_id) if each.state == "offered"]

    async def all_of(self, content_id: int) -> list[File]:
        """Return a content's files, withdrawn ones too, the newest version first."""
        async with self._database.read_fast() as connection:
            return await files.of_content(connection, content_id)

    async def get(self, guild_id: int, file_id: int) -> File:
        """Return a file of a server in any state. Raises UserError if there is none."""
        async with self._database.read_fast() as connection:
            found = await files.get(connection, file_id)
        if found is None or found.guild_id != guild_id:
            raise UserError("files-choose-from-list")
        return found

    async def content(self, guild_id: int, content_id: int) -> Content:
        """Return a content of a server that can have files.

        Raises:
            UserError: There is none with this id.
        """
        async with self._database.read_fast() as connection:
            found = await contents.get(connection, guild_id, content_id)
        if found is None or found.kind not in WITH_FILES:
            raise UserError("files-choose-from-list")
        return found

    async def find(self, guild_id: int, typed: str, most: int) -> list[Content]:
        """Return contents that can have files by a part of their title; none retired."""
        async with self._database.read_fast() as connection:
            return await contents.titled(
                connection, guild_id, typed, WITH_FILES, ("draft", "published"), most
            )

    async def newest_of_guild(self, guild_id: int, state: str) -> list[tuple[File, str]]:
        """Return a server's newest files in a state, each with its content's title."""
        async with self._database.read_fast() as connection:
            return await files.of_guild(connection, guild_id, state, MAX_LISTED)

    async def of_contents(self, guild_id: int, content_ids: frozenset[int]) -> list[File]:
        """Return the offered files of several contents, the newest versions first."""
        async with self._database.read_fast() as connection:
            return await files.of_contents(connection, guild_id, content_ids)

    async def add(
        self,
        *,
        guild_id: int,
        content_id: int,
        actor_id: int,
        name: str,
        notes: str,
        content: AsyncIterable[bytes],
        upload: str | None = None,
    ) -> File:
        """Store a file as the next version of a content.

        Args:
            guild_id: The server.
            content_id: The content, which the caller has checked to be of the server.
            actor_id: The staff member.
            name: Its name as it was given, which may be hostile.
            notes: What is new.
            content: Its bytes as they come.
            upload: The hash of the upload link that this uses up.

        Raises:
            UserError: It is too large or empty, or the link was used meanwhile.
            StoreUnavailableError: The store fails.
        """
        stored, name = await self._put(name, content)
        new = NewFile(
            guild_id, content_id, name, stored.size, stored.sha256, stored.key, actor_id, notes
        )
        try:
            return await self._add(new, upload)
        except BaseException:
            await self._store.delete(stored.key)
            raise

    async def _put(self, name: str, content: AsyncIterable[bytes]) -> tuple[StoredObject, str]:
        name = safe_name(name)
        try:
            stored = await self._store.put(
                "files", content, max_bytes=self.max_upload_bytes, disposition=disposition(name)
            )
        except TooLargeError:
            raise self.too_large() from None
        return stored, name

    async def _add(self, new: NewFile, upload: str | None) -> File:
        if not new.size:
            raise UserError("files-empty")
        now = self._clock.now()
        async with self._database.write() as connection:
            if upload is not None and not await files.use_upload(connection, upload, now):
                raise UserError("files-upload-used")
            added = await files.add(connection, new, now)
            await announce_later(connection, added)
            await audit.record(
                connection,
                guild_id=new.guild_id,
                actor_id=new.added_by,
                action="file.add",
                at=now,
                detail={"file": new.name, "version": added.version, "size": new.size},
            )
        return added

    def too_large(self) -> UserError:
        """Return the refusal of a file that is larger than the setting allows."""
        return UserError("files-too-large", limit=size_text(self.max_upload_bytes))

    async def set_state(self, actor_id: int, file: File, state: FileState) -> bool:
        """Offer or withdraw a file; its links end with it. Return whether it changed."""
        now = self._clock.now()
        async with self._database.write() as connection:
            changed = await files.set_state(connection, file.guild_id, file.id, state)
            if changed:
                await audit.record(
                    connection,
                    guild_id=file.guild_id,
                    actor_id=actor_id,
                    action="file.withdrawn" if state == "withdrawn" else "file.offered",
                    at=now,
                    detail={"file": file.name, "version": file.version},
                )
        return changed

    # Links

    def link_token(self, file: File, user_id: int) -> str:
        """Return the token of a member's link to a file."""
        until = self._clock.now() + timedelta(minutes=self._settings.link_minutes)
        return self._signer.sign(DownloadLink(file.id, file.version, user_id, until))

    async def claim(self, token: str) -> Download:
        """Return what a link leads to, if its member may have it at this moment.

        Raises:
            DownloadRefusedError: They may not, or the link isn't ours.
        """
        link = self._signer.read(token)
        if link is None:
            raise DownloadRefusedError("unknown")
        if self._clock.now() >= link.until:
            raise DownloadRefusedError("ended")
        async with self._database.read_fast() as connection:
            file = await files.get(connection, link.file_id)
        if file is None or file.version != link.version or file.state != "offered":
            raise DownloadRefusedError("gone")
        if not await self._is_open(file.guild_id, link.user_id, file.content_id):
            raise DownloadRefusedError("closed")
        return Download(file, link.user_id, link, await self._copy(file, link.user_id))

    async def copy_for(self, file: File, user_id: int) -> Copy:
        """Return a member's copy of a file, to know its size.

        Raises:
            DownloadRefusedError: It is not open to them at this moment.
        """
        if file.state != "offered":
            raise DownloadRefusedError("gone")
        if not await self._is_open(file.guild_id, user_id, file.content_id):
            raise DownloadRefusedError("closed")
        return await self._copy(file, user_id)

    async def hand_over(self, file: File, user_id: int) -> AsyncGenerator[bytes]:
        """Yield the bytes of a member's copy for an attachment, and count the download.

        Raises:
            DownloadRefusedError: It is not open to them at this moment.
        """
        copy = await self.copy_for(file, user_id)
        now = self._clock.now()
        async with self._database.write_fast() as connection:
            await _count(connection, file, user_id, now, now)
        async for chunk in self._copies.stream(file, copy, 0, copy.size):
            yield chunk

    def stream(self, download: Download, start: int, end: int) -> AsyncGenerator[bytes]:
        """Yield the bytes of a download from `start` until before `end`."""
        return self._copies.stream(download.file, download.copy, start, end)

    async def url_at_store(self, download: Download) -> str | None:
        """Return the store's own URL of an unmarked copy, if any; it lives a minute."""
        if download.copy.tail:
            return None
        return await self._store.signed_url(download.file.key, timedelta(minutes=1))

    async def count(self, download: Download, address: str) -> None:
        """Count a download once for its link, and notify staff of one from many places."""
        file, user_id, now = download.file, download.user_id, self._clock.now()
        hashed = hashed_address(self._address_key, file.guild_id, user_id, address)
        async with self._database.write() as connection:
            await _count(connection, file, user_id, download.link.until, now)
            await files.note_address(connection, file.guild_id, user_id, hashed, now)
            count = await files.count_addresses(
                connection, file.guild_id, user_id, now - ADDRESSES_PERIOD
            )
            if count >= MANY_ADDRESSES:
                await notices.post(
                    connection,
                    guild_id=file.guild_id,
                    key=f"files-many-places:{user_id}:{now:%Y-%m-%d}",
                    message="files-staff-many-places",
                    arguments={"member": f"<@{user_id}>", "count": count, "file": file.name},
                    at=now,
                )

    # Upload links

    async def open_upload(self, guild_id: int, user_id: int, content_id: int, notes: str) -> str:
        """Return the token of a link with which a staff member uploads one file."""
        token = secrets.token_urlsafe(32)
        until = self._clock.now() + UPLOAD_LIFE
        async with self._database.write_fast() as connection:
            await files.open_upload(
                connection, UploadLink(_hashed(token), guild_id, user_id, content_id, notes, until)
            )
        return token

    async def upload_of(self, token: str) -> UploadLink:
        """Return the upload that a token is for.

        Raises:
            UserError: There is none, it has ended, or was used.
        """
        async with self._database.read_fast() as connection:
            found = await files.upload(connection, _hashed(token))
        if found is None or self._clock.now() >= found.until:
            raise UserError("files-upload-ended")
        if found.used_at is not None:
            raise UserError("files-upload-used")
        return found

    async def _copy(self, file: File, user_id: int) -> Copy:
        if not self._settings.mark_copies:
            return Copy(file.size)
        return await self._copies.of(file, user_id)


def _hashed(token: str) -> str:
    return derive(token, "upload").hex()


async def _count(
    connection: Connection, file: File, user_id: int, link_until: datetime, at: datetime
) -> None:
    """Count a download once for its link; a refund is decided by such deliveries, too."""
    if await files.count_download(connection, file, user_id, link_until, at):
        await content_deliveries.record(
            connection,
            ContentDelivery(file.guild_id, user_id, file.content_id, file.version, at),
        )
