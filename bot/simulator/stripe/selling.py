"""The owner's actions on running subscriptions and their invoices."""

from bot.simulator.stripe.api import invoices, sessions, subscriptions
from bot.simulator.stripe.api.routing import ApiCall
from bot.simulator.stripe.behaviour import billing, renewing, settling
from bot.simulator.stripe.behaviour.charging import Card
from bot.simulator.stripe.ids import mint
from bot.simulator.stripe.payers import Payers
from bot.simulator.stripe.store import Json, Value

_PRORATED = "create_prorations"  # Stripe's default, also in the dashboard


class Selling(Payers):
    """Actions on items and invoices; each returns the changed object."""

    async def import_subscription(
        self,
        customer_id: str,
        price_id: str,
        quantity: int = 1,
        *,
        anchor: int | None = None,
        metadata: dict[str, str] | None = None,
    ) -> Json:
        """Subscribe a customer in the dashboard.

        With an anchor in seconds nothing is due before it: the subscription is active without
        any invoice (`latest_invoice` is null).
        """
        item = {"price": price_id, "quantity": quantity}
        params: Json = {"customer": customer_id, "items": [item], "metadata": metadata or {}}
        if anchor is not None:
            params |= {"billing_cycle_anchor": anchor, "proration_behavior": "none"}
        return subscriptions.create(self._account, ApiCall("/v1/subscriptions", params))

    async def open_payment_link(
        self, price_id: str, *, recurring: bool, reference: str | None = None
    ) -> Json:
        """Open a payment link of the dashboard; return its checkout session.

        The link's address may carry a `client_reference_id`.
        """
        params: Json = {
            "mode": "subscription" if recurring else "payment",
            "line_items": [{"price": price_id, "quantity": 1}],
            "success_url": f"{self._account.base_url}/thanks",
        }
        if reference is not None:
            params["client_reference_id"] = reference
        session = sessions.create(self._account, ApiCall("/v1/checkout/sessions", params))
        session["payment_link"] = mint("plink")
        return session

    async def add_item(
        self,
        subscription_id: str,
        price_id: str,
        quantity: int = 1,
        *,
        first: bool = False,
        proration_behavior: str = _PRORATED,
    ) -> Json:
        """Add a price to a running subscription; return the new item.

        Stripe guarantees no order of items: with `first` the new one comes before the others.
        """
        change = {"price": price_id, "quantity": quantity}
        subscription = self._change(subscription_id, change, proration_behavior)
        data: list[Json] = subscription["items"]["data"]
        added = data[-1]
        if first:
            data.insert(0, data.pop())
        return added

    async def remove_item(
        self, subscription_id: str, price_id: str, *, proration_behavior: str = _PRORATED
    ) -> Json:
        """Remove a price from a subscription that has others."""
        item = self._item(subscription_id, price_id)
        return self._change(
            subscription_id, {"id": item["id"], "deleted": True}, proration_behavior
        )

    async def switch_price(
        self,
        subscription_id: str,
        price_id: str,
        *,
        instead_of: str | None = None,
        proration_behavior: str = _PRORATED,
    ) -> Json:
        """Replace a subscription's only price, or the given one.

        If it was the only one, another interval begins immediately.
        """
        return self._change_item(
            subscription_id, instead_of, proration_behavior, {"price": price_id}
        )

    async def set_quantity(
        self,
        subscription_id: str,
        quantity: int,
        *,
        of: str | None = None,
        proration_behavior: str = _PRORATED,
    ) -> Json:
        """Set the seats of a subscription's only price, or of the given one."""
        return self._change_item(subscription_id, of, proration_behavior, {"quantity": quantity})

    def _change_item(
        self, subscription_id: str, price_id: str | None, behavior: str, change: Json
    ) -> Json:
        item = self._item(subscription_id, price_id)
        return self._change(subscription_id, {"id": item["id"]} | change, behavior)

    def _item(self, subscription_id: str, price_id: str | None) -> Json:
        subscription = self._account.require("subscription", subscription_id)
        (item,) = (
            item
            for item in subscription["items"]["data"]
            if price_id in (None, item["price"]["id"])
        )
        return item

    def _change(self, subscription_id: str, change: Json, behavior: str) -> Json:
        params: Json = {"items": [change], "proration_behavior": behavior}
        return subscriptions.update(
            self._account, ApiCall("/v1/subscriptions", params, subscription_id)
        )

    async def set_card(self, subscription_id: str, card: Card | str) -> None:
        """Set the result of charging a subscription's saved payment method.

        `renew` and the like get a card of their own; this is for changes charged immediately.
        """
        self._account.require("subscription", subscription_id)
        self._account.private.setdefault(subscription_id, {})["card"] = Card(card)

    async def pay_invoice(self, invoice_id: str, card: Card | str = Card.SUCCESS) -> Json:
        """Pay an open or written-off invoice, as on its page."""
        invoice = self._account.require("invoice", invoice_id)
        renewing.pay(self._account, invoice, Card(card))
        return invoice

    async def pay_in_part(self, invoice_id: str, amount: int) -> Json:
        """Attach a payment of a part of an open invoice; return its charge."""
        invoice = self._account.require("invoice", invoice_id)
        return settling.pay_part(self._account, invoice, amount)

    async def pay_out_of_band(self, invoice_id: str) -> Json:
        """Mark an invoice as paid in cash or by transfer."""
        return invoices.pay(self._account, self._on(invoice_id, paid_out_of_band=True))

    async def void_invoice(self, invoice_id: str) -> Json:
        """Void an invoice."""
        return invoices.void(self._account, self._on(invoice_id))

    async def mark_uncollectible(self, invoice_id: str) -> Json:
        """Mark an invoice uncollectible."""
        return invoices.mark_uncollectible(self._account, self._on(invoice_id))

    def _on(self, invoice_id: str, **params: Value) -> ApiCall:
        return ApiCall("/v1/invoices", params, invoice_id)

    async def credit(self, customer_id: str, amount: int) -> Json:
        """Add an amount to a customer's balance, which pays the next invoices first."""
        customer = self._account.require("customer", customer_id)
        with self._account.changing(customer, "customer.updated"):
            customer["balance"] -= amount
        return customer

    def lines_of(self, invoice_id: str) -> list[Json]:
        """Return all lines of an invoice; over the API its object shows only ten."""
        return billing.lines_of(self._account, self._account.require("invoice", invoice_id))
