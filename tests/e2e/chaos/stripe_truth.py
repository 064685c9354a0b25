"""The simulated Stripe's state, joined for the oracle; nothing is from the bot."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.simulator.stripe import StripeSimulator
from bot.simulator.stripe.store import Json
from tests.e2e.chaos.residents import STICKERS

OPEN_DISPUTE = ("needs_response", "under_review")
COUNTING_REFUND = ("succeeded", "pending")


@dataclass(frozen=True, slots=True)
class Truth:
    """One snapshot of the account, indexed once."""

    sessions: dict[str, Json]
    subscriptions: dict[str, Json]
    products: dict[str, Json]
    invoices: dict[str, list[Json]] = field(default_factory=dict[str, list[Json]])
    charges: dict[str, list[Json]] = field(default_factory=dict[str, list[Json]])  # by intent
    intents: dict[str, list[str]] = field(default_factory=dict[str, list[str]])  # by invoice
    refunds: dict[str, list[Json]] = field(default_factory=dict[str, list[Json]])  # by charge
    disputes: dict[str, list[Json]] = field(default_factory=dict[str, list[Json]])  # by charge
    succeeded: dict[str, int] = field(default_factory=dict[str, int])  # intent: when it was paid
    scheduled: set[str] = field(default_factory=set[str])  # subscriptions, now or before
    ended_by_request: set[str] = field(default_factory=set[str])  # subscriptions; by an API key

    def product_name(self, item: Json) -> str | None:
        """Return the name of the product that a subscription's item sells."""
        product = self.products.get(item["price"]["product"])
        return product["name"] if product else None

    def other_products(self, subscription: Json, item: Json) -> set[str]:
        """Return the products of a subscription's other items, and all that are not ours."""
        beside = {each["price"]["product"] for each in subscription["items"]["data"]}
        foreign = {id_ for id_, product in self.products.items() if product["name"] == STICKERS}
        return (beside | foreign) - {item["price"]["product"]}

    def owes_a_change(self, subscription: Json) -> bool:
        """Return whether a schedule changed a subscription at a renewal that is not paid."""
        if subscription["id"] not in self.scheduled:
            return False
        renewed = False
        for invoice in reversed(self.invoices.get(subscription["id"], [])):
            if invoice["status"] == "paid":
                return renewed and not _charges_for(invoice, subscription)
            renewed = renewed or invoice["billing_reason"] == "subscription_cycle"
        return False

    def took_back(self, subscription: Json) -> bool:
        """Return whether any of a subscription's payments was ever refunded or disputed."""
        charges = [charge["id"] for charge, _ in self.charges_of(subscription)]
        return any(self.refunds.get(id_) or self.disputes.get(id_) for id_ in charges)

    def charges_of(self, subscription: Json) -> list[tuple[Json, Json]]:
        """Return each paid charge of a subscription with its invoice."""
        return [
            (charge, invoice)
            for invoice in self.invoices.get(subscription["id"], [])
            for intent in self.intents.get(invoice["id"], [])
            for charge in self.charges.get(intent, [])
            if charge["status"] == "succeeded"
        ]

    def charge_of(self, session: Json) -> Json | None:
        """Return the paid charge of a one-time session."""
        paid = self.charges.get(session["payment_intent"] or "", [])
        return next((charge for charge in paid if charge["status"] == "succeeded"), None)

    def refunded_at(self, charge: Json) -> int | None:
        """Return when a charge was refunded in full; None if it was not."""
        counting = [
            refund
            for refund in self.refunds.get(charge["id"], [])
            if refund["status"] in COUNTING_REFUND
        ]
        if sum(refund["amount"] for refund in counting) < charge["amount"]:
            return None
        return max(refund["created"] for refund in counting)

    def partly_refunded_at(self, charge: Json) -> int | None:
        """Return when the first part of a charge was refunded; None if none was."""
        counting = [
            refund["created"]
            for refund in self.refunds.get(charge["id"], [])
            if refund["status"] in COUNTING_REFUND
        ]
        return min(counting, default=None)

    def dispute_of(self, charge: Json, *, parts: bool) -> tuple[str, int] | None:
        """Return `open` or `lost` and since when, if the charge is disputed; else None.

        `parts`: A part of the charge counts; else only all that was left of it.
        """
        found = sorted(self.disputes.get(charge["id"], []), key=lambda each: int(each["created"]))
        lost = [each for each in found if each["status"] == "lost"]
        for count, dispute in enumerate(lost, 1):
            if parts or self._took_all(charge, lost[:count]):
                return "lost", dispute["created"]
        taken = [each for each in found if each["status"] in (*OPEN_DISPUTE, "lost")]
        begun = [each["created"] for each in taken if each["status"] in OPEN_DISPUTE]
        return ("open", min(begun)) if begun and (parts or self._took_all(charge, taken)) else None

    def _took_all(self, charge: Json, taken: list[Json]) -> bool:
        """Return whether disputes took what refunds had left then, or leave now."""
        refunds = self.refunds.get(charge["id"], [])
        stand = sum(each["amount"] for each in refunds if each["status"] in COUNTING_REFUND)
        last = taken[-1]["created"]
        made = sum(each["amount"] for each in refunds if each["created"] <= last)
        return sum(each["amount"] for each in taken) >= charge["amount"] - max(stand, made)


def _charges_for(invoice: Json, subscription: Json) -> bool:
    charged = {
        line["pricing"]["price_details"]["price"]
        for line in invoice["lines"]["data"]
        if line["amount"] >= 0
    }
    return {item["price"]["id"] for item in subscription["items"]["data"]} <= charged


def look(stripe: StripeSimulator) -> Truth:
    """Index the account as it is now."""
    truth = Truth(dict(stripe.sessions), dict(stripe.subscriptions), dict(stripe.products))
    _group(truth.charges, stripe.charges.values(), "payment_intent")
    _group(truth.refunds, stripe.refunds.values(), "charge")
    _group(truth.disputes, stripe.disputes.values(), "charge")
    invoices: defaultdict[str, list[Json]] = defaultdict(list)
    for invoice in stripe.invoices.values():
        invoices[invoice["parent"]["subscription_details"]["subscription"]].append(invoice)
    truth.invoices.update(invoices)
    for link in stripe.invoice_payments.values():
        intent: str = link["payment"]["payment_intent"]
        truth.intents.setdefault(link["invoice"], []).append(intent)
    for schedule in stripe.schedules.values():
        truth.scheduled.add(schedule["subscription"] or schedule["released_subscription"])
    for event in stripe.events.values():
        about: str = event["data"]["object"].get("id", "")
        if event["type"] == "payment_intent.succeeded":
            truth.succeeded[about] = event["created"]
        elif event["type"] == "customer.subscription.deleted" and event["request"]["id"]:
            truth.ended_by_request.add(about)
    return truth


def _group(index: dict[str, list[Json]], items: Iterable[Json], key: str) -> None:
    for item in items:
        index.setdefault(item[key], []).append(item)
