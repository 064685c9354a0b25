"""Queues notices about what is paid for twice."""

from collections.abc import Mapping

from bot.payments.ledger.entitlement import Entitlement, State, carrier, is_subscription
from bot.payments.ledger.facts import Snapshot, payer_of
from bot.payments.notifications.entitlement_changes import OPEN, EntitlementChange, paid_for
from bot.payments.notifications.entitlement_update import EntitlementUpdate
from data import notices
from data.engine import Connection


async def notify_of_double(
    connection: Connection,
    change: EntitlementUpdate,
    each: EntitlementChange,
    snapshots: Mapping[str, Snapshot],
) -> None:
    """Notify staff and the payer if one role is paid for twice, or also given.

    It happens by two payers, by a switch at Stripe, or on two open pages. What ends by itself may
    precede a subscription, but not be bought in addition to it.
    """
    if each.what not in ("granted", "restored", "switched", "extended"):
        return
    for other in change.after:
        if other.source == each.entitlement.source or not change.alike(each.entitlement, other):
            continue
        message = _double(each.entitlement, other)
        if message is None or not change.knows(other):
            continue
        first, second = sorted((each.entitlement.source, other.source))
        key, arguments = f"double:{first}:{second}", {"plan": change.plans[other.plan_id]}
        arguments |= {"member": f"<@{change.user_id}>", "first": first, "second": second}
        await notices.post(
            connection,
            guild_id=change.guild_id,
            key=key,
            message=message,
            arguments=arguments,
            at=change.at,
        )
        if message == "turn-staff-double":
            await _notify_payer_of_double(connection, change, each.entitlement, key, snapshots)


async def _notify_payer_of_double(
    connection: Connection,
    change: EntitlementUpdate,
    new: Entitlement,
    key: str,
    snapshots: Mapping[str, Snapshot],
) -> None:
    """Notify who paid for what was paid already, with what to do.

    An adopted purchase is not new: its payer gets no notices.
    """
    if await notices.is_known(connection, change.guild_id, f"granted:{new.source}:told"):
        return
    payer = payer_of(snapshots.get(carrier(new.source)))
    arguments: dict[str, str | float] = {
        "plan": change.plans[new.plan_id],
        "member": f"<@{change.user_id}>",
        "gift": "no" if payer is None else "yes",
        "source": new.source,
    }
    await notices.post(
        connection,
        guild_id=change.guild_id,
        user_id=payer or change.user_id,
        key=f"{key}:told",
        message="turn-double",
        arguments=arguments,
        at=change.at,
    )


def _double(new: Entitlement, other: Entitlement) -> str | None:
    """Return the message to staff about two entitlements; None if both are needed."""
    comps = [entitlement.stripe_id is None for entitlement in (new, other)]
    if any(comps):
        paid = other if comps[0] else new
        living = all(entitlement.state in OPEN for entitlement in (new, other))
        return "turn-staff-comp-beside" if not all(comps) and paid_for(paid) and living else None
    if other.state is State.GRACE and not is_subscription(new.stripe_id):
        return None  # a pass may bridge a failed renewal
    both = paid_for(other) and (paid_for(new) or new.source == new.stripe_id)
    return "turn-staff-double" if both else None
