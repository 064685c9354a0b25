"""Makes, lists and retires coupons, and finds the one that a member names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock
from bot.errors import UserError
from bot.payments.coupons.coupon_request import (
    CouponRequest,
    Discount,
    read_code,
    read_discount,
)
from bot.payments.ledger.facts import at
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.coupon_params import CouponParams
from bot.payments.stripe.objects.metadata import GUILD
from data import audit, plans
from data.engine import Database
from data.plans import Plan

MAX_LISTED = 100


@dataclass(frozen=True, slots=True)
class Coupon:
    """A coupon that can be used.

    Attributes:
        id: Its promotion code's id at Stripe.
        code: What members type.
        discount: What it takes off.
        products: Stripe's ids of the products that it is for; empty: all.
        used: How often it was used.
        limit: How often it can be used; None: any number of times.
        expires: When it ends; None: when it is retired.
    """

    id: str
    code: str
    discount: Discount
    products: frozenset[str]
    used: int
    limit: int | None
    expires: datetime | None


class CouponService:
    """Manages coupons, which exist at Stripe only.

    Methods raise `UserError` for what the admin or member can correct, `RetryLaterError` if Stripe
    can't be reached and `PersonMustActError` for a key without the permission.
    """

    def __init__(self, database: Database, api: StripeClient, clock: Clock) -> None:
        self._database = database
        self._api = api
        self._clock = clock

    async def add(self, request: CouponRequest) -> Coupon:
        """Make a coupon."""
        discount, code = read_discount(request), read_code(request.code)
        products = await self._products(request)
        if await self._api.promotion_codes(code):
            raise UserError("coupon-taken", code=code)
        now = self._clock.now()
        expires = None if request.days is None else now + timedelta(days=request.days)
        made = await self._api.create_coupon(
            CouponParams(
                code=code,
                percent=discount.percent,
                amount=discount.amount,
                currency=discount.currency,
                duration="repeating" if discount.duration == "months" else discount.duration,
                months=discount.months,
                products=products,
                limit=request.limit,
                expires=expires,
                metadata={GUILD: str(request.guild_id)},
            ),
            key=f"lyceum-coupon-{request.guild_id}-{code}-{now:%Y%m%d%H%M%S%f}",
        )
        async with self._database.write() as connection:
            await audit.record(
                connection,
                guild_id=request.guild_id,
                actor_id=request.actor_id,
                action="coupon.add",
                at=now,
                detail={"code": code},
            )
        return _read(made)

    async def of_guild(self, guild_id: int) -> list[Coupon]:
        """Return a server's coupons that can be used, newest first."""
        found = await self._api.promotion_codes()
        ours = [body for body in found if body["metadata"].get(GUILD) == str(guild_id)]
        return [_read(body) for body in ours[:MAX_LISTED]]

    async def retire(self, guild_id: int, actor_id: int, code: str) -> str:
        """End a coupon; members who used it keep its discount. Return its code."""
        wanted = read_code(code)
        for coupon in await self.of_guild(guild_id):
            if coupon.code == wanted:
                await self._api.retire_promotion_code(coupon.id)
                break
        else:
            raise UserError("coupon-unknown", code=wanted)
        async with self._database.write() as connection:
            await audit.record(
                connection,
                guild_id=guild_id,
                actor_id=actor_id,
                action="coupon.retire",
                at=self._clock.now(),
                detail={"code": wanted},
            )
        return wanted

    async def usable(self, code: str, plan: Plan, currency: str) -> Coupon:
        """Return the coupon that a member named for a plan, for a price in a currency.

        Any active code of the account counts, so that those made in the dashboard do, too.
        """
        wanted = read_code(code)
        found = [_read(body) for body in await self._api.promotion_codes(wanted)]
        if not found:
            raise UserError("coupon-unknown", code=wanted)
        coupon = found[0]
        if coupon.products and plan.product_id not in coupon.products:
            raise UserError("coupon-other-plan", code=wanted, plan=plan.name)
        if coupon.discount.currency not in (None, currency):
            raise UserError("coupon-other-currency", code=wanted, currency=currency.upper())
        return coupon

    async def _products(self, request: CouponRequest) -> tuple[str, ...]:
        """Return the products that a coupon is for: those of this server's plans only."""
        async with self._database.read() as connection:
            on_sale = await plans.of_guild(connection, request.guild_id, ("active",))
        if request.plan is not None:
            name = request.plan.casefold()
            on_sale = [plan for plan in on_sale if plan.name.casefold() == name]
            if not on_sale:
                raise UserError("payments-no-such-plan", plan=request.plan[:80])
        products = tuple(sorted({plan.product_id for plan in on_sale if plan.product_id}))
        if not products:
            raise UserError("coupon-no-plans")
        return products


def _read(body: Mapping[str, Any]) -> Coupon:
    """Return a promotion code with its coupon expanded."""
    coupon: Mapping[str, Any] = body["promotion"]["coupon"]
    applies_to: Mapping[str, Any] = coupon.get("applies_to") or {}
    months = coupon["duration_in_months"]
    duration = "months" if coupon["duration"] == "repeating" else coupon["duration"]
    ends = [each for each in (body["expires_at"], coupon["redeem_by"]) if each is not None]
    limits = [body["max_redemptions"], coupon["max_redemptions"]]
    return Coupon(
        id=body["id"],
        code=body["code"].upper(),
        discount=Discount(
            coupon["percent_off"], coupon["amount_off"], coupon["currency"], months, duration
        ),
        products=frozenset(applies_to.get("products", ())),
        used=body["times_redeemed"],
        limit=min((each for each in limits if each is not None), default=None),
        expires=at(min(ends)) if ends else None,
    )
