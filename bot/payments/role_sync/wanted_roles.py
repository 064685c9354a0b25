"""Decides a member's roles, and whether the end of a plan removes them. Pure."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from bot.payments.ledger.entitlement import CURRENT_STATES, GRANTING, Entitlement
from bot.payments.ledger.facts import Claim, Payment, Snapshot, Subscription


def wanted_roles(
    entitlements: Iterable[Entitlement], role_of_plan: Mapping[int, int]
) -> frozenset[int]:
    """Return the roles of all plans that a member is entitled to now."""
    return frozenset(
        role_of_plan[entitlement.plan_id]
        for entitlement in entitlements
        if entitlement.state in GRANTING and entitlement.plan_id in role_of_plan
    )


def is_own_doing(snapshot: Snapshot | None) -> bool:
    """Return whether a member acquired it themselves: paid, or redeemed a code.

    The end of what somebody else paid or staff gave must not remove them from the server.
    """
    match snapshot:
        case Claim():
            return True
        case Payment(payer_id=payer) | Subscription(payer_id=payer):
            return payer is None
        case _:
            return False


def plan_requiring_kick(
    entitlements: Collection[Entitlement],
    expelling: Mapping[int, int],
    lost: Collection[int],
    snapshots: Mapping[str, Snapshot],
    gone: Mapping[str, datetime],
) -> Entitlement | None:
    """Return the ended entitlement for which a member must leave the server, if any.

    Nobody must because staff moved what they held to another account.

    Args:
        entitlements: All of the member's; one that is not over keeps them on the server.
        expelling: The roles of the plans that remove members at their end, by plan.
        lost: The roles that the member is losing now.
        snapshots: The snapshot behind each entitlement, by source.
        gone: Since when the member's former sources have belonged to others.
    """
    if any(entitlement.state in CURRENT_STATES for entitlement in entitlements):
        return None
    ended = [
        entitlement for entitlement in entitlements if expelling.get(entitlement.plan_id) in lost
    ]
    last = max(ended, key=_end, default=None)  # the end of earlier ones removed nobody
    if last is None or any(when >= _end(last) for when in gone.values()):
        return None
    return last if is_own_doing(snapshots.get(last.source)) else None


def still_requires_kick(
    entitlements: Collection[Entitlement], expelling: Mapping[int, int], plan_id: int
) -> Entitlement | None:
    """Return the ended entitlement for which a member must leave, on a later check."""
    if plan_id not in expelling or any(
        entitlement.state in CURRENT_STATES for entitlement in entitlements
    ):
        return None
    ended = (entitlement for entitlement in entitlements if entitlement.plan_id == plan_id)
    return max(ended, key=_end, default=None)


def _end(entitlement: Entitlement) -> datetime:
    return entitlement.starts_at if entitlement.ends_at is None else entitlement.ends_at


def roles_by_member(
    entitled: Iterable[tuple[int, int]], role_of: Mapping[int, int]
) -> dict[int, set[int]]:
    """Return the role ids that each member should have, from pairs of member and plan."""
    wanted: dict[int, set[int]] = {}
    for user_id, plan_id in entitled:
        if plan_id in role_of:
            wanted.setdefault(user_id, set()).add(role_of[plan_id])
    return wanted
