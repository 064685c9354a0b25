"""Entitlements that will soon end or be charged, for reminders to their members."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, exists, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from data.facts import StoredEntitlement
from data.tables import entitlements, members

LIVING = ("active", "upcoming")


_OF_MEMBER = and_(
    members.c.guild_id == entitlements.c.guild_id, members.c.user_id == entitlements.c.user_id
)


async def ending(
    connection: AsyncConnection,
    after: datetime,
    until: datetime,
    *,
    renewing_plans: Collection[int],
) -> list[StoredEntitlement]:
    """Return entitlements that end in a period, of members who want reminders.

    Of those that renew by themselves, only trials and the given plans are included. A pass that
    another one of the same plan follows does not end for its member and is left out.
    """
    later = entitlements.alias("later")
    followed = exists().where(
        later.c.guild_id == entitlements.c.guild_id,
        later.c.user_id == entitlements.c.user_id,
        later.c.plan_id == entitlements.c.plan_id,
        later.c.state.in_(LIVING),
        later.c.source != entitlements.c.source,
        or_(later.c.ends_at.is_(None), later.c.ends_at > entitlements.c.ends_at),
    )
    charged = and_(
        entitlements.c.source == entitlements.c.stripe_id,
        or_(entitlements.c.reason == "trialing", entitlements.c.plan_id.in_(renewing_plans)),
    )
    rows = await connection.execute(
        select(entitlements)
        .outerjoin(members, _OF_MEMBER)
        .where(
            entitlements.c.ends_at > after,
            entitlements.c.ends_at <= until,
            entitlements.c.state.in_(LIVING),
            func.coalesce(members.c.reminders, true()),
            or_(charged, and_(~entitlements.c.renews, ~followed)),
        )
        .order_by(entitlements.c.ends_at, entitlements.c.source)
    )
    return [StoredEntitlement(**row) for row in rows.mappings()]
