"""Which roles a member should have: a pure function of entitlements."""

from collections.abc import Iterable, Mapping

from bot.payments.entitlement import GRANTING, Entitlement


def wanted_roles(
    entitlements: Iterable[Entitlement], role_of_plan: Mapping[int, int]
) -> frozenset[int]:
    """Return the roles of all plans that a member may use now."""
    return frozenset(
        role_of_plan[entitlement.plan_id]
        for entitlement in entitlements
        if entitlement.state in GRANTING and entitlement.plan_id in role_of_plan
    )
