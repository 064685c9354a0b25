"""The actions of the account's owner, for tests and the demo."""

from typing import Any

from bot.simulator.stripe.api import catalogue, customers
from bot.simulator.stripe.api.routing import ApiCall
from bot.simulator.stripe.behaviour import checkout, pausing, refunding, renewing, subscribing
from bot.simulator.stripe.behaviour.charging import Card
from bot.simulator.stripe.objects import portal
from bot.simulator.stripe.planning import Planning
from bot.simulator.stripe.store import Json


class AccountOwner(Planning):
    """Actions of the owner in the dashboard, besides those of payers and their banks.

    They change the account immediately; each returns the changed object.
    """

    async def cancel_subscription(self, subscription_id: str) -> Json:
        """Cancel a subscription now."""
        subscription = self._account.require("subscription", subscription_id)
        subscribing.end(self._account, subscription)
        return subscription

    async def cancel_at_period_end(self, subscription_id: str, *, cancel: bool = True) -> Json:
        """Plan a subscription's end with its period, or cancel that plan."""
        subscription = self._account.require("subscription", subscription_id)
        with self._account.changing(subscription, subscribing.UPDATED):
            subscribing.plan_end(self._account, subscription, at_period_end=cancel, at=None)
        return subscription

    async def cancel_at(self, subscription_id: str, moment: int | None) -> Json:
        """Plan a subscription's end by a time in seconds only, as the billing portal may."""
        subscription = self._account.require("subscription", subscription_id)
        with self._account.changing(subscription, subscribing.UPDATED):
            subscribing.plan_end(self._account, subscription, at_period_end=False, at=moment)
        return subscription

    async def pause_collection(
        self, subscription_id: str, behavior: str | None = "void", *, resumes_at: int | None = None
    ) -> Json:
        """Pause collection for a while; the status stays. Behavior None collects again.

        Args:
            subscription_id: A running subscription.
            behavior: Of the invoices until then: void, keep_as_draft or mark_uncollectible.
            resumes_at: When collection resumes by itself, in seconds.
        """
        subscription = self._account.require("subscription", subscription_id)
        wanted = behavior and {"behavior": behavior, "resumes_at": resumes_at}
        with self._account.changing(subscription, subscribing.UPDATED):
            pausing.pause_collection(subscription, wanted or None)
        return subscription

    async def pause(self, subscription_id: str) -> Json:
        """Pause a subscription: its status becomes `paused`."""
        subscription = self._account.require("subscription", subscription_id)
        pausing.pause(self._account, subscription, "pause_requested")
        return subscription

    async def resume(self, subscription_id: str, card: Card | str = Card.SUCCESS) -> Json:
        """Resume a paused subscription; its payment method, if any, is charged."""
        subscription = self._account.require("subscription", subscription_id)
        renewing.resume(self._account, subscription, Card(card))
        return subscription

    async def send_invoices(self, subscription_id: str, *, days: int) -> Json:
        """Send invoices that are to be paid within some days, instead of charging."""
        subscription = self._account.require("subscription", subscription_id)
        with self._account.changing(subscription, subscribing.UPDATED):
            subscription |= {"collection_method": "send_invoice", "days_until_due": days}
        return subscription

    async def sell(
        self, name: str, amount: int, interval: str | None = "month", *, currency: str = "usd"
    ) -> Json:
        """Create a product with a price; return the price."""
        params: Json = {"currency": currency, "unit_amount": amount, "product_data": {"name": name}}
        if interval is not None:
            params["recurring"] = {"interval": interval}
        return catalogue.create_price(self._account, ApiCall("/v1/prices", params))

    async def set_terms(self, url: str) -> None:
        """Enter the address of the terms of service among the public details."""
        self._account.terms_url = url

    async def set_up_tax(self, behavior: str | None = None) -> None:
        """Complete the settings of Stripe Tax, with the behavior of prices that don't say."""
        self._account.taxes, self._account.tax_behavior = True, behavior

    async def acquaint(self, email: str) -> Json:
        """Create a customer by hand."""
        return customers.create(self._account, ApiCall("/v1/customers", {"email": email}))

    async def delete_customer(self, customer_id: str) -> Json:
        """Delete a customer, whose subscriptions end immediately; return what is left."""
        return customers.remove(self._account, ApiCall("/v1/customers", {}, customer_id))

    async def archive_price(self, price_id: str, *, active: bool = False) -> Json:
        """Archive a price, or reactivate it; running subscriptions keep it."""
        call = ApiCall("/v1/prices", {"active": active}, price_id)
        return catalogue.update_price(self._account, call)

    async def archive_product(self, product_id: str, *, active: bool = False) -> Json:
        """Archive a product, or reactivate it; running subscriptions keep it."""
        call = ApiCall("/v1/products", {"active": active}, product_id)
        return catalogue.update_product(self._account, call)

    async def delete_product(self, product_id: str) -> Json:
        """Delete a product with its prices, as the dashboard does if nobody bought any.

        Here it is deleted even then; running subscriptions keep their copy of the price.
        """
        account = self._account
        for price in list(account.store.where("price", product=product_id)):
            account.store.remove(price)
            account.emit("price.deleted", price)
        return catalogue.delete_product(account, ApiCall("/v1/products", {}, product_id))

    async def save_portal_settings(self, *, cancel: str | None = "at_period_end") -> Json:
        """Save the billing portal's settings; without them sessions need a configuration.

        Args:
            cancel: When a customer's cancellation takes effect: at_period_end or immediately; None
                doesn't offer it.
        """
        features: Json = {"subscription_cancel": {"enabled": cancel is not None}}
        if cancel is not None:
            features["subscription_cancel"]["mode"] = cancel
        for old in self._account.store.where("billing_portal.configuration", is_default=True):
            old["is_default"] = False
        made = portal.configuration(self._account, {"features": features}, default=True)
        return self._account.add(made, "billing_portal.configuration.created")

    async def expire(self, session_id: str) -> Json:
        """Expire an open session."""
        session = self._account.require("checkout.session", session_id)
        checkout.expire(self._account, session)
        return session

    async def refund(self, payment_id: str, amount: int | None = None) -> Json:
        """Refund a payment intent (`pi_…`) or charge (`ch_…`), in full without an amount."""
        params: dict[str, Any] = {} if amount is None else {"amount": amount}
        return refunding.refund(self._account, self.charge_of(payment_id), params)

    def emit(self, event_type: str, item: Json) -> Json:
        """Record and deliver an event that nothing in the simulator caused."""
        return self._account.emit(event_type, item)
