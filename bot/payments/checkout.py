"""Opening a checkout: bound to the member by our server, and the same one when asked again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import UserError
from bot.payments.facts import Owner, marks
from bot.payments.keeper import ON_ITS_WAY, Keeper
from bot.payments.ledger import GRANTING
from bot.payments.stripe_api import (
    SessionWish,
    StripeApi,
    StripeMissingError,
    StripeRefusedError,
    StripeSpentKeyError,
)
from data import checkouts, plans
from data.checkouts import Checkout, NewCheckout
from data.engine import Database
from data.plans import Plan

LIFE = timedelta(hours=12)  # Stripe takes half an hour to a day
REUSE = timedelta(minutes=45)  # one that ends sooner is not handed out, nor asked for, again
REPLY_LIFE = timedelta(minutes=14)  # Discord takes answers on an interaction for 15


@dataclass(frozen=True, slots=True)
class OpenCheckout:
    """A page on which the member can pay."""

    id: int
    plan: Plan
    url: str
    expires_at: datetime


class CheckoutDesk:
    """Where members ask to pay."""

    def __init__(
        self, database: Database, api: StripeApi, keeper: Keeper, clock: Clock, public_url: str
    ) -> None:
        self._database = database
        self._api = api
        self._keeper = keeper
        self._clock = clock
        self._public_url = public_url

    async def open(
        self, guild_id: int, user_id: int, plan_name: str, language: str
    ) -> OpenCheckout:
        """Open a hosted checkout page for a member.

        Raises:
            UserError: no such plan on sale, or the member holds or has paid for it already.
            RetryLaterError: Stripe can't be reached; asking again goes on where this ended.
            PersonMustActError: Stripe refuses until the owner acts.
        """
        async with self._database.read() as connection:
            plan = await plans.find(connection, guild_id, plan_name, ("active",))
        if plan is None:
            raise UserError("money-no-such-plan", plan=plan_name[:80])
        standing = await self._keeper.standing(guild_id, user_id)
        mine = [right for right in standing.entitlements if right.plan_id == plan.id]
        if any(right.state in GRANTING for right in mine):
            raise UserError("money-already-member", plan=plan.name)
        if any(right.reason in ON_ITS_WAY for right in mine):
            raise UserError("money-already-paying", plan=plan.name)
        trial_days = 0 if mine else plan.trial_days  # a trial is for who never had the plan
        try:
            return await self._open(plan, user_id, language, trial_days)
        except (StripeSpentKeyError, StripeMissingError):
            # What we held on to is of no use any more; it is forgotten by now. Once anew.
            return await self._open(plan, user_id, language, trial_days)

    async def remember_reply(self, checkout_id: int, token: str) -> None:
        """Keep an interaction's token, so that the member is answered in place after paying."""
        until = self._clock.now() + REPLY_LIFE
        async with self._database.write() as connection:
            await checkouts.remember_reply(connection, checkout_id, token, until)

    async def _open(self, plan: Plan, user_id: int, language: str, trial_days: int) -> OpenCheckout:
        checkout = await self._begin(plan, user_id, language)
        if checkout.url is not None:
            return OpenCheckout(checkout.id, plan, checkout.url, checkout.expires_at)
        try:
            wish = self._wish(checkout, plan, await self._customer(checkout), trial_days)
            session = await self._api.open_session(wish, key=f"lyceum-checkout-{_mark(checkout)}")
        except StripeRefusedError as error:
            async with self._database.write() as connection:
                await checkouts.abandon(connection, checkout.id)
                if isinstance(error, StripeMissingError):
                    await checkouts.forget_customer(connection, plan.guild_id, user_id)
            raise
        async with self._database.write() as connection:
            await checkouts.opened(connection, checkout.id, session.id, session.url)
        return OpenCheckout(checkout.id, plan, session.url, checkout.expires_at)

    async def _begin(self, plan: Plan, user_id: int, language: str) -> Checkout:
        now = self._clock.now()
        wish = NewCheckout(
            guild_id=plan.guild_id,
            user_id=user_id,
            plan_id=plan.id,
            price_id=plan.price.id,
            language=language,
            created_at=now,
            expires_at=now + LIFE,
        )
        async with self._database.write() as connection:
            return await checkouts.begin(connection, wish, now + REUSE)

    def _wish(
        self, checkout: Checkout, plan: Plan, customer_id: str, trial_days: int
    ) -> SessionWish:
        """Say what to sell; the same row must always say the same, or its key is refused."""
        guild_id, user_id = checkout.guild_id, checkout.user_id
        return SessionWish(
            customer_id=customer_id,
            price_id=plan.price.price_id or "",
            recurring=plan.price.interval != "once",
            trial_days=trial_days,
            metadata=marks(Owner(guild_id, user_id, plan.id)),
            reference=f"{guild_id}:{user_id}:{checkout.id}",
            success_url=f"{self._public_url}/paid?lang={checkout.language}",
            cancel_url=f"{self._public_url}/cancelled?lang={checkout.language}",
            expires_at=checkout.expires_at,
        )

    async def _customer(self, checkout: Checkout) -> str:
        """Return the member's customer at Stripe, made at the first checkout."""
        guild_id, user_id = checkout.guild_id, checkout.user_id
        async with self._database.read() as connection:
            known = await checkouts.customer_of(connection, guild_id, user_id)
        if known is not None:
            return known
        customer_id = await self._api.create_customer(
            key=f"lyceum-customer-{_mark(checkout)}",
            metadata={"lyceum_guild": str(guild_id), "lyceum_member": str(user_id)},
        )
        async with self._database.write() as connection:
            await checkouts.set_customer(
                connection, guild_id, user_id, customer_id, self._clock.now()
            )
        return customer_id


def _mark(checkout: Checkout) -> str:
    """Name the wish at Stripe; the time keeps apart rows of a database that began anew."""
    return f"{checkout.id}-{checkout.created_at:%Y%m%d%H%M%S%f}"
