"""What an update of a member's entitlements changed, for the notices about it."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from bot.payments.ledger.entitlement import Entitlement
from bot.payments.ledger.facts import Fact
from data.facts import StoredEntitlement


@dataclass(frozen=True, slots=True)
class EntitlementUpdate:
    """A member's entitlements before and after, with their facts.

    Attributes:
        guild_id: The server.
        user_id: The member.
        before: The entitlements as they were stored.
        after: The entitlements as they are now.
        facts: All facts about the member.
        plans: The names of the guild's plans, by id.
        roles: The role that each plan grants, by plan id; products grant none.
        at: The current time.
        products: The ids of the offers that are products.
    """

    guild_id: int
    user_id: int
    before: Iterable[StoredEntitlement]
    after: Sequence[Entitlement]
    facts: Sequence[Fact]
    plans: Mapping[int, str]
    roles: Mapping[int, int]
    at: datetime
    products: AbstractSet[int] = frozenset()

    def alike(self, one: Entitlement, other: Entitlement) -> bool:
        """Return whether two entitlements are of one plan, or grant the same role."""
        role_id = self.roles.get(one.plan_id)
        return one.plan_id == other.plan_id or (
            role_id is not None and role_id == self.roles.get(other.plan_id)
        )

    def knows(self, entitlement: Entitlement) -> bool:
        """Return whether an entitlement is to a plan of the guild."""
        return entitlement.plan_id in self.plans
