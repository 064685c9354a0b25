"""The actions of payers and their banks."""

from bot.simulator.stripe.behaviour import checkout, disputing, refunding, renewing
from bot.simulator.stripe.behaviour.charging import Card
from bot.simulator.stripe.behaviour.renewing import Outcome
from bot.simulator.stripe.store import Json
from bot.simulator.stripe.views import Views


class Payers(Views):
    """Actions of payers and of their banks; each returns the changed object."""

    async def renew(self, subscription_id: str, card: Card | str = Card.SUCCESS) -> Json:
        """Begin the next period; if declined or unauthenticated, it becomes past due."""
        subscription = self._account.require("subscription", subscription_id)
        renewing.renew(self._account, subscription, Card(card))
        return subscription

    async def retry_payment(self, subscription_id: str, card: Card | str = Card.SUCCESS) -> Json:
        """Charge the open invoice of a subscription again."""
        subscription = self._account.require("subscription", subscription_id)
        renewing.retry(self._account, subscription, Card(card))
        return subscription

    async def fall_due(self, subscription_id: str) -> Json:
        """Make an invoice that was sent to the customer past due."""
        subscription = self._account.require("subscription", subscription_id)
        renewing.fall_due(self._account, subscription)
        return subscription

    async def authenticate(self, subscription_id: str, *, success: bool = True) -> Json:
        """Complete the bank's authentication after `card="authenticate"`."""
        subscription = self._account.require("subscription", subscription_id)
        card = Card.SUCCESS if success else Card.DECLINED
        renewing.authenticate(self._account, subscription, card)
        return subscription

    async def exhaust_retries(self, subscription_id: str, outcome: Outcome = "canceled") -> Json:
        """Fail a past due subscription's last retry; `outcome` is the owner's setting."""
        subscription = self._account.require("subscription", subscription_id)
        renewing.exhaust(self._account, subscription, outcome)
        return subscription

    async def settle(self, session_id: str) -> Json:
        """Settle a delayed payment."""
        session = self._account.require("checkout.session", session_id)
        checkout.settle(self._account, session)
        return session

    async def fail_settlement(self, session_id: str) -> Json:
        """Fail a delayed payment."""
        session = self._account.require("checkout.session", session_id)
        checkout.fail_settlement(self._account, session)
        return session

    async def dispute(
        self,
        payment_id: str,
        *,
        amount: int | None = None,
        reason: str = "fraudulent",
        inquiry: bool = False,
    ) -> Json:
        """Dispute a payment intent (`pi_…`) or charge (`ch_…`), in full without an amount.

        An inquiry only asks: it takes no money, and the charge may still be refunded.
        """
        charge = self.charge_of(payment_id)
        return disputing.begin(self._account, charge, amount=amount, reason=reason, inquiry=inquiry)

    async def close_dispute(self, dispute_id: str, *, won: bool) -> Json:
        """Close a dispute by the bank's decision."""
        dispute = self._account.require("dispute", dispute_id)
        disputing.close(self._account, dispute, won=won)
        return dispute

    async def fail_refund(self, refund_id: str) -> Json:
        """Fail a refund days after it was made."""
        refund = self._account.require("refund", refund_id)
        refunding.fail(self._account, refund)
        return refund
