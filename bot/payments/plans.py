"""Creates, changes and retires offers, here and at Stripe."""

from collections import Counter
from contextlib import suppress
from dataclasses import asdict, replace

import structlog

from bot.clock import Clock
from bot.errors import PersonMustActError, RetryLaterError, UserError
from bot.payments.ledger.stripe_statuses import OTHER_PRODUCT
from bot.payments.plan_request import (
    MAX_NAME_LENGTH,
    PlanChange,
    PlanRequest,
    check_request,
    fit_name,
    fit_text,
    is_same_plan,
    read_price,
)
from bot.payments.role_sync.queue import RoleSyncQueue
from bot.payments.stripe.client import PriceTerms, StripeClient
from bot.payments.stripe.errors import cause_of, staff_message
from bot.payments.stripe.idempotency import with_fallback_key
from bot.payments.stripe.objects.metadata import GUILD, KEY, PLAN
from bot.payments.stripe.transport import StripeMissingError, StripeRefusedError
from data import audit, facts, notices, offer_columns, offer_names, plans, prices
from data.engine import Connection, Database
from data.plans import NewPlan, OfferKind, Plan
from data.prices import NewPrice, Price

_log = structlog.get_logger(__name__)


class PlanService:
    """Manages plans for staff.

    Methods raise `UserError` for what the admin can correct, `RetryLaterError` if Stripe can't
    be reached (a retry continues where it ended) and `PersonMustActError` for a refused key.
    """

    def __init__(
        self, database: Database, api: StripeClient, tasks: RoleSyncQueue, clock: Clock
    ) -> None:
        self._database = database
        self._api = api
        self._tasks = tasks
        self._clock = clock

    async def on_sale(self, guild_id: int, kind: OfferKind | None = "plan") -> list[Plan]:
        """Return what members can buy: plans, or products, or with None both."""
        async with self._database.read_fast() as connection:
            return await plans.of_guild(connection, guild_id, ("active",), kind)

    async def currencies(self, guild_id: int) -> list[str]:
        """Return the currencies of all plans ever made, the newest plan's first."""
        async with self._database.read() as connection:
            return await offer_columns.currencies(
                connection, guild_id, ("pending", "active", "retired")
            )

    async def list_all(self, guild_id: int) -> list[tuple[Plan, int]]:
        """Return all plans, each with the number of members who hold it."""
        states = ("pending", "active", "retired")
        async with self._database.read() as connection:
            known = await plans.of_guild(connection, guild_id, states, "plan")
            held = await facts.plans_held(connection, guild_id, ("active", "grace"))
        holders = Counter(plan_id for _, plan_id in set(held))
        return [(plan, holders[plan.id]) for plan in known]

    async def add(self, request: PlanRequest) -> Plan:
        """Create a plan with its product and price, and put it on sale."""
        new = check_request(request)
        await self._refuse_taken(new.guild_id, new.name)
        if request.price_id is None:
            plan = await self._create_at_stripe(await self._begin(new))
            async with self._database.write() as connection:
                return await self._activate(connection, plan.id, request.actor_id)
        return await self._adopt(new, request.price_id)

    async def _activate(self, connection: Connection, plan_id: int, actor_id: int) -> Plan:
        await plans.activate(connection, plan_id)
        plan = await plans.get(connection, plan_id)
        await audit.record(
            connection,
            guild_id=plan.guild_id,
            actor_id=actor_id,
            action="plan.add",
            at=self._clock.now(),
            detail={
                "plan": plan.name,
                "role_id": plan.role_id,
                "amount": plan.price.amount,
                "currency": plan.price.currency,
                "interval": plan.price.interval,
            },
        )
        return plan

    async def edit(self, change: PlanChange) -> Plan:
        """Change a plan. A new amount creates a new price; subscribers keep the old one.

        A product or price that is missing at Stripe, as after a change of key, is created again.
        """
        plan = await self.named(change.guild_id, change.plan, change.kind)
        name = plan.name if change.name is None else fit_name(change.name)
        text = change.description
        description = plan.description if text is None else fit_text(text)
        amount = plan.price.amount
        if change.amount is not None:
            if len(plan.prices) > 1:
                raise UserError("plan-amount-which", plan=plan.name)
            amount = read_price(change.amount, plan.price.currency)
        if name != plan.name:
            await self._refuse_taken(change.guild_id, name, besides=plan.id)
        await self._change_at_stripe(plan, name, amount)
        async with self._database.write() as connection:
            changed = await self._change(connection, plan, change, name, description)
            holders = await facts.plans_held(connection, plan.guild_id, ("active", "grace"))
        affected = {user_id for user_id, plan_id in holders if plan_id == plan.id}
        await self._tasks.request(plan.guild_id, affected)
        await self.archive()
        return changed

    async def _change(
        self, connection: Connection, plan: Plan, change: PlanChange, name: str, description: str
    ) -> Plan:
        now = self._clock.now()
        await plans.change(
            connection,
            plan.id,
            name=name,
            description=description,
            role_id=change.role_id or plan.role_id,
            terms=replace(plan.terms, **change.terms),
        )
        changed = await plans.get(connection, plan.id)
        await audit.record(
            connection,
            guild_id=plan.guild_id,
            actor_id=change.actor_id,
            action="plan.edit",
            at=now,
            detail={"before": _unsafe_text(plan), "after": _unsafe_text(changed)},
        )
        if changed.terms != plan.terms:  # they may reopen ended entitlements, or end others
            await facts.recheck_plan(connection, plan.guild_id, plan.id, now)
        return changed

    async def retire(
        self, guild_id: int, actor_id: int, name: str, kind: OfferKind = "plan"
    ) -> Plan:
        """Retire an offer; its holders keep it, for as long as they pay.

        A price that the owner created stays active at Stripe, because it may be sold elsewhere.
        """
        plan = await self.named(guild_id, name, kind)
        now = self._clock.now()
        async with self._database.write() as connection:
            await plans.retire(connection, plan.id, now)
            await audit.record(
                connection,
                guild_id=guild_id,
                actor_id=actor_id,
                action="plan.retire",
                at=now,
                detail={"plan": plan.name},
            )
            retired = await plans.get(connection, plan.id)
        await self.archive()
        return retired

    async def archive(self) -> None:
        """Archive at Stripe the prices that are no longer sold, retried until it succeeds.

        Raises nothing, because the plan here is changed whatever Stripe answers.
        """
        async with self._database.read() as connection:
            owed = await plans.to_archive(connection)
        for plan, price in owed:
            try:
                await self._archive(plan, price)
            except RetryLaterError as error:
                _log.warning("plans.not_archived", price=price.price_id, error=str(error))
                return
            except PersonMustActError as error:
                await self._notify_staff(plan, error)
                continue
            async with self._database.write() as connection:
                await prices.archived(connection, price.id)

    async def _notify_staff(self, plan: Plan, error: PersonMustActError) -> None:
        async with self._database.write() as connection:
            await notices.post(
                connection,
                guild_id=plan.guild_id,
                key=f"stripe-refused:archive:{cause_of(error)}",
                message=staff_message(error),
                arguments={"error": str(error)},
                at=self._clock.now(),
                again_after=notices.SELDOM,
            )

    async def find(self, guild_id: int, name: str, kind: OfferKind | None = "plan") -> Plan | None:
        """Return an offer on sale by its name, with a `kind` only of that; None: none is."""
        async with self._database.read_fast() as connection:
            found = await offer_names.find(connection, guild_id, name, ("active",))
        return found if found is not None and kind in (None, found.kind) else None

    async def sold(self, guild_id: int, offer_id: int) -> Plan | None:
        """Return an offer of either kind that is on sale; None if there is none."""
        async with self._database.read_fast() as connection:
            found = await plans.of_ids(connection, guild_id, [offer_id])
        return next((each for each in found if each.state == "active"), None)

    async def named(self, guild_id: int, name: str, kind: OfferKind = "plan") -> Plan:
        """Return a plan, or a product, on sale by its name.

        Raises UserError if there is none.
        """
        plan = await self.find(guild_id, name, kind)
        if plan is None:
            raise UserError("grants-no-such-plan", plan=name[:MAX_NAME_LENGTH])
        return plan

    async def _change_at_stripe(self, plan: Plan, name: str, amount: int) -> None:
        """Update product and price at Stripe; the old price will be archived."""
        if plan.product_id is None or plan.price.price_id is None:
            return
        try:
            await self._api.product_metadata(plan.product_id)
            for price in plan.prices:
                await self._api.price_exists(price.price_id or "")
        except StripeMissingError:
            await self._make_again(plan, name, amount)
            return
        if name != plan.name and await self._is_ours(plan, adopted=plan.adopted):
            await self._api.rename_product(plan.product_id, name)
        if amount != plan.price.amount:
            await self.reprice(plan, plan.price, amount)

    async def _make_again(self, plan: Plan, name: str, amount: int) -> None:
        """Create a plan's product and prices again, in the current key's account."""
        mark = f"{plan.key}-{plan.price.id}"
        product_id = await with_fallback_key(
            lambda key: self._api.create_product(name, key=key, metadata=_plan_metadata(plan)),
            f"lyceum-product-anew-{mark}",
        )
        made: list[tuple[Price, NewPrice, str]] = []
        for price in plan.prices:
            new = _same_price(price, amount if price is plan.price else price.amount)
            key = f"lyceum-price-anew-{plan.key}-{price.id}-{new.amount}-{product_id}"
            made.append((price, new, await self.create_price(product_id, new, key)))
        async with self._database.write() as connection:
            await plans.set_product(connection, plan.id, product_id)
            for price, new, price_id in made:
                await self._replace(connection, plan, price, new, price_id)

    async def create_price(self, product_id: str, new: NewPrice, key: str) -> str:
        """Create a price at Stripe; return its id."""
        terms = PriceTerms(new.amount, new.currency, new.interval, new.interval_count)
        return await with_fallback_key(
            lambda each: self._api.create_price(product_id, terms, key=each), key
        )

    async def _replace(
        self, connection: Connection, plan: Plan, price: Price, new: NewPrice, price_id: str
    ) -> None:
        sold = await plans.lock(connection, plan.id)
        if price.id not in [each.id for each in sold.prices]:  # somebody else was faster
            raise UserError("payments-price-gone", plan=plan.name)
        now = self._clock.now()
        made = await prices.add(connection, plan.id, new, now, instead_of=price.id)
        await prices.set_stripe_id(connection, made, price_id)

    async def _archive(self, plan: Plan, price: Price) -> None:
        """Archive a price at Stripe if we created it, and it exists."""
        with suppress(StripeMissingError):
            if await self._is_ours(plan, adopted=price.adopted):
                await self._api.archive_price(price.price_id or "")

    async def _is_ours(self, plan: Plan, *, adopted: bool | None) -> bool:
        """Return whether we created a product or price, for old ones by its metadata."""
        if adopted is not None:
            return not adopted
        if plan.product_id is None:
            return True
        metadata = await self._api.product_metadata(plan.product_id)
        return metadata.get(GUILD) == str(plan.guild_id) and metadata.get(PLAN) == str(plan.id)

    async def _refuse_taken(self, guild_id: int, name: str, *, besides: int = 0) -> None:
        async with self._database.read() as connection:
            taken = await offer_names.find(connection, guild_id, name, ("active",))
        if taken is not None and taken.id != besides:
            raise UserError("plan-name-taken", plan=taken.name)

    async def _begin(self, new: NewPlan) -> Plan:
        """Store a pending plan, or return the same one that an outage interrupted."""
        async with self._database.write() as connection:
            pending = await offer_names.find(connection, new.guild_id, new.name, ("pending",))
            if pending is not None and is_same_plan(pending, new):
                return pending
            return await plans.add_pending(connection, new, self._clock.now())

    async def _create_at_stripe(self, plan: Plan) -> Plan:
        product_id = plan.product_id or await with_fallback_key(
            lambda key: self._api.create_product(plan.name, key=key, metadata=_plan_metadata(plan)),
            f"lyceum-plan-{idempotency_part(plan)}",
        )
        async with self._database.write() as connection:
            await plans.set_product(connection, plan.id, product_id)
        return await self._price_at_stripe(plan, product_id)

    async def _price_at_stripe(self, plan: Plan, product_id: str) -> Plan:
        price = plan.price
        key = f"lyceum-price-{idempotency_part(plan)}-{price.id}"
        price_id = price.price_id or await self.create_price(
            product_id, _same_price(price, price.amount), key
        )
        async with self._database.write() as connection:
            await prices.set_stripe_id(connection, price.id, price_id)
            return await plans.get(connection, plan.id)

    async def reprice(self, plan: Plan, price: Price, amount: int) -> None:
        """Create a price in place of a current one, which will be archived.

        Subscribers keep theirs.
        """
        new = _same_price(price, amount)
        key = f"lyceum-reprice-{idempotency_part(plan)}-{price.id}-{amount}"
        price_id = await self.create_price(product_of(plan), new, key)
        try:
            async with self._database.write() as connection:
                await self._replace(connection, plan, price, new, price_id)
        except UserError:
            await self.discard_price(price_id)
            raise

    async def discard_price(self, price_id: str) -> None:
        """Archive a price at Stripe that was created in vain, unless it is one of ours."""
        async with self._database.read() as connection:
            known = await prices.is_known(connection, price_id)
        if not known:
            await self._api.archive_price(price_id)

    async def _adopt(self, new: NewPlan, price_id: str) -> Plan:
        """Create a plan for an existing price, which must match what the admin typed.

        The interval count is taken from the price: an admin chooses `month` for a quarter.
        """
        try:
            product_id, terms = await self._api.price(price_id)
        except StripeRefusedError:
            raise UserError("plan-price-unknown", price=price_id[:60]) from None
        chosen = (new.amount, new.currency, new.interval)
        counted = new.interval_count in (1, terms.count)
        if (terms.amount, terms.currency, terms.interval) != chosen or not counted:
            raise UserError("plan-price-differs", price=price_id[:60])
        new = replace(new, interval_count=terms.count, adopted=True)
        async with self._database.write() as connection:
            if await prices.is_known(connection, price_id):
                raise UserError("plan-price-taken", price=price_id[:60])
            plan = await plans.add_pending(connection, new, self._clock.now())
            await plans.set_product(connection, plan.id, product_id, adopted=True)
            await prices.set_stripe_id(connection, plan.price.id, price_id)
            await facts.recheck_reason(
                connection, new.guild_id, OTHER_PRODUCT, self._clock.now()
            )  # those who paid this price before have the plan now
            return await self._activate(connection, plan.id, new.created_by)


def _plan_metadata(plan: Plan) -> dict[str, str]:
    return {GUILD: str(plan.guild_id), PLAN: str(plan.id), KEY: plan.key}


def _same_price(price: Price, amount: int) -> NewPrice:
    """Return a price of ours with another amount."""
    return NewPrice(amount, price.currency, price.interval, price.interval_count, days=price.days)


def product_of(plan: Plan) -> str:
    """Return Stripe's id of a plan's product, which every plan on sale has."""
    assert plan.product_id is not None  # noqa: S101 set before it is put on sale
    return plan.product_id


def _unsafe_text(plan: Plan) -> dict[str, str | int | bool | None]:
    return {
        "name": plan.name,
        "description": plan.description,
        "role_id": plan.role_id,
        "amount": plan.price.amount,
        **asdict(plan.terms),
    }


def idempotency_part(plan: Plan) -> str:
    """Return a plan's name at Stripe; the time keeps it unique in a new database."""
    return f"{plan.id}-{plan.created_at:%Y%m%d%H%M%S%f}"
