"""Read what followed impressions: engagement by member and item, and presses."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Subquery,
    and_,
    case,
    func,
    select,
    true,
    type_coerce,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from data.bulk_read import of_rows
from data.tables import impressions, presses, signals
from data.tables.base import EPOCH

# What counts as engagement. Not *more* and *less*: these inform the recommender and are no
# contribution to the community, and a list of bad guesses gets more of them than a good one.
ENGAGEMENT = ("post", "reply", "react", "save")

SPAN = timedelta(days=7)  # the period of impressions read at a time
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class StoredShowings:
    """What members were shown, as columns of one length `n`, in any order.

    Attributes:
        user: The members.
        item: Our item ids.
        arm: Indexes into the given arms; their number for any other arm.
        engaged: Whether the member then engaged with the item.
    """

    user: NDArray[np.int64]
    item: NDArray[np.int64]
    arm: NDArray[np.int64]
    engaged: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PressCount:
    """How many items, shown to members of one arm, had a kind of button pressed."""

    arm: str
    kind: str
    count: int


async def showings(
    connection: AsyncConnection,
    guild_id: int,
    since: datetime,
    until: datetime,
    *,
    arms: Sequence[str],
    window: timedelta,
) -> StoredShowings:
    """Read the impressions from `since` until `until`.

    An item counts as engaged with if the member acted on it within `window` after it was shown.
    """
    parts = [np.empty((4, 0), np.int64)]
    while since < until:
        end = min(since + SPAN, until)
        shown = _in_order(_shown(guild_id, since, end))
        acted = _acted(guild_id, shown, window // _MILLISECOND)
        numbers = (
            shown.c.user_id,
            shown.c.item_id,
            _place(shown.c.arm, arms),
            case((acted, 1), else_=0),
        )
        parts.append(await of_rows(connection, numbers, true()))
        since = end
    user, item, arm, engaged = np.concatenate(parts, axis=1)
    return StoredShowings(user, item, arm, engaged == 1)


async def pressed(
    connection: AsyncConnection, guild_id: int, since: datetime, until: datetime, window: timedelta
) -> list[PressCount]:
    """Count the (member, item) pairs shown in a period on which each kind was pressed."""
    shown_at = type_coerce(impressions.c.at, BigInteger)
    pressed_at = type_coerce(presses.c.at, BigInteger)
    # SQLite should start from the presses, which are few, and find their impressions by index.
    window_start = shown_at.op("+")(0)
    pairs = (
        select(impressions.c.arm, presses.c.kind, impressions.c.user_id, impressions.c.item_id)
        .join(
            presses,
            and_(
                presses.c.guild_id == impressions.c.guild_id,
                presses.c.user_id == impressions.c.user_id,
                presses.c.item_id == impressions.c.item_id,
            ),
        )
        .where(
            presses.c.guild_id == guild_id,
            presses.c.at >= since,
            presses.c.at < until + window,
            window_start >= (since - EPOCH) // _MILLISECOND,
            window_start < (until - EPOCH) // _MILLISECOND,
            pressed_at >= window_start,
            pressed_at <= window_start + window // _MILLISECOND,
        )
        .distinct()
        .subquery()
    )
    rows = await connection.execute(
        select(pairs.c.arm, pairs.c.kind, func.count().label("count")).group_by(
            pairs.c.arm, pairs.c.kind
        )
    )
    return [PressCount(**row) for row in rows.mappings()]


async def reached(
    connection: AsyncConnection,
    guild_id: int,
    since: datetime,
    until: datetime,
    *,
    arms: Sequence[str],
) -> dict[str, int]:
    """Count the members of each of these arms who were shown anything in a period."""
    numbers = (impressions.c.user_id, _place(impressions.c.arm, arms))
    user, arm = await of_rows(connection, numbers, _shown(guild_id, since, until))

    def count() -> dict[str, int]:
        return {name: len(np.unique(user[arm == place])) for place, name in enumerate(arms)}

    return await asyncio.to_thread(count)


def _shown(guild_id: int, since: datetime, until: datetime) -> ColumnElement[bool]:
    return and_(
        impressions.c.guild_id == guild_id,
        impressions.c.user_id.is_not(None),
        impressions.c.at >= since,
        impressions.c.at < until,
    )


def _in_order(which: ColumnElement[bool]) -> Subquery:
    """Sort impressions like the index of signals, so that its pages stay cached."""
    pair = impressions.c.item_id, impressions.c.user_id
    shown = select(*pair, impressions.c.at, impressions.c.arm).where(which)
    return shown.order_by(*pair).subquery("shown")


def _place(arm: ColumnElement[str], arms: Sequence[str]) -> ColumnElement[int]:
    """Return an arm's index in `arms`, or their number."""
    return case(*[(arm == name, place) for place, name in enumerate(arms)], else_=len(arms))


def _acted(guild_id: int, shown: Subquery, window: int) -> ColumnElement[bool]:
    at, shown_at = (type_coerce(each, BigInteger) for each in (signals.c.at, shown.c.at))
    return (
        select(signals.c.id)
        .where(
            signals.c.guild_id == guild_id,
            signals.c.item_id == shown.c.item_id,
            signals.c.user_id == shown.c.user_id,
            signals.c.kind.op("||")("").in_(ENGAGEMENT),  # one index lookup, not one for each kind
            at > shown_at,
            at <= shown_at + window,
        )
        .exists()
    )
