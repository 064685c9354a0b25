"""The expected entitlements of a resident, each with its record and verdict."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.simulator.stripe.store import Json
from tests.e2e.chaos.oracle_once import Grant, expected_grants, of_gift, of_payment
from tests.e2e.chaos.oracle_subscriptions import ExpectedState, expected_subscription
from tests.e2e.chaos.residents import Gift, Plan, Purchase, Record
from tests.e2e.chaos.stripe_truth import Truth


@dataclass(frozen=True, slots=True)
class Right:
    """An expected entitlement to a plan: its source, and whether it grants, if known."""

    plan: Plan
    item: Purchase | Gift
    expected: ExpectedState
    sure: bool = True
    shared: bool = False  # whether its subscription has other items


class Rights:
    """Derives expected entitlements from one snapshot of the truth."""

    def __init__(self, truth: Truth, plans: dict[str, Plan], record: Record) -> None:
        self._truth = truth
        self._plans = plans
        self._record = record

    def of(self, name: str, now: int) -> list[Right]:
        """Judge everything that a resident has, at `now` (unix seconds)."""
        bought = [one for one in self._record.purchases.values() if one.holder == name]
        given = [one for one in self._record.gifts if one.holder == name]
        return [*self._regular(bought, given, now), *self._once(bought, given, now)]

    def _regular(self, purchases: list[Purchase], gifts: list[Gift], now: int) -> Iterator[Right]:
        """Judge subscriptions, and seats of others' subscriptions."""
        for bought in purchases:
            if self._truth.sessions[bought.session_id]["subscription"]:
                yield from self._subscribed(bought, now)
        for gift in gifts:
            if gift.seat is not None and gift.session_id:
                yield self._seat(gift, self._record.purchases[gift.session_id], now)

    def _once(self, purchases: list[Purchase], gifts: list[Gift], now: int) -> Iterator[Right]:
        """Judge one-time purchases and gifts; plans with the same role together."""
        grants: defaultdict[int, list[Grant]] = defaultdict(list)
        for bought in purchases:
            session, plan = self._truth.sessions[bought.session_id], self._plans[bought.plan]
            if session["mode"] == "payment" and (
                grant := of_payment(self._truth, session, plan, bought)
            ):
                grants[plan.role.id].append(grant)
        for gift in gifts:
            plan = self._plans[gift.plan]
            if gift.seat is None and (grant := of_gift(self._truth, gift, plan)):
                grants[plan.role.id].append(grant)
        for given in grants.values():
            for grant, expected in expected_grants(given, now):
                plan = self._plans[grant.item.plan]
                yield Right(plan, grant.item, expected, not grant.item.in_doubt)

    def _subscribed(self, bought: Purchase, now: int) -> list[Right]:
        """Judge every plan among a subscription's items, in whatever order.

        What a refund or dispute means while there are several items is left open, and what a
        renewal gives whose price a schedule changed, until it is paid: flow tests say that.
        """
        session = self._truth.sessions[bought.session_id]
        subscription = self._truth.subscriptions[session["subscription"]]
        items: list[Json] = subscription["items"]["data"]
        sold = [(self._truth.product_name(item) or "", item) for item in items]
        known = [each for each in sold if each[0] in self._plans] or [(bought.plan, items[0])]
        shared = len(items) > 1
        sure = not bought.in_doubt and not (shared and self._truth.took_back(subscription))
        sure = sure and not self._truth.owes_a_change(subscription)
        found: list[Right] = []
        for name, item in known:
            plan = self._plans[name]
            expected = expected_subscription(self._truth, bought, subscription, item, plan, now)
            found.append(Right(plan, bought, expected, sure, shared))
        return found

    def _seat(self, gift: Gift, bought: Purchase, now: int) -> Right:
        """Judge a redeemed seat as its subscription, while there are enough seats."""
        owned = self._subscribed(bought, now)[0]
        session = self._truth.sessions[bought.session_id]
        item: Json = self._truth.subscriptions[session["subscription"]]["items"]["data"][0]
        expected = replace(owned.expected, why=f"seat {gift.seat}: {owned.expected.why}")
        if (gift.seat or 0) > item["quantity"] - 1:
            expected = ExpectedState(grants=False, why=f"seat {gift.seat} of {item['quantity']}")
        elif gift.revoked_at is not None and gift.revoked_at <= now:
            expected = ExpectedState(grants=False, why="the seat was revoked")
        return Right(owned.plan, gift, expected, owned.sure and not gift.in_doubt)
