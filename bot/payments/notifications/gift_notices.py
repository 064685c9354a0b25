"""Notifies payers of their codes, in the transaction that records the fact.

Entitlements have notices of their own, but a code gives its payer none.
"""

from datetime import datetime, timedelta

from bot.payments.fact_repository import HELD_STATES, policy_for
from bot.payments.ledger.facts import Payment, Snapshot, Subscription
from bot.payments.mentioned_offers import mentioned_offers
from bot.payments.stripe.objects.metadata import Owner
from data import notices, plans
from data.engine import Connection

GOING = ("active", "trialing")
NO_GRACE = timedelta(0)  # the grace period does not matter here
WITH_CODES = ("gift-told-code", "gift-told-seats")  # messages with a button for the codes


async def notify_gift_codes(
    connection: Connection, snapshot: Snapshot, owner: Owner, now: datetime
) -> None:
    """Queue notices to the owner of codes, each once."""
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
            # The key includes the number of seats, so that further seats cause another notice.
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
    """Return whether a quantity of more than one is paid for."""
    return sum(item.quantity for item in subscription.items or (subscription,)) > 1


async def _seats(
    connection: Connection, subscription: Subscription, owner: Owner
) -> tuple[int, int]:
    """Return the plan with the most seats, and their number; it may be a switched one."""
    mentions = mentioned_offers([subscription], also=[owner.plan_id])
    listing = await plans.listing_of(connection, owner.guild_id, mentions)
    known = [plan for plan in listing.plans if plan.state in HELD_STATES]
    policy = policy_for(known, listing.plan_of_price, NO_GRACE)
    parts = policy.parts(subscription)
    return max(((plan_id, part.seats) for plan_id, part in parts.items()), key=lambda of: of[1])
