"""Tells whoever paid for others that their codes wait: left with the fact, in its transaction.

What becomes of rights is told elsewhere; codes give their payer none.
"""

from datetime import datetime

from bot.payments.facts import Payment, Snapshot, Subscription
from bot.payments.fold.marks import Owner
from data import notices, plans
from data.engine import Connection

GOING = ("active", "trialing")
WITH_CODES = ("gift-told-code", "gift-told-seats")  # words that bring the button with them


async def tell(connection: Connection, snapshot: Snapshot, whose: Owner, now: datetime) -> None:
    """Leave words for the owner of codes; each is left once."""
    plan_id = whose.plan_id
    match snapshot:
        case Payment(gift=True, status="paid" | "unpaid" | "failed" as status):
            key = f"gift-{status}:{snapshot.id}"
            message = "gift-told-code" if status == "paid" else f"gift-told-{status}"
            arguments: dict[str, str | float] = {"source": snapshot.id}
        case Subscription(status=status, first_paid=True, quantity=seats) if (
            seats > 1 and status in GOING
        ):
            # Its number of seats is part of the key: further ones are news.
            key, message = f"seats:{snapshot.id}:{seats}", "gift-told-seats"
            arguments = {"source": snapshot.id, "seats": seats, "codes": seats - 1}
            by_price = await plans.plan_of_each_price(connection, whose.guild_id)
            plan_id = by_price.get(snapshot.price_id, plan_id)  # it may have been switched since
        case _:
            return
    plan = await plans.get(connection, plan_id)
    await notices.post(
        connection,
        guild_id=whose.guild_id,
        user_id=whose.user_id,
        key=key,
        message=message,
        arguments={"plan": plan.name, **arguments},
        at=now,
    )
    if message == "gift-told-code":
        await notices.post(
            connection,
            guild_id=whose.guild_id,
            key=f"gift-staff:{snapshot.id}",
            message="turn-staff-gift-code",
            arguments={"plan": plan.name, "giver": f"<@{whose.user_id}>"},
            at=now,
        )
