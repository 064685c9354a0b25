"""Play the scenario of a membership: actions, passing time, entitlements."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.payments.checkout import Purchase
from bot.payments.ledger.entitlement import Entitlement
from bot.payments.ledger.facts import Claim, Grant, Revocation
from bot.payments.stripe.event_targets import USED_EVENTS
from bot.payments.stripe.objects.metadata import Owner
from data.plans import Plan
from tests.flow.conftest import ALICE, GUILD, ROLE, STAFF, Billing

BOB, CAROL = 31, 32
GOLD = 41
HOUR = timedelta(hours=1)


@dataclass(slots=True)
class Scenario:
    """Actions at Stripe and here; after each, all of Stripe's events are processed."""

    billing: Billing
    again: int = 0

    @property
    def subscription(self) -> str:
        """The newest subscription."""
        return list(self.billing.stripe.subscriptions)[-1]

    @property
    def charge(self) -> str:
        """The newest charge."""
        return list(self.billing.stripe.charges)[-1]

    def at_stripe(self) -> str:
        """Return the status of the newest subscription at Stripe."""
        return self.billing.stripe.subscriptions[self.subscription]["status"]

    async def subscribe(self, card: str = "success", **plan: Any) -> Plan:  # noqa: ANN401 the types of PlanRequest
        """Sell a plan to Alice."""
        sold = await self.billing.sell(**plan)
        await self.billing.buy(card, plan=sold.name)
        await self.billing.catch_up()
        return sold

    async def buy(self, plan: str = "Pro", user: int = ALICE, code: str = "") -> None:
        """Buy a plan that is on sale, with a promotion code or without."""
        opened = await self.billing.checkout.open(Purchase(GUILD, user, plan, "en"))
        assert (await self.billing.stripe.pay(opened.url, "success", code=code)).ok
        await self.billing.catch_up()

    async def days(self, days: float) -> None:
        """Advance both clocks, and process the events of that time."""
        await self.billing.pass_time(timedelta(days=days))
        await self.billing.catch_up()
        await self.billing.expiry.refresh_due()
        await self.billing.catch_up()

    async def advance_silently(self, days: float) -> None:
        """Advance both clocks without processing events."""
        await self.billing.pass_time(timedelta(days=days))

    async def renew(self, card: str = "success", after: float = 31) -> None:
        """Begin the next period."""
        await self.advance_silently(after)
        await self.billing.stripe.renew(self.subscription, card)
        await self.billing.catch_up()

    async def rights(self, user: int = ALICE) -> list[Entitlement]:
        """Return a member's entitlements, oldest first."""
        entitlements = await self.billing.entitlement_service.load(GUILD, user)
        return sorted(
            entitlements.entitlements,
            key=lambda entitlement: (entitlement.starts_at, entitlement.source),
        )

    async def assert_state(
        self, *words: str, roles: frozenset[int] | set[int] = frozenset(), user: int = ALICE
    ) -> None:
        """Check a member's entitlements, each as `state reason`, and roles."""
        await self.billing.catch_up()
        found = [
            f"{entitlement.state} {entitlement.reason}" for entitlement in await self.rights(user)
        ]
        assert found == list(words)
        assert await self.billing.roles(user) == roles

    async def give(self, days: int | None, *, user: int = ALICE, name: str = "1") -> Grant:
        """Give a plan for free."""
        (plan, *_) = await self.billing.plans.on_sale(GUILD)
        now = int(self.billing.clock.now().timestamp())
        grant = Grant(f"grant:{name}", plan.id, now, days, None, STAFF, "speaker")
        await self._record(grant, user)
        return grant

    async def claim(self, source: str, user: int, *, seat: int | None = None) -> None:
        """Redeem a code of a purchase."""
        (plan, *_) = await self.billing.plans.on_sale(GUILD)
        now = int(self.billing.clock.now().timestamp())
        await self._record(Claim(f"code:{user}", plan.id, source, now, seat), user)

    async def revoke(self, source: str, user: int = ALICE) -> None:
        """Revoke an entitlement as staff."""
        (plan, *_) = await self.billing.plans.on_sale(GUILD)
        now = int(self.billing.clock.now().timestamp())
        revoked = Revocation(f"revocation:{source}", plan.id, source, now, STAFF, "spam")
        await self._record(revoked, user)

    async def _record(self, snapshot: Grant | Claim | Revocation, user: int) -> None:
        owner = Owner(GUILD, user, snapshot.plan_id)
        await self.billing.recorder.record(snapshot, owner, self.billing.clock.now())
        await self.billing.catch_up()

    async def receive_again(self) -> None:
        """Receive all events again, twice and in reverse order: nothing may change."""
        await self.billing.catch_up()
        before = await self._everything()
        events = [e for e in self.billing.stripe.events.values() if e["type"] in USED_EVENTS]
        self.again += 1
        copies = [event | {"id": f"{event['id']}_{self.again}"} for event in reversed(events)]
        await self.billing.receive(copy for copy in copies for _ in range(2))
        await self.billing.settle()
        assert await self._everything() == before

    async def _everything(self) -> Mapping[int, list[Entitlement]]:
        return {user: await self.rights(user) for user in (ALICE, BOB, CAROL)}


__all__ = ["ALICE", "BOB", "CAROL", "GOLD", "GUILD", "HOUR", "ROLE", "STAFF", "Scenario"]
