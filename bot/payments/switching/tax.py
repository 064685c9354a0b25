"""Previews switches whose tax Stripe works out."""

from bot.clock import Clock
from bot.errors import UserError
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.errors import cause_of, error_from_refusal
from bot.payments.stripe.queries import Answer
from bot.payments.stripe.subscription_changes import ItemChange
from bot.payments.stripe.transport import StripeRefusedError
from bot.payments.switching.quote import Sold
from data import notices
from data.engine import Database


class SwitchTax:
    """Previews what a switch costs from its next period on.

    If a price doesn't say whether it includes tax, Stripe takes the account's default, and without
    one it refuses. Then nobody can pay this price with tax so far, so that the owner's setting can
    be given to it, as when it is sold.
    """

    def __init__(self, database: Database, api: StripeClient, clock: Clock) -> None:
        self._database = database
        self._api = api
        self._clock = clock

    async def preview(self, before: Sold, after: Sold, change: ItemChange) -> Answer:
        """Return the invoice of a later period after a change.

        Raises:
            UserError: Its tax can't be worked out until staff act, who are notified.
        """
        try:
            return await self._api.preview_recurring(change)
        except StripeRefusedError as error:
            if error_from_refusal(error) != "tax behavior":
                raise
            refusal = error
        try:
            if self._api.tax.mode != "automatic":  # the owner hasn't said how prices treat tax
                raise refusal
            ids = {each.price.price_id or "" for each in (before, after)}
            for price_id in await self._api.untaxed(sorted(ids)):
                await self._api.set_tax_behavior(price_id)
            return await self._api.preview_recurring(change)
        except StripeRefusedError as error:
            await self._report(after, error)
            raise UserError("switch-untaxed") from error

    async def _report(self, after: Sold, error: StripeRefusedError) -> None:
        async with self._database.write_fast() as connection:
            await notices.post(
                connection,
                guild_id=after.plan.guild_id,
                key=f"untaxed:{after.price.id}:{cause_of(error)}",
                message="staff-untaxed",
                arguments={"plan": after.plan.name, "error": str(error)},
                at=self._clock.now(),
                again_after=notices.AGAIN,
            )
