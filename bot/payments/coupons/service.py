"""Makes, lists and retires coupons, and finds the one that a member names."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.clock import Clock
from bot.errors import PersonMustActError, RetryLaterError, UserError
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
from bot.payments.stripe.queries import Answer
from bot.payments.stripe.transport import IdempotencyKeySpentError, StripeRefusedError
from data import audit, coupon_requests, offer_columns, offer_names
from data.coupon_requests import StoredRequest
from data.engine import Database
from data.plans import Plan

MAX_LISTED = 100
REQUEST = "lyceum_request"  # in a code's metadata: the request that made it
KEY_LIFE = timedelta(hours=23)  # Stripe keeps the result of an idempotency key for a day
IN_PROGRESS = timedelta(minutes=1)  # a younger request may still be waiting for Stripe

_log = structlog.get_logger(__name__)


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
        guild_id: The server that made it; None: it was made in the dashboard.
    """

    id: str
    code: str
    discount: Discount
    products: frozenset[str]
    used: int
    limit: int | None
    expires: datetime | None
    guild_id: int | None = None


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
        """Make a coupon, or finish it if the same request was interrupted before."""
        read_discount(request)
        code = read_code(request.code)
        async with self._database.read() as connection:
            stored = await coupon_requests.find(connection, request.guild_id, code)
        if stored is None:
            stored = await self._begin(request, code)
        made = await self._finish(stored)
        if made is None or not _same(stored, request):  # another one has this code by now
            raise UserError("coupon-taken", code=code)
        return made

    async def finish_interrupted(self) -> None:
        """Make the coupons whose requests were interrupted, or forget what can't be made."""
        async with self._database.read() as connection:
            left = await coupon_requests.unfinished(connection, self._clock.now() - IN_PROGRESS)
        for stored in left:
            try:
                await self._finish(stored)
            except (RetryLaterError, PersonMustActError) as error:
                _log.warning("coupon.not_made", guild_id=stored.guild_id, error=str(error))

    async def _begin(self, request: CouponRequest, code: str) -> StoredRequest:
        """Store what Stripe will be asked for: its answer may be lost."""
        products = await self._products(request)
        if await self._api.promotion_codes(code):
            raise UserError("coupon-taken", code=code)
        async with self._database.write() as connection:
            return await coupon_requests.begin(
                connection,
                request.guild_id,
                request.actor_id,
                code,
                _terms(request) | {"products": products},
                self._clock.now(),
            )

    async def _finish(self, stored: StoredRequest) -> Coupon | None:
        """Make a stored coupon, once however often; return None if it is too late."""
        key = f"lyceum-coupon-{stored.guild_id}-{stored.code}-{stored.created_at:%Y%m%d%H%M%S%f}"
        try:
            made = await self._make(stored, key)
        except IdempotencyKeySpentError:
            made = await self._made_before(stored, key)
        except StripeRefusedError:
            async with self._database.write() as connection:
                await coupon_requests.end(connection, stored.id)
            raise
        async with self._database.write() as connection:
            if await coupon_requests.end(connection, stored.id) and made is not None:
                await audit.record(
                    connection,
                    guild_id=stored.guild_id,
                    actor_id=stored.actor_id,
                    action="coupon.add",
                    at=self._clock.now(),
                    detail={"code": stored.code},
                )
        return None if made is None else _read(made)

    async def _make(self, stored: StoredRequest, key: str) -> Answer | None:
        if self._clock.now() - stored.created_at > KEY_LIFE:  # it would be made a second time
            return await self._made_before(stored, key)
        terms = {**stored.terms}
        products = tuple(terms.pop("products"))
        request = CouponRequest(stored.guild_id, stored.actor_id, stored.code, **terms)
        discount, days = read_discount(request), request.days
        wanted = CouponParams(
            code=stored.code,
            percent=discount.percent,
            amount=discount.amount,
            currency=discount.currency,
            duration="repeating" if discount.duration == "months" else discount.duration,
            months=discount.months,
            products=products,
            limit=request.limit,
            expires=None if days is None else stored.created_at + timedelta(days=days),
            metadata={GUILD: str(stored.guild_id), REQUEST: key},
        )
        return await self._api.create_coupon(wanted, key=key)

    async def _made_before(self, stored: StoredRequest, key: str) -> Answer | None:
        """Return the code that an earlier request made, if it did."""
        found = await self._api.promotion_codes(stored.code)
        return next((body for body in found if body["metadata"].get(REQUEST) == key), None)

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
        if coupon.guild_id not in (None, plan.guild_id):  # of a server that sells the same product
            raise UserError("coupon-unknown", code=wanted)
        if coupon.products and plan.product_id not in coupon.products:
            raise UserError("coupon-other-plan", code=wanted, plan=plan.name)
        if coupon.discount.currency not in (None, currency):
            raise UserError("coupon-other-currency", code=wanted, currency=currency.upper())
        return coupon

    async def _products(self, request: CouponRequest) -> tuple[str, ...]:
        """Return the products that a coupon is for: those of this server's plans only."""
        guild_id = request.guild_id
        async with self._database.read() as connection:
            if request.plan is None:
                on_sale = [each for _, each in await offer_columns.on_sale(connection, guild_id)]
            else:
                name = request.plan
                named = await offer_names.find(connection, guild_id, name, ("active",))
                if named is None:
                    raise UserError("payments-no-such-plan", plan=name[:80])
                on_sale = [named.product_id]
        products = tuple(sorted({each for each in on_sale if each}))
        if not products:
            raise UserError("coupon-no-plans")
        return products


def _read(body: Mapping[str, Any]) -> Coupon:
    """Return a promotion code with its coupon expanded."""
    coupon: Mapping[str, Any] = body["promotion"]["coupon"]
    applies_to: Mapping[str, Any] = coupon.get("applies_to") or {}
    months = coupon.get("duration_in_months")
    duration = "months" if coupon["duration"] == "repeating" else coupon["duration"]
    ends = [each for each in (body.get("expires_at"), coupon.get("redeem_by")) if each is not None]
    limits = [body.get("max_redemptions"), coupon.get("max_redemptions")]
    return Coupon(
        id=body["id"],
        code=body["code"].upper(),
        discount=Discount(
            coupon.get("percent_off"),
            coupon.get("amount_off"),
            coupon.get("currency"),
            months,
            duration,
        ),
        products=frozenset(applies_to.get("products", ())),
        used=body["times_redeemed"],
        limit=min((each for each in limits if each is not None), default=None),
        expires=at(min(ends)) if ends else None,
        guild_id=int(guild) if (guild := body["metadata"].get(GUILD, "")).isdecimal() else None,
    )


def _terms(request: CouponRequest) -> dict[str, Any]:
    """Return what a coupon was asked for with, but for where and by whom."""
    who = ("guild_id", "actor_id", "code")
    return {name: value for name, value in asdict(request).items() if name not in who}


def _same(stored: StoredRequest, request: CouponRequest) -> bool:
    return {**stored.terms} | {"products": None} == _terms(request) | {"products": None}
