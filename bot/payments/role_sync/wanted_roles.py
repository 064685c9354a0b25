"""Which roles a member should have, and who leaves: pure functions of entitlements."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from bot.payments.ledger.entitlement import CURRENT_STATES, GRANTING, Entitlement
from bot.payments.ledger.facts import Claim, Payment, Snapshot, Subscription


def wanted_roles(
    entitlements: Iterable[Entitlement], role_of_plan: Mapping[int, int]
) -> frozenset[int]:
    """Return the roles of all plans that a member may use now."""
    return frozenset(
        role_of_plan[entitlement.plan_id]
        for entitlement in entitlements
        if entitlement.state in GRANTING and entitlement.plan_id in role_of_plan
    )


def is_own_doing(snapshot: Snapshot | None) -> bool:
    """Tell whether a member brought a right upon themselves: paid for it or redeemed a code.

    What somebody else paid or staff gave must not cost them their place when it ends.
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
) -> Entitlement | None:
    """Return the right by whose end a member leaves the server, if its plan says so.

    Args:
        entitlements: All the member's rights; whoever has or awaits any stays.
        expelling: The roles of the plans that say so, by plan.
        lost: The roles that the member loses at this moment.
        snapshots: What carries the rights, by its id.
    """
    if any(right.state in CURRENT_STATES for right in entitlements):
        return None
    ended = [right for right in entitlements if expelling.get(right.plan_id) in lost]
    last = max(ended, key=_end, default=None)  # earlier ones ended without this consequence
    return last if last is not None and is_own_doing(snapshots.get(last.source)) else None


def still_requires_kick(
    entitlements: Collection[Entitlement], expelling: Mapping[int, int], plan_id: int
) -> Entitlement | None:
    """Return the right by whose end a member is to leave, if that still holds on a later look."""
    if plan_id not in expelling or any(right.state in CURRENT_STATES for right in entitlements):
        return None
    ended = (right for right in entitlements if right.plan_id == plan_id)
    return max(ended, key=_end, default=None)


def _end(right: Entitlement) -> datetime:
    return right.starts_at if right.ends_at is None else right.ends_at


def roles_by_member(
    entitled: Iterable[tuple[int, int]], role_of: Mapping[int, int]
) -> dict[int, set[int]]:
    """Return the role ids that each member should have, from who is entitled to which plan."""
    wanted: dict[int, set[int]] = {}
    for user_id, plan_id in entitled:
        if plan_id in role_of:
            wanted.setdefault(user_id, set()).add(role_of[plan_id])
    return wanted
