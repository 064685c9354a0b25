"""Which roles a member should have, and who leaves: pure functions of entitlements."""

from collections.abc import Collection, Iterable, Mapping

from bot.payments.fold.entitlement import GRANTING, LIVING, Entitlement


def wanted_roles(
    entitlements: Iterable[Entitlement], role_of_plan: Mapping[int, int]
) -> frozenset[int]:
    """Return the roles of all plans that a member may use now."""
    return frozenset(
        role_of_plan[entitlement.plan_id]
        for entitlement in entitlements
        if entitlement.state in GRANTING and entitlement.plan_id in role_of_plan
    )


def plan_that_expels(
    entitlements: Collection[Entitlement], expelling: Mapping[int, int], lost: Collection[int]
) -> int | None:
    """Return the plan by which a member leaves the server, if one says so.

    Args:
        entitlements: All the member's rights; whoever has or awaits any stays.
        expelling: The roles of the plans that say so, by plan.
        lost: The roles that the member loses at this moment.
    """
    if any(right.state in LIVING for right in entitlements):
        return None
    for right in entitlements:
        if expelling.get(right.plan_id) in lost:
            return right.plan_id
    return None
