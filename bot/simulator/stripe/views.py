"""Views of the simulated account's objects, for tests and the demo."""

from collections.abc import Mapping

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.store import Json


class Views:
    """Read-only views by kind that follow changes; don't modify the dictionaries."""

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
    def invoice_payments(self) -> Mapping[str, Json]:
        """All links between invoices and the payment intents that pay them, by id."""
        return self._account.store.view("invoice_payment")

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

    @property
    def disputes(self) -> Mapping[str, Json]:
        """All disputes by id."""
        return self._account.store.view("dispute")

    @property
    def schedules(self) -> Mapping[str, Json]:
        """All subscription schedules by id, released ones too."""
        return self._account.store.view("subscription_schedule")

    @property
    def discounts(self) -> Mapping[str, Json]:
        """All discounts by id, used-up ones too."""
        return self._account.store.view("discount")

    @property
    def portal_configurations(self) -> Mapping[str, Json]:
        """All configurations of the billing portal by id."""
        return self._account.store.view("billing_portal.configuration")

    @property
    def coupons(self) -> Mapping[str, Json]:
        """All coupons by id."""
        return self._account.store.view("coupon")

    @property
    def promotion_codes(self) -> Mapping[str, Json]:
        """All promotion codes by id, used-up ones too."""
        return self._account.store.view("promotion_code")

    def charge_of(self, payment_id: str) -> Json:
        """Return the charge of a payment intent (`pi_…`) or charge (`ch_…`) id."""
        if payment_id.startswith("pi_"):
            intent = self._account.require("payment_intent", payment_id)
            payment_id = intent["latest_charge"] or ""
        return self._account.require("charge", payment_id)

    @property
    def endpoints(self) -> Mapping[str, Json]:
        """All webhook endpoints by id, without their secrets."""
        return self._account.store.view("webhook_endpoint")
