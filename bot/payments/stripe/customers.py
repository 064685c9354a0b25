"""Creates a member's customer at Stripe at the first checkout, and finds it later."""

from datetime import datetime, timedelta

from bot.clock import Clock
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.objects.metadata import (
    GUILD,
    MEMBER,
    ForeignObjectError,
    customer_metadata,
)
from data import stripe_customers
from data.engine import Database

# Stripe keeps the result of an idempotency key for a day. An older request is not repeated: the
# customer that it may have created, with the response lost, is searched for.
CURRENCY = "lyceum_currency"  # of a member's further customer, for one currency
KEY_LIFE = timedelta(hours=23)
CLOCKS_APART = timedelta(hours=1)
MAX_CREATION_DELAY = timedelta(days=30)  # after the request: the machine may have slept in between


class CustomerDirectory:
    """Finds or creates the Stripe customer of a member."""

    def __init__(self, database: Database, api: StripeClient, clock: Clock) -> None:
        self._database = database
        self._api = api
        self._clock = clock

    async def customer_in_currency(self, guild_id: int, user_id: int, currency: str) -> str:
        """Return the currency if the member has a customer for it, else "" (the first)."""
        async with self._database.read_fast() as connection:
            known = await stripe_customers.customers_of(connection, guild_id, user_id)
        return currency if currency in known else ""

    async def of(self, guild_id: int, user_id: int, currency: str = "") -> str:
        """Return the id of a member's customer: the first, or the one for a currency.

        The idempotency key comes from the stored request, so that concurrent checkouts get one
        customer.

        Raises:
            RetryLaterError: If Stripe can't be reached; a retry continues where this ended.
        """
        async with self._database.read_fast() as connection:
            known = await stripe_customers.customer_of(connection, guild_id, user_id, currency)
        if known is not None:
            return known
        now = self._clock.now()
        async with self._database.write_fast() as connection:
            since = await stripe_customers.want_customer(
                connection, guild_id, user_id, now, currency
            )
        found = None
        if self._latest() - since > KEY_LIFE:
            found = await self._left_over(guild_id, user_id, since, currency)
            async with self._database.write_fast() as connection:
                since = await stripe_customers.want_again(
                    connection, guild_id, user_id, since, now, currency
                )
        name = f"{guild_id}-{user_id}{currency and f'-{currency}'}"
        metadata = {GUILD: str(guild_id), MEMBER: str(user_id)}
        customer_id = found or await self._api.create_customer(
            key=f"lyceum-customer-{name}-{since:%Y%m%d%H%M%S%f}",
            metadata=metadata | ({CURRENCY: currency} if currency else {}),
        )
        async with self._database.write_fast() as connection:
            await stripe_customers.set_customer(
                connection, guild_id, user_id, customer_id, currency
            )
        return customer_id

    def _latest(self) -> datetime:
        """Return the current time by the clock that is ahead: a key may be over by either.

        After the machine slept, `StripeTime` stays behind until Stripe's next response.
        """
        time = self._api.time
        return time.now() + max(time.skew, timedelta())

    async def mark_uncertain(self, guild_id: int, user_id: int, currency: str = "") -> None:
        """Mark a pending customer as uncertain: search for it before creating another.

        Its key is spent: Stripe repeats a failure, though an earlier try may have succeeded.
        """
        since = self._clock.now() - KEY_LIFE - CLOCKS_APART
        async with self._database.write_fast() as connection:
            await stripe_customers.doubt_customer(connection, guild_id, user_id, since, currency)

    async def _left_over(
        self, guild_id: int, user_id: int, since: datetime, currency: str
    ) -> str | None:
        """Return the id of the customer that an earlier request created, if any."""
        begin = since - CLOCKS_APART
        async for page in self._api.customers(begin, since + MAX_CREATION_DELAY):
            for made in page:
                try:
                    owner = customer_metadata(made["metadata"])
                except ForeignObjectError:
                    continue
                same = made["metadata"].get(CURRENCY, "") == currency
                if same and owner == (guild_id, user_id):
                    return made["id"]
        return None
