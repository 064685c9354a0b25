"""What payers and their banks do."""

from bot.simulator.stripe.behaviour import checkout, disputing, refunding, renewing
from bot.simulator.stripe.behaviour.charging import Card
from bot.simulator.stripe.behaviour.renewing import Outcome
from bot.simulator.stripe.store import Json
from bot.simulator.stripe.views import Views


class Payers(Views):
    """Acts of payers and of their banks; each answers the changed object."""

    async def renew(self, subscription_id: str, card: Card | str = Card.SUCCESS) -> Json:
        """Let the next period begin; declined or unauthenticated, it falls past due."""
        subscription = self._account.require("subscription", subscription_id)
        renewing.renew(self._account, subscription, Card(card))
        return subscription

    async def retry_payment(self, subscription_id: str, card: Card | str = Card.SUCCESS) -> Json:
        """Charge the open invoice of a subscription again."""
        subscription = self._account.require("subscription", subscription_id)
        renewing.retry(self._account, subscription, Card(card))
        return subscription

    async def fall_due(self, subscription_id: str) -> Json:
        """Let the day pass on which an invoice that was sent to be paid was due."""
        subscription = self._account.require("subscription", subscription_id)
        renewing.fall_due(self._account, subscription)
        return subscription

    async def authenticate(self, subscription_id: str, *, success: bool = True) -> Json:
        """Answer the bank's question after `card="authenticate"`."""
        subscription = self._account.require("subscription", subscription_id)
        card = Card.SUCCESS if success else Card.DECLINED
        renewing.authenticate(self._account, subscription, card)
        return subscription

    async def exhaust_retries(self, subscription_id: str, outcome: Outcome = "canceled") -> Json:
        """Let the last try for a subscription past due fail; the outcome is the owner's setting."""
        subscription = self._account.require("subscription", subscription_id)
        renewing.exhaust(self._account, subscription, outcome)
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

    async def dispute(
        self,
        payment_id: str,
        *,
        amount: int | None = None,
        reason: str = "fraudulent",
        inquiry: bool = False,
    ) -> Json:
        """Dispute a payment intent (`pi_…`) or charge (`ch_…`), whole if no amount is given.

        An inquiry only asks: no money goes, and the charge may still be refunded.
        """
        charge = self.charge_of(payment_id)
        return disputing.begin(self._account, charge, amount=amount, reason=reason, inquiry=inquiry)

    async def close_dispute(self, dispute_id: str, *, won: bool) -> Json:
        """Let the bank decide a dispute."""
        dispute = self._account.require("dispute", dispute_id)
        disputing.close(self._account, dispute, won=won)
        return dispute

    async def fail_refund(self, refund_id: str) -> Json:
        """Let a refund not arrive, days after it was made."""
        refund = self._account.require("refund", refund_id)
        refunding.fail(self._account, refund)
        return refund
