"""What payers and the account's owner do, for tests and the demo to play."""

from collections.abc import Mapping
from typing import Any

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.acts import checkout, refunding, subscribing
from bot.simulator.stripe.acts.charging import Card
from bot.simulator.stripe.store import Json


class Owner:
    """Acts of the owner in the dashboard, of payers, and of their banks.

    They act on the account at once; each answers the changed object. The dictionaries are the
    simulator's own: look, don't touch.
    """

    def __init__(self, account: Account) -> None:
        self._account = account

    @property
    def products(self) -> Mapping[str, Json]:
        """All products by id."""
        return self._account.store.view("product")

    @property
    def prices(self) -> Mapping[str, Json]:
        """All prices by id."""
        return self._account.store.view("price")

    @property
    def customers(self) -> Mapping[str, Json]:
        """All customers by id."""
        return self._account.store.view("customer")

    @property
    def sessions(self) -> Mapping[str, Json]:
        """All checkout sessions by id."""
        return self._account.store.view("checkout.session")

    @property
    def subscriptions(self) -> Mapping[str, Json]:
        """All subscriptions by id, ended ones too."""
        return self._account.store.view("subscription")

    @property
    def invoices(self) -> Mapping[str, Json]:
        """All invoices by id."""
        return self._account.store.view("invoice")

    @property
    def payment_intents(self) -> Mapping[str, Json]:
        """All payment intents by id."""
        return self._account.store.view("payment_intent")

    @property
    def charges(self) -> Mapping[str, Json]:
        """All charges by id."""
        return self._account.store.view("charge")

    @property
    def refunds(self) -> Mapping[str, Json]:
        """All refunds by id."""
        return self._account.store.view("refund")

    @property
    def events(self) -> Mapping[str, Json]:
        """All events by id, in the order in which they happened."""
        return self._account.store.view("event")

    async def cancel_subscription(self, subscription_id: str) -> Json:
        """End a subscription now."""
        subscription = self._account.require("subscription", subscription_id)
        subscribing.end(self._account, subscription)
        return subscription

    async def cancel_at_period_end(self, subscription_id: str, *, cancel: bool = True) -> Json:
        """Plan a subscription's end with its period, or take that back."""
        subscription = self._account.require("subscription", subscription_id)
        with self._account.changing(subscription, subscribing.UPDATED):
            subscribing.plan_end(self._account, subscription, at_period_end=cancel, at=None)
        return subscription

    async def cancel_at(self, subscription_id: str, moment: int | None) -> Json:
        """Plan a subscription's end by its moment in seconds only, as the billing portal may."""
        subscription = self._account.require("subscription", subscription_id)
        with self._account.changing(subscription, subscribing.UPDATED):
            subscribing.plan_end(self._account, subscription, at_period_end=False, at=moment)
        return subscription

    async def renew(self, subscription_id: str, card: Card | str = Card.SUCCESS) -> Json:
        """Let the next period begin; with a declined card it falls past due."""
        subscription = self._account.require("subscription", subscription_id)
        subscribing.renew(self._account, subscription, Card(card))
        return subscription

    async def retry_payment(self, subscription_id: str, card: Card | str = Card.SUCCESS) -> Json:
        """Charge the open invoice of a subscription again."""
        subscription = self._account.require("subscription", subscription_id)
        subscribing.retry(self._account, subscription, Card(card))
        return subscription

    async def settle(self, session_id: str) -> Json:
        """Let the money of a delayed payment come."""
        session = self._account.require("checkout.session", session_id)
        checkout.settle(self._account, session)
        return session

    async def fail_settlement(self, session_id: str) -> Json:
        """Let a delayed payment be returned."""
        session = self._account.require("checkout.session", session_id)
        checkout.fail_settlement(self._account, session)
        return session

    async def expire(self, session_id: str) -> Json:
        """Let an open session's time be over."""
        session = self._account.require("checkout.session", session_id)
        checkout.expire(self._account, session)
        return session

    async def refund(self, payment_id: str, amount: int | None = None) -> Json:
        """Refund a payment intent (`pi_…`) or charge (`ch_…`), whole if no amount is given."""
        charge_id = payment_id
        if payment_id.startswith("pi_"):
            charge_id = self._account.require("payment_intent", payment_id)["latest_charge"]
        charge = self._account.require("charge", charge_id)
        params: dict[str, Any] = {} if amount is None else {"amount": amount}
        return refunding.refund(self._account, charge, params)

    def emit(self, event_type: str, item: Json) -> Json:
        """Record and deliver an event that nothing in the simulator caused."""
        return self._account.emit(event_type, item)
