"""Contents: what offers hold and members open."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

import orjson
from sqlalchemy import (
    Column,
    ColumnElement,
    RowMapping,
    Select,
    Text,
    bindparam,
    cast,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from data import upsert
from data.chunks import in_parts
from data.tables import contents, offer_contents
from data.text_search import containing

Kind = Literal["article", "file", "tool", "course", "lesson", "session"]
MAX_DEVICES = 100_000  # of one licence
ContentState = Literal["draft", "published", "retired"]

_CONTENT = select(contents)
_ONE = _CONTENT.where(contents.c.id == bindparam("content_id"))
_OF_COURSE = _CONTENT.where(contents.c.course_id == bindparam("course_id")).order_by(
    contents.c.position, contents.c.id
)
_OF_IDS = _CONTENT.where(contents.c.id.in_(bindparam("ids", expanding=True)))
_HELD = (
    select(offer_contents.c.offer_id, offer_contents.c.content_id)
    .where(offer_contents.c.guild_id == bindparam("guild_id"))
    .order_by(offer_contents.c.offer_id, offer_contents.c.content_id)
)
_HELD_BY = _HELD.where(offer_contents.c.offer_id.in_(bindparam("offer_ids", expanding=True)))
_HOLDERS = select(offer_contents.c.offer_id).where(
    offer_contents.c.content_id.in_(bindparam("content_ids", expanding=True))
)


@dataclass(frozen=True, slots=True)
class Content:
    """One content as stored.

    Attributes:
        course_id: The course that a lesson belongs to.
        section: The heading of its course that a lesson stands under; "" for none.
        position: Its place in its course, or in the shop; lower comes first.
        preview: Whether it is open to everyone.
        minutes: What reading or watching it takes; None: not stated.
        tags: Words that describe it.
        body_key: The key of its Markdown text in the store; None: it has no text.
        cover_key: The key of its picture in the store; None: it has none.
        cover_alt: What that picture shows, for those who can't see it; "": not stated.
        max_devices: On how many devices a new licence of a tool may be active.
        path: The file that it was published from; None: it was made in Discord.
        sha256: The hash of that file.
        folder: The name of the folder that it was published from; None: it was made in Discord, or
            published before folders had names.
        card_channel_id, card_message_id: The message that shows it; None: there is none. A channel
            without a message is where it is being posted.
        card_shown: A hash of what that message shows.
    """

    id: int
    guild_id: int
    kind: Kind
    title: str
    summary: str
    state: ContentState
    author_id: int
    course_id: int | None
    section: str
    position: int
    preview: bool
    minutes: int | None
    topic: str
    tags: tuple[str, ...]
    body_key: str | None
    cover_key: str | None
    path: str | None
    sha256: str | None
    card_channel_id: int | None
    card_message_id: int | None
    created_at: datetime
    published_at: datetime | None
    retired_at: datetime | None
    card_shown: str | None = None
    folder: str | None = None
    cover_alt: str = ""
    max_devices: int = 3


@dataclass(frozen=True, slots=True)
class NewContent:
    """A content to store; it begins as a draft. The fields are those of `Content`."""

    guild_id: int
    kind: Kind
    title: str
    author_id: int
    summary: str = ""
    course_id: int | None = None
    section: str = ""
    position: int = 0
    preview: bool = False
    minutes: int | None = None
    topic: str = ""
    tags: tuple[str, ...] = ()
    body_key: str | None = None
    cover_key: str | None = None
    path: str | None = None
    sha256: str | None = None
    folder: str | None = None
    cover_alt: str = ""


async def add(connection: AsyncConnection, new: NewContent, at: datetime) -> Content:
    """Store a draft."""
    values = asdict(new) | {"tags": list(new.tags), "state": "draft", "created_at": at}
    rows = await connection.execute(insert(contents).values(**values).returning(contents))
    return _content(rows.mappings().one())


async def get(connection: AsyncConnection, guild_id: int, content_id: int) -> Content | None:
    """Return a content of a guild; None if there is none with this id."""
    row = (await connection.execute(_ONE, {"content_id": content_id})).mappings().first()
    return None if row is None or row["guild_id"] != guild_id else _content(row)


async def of_ids(connection: AsyncConnection, guild_id: int, ids: Collection[int]) -> list[Content]:
    """Return the contents of a guild that have these ids, by position."""
    rows = await connection.execute(
        _CONTENT.where(contents.c.id.in_(ids), contents.c.guild_id == guild_id).order_by(
            contents.c.position, contents.c.id
        )
    )
    return [_content(row) for row in rows.mappings()]


async def of_guild(
    connection: AsyncConnection, guild_id: int, states: Collection[ContentState]
) -> list[Content]:
    """Return a guild's contents other than lessons, by position."""
    return await _in_parts(
        connection,
        _CONTENT.where(
            contents.c.guild_id == guild_id,
            contents.c.state.in_(states),
            contents.c.course_id.is_(None),
        ),
        contents.c.position,
    )


async def part_of_guild(
    connection: AsyncConnection, guild_id: int, start: int, most: int
) -> list[Content]:
    """Return a part of a guild's contents, the newest first, without lessons."""
    rows = await connection.execute(
        _CONTENT.where(contents.c.guild_id == guild_id, contents.c.course_id.is_(None))
        .order_by(contents.c.id.desc())
        .limit(most)
        .offset(start)
    )
    return [_content(row) for row in rows.mappings()]


async def of_kind(
    connection: AsyncConnection,
    guild_id: int,
    kind: Kind,
    most: int | None = None,
    *,
    title: str | None = None,
) -> list[Content]:
    """Return published contents of a kind, by position; only those of a title."""
    query = _CONTENT.where(
        contents.c.guild_id == guild_id, contents.c.kind == kind, contents.c.state == "published"
    )
    if title is not None:
        query = query.where(contents.c.title == title)
    rows = await connection.execute(query.order_by(contents.c.position, contents.c.id).limit(most))
    return [_content(row) for row in rows.mappings()]


async def titled(
    connection: AsyncConnection,
    guild_id: int,
    typed: str,
    kinds: Collection[Kind],
    states: Collection[ContentState],
    most: int,
) -> list[Content]:
    """Return contents outside courses whose title contains a text, the newest first."""
    query = _CONTENT.where(
        contents.c.guild_id == guild_id,
        _one_of(contents.c.kind, kinds),
        _one_of(contents.c.state, states),
        containing(contents.c.title, typed),
    )
    if set(kinds) != {"course"}:  # no course is in one, and SQLite would look for that first
        query = query.where(contents.c.course_id.is_(None))
    rows = await connection.execute(query.order_by(contents.c.id.desc()).limit(most))
    return [_content(row) for row in rows.mappings()]


async def tag_counts(connection: AsyncConnection, guild_id: int) -> Counter[str]:
    """Count the tags of a guild's published contents other than lessons."""
    tags = cast(contents.c.tags, Text)
    rows = await connection.execute(
        select(tags, func.count())
        .where(
            contents.c.guild_id == guild_id,
            contents.c.state == "published",
            contents.c.course_id.is_(None),
        )
        .group_by(tags)
    )
    found = Counter[str]()
    for text, times in rows:
        found.update(dict.fromkeys(orjson.loads(text), times))
    return found


async def of_course(connection: AsyncConnection, course_id: int) -> list[Content]:
    """Return the lessons of a course in their order, in any state."""
    rows = await connection.execute(_OF_COURSE, {"course_id": course_id})
    return [_content(row) for row in rows.mappings()]


async def previews(connection: AsyncConnection, content_ids: Collection[int]) -> dict[int, Content]:
    """Map contents to what is open to everyone: itself, or its first such lesson."""
    rows = await connection.execute(
        _CONTENT.where(
            contents.c.id.in_(content_ids) | contents.c.course_id.in_(content_ids),
            contents.c.preview,
            contents.c.state == "published",
        ).order_by(contents.c.position.desc(), contents.c.id.desc())
    )
    found = map(_content, rows.mappings())
    return {each.id if each.course_id is None else each.course_id: each for each in found}


async def previews_of_guild(connection: AsyncConnection, guild_id: int) -> dict[int, Content]:
    """Map contents to what is open to everyone, as `previews`, for a whole guild."""
    rows = await connection.execute(
        _CONTENT.where(
            contents.c.guild_id == guild_id, contents.c.preview, contents.c.state == "published"
        ).order_by(contents.c.position.desc(), contents.c.id.desc())
    )
    found = map(_content, rows.mappings())
    return {each.id if each.course_id is None else each.course_id: each for each in found}


async def lessons_of_guild(connection: AsyncConnection, guild_id: int) -> list[Content]:
    """Return a guild's published lessons, in the order of each course."""
    return await _in_parts(
        connection,
        _CONTENT.where(
            contents.c.guild_id == guild_id,
            contents.c.state == "published",
            contents.c.course_id.is_not(None),
        ),
        contents.c.course_id,
        contents.c.position,
    )


async def of_paths(connection: AsyncConnection, guild_id: int) -> dict[str, Content]:
    """Map each path that a guild's contents were published from to its content."""
    rows = await connection.execute(
        _CONTENT.where(contents.c.guild_id == guild_id, contents.c.path.is_not(None))
    )
    return {row["path"]: _content(row) for row in rows.mappings()}


async def change(connection: AsyncConnection, content_id: int, **values: Any) -> None:  # noqa: ANN401
    """Replace some of a content's fields, by their names in `Content`."""
    if "tags" in values:
        values["tags"] = list(values["tags"])
    await connection.execute(update(contents).where(contents.c.id == content_id).values(**values))


async def publish(connection: AsyncConnection, content_id: int, at: datetime) -> None:
    """Publish a draft, or what was retired; the first time of publishing stays."""
    await connection.execute(
        update(contents)
        .where(contents.c.id == content_id, contents.c.published_at.is_(None))
        .values(published_at=at)
    )
    await change(connection, content_id, state="published", retired_at=None)


async def retire(connection: AsyncConnection, content_id: int, at: datetime) -> None:
    """Retire a content; members who own it keep it."""
    await change(connection, content_id, state="retired", retired_at=at)


async def hold(
    connection: AsyncConnection, guild_id: int, offer_id: int, content_ids: Sequence[int]
) -> None:
    """Let an offer hold these contents besides those it has."""
    for content_id in content_ids:
        await connection.execute(
            upsert.insert(connection, offer_contents)
            .values(offer_id=offer_id, content_id=content_id, guild_id=guild_id)
            .on_conflict_do_nothing()
        )


async def release(connection: AsyncConnection, offer_id: int, content_id: int) -> None:
    """Let an offer no longer hold a content, which may close it to members."""
    await connection.execute(
        delete(offer_contents).where(
            offer_contents.c.offer_id == offer_id, offer_contents.c.content_id == content_id
        )
    )


async def of_offers(
    connection: AsyncConnection, guild_id: int, offer_ids: Collection[int] | None = None
) -> dict[int, frozenset[int]]:
    """Map each offer of a guild that holds contents, or each of some, to their ids."""
    query, values = _HELD, dict[str, object](guild_id=guild_id)
    if offer_ids is not None:
        query, values["offer_ids"] = _HELD_BY, list(offer_ids)
    held: dict[int, set[int]] = {}
    for offer_id, content_id in await connection.execute(query, values):
        held.setdefault(offer_id, set()).add(content_id)
    return {offer_id: frozenset(ids) for offer_id, ids in held.items()}


async def holders(connection: AsyncConnection, content: Content) -> frozenset[int]:
    """Return the ids of the offers that hold a content, or its course."""
    ids = [content.id] if content.course_id is None else [content.id, content.course_id]
    return await holders_of_ids(connection, ids)


async def holders_of_ids(connection: AsyncConnection, ids: Collection[int]) -> frozenset[int]:
    """Return the ids of the offers that hold one of these contents itself."""
    return frozenset(await connection.scalars(_HOLDERS, {"content_ids": list(ids)}))


def _one_of(column: Column[str], values: Collection[str]) -> ColumnElement[bool]:
    """Return the condition; of one value an equality, which keeps an index's order."""
    return column == next(iter(values)) if len(values) == 1 else column.in_(values)


async def _in_parts(
    connection: AsyncConnection, query: Select[Any], *order: Column[Any]
) -> list[Content]:
    """Return the contents of a query; there may be thousands."""
    ids = query.with_only_columns(contents.c.id).order_by(*order, contents.c.id)
    wanted = (await connection.scalars(ids)).all()
    found: dict[int, Content] = {}
    async for rows in in_parts(connection, _OF_IDS, wanted):
        found |= {row["id"]: _content(row) for row in rows.mappings()}
    return [found[id_] for id_ in wanted if id_ in found]


def _content(row: RowMapping) -> Content:
    values = dict[str, Any](row)
    values["tags"] = tuple(values["tags"])
    return Content(**values)
