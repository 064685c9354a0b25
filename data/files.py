"""Files of contents: their versions, who downloaded them, and links to upload."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, delete, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data import upsert
from data.contents import Content
from data.tables import contents, download_addresses, downloads, files, uploads

FileState = Literal["offered", "withdrawn"]

_ONE = select(files).where(files.c.id == bindparam("file_id"))
_OF_CONTENT = (
    select(files)
    .where(files.c.content_id == bindparam("content_id"))
    .order_by(files.c.version.desc(), files.c.name)
)
_NEWEST = select(func.coalesce(func.max(files.c.version), 0)).where(
    files.c.content_id == bindparam("content_id")
)
_ADDRESSES = select(func.count()).where(
    download_addresses.c.guild_id == bindparam("guild_id"),
    download_addresses.c.user_id == bindparam("user_id"),
    download_addresses.c.at >= bindparam("since"),
)
_UPLOAD = select(uploads).where(uploads.c.token_hash == bindparam("token_hash"))


@dataclass(frozen=True, slots=True)
class File:
    """One file of one version of a content.

    Attributes:
        version: Its number in its content, from 1.
        name: Under which name members save it.
        size: Its bytes.
        sha256: Its hash in hexadecimal.
        key: Where the store has it.
        notes: What is new in this version; "" for nothing.
        added_by: The staff member.
    """

    id: int
    guild_id: int
    content_id: int
    version: int
    name: str
    size: int
    sha256: str
    key: str
    state: FileState
    notes: str
    added_by: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file to add; the fields are those of `File`."""

    guild_id: int
    content_id: int
    name: str
    size: int
    sha256: str
    key: str
    added_by: int
    notes: str = ""


@dataclass(frozen=True, slots=True)
class UploadLink:
    """A link with which a staff member uploads one file; only its hash is stored."""

    token_hash: str
    guild_id: int
    user_id: int
    content_id: int
    notes: str
    until: datetime
    used_at: datetime | None = None


async def add(
    connection: AsyncConnection, new: NewFile, at: datetime, *, version: int | None = None
) -> File:
    """Add a file to a content, by default as its next version."""
    if version is None:
        version = (
            1 + (await connection.execute(_NEWEST, {"content_id": new.content_id})).scalar_one()
        )
    values = asdict(new) | {"version": version, "state": "offered", "created_at": at}
    rows = await connection.execute(files.insert().values(**values).returning(files))
    return File(**rows.mappings().one())


async def get(connection: AsyncConnection, file_id: int) -> File | None:
    """Return a file; None if there is none with this id."""
    row = (await connection.execute(_ONE, {"file_id": file_id})).mappings().first()
    return None if row is None else File(**row)


async def of_content(connection: AsyncConnection, content_id: int) -> list[File]:
    """Return a content's files in any state, the newest version first."""
    rows = await connection.execute(_OF_CONTENT, {"content_id": content_id})
    return [File(**row) for row in rows.mappings()]


async def of_contents(
    connection: AsyncConnection, guild_id: int, content_ids: Collection[int]
) -> list[File]:
    """Return the offered files of several contents, the newest versions first."""
    rows = await connection.execute(
        select(files)
        .where(
            files.c.guild_id == guild_id,
            files.c.content_id.in_(content_ids),
            files.c.state == "offered",
        )
        .order_by(files.c.version.desc(), files.c.name)
    )
    return [File(**row) for row in rows.mappings()]


async def of_guild(
    connection: AsyncConnection, guild_id: int, state: str, limit: int
) -> list[tuple[File, str]]:
    """Return a guild's newest files in a state, each with the title of its content."""
    rows = await connection.execute(
        select(files, contents.c.title)
        .join(contents, contents.c.id == files.c.content_id)
        .where(files.c.guild_id == guild_id, files.c.state == state)
        .order_by(files.c.id.desc())
        .limit(limit)
    )
    return [
        (File(**{name: row[name] for name in File.__dataclass_fields__}), row["title"])
        for row in rows.mappings()
    ]


async def has_offered(connection: AsyncConnection, content: Content) -> bool:
    """Return whether a content has a file that members can download."""
    return any(each.state == "offered" for each in await of_content(connection, content.id))


async def set_state(
    connection: AsyncConnection, guild_id: int, file_id: int, state: FileState
) -> bool:
    """Offer or withdraw a file; return whether that changed anything."""
    done = await connection.execute(
        update(files)
        .where(files.c.id == file_id, files.c.guild_id == guild_id, files.c.state != state)
        .values(state=state)
    )
    return done.rowcount == 1


async def keys_in_use(connection: AsyncConnection, keys: Collection[str]) -> set[str]:
    """Return which of these keys a file has."""
    return set(await connection.scalars(select(files.c.key).where(files.c.key.in_(keys))))


async def newest(connection: AsyncConnection, limit: int) -> list[File]:
    """Return the newest files of all guilds, to compare them with the store."""
    rows = await connection.execute(select(files).order_by(files.c.id.desc()).limit(limit))
    return [File(**row) for row in rows.mappings()]


async def count_download(
    connection: AsyncConnection, file: File, user_id: int, link_until: datetime, at: datetime
) -> bool:
    """Count a download once for each link; return whether it is the link's first."""
    done = await connection.execute(
        upsert.insert(connection, downloads)
        .values(
            file_id=file.id, user_id=user_id, link_until=link_until, guild_id=file.guild_id, at=at
        )
        .on_conflict_do_nothing()
    )
    return done.rowcount == 1


async def note_address(
    connection: AsyncConnection, guild_id: int, user_id: int, address: str, at: datetime
) -> None:
    """Store that a member downloaded from an address, given as its hash."""
    await connection.execute(
        upsert.insert(connection, download_addresses)
        .values(guild_id=guild_id, user_id=user_id, address=address, at=at)
        .on_conflict_do_update(index_elements=["guild_id", "user_id", "address"], set_={"at": at})
    )


async def count_addresses(
    connection: AsyncConnection, guild_id: int, user_id: int, since: datetime
) -> int:
    """Return from how many addresses a member downloaded since an instant."""
    values = {"guild_id": guild_id, "user_id": user_id, "since": since}
    return (await connection.execute(_ADDRESSES, values)).scalar_one()


async def prune_addresses(connection: AsyncConnection, before: datetime, limit: int) -> int:
    """Delete at most `limit` addresses from before an instant; return how many."""
    key = tuple_(*download_addresses.primary_key.columns)
    some = (
        select(*download_addresses.primary_key.columns)
        .where(download_addresses.c.at < before)
        .limit(limit)
    )
    gone = await connection.execute(delete(download_addresses).where(key.in_(some)))
    return gone.rowcount


async def erase_member(connection: AsyncConnection, guild_id: int, user_id: int) -> int:
    """Delete the addresses that a member downloaded from; return how many.

    The downloads themselves stay, because a refund is decided by them.
    """
    gone = await connection.execute(
        delete(download_addresses).where(
            download_addresses.c.guild_id == guild_id, download_addresses.c.user_id == user_id
        )
    )
    return gone.rowcount


async def open_upload(connection: AsyncConnection, new: UploadLink) -> None:
    """Store a link to upload with."""
    await connection.execute(uploads.insert().values(**asdict(new)))


async def upload(connection: AsyncConnection, token_hash: str) -> UploadLink | None:
    """Return the link to upload with that has this hash."""
    row = (await connection.execute(_UPLOAD, {"token_hash": token_hash})).mappings().first()
    return None if row is None else UploadLink(**row)


async def use_upload(connection: AsyncConnection, token_hash: str, at: datetime) -> bool:
    """Use up a link to upload with; return False if it was used before."""
    done = await connection.execute(
        update(uploads)
        .where(uploads.c.token_hash == token_hash, uploads.c.used_at.is_(None))
        .values(used_at=at)
    )
    return done.rowcount == 1


async def prune_uploads(connection: AsyncConnection, before: datetime, limit: int) -> int:
    """Delete at most `limit` links that ended before an instant; return how many."""
    some = select(uploads.c.token_hash).where(uploads.c.until < before).limit(limit)
    gone = await connection.execute(delete(uploads).where(uploads.c.token_hash.in_(some)))
    return gone.rowcount
