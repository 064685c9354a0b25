"""Memberships with what was paid for them, page by page."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import entitlements, income, subscription_history

_OWN, _PAID, _HELD = entitlements.c, income.alias("paid"), subscription_history.alias("held")
# The newest row is the one that holds, or the last that did.
_NEWEST = (
    select(func.max(subscription_history.c.id))
    .where(
        subscription_history.c.subscription_id == _OWN.stripe_id,
        subscription_history.c.part == 0,
    )
    .correlate(entitlements)
    .scalar_subquery()
)
_MEMBERSHIPS = select(
    _OWN.user_id,
    _OWN.source,
    _OWN.stripe_id,
    _OWN.plan_id,
    _OWN.state,
    _OWN.starts_at,
    _OWN.ends_at,
    _OWN.renews,
    _OWN.reason,
    func.coalesce(_HELD.c.currency, _PAID.c.currency).label("currency"),
    # What is claimed by a code was paid for by somebody else, once for all its seats.
    case((_OWN.source == _OWN.stripe_id, func.coalesce(_HELD.c.amount, _PAID.c.amount))).label(
        "amount"
    ),
    _HELD.c.interval,
    _HELD.c.interval_count,
    func.coalesce(_HELD.c.user_id, _PAID.c.user_id).label("payer_id"),
).select_from(
    entitlements.outerjoin(_HELD, _HELD.c.id == _NEWEST).outerjoin(
        _PAID, and_(_PAID.c.object_id == _OWN.stripe_id, _PAID.c.kind == "payment")
    )
)


@dataclass(frozen=True, slots=True)
class ExportRow:
    """A membership; amount and interval are None where nothing is known of a payment."""

    user_id: int
    source: str
    stripe_id: str | None
    plan_id: int
    state: str
    starts_at: datetime
    ends_at: datetime | None
    renews: bool
    reason: str
    currency: str | None
    amount: int | None
    interval: str | None
    interval_count: int | None
    payer_id: int | None


async def page(
    connection: AsyncConnection,
    guild_id: int,
    after: tuple[int, str],
    most: int,
    *,
    ended: bool,
) -> list[ExportRow]:
    """Return memberships after a member and source, in their order.

    Without `ended` those that are over are left out.
    """
    rows = await connection.execute(
        _MEMBERSHIPS.where(
            _OWN.guild_id == guild_id,
            tuple_(_OWN.user_id, _OWN.source) > after,
            true() if ended else _OWN.state != "ended",
        )
        .order_by(_OWN.user_id, _OWN.source)
        .limit(most)
    )
    return [ExportRow(**row) for row in rows.mappings()]
