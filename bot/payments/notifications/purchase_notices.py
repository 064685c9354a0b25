"""Queues notices to staff about purchases without an owner or a plan of theirs."""

from collections.abc import Iterable
from datetime import datetime

from bot.payments.stripe.objects.metadata import Owner
from data import notices, plans
from data.engine import Connection


async def notify_of_purchase(
    connection: Connection, message: str, owner: Owner, object_id: str, plan: str, at: datetime
) -> None:
    """Notify staff of a member's object that sold something else than a plan."""
    await _post(
        connection, message, owner.guild_id, object_id, plan, at, member=f"<@{owner.user_id}>"
    )


async def notify_of_unowned(
    connection: Connection, object_id: str, prices: Iterable[str], at: datetime
) -> None:
    """Notify staff of an object that names no owner, if these prices are theirs."""
    for price_id in prices:
        plan = await plans.of_price(connection, price_id)
        if plan is not None:
            await _post(connection, "staff-unowned", plan.guild_id, object_id, plan.name, at)


async def notify_of_unknown_plan(
    connection: Connection, owner: Owner, object_id: str, at: datetime
) -> None:
    """Notify staff once of an unknown plan: another Lyceum may use the same account."""
    await notices.post(
        connection,
        guild_id=owner.guild_id,
        key=f"unknown-plan:{owner.plan_id}",
        message="staff-unknown-plan",
        arguments={"plan": str(owner.plan_id), "object": object_id},
        at=at,
    )


async def _post(
    connection: Connection,
    message: str,
    guild_id: int,
    object_id: str,
    plan: str,
    at: datetime,
    member: str = "",
) -> None:
    await notices.post(
        connection,
        guild_id=guild_id,
        key=f"{message}:{object_id}",
        message=message,
        arguments={"object": object_id, "plan": plan, "member": member},
        at=at,
    )
