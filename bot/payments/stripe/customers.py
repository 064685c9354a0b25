"""The one customer at Stripe of each member, made at the first checkout and found ever after."""

from datetime import datetime, timedelta

from bot.clock import Clock
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.objects.metadata import (
    GUILD,
    MEMBER,
    ForeignObjectError,
    customer_metadata,
)
from data import checkouts
from data.engine import Database

# Stripe remembers for a day what a key made. An older wish is not repeated: what it may have made,
# with the answer lost, is looked for.
CURRENCY = "lyceum_currency"  # marks a customer for one currency beside a member's first
KEY_LIFE = timedelta(hours=23)
CLOCKS_APART = timedelta(hours=1)
LONGEST_MADE = timedelta(days=30)  # after the wish: the machine may have slept in between


class CustomerDirectory:
    """Which customer a member is."""

    def __init__(self, database: Database, api: StripeClient, clock: Clock) -> None:
        self._database = database
        self._api = api
        self._clock = clock

    async def customer_in_currency(self, guild_id: int, user_id: int, currency: str) -> str:
        """Return by which customer to pay in a currency: that currency's own, or else ""."""
        async with self._database.read_fast() as connection:
            known = await checkouts.customers_of(connection, guild_id, user_id)
        return currency if currency in known else ""

    async def of(self, guild_id: int, user_id: int, currency: str = "") -> str:
        """Return a member's customer: the first, or the one for a currency beside it.

        Its key comes from the row that wants it: two checkouts at once get one customer.

        Raises:
            RetryLaterError: Stripe can't be reached; asking again goes on where this ended.
        """
        async with self._database.read_fast() as connection:
            known = await checkouts.customer_of(connection, guild_id, user_id, currency)
        if known is not None:
            return known
        now = self._clock.now()
        async with self._database.write_fast() as connection:
            since = await checkouts.want_customer(connection, guild_id, user_id, now, currency)
        found = None
        if self._latest() - since > KEY_LIFE:
            found = await self._left_over(guild_id, user_id, since, currency)
            async with self._database.write_fast() as connection:
                since = await checkouts.want_again(
                    connection, guild_id, user_id, since, now, currency
                )
        name = f"{guild_id}-{user_id}{currency and f'-{currency}'}"
        marks = {GUILD: str(guild_id), MEMBER: str(user_id)}
        customer_id = found or await self._api.create_customer(
            key=f"lyceum-customer-{name}-{since:%Y%m%d%H%M%S%f}",
            metadata=marks | ({CURRENCY: currency} if currency else {}),
        )
        async with self._database.write_fast() as connection:
            await checkouts.set_customer(connection, guild_id, user_id, customer_id, currency)
        return customer_id

    def _latest(self) -> datetime:
        """Return the present instant by whichever clock is ahead: a key may be over by either.

        Right after a machine slept, Stripe's time is what it was before, until Stripe answers.
        """
        time = self._api.time
        return time.now() + max(time.skew, timedelta())

    async def mark_uncertain(self, guild_id: int, user_id: int, currency: str = "") -> None:
        """Have what an open wish may have made looked for, before there is another.

        Its key is spent: Stripe repeats a failure, though an earlier try may have done the work.
        """
        since = self._clock.now() - KEY_LIFE - CLOCKS_APART
        async with self._database.write_fast() as connection:
            await checkouts.doubt_customer(connection, guild_id, user_id, since, currency)

    async def _left_over(
        self, guild_id: int, user_id: int, since: datetime, currency: str
    ) -> str | None:
        """Find the customer that an earlier wish made without our hearing of it."""
        begin = since - CLOCKS_APART
        async for page in self._api.customers(begin, since + LONGEST_MADE):
            for made in page:
                try:
                    owner = customer_metadata(made["metadata"])
                except ForeignObjectError:
                    continue
                same = made["metadata"].get(CURRENCY, "") == currency
                if same and owner == (guild_id, user_id):
                    return made["id"]
        return None
