"""What came of what was shown: engagement by member, counted in the database."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, and_, case, func, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import impressions, presses, signals
from data.tables.base import EPOCH

# What counts as engagement. Not *more* and *less*: these speak to the recommender, and not to the
# community, and a list of bad guesses gets more of them than a list of good ones.
ENGAGEMENT = ("post", "reply", "react", "save")

_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Count:
    """What came of what one member was shown in one block of time.

    Attributes:
        user_id: the member.
        arm: taste or control.
        block: the block's number, from 0.
        shown: how many different items.
        engaged: how many of them the member then engaged with.
    """

    user_id: int
    arm: str
    block: int
    shown: int
    engaged: int


@dataclass(frozen=True, slots=True)
class Pressed:
    """On how many items shown to members of one arm a kind of button was pressed."""

    arm: str
    kind: str
    count: int


async def counts(
    connection: AsyncConnection,
    guild_id: int,
    since: datetime,
    until: datetime,
    *,
    block: timedelta,
    window: timedelta,
) -> list[Count]:
    """Count, by member and block of this length, the items shown from `since` until `until`.

    An item counts as engaged with when the member acted on it within `window` after it was shown.
    """
    shown_at, width = type_coerce(impressions.c.at, BigInteger), block // _MILLISECOND
    number = (shown_at - (since - EPOCH) // _MILLISECOND) // width
    engaged = _acted(shown_at, window // _MILLISECOND)
    items = (
        select(
            impressions.c.user_id,
            impressions.c.arm,
            impressions.c.item_id,
            number.label("block"),
            func.max(case((engaged, 1), else_=0)).label("engaged"),
        )
        .where(_shown(guild_id, since, until))
        .group_by(impressions.c.user_id, impressions.c.arm, impressions.c.item_id, number)
        .subquery()
    )
    rows = await connection.execute(
        select(
            items.c.user_id,
            items.c.arm,
            items.c.block,
            func.count().label("shown"),
            func.sum(items.c.engaged).label("engaged"),
        ).group_by(items.c.user_id, items.c.arm, items.c.block)
    )
    return [Count(**row) for row in rows.mappings()]


async def pressed(
    connection: AsyncConnection, guild_id: int, since: datetime, until: datetime, window: timedelta
) -> list[Pressed]:
    """Count the (member, item) pairs shown in a time on which each kind of button was pressed."""
    shown_at = type_coerce(impressions.c.at, BigInteger)
    pressed_at = type_coerce(presses.c.at, BigInteger)
    pairs = (
        select(
            impressions.c.arm,
            presses.c.kind,
            impressions.c.user_id,
            impressions.c.item_id,
        )
        .join(
            presses,
            and_(
                presses.c.guild_id == impressions.c.guild_id,
                presses.c.user_id == impressions.c.user_id,
                presses.c.item_id == impressions.c.item_id,
            ),
        )
        .where(
            _shown(guild_id, since, until),
            pressed_at >= shown_at,
            pressed_at <= shown_at + window // _MILLISECOND,
        )
        .distinct()
        .subquery()
    )
    rows = await connection.execute(
        select(pairs.c.arm, pairs.c.kind, func.count().label("count")).group_by(
            pairs.c.arm, pairs.c.kind
        )
    )
    return [Pressed(**row) for row in rows.mappings()]


async def reached(
    connection: AsyncConnection, guild_id: int, since: datetime, until: datetime
) -> dict[str, int]:
    """Count the members of each arm who were shown anything in a time."""
    rows = await connection.execute(
        select(impressions.c.arm, func.count(impressions.c.user_id.distinct()).label("members"))
        .where(_shown(guild_id, since, until))
        .group_by(impressions.c.arm)
    )
    return {row.arm: row.members for row in rows}


def _shown(guild_id: int, since: datetime, until: datetime) -> ColumnElement[bool]:
    return and_(
        impressions.c.guild_id == guild_id,
        impressions.c.user_id.is_not(None),
        impressions.c.at >= since,
        impressions.c.at < until,
    )


def _acted(shown_at: ColumnElement[int], window: int) -> ColumnElement[bool]:
    at = type_coerce(signals.c.at, BigInteger)
    return (
        select(signals.c.id)
        .where(
            signals.c.guild_id == impressions.c.guild_id,
            signals.c.item_id == impressions.c.item_id,
            signals.c.user_id == impressions.c.user_id,
            signals.c.kind.in_(ENGAGEMENT),
            at > shown_at,
            at <= shown_at + window,
        )
        .exists()
    )
