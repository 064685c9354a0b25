"""Tells whoever paid for others that their codes wait: left with the fact, in its transaction.

What becomes of rights is told elsewhere; codes give their payer none.
"""

from datetime import datetime, timedelta

from bot.payments.fact_repository import HELD_STATES, load_policy
from bot.payments.ledger.facts import Payment, Snapshot, Subscription
from bot.payments.stripe.objects.metadata import Owner
from data import notices, plans
from data.engine import Connection

GOING = ("active", "trialing")
NO_GRACE = timedelta(0)  # how long a plan forgives does not matter here
WITH_CODES = ("gift-told-code", "gift-told-seats")  # words that bring the button with them


async def notify_gift_codes(
    connection: Connection, snapshot: Snapshot, owner: Owner, now: datetime
) -> None:
    """Leave words for the owner of codes; each is left once."""
    plan_id = owner.plan_id
    match snapshot:
        case Payment(gift=True, status="paid" | "unpaid" | "failed" as status):
            key = f"gift-{status}:{snapshot.id}"
            message = "gift-told-code" if status == "paid" else f"gift-told-{status}"
            arguments: dict[str, str | float] = {"source": snapshot.id}
        case Subscription(status=status, first_paid=True) if status in GOING and _several(snapshot):
            plan_id, seats = await _seats(connection, snapshot, owner)
            if seats < 2:  # noqa: PLR2004 the payer's own
                return
            # Its number of seats is part of the key: further ones are news.
            key, message = f"seats:{snapshot.id}:{seats}", "gift-told-seats"
            arguments = {"source": snapshot.id, "seats": seats, "codes": seats - 1}
        case _:
            return
    plan = await plans.get(connection, plan_id)
    await notices.post(
        connection,
        guild_id=owner.guild_id,
        user_id=owner.user_id,
        key=key,
        message=message,
        arguments={"plan": plan.name, **arguments},
        at=now,
    )
    if message == "gift-told-code":
        await notices.post(
            connection,
            guild_id=owner.guild_id,
            key=f"gift-staff:{snapshot.id}",
            message="turn-staff-gift-code",
            arguments={"plan": plan.name, "giver": f"<@{owner.user_id}>"},
            at=now,
        )


def _several(subscription: Subscription) -> bool:
    """Tell whether more than one of anything is paid for."""
    return sum(item.quantity for item in subscription.items or (subscription,)) > 1


async def _seats(
    connection: Connection, subscription: Subscription, owner: Owner
) -> tuple[int, int]:
    """Return the plan of which most is paid for, and how many: it may have changed since."""
    known = await plans.of_guild(connection, owner.guild_id, HELD_STATES)
    policy = await load_policy(connection, owner.guild_id, known, NO_GRACE)
    parts = policy.parts(subscription)
    return max(((plan_id, part.seats) for plan_id, part in parts.items()), key=lambda of: of[1])
