"""Adds prices to plans, changes their amounts and takes them off sale."""

from bot.clock import Clock
from bot.errors import UserError
from bot.payments.plan_request import MAX_PRICES, PriceRequest, check_price
from bot.payments.plans import PlanService, idempotency_part, product_of
from bot.payments.prices import price_of
from data import audit, plans, prices
from data.engine import Database
from data.plans import Plan
from data.prices import NewPrice, Price


class PlanPriceService:
    """Manages the prices of plans for staff.

    A plan has one price for each length of time and currency. Methods raise as `PlanService` does.
    """

    def __init__(self, database: Database, plan_service: PlanService, clock: Clock) -> None:
        self._database = database
        self._plans = plan_service
        self._clock = clock

    async def add(self, request: PriceRequest) -> Plan:
        """Sell a plan at a further price, or change the amount of the same one.

        Subscribers keep the amount that they have.
        """
        plan = await self._plans.named(request.guild_id, request.plan)
        currency = request.currency or plan.price.currency
        new = check_price(request.amount, currency, request.interval, request.days)
        same = next((price for price in plan.prices if price.terms == _terms(new)), None)
        if same is None and len(plan.prices) >= MAX_PRICES:
            raise UserError("plan-prices-full", plan=plan.name, most=MAX_PRICES)
        if same is None:
            await self._put_on_sale(plan, new)
        elif same.amount != new.amount:
            await self._plans.reprice(plan, same, new.amount)
        async with self._database.write() as connection:
            await audit.record(
                connection,
                guild_id=plan.guild_id,
                actor_id=request.actor_id,
                action="plan.price.add",
                at=self._clock.now(),
                detail=_details(plan, new),
            )
        await self._plans.archive()
        return await self._plans.named(request.guild_id, request.plan)

    async def retire(self, guild_id: int, actor_id: int, name: str, price: int) -> Plan:
        """Take a price off sale; those who pay it keep it.

        Raises:
            UserError: Also if it is the plan's only price, or not one of it.
        """
        named = await self._plans.named(guild_id, name)
        async with self._database.write() as connection:
            plan = await plans.lock(connection, named.id)
            found = price_of(plan, price)
            if len(plan.prices) == 1:
                raise UserError("plan-price-last", plan=plan.name)
            await prices.retire(connection, found.id)
            await audit.record(
                connection,
                guild_id=guild_id,
                actor_id=actor_id,
                action="plan.price.retire",
                at=self._clock.now(),
                detail=_details(plan, found),
            )
        await self._plans.archive()
        return await self._plans.named(guild_id, name)

    async def _put_on_sale(self, plan: Plan, new: NewPrice) -> None:
        """Create a further price of a plan.

        The key names the plan's newest price, so that the same terms can be sold again later.
        """
        async with self._database.read() as connection:
            newest = await prices.newest(connection, plan.id)
        terms = "-".join(map(str, _terms(new)))
        key = f"lyceum-price-more-{idempotency_part(plan)}-{newest}-{new.amount}-{terms}"
        price_id = await self._plans.create_price(product_of(plan), new, key)
        async with self._database.write() as connection:
            sold = await plans.lock(connection, plan.id)
            taken = any(price.terms == _terms(new) for price in sold.prices)
            if not taken:
                made = await prices.add(connection, plan.id, new, self._clock.now())
                await prices.set_stripe_id(connection, made, price_id)
        if taken:  # somebody else was faster
            await self._plans.discard_price(price_id)
            raise UserError("plan-price-twice", plan=plan.name)


def _terms(new: NewPrice) -> tuple[str, int, int | None, str]:
    return new.interval, new.interval_count, new.days, new.currency


def _details(plan: Plan, price: Price | NewPrice) -> dict[str, str | int]:
    return {
        "plan": plan.name,
        "amount": price.amount,
        "currency": price.currency,
        "interval": price.interval,
    }
