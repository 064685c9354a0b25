"""Products on sale, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, ScalarSelect, bindparam, exists, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data import contents as stored
from data import plans as offers
from data.contents import Content
from data.plans import Plan
from data.tables import contents, offer_contents, plans
from data.text_search import containing

BUNDLE = "bundle"  # in place of a kind: products that hold several contents


def _next_topic(after: ColumnElement[str]) -> ScalarSelect[str]:
    return (
        select(func.min(contents.c.topic))
        .where(
            contents.c.guild_id == bindparam("guild_id"),
            contents.c.state == "published",
            contents.c.topic > after,
        )
        .scalar_subquery()
    )


_FIRST_TOPIC = select(_next_topic(literal("")).label("topic")).cte("topics", recursive=True)
_EACH_TOPIC = _FIRST_TOPIC.union_all(
    select(_next_topic(_FIRST_TOPIC.c.topic)).where(_FIRST_TOPIC.c.topic.is_not(None))
)
_TOPICS = (
    select(_EACH_TOPIC.c.topic).where(_EACH_TOPIC.c.topic.is_not(None)).limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Product:
    """A product with its contents that are not drafts, by position."""

    offer: Plan
    contents: tuple[Content, ...]


async def page(
    connection: AsyncConnection, guild_id: int, kind: str, topic: str, start: int, most: int
) -> tuple[list[Product], bool]:
    """Return products on sale, the newest first, and whether more follow.

    `kind` is one of contents, "bundle", or "" for all; `topic` "" for all.
    """
    shown = _shown(guild_id, kind, topic)
    query = select(plans.c.id).where(*shown).order_by(plans.c.id.desc())
    ids = list(await connection.scalars(query.limit(most + 1).offset(start)))
    found = await products(connection, guild_id, ids[:most])
    return sorted(found, key=lambda each: -each.offer.id), len(ids) > most


async def count(connection: AsyncConnection, guild_id: int, kind: str, topic: str) -> int:
    """Return how many products are on sale; `kind` and `topic` as for `page`."""
    shown = _shown(guild_id, kind, topic)
    return await connection.scalar(select(func.count()).select_from(plans).where(*shown)) or 0


async def products(
    connection: AsyncConnection, guild_id: int, offer_ids: Sequence[int]
) -> list[Product]:
    """Return the products of a guild that have these ids, in any state."""
    if not offer_ids:
        return []
    found = await offers.of_ids(connection, guild_id, offer_ids)
    held = await stored.of_offers(connection, guild_id, offer_ids)
    ids = frozenset[int]().union(*held.values())
    known = [
        each for each in await stored.of_ids(connection, guild_id, ids) if each.state != "draft"
    ]
    return [
        Product(offer, tuple(each for each in known if each.id in held.get(offer.id, ())))
        for offer in found
        if offer.kind == "product"
    ]


async def topics(connection: AsyncConnection, guild_id: int, most: int) -> list[str]:
    """Return the topics of published contents, in alphabetical order.

    Each is found from the one before by the index, because DISTINCT would read all contents.
    """
    rows = await connection.scalars(_TOPICS, {"guild_id": guild_id, "most": most})
    return list(rows)


async def named(
    connection: AsyncConnection, guild_id: int, typed: str, most: int
) -> list[tuple[int, str]]:
    """Return the ids and names of products on sale whose name contains a text."""
    rows = await connection.execute(
        select(plans.c.id, plans.c.name)
        .where(*_shown(guild_id, "", ""), containing(plans.c.name, typed))
        .order_by(plans.c.id.desc())
        .limit(most)
    )
    return [(row.id, row.name) for row in rows]


async def is_sellable(connection: AsyncConnection, offer_id: int) -> bool:
    """Return whether a product holds a published content."""
    found = await connection.scalar(
        select(offer_contents.c.offer_id)
        .join(contents, contents.c.id == offer_contents.c.content_id)
        .where(offer_contents.c.offer_id == offer_id, contents.c.state == "published")
        .limit(1)
    )
    return found is not None


def _shown(guild_id: int, kind: str, topic: str) -> list[ColumnElement[bool]]:
    held = (
        select(offer_contents.c.content_id)
        .join(contents, contents.c.id == offer_contents.c.content_id)
        .where(offer_contents.c.offer_id == plans.c.id, contents.c.state == "published")
        .correlate(plans)
    )
    several = (
        select(func.count())
        .select_from(offer_contents)
        .where(offer_contents.c.offer_id == plans.c.id)
        .correlate(plans)
        .scalar_subquery()
    )
    if kind and kind != BUNDLE:
        held = held.where(contents.c.kind == kind)
    if topic:
        held = held.where(contents.c.topic == topic)
    conditions = [
        plans.c.guild_id == guild_id,
        plans.c.state == "active",
        plans.c.kind == "product",
        exists(held),
    ]
    return [*conditions, several > 1] if kind == BUNDLE else conditions
