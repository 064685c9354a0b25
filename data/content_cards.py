"""The contents that have cards, as columns: a catalogue may hold many thousands."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import orjson
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Text, case, cast, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data.bulk_read import of_rows
from data.tables import contents, offer_contents, plans

Ids = NDArray[np.int64]
Mask = NDArray[np.bool_]

_ON_SALE = (plans.c.state == "active") & (plans.c.kind == "product")
_SOLD = exists(
    select(offer_contents.c.offer_id)
    .join(plans, plans.c.id == offer_contents.c.offer_id)
    .where(
        offer_contents.c.content_id == contents.c.id,
        offer_contents.c.guild_id == contents.c.guild_id,
        plans.c.guild_id == contents.c.guild_id,
        _ON_SALE,
    )
)
_HELD = offer_contents.alias()
_SIZE = (
    select(func.count()).select_from(_HELD).where(_HELD.c.offer_id == plans.c.id).scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class Cards:
    """A guild's published contents with a card; each array has an element per content.

    Attributes:
        ids: Ascending.
        previews: Whether it is open to everyone.
        sold: Whether a product on sale holds it.
        sessions: Whether it is a live session.
    """

    ids: Ids
    previews: Mask
    sold: Mask
    sessions: Mask

    def only(self, which: Mask) -> "Cards":
        """Return some of them."""
        return Cards(self.ids[which], self.previews[which], self.sold[which], self.sessions[which])


async def of_guild(connection: AsyncConnection, guild_id: int) -> Cards:
    """Read all cards of a guild, off the event loop."""
    columns = (
        contents.c.id,
        case((contents.c.preview, 1), else_=0),
        case((_SOLD, 1), else_=0),
        case((contents.c.kind == "session", 1), else_=0),
    )
    ids, *masks = await of_rows(connection, columns, _has_card(guild_id))
    order = np.argsort(ids)
    return Cards(ids[order], *(mask[order] > 0 for mask in masks))


async def words(connection: AsyncConnection, guild_id: int) -> list[tuple[int, str, str, str]]:
    """Return id, title, topic and stored tags of each content with a card."""
    rows = await connection.execute(
        select(contents.c.id, contents.c.title, contents.c.topic, cast(contents.c.tags, Text))
        .where(_has_card(guild_id))
        .order_by(contents.c.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def tags_of(stored: str) -> list[str]:
    """Return tags as they were stored."""
    return orjson.loads(stored)


async def smallest_offers(
    connection: AsyncConnection, guild_id: int, content_ids: Collection[int]
) -> dict[int, int]:
    """Map each of some contents to the product on sale that holds it with least else."""
    found: dict[int, int] = {}
    rows = await connection.execute(
        select(offer_contents.c.content_id, plans.c.id)
        .join(plans, plans.c.id == offer_contents.c.offer_id)
        .where(
            offer_contents.c.content_id.in_(content_ids),
            offer_contents.c.guild_id == guild_id,
            plans.c.guild_id == guild_id,
            _ON_SALE,
        )
        .order_by(_SIZE, plans.c.id)
    )
    for content_id, offer_id in rows:
        found.setdefault(content_id, offer_id)
    return found


def _has_card(guild_id: int) -> ColumnElement[bool]:
    return (
        (contents.c.guild_id == guild_id)
        & (contents.c.state == "published")
        & contents.c.course_id.is_(None)
        & contents.c.card_message_id.is_not(None)
    )
