"""A plan as staff typed it, and the checks of what they typed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.errors import UserError
from bot.payments.money import check_smallest, parse_amount, parse_currency
from data.plans import NewPlan, OfferKind, Plan, Terms
from data.prices import NewPrice

MAX_NAME_LENGTH = 80
MAX_DESCRIPTION_LENGTH = 500
MAX_TRIAL_DAYS = 730  # days, Stripe's limit
MAX_PASS_DAYS = 3650  # days
# What staff choose, as Stripe's interval and the number of them.
INTERVALS: Mapping[str, tuple[str, int]] = {
    "month": ("month", 1),
    "quarter": ("month", 3),
    "half-year": ("month", 6),
    "year": ("year", 1),
    "week": ("week", 1),
    "once": ("once", 1),
}
MAX_PRICES = 12  # of a plan: all fit one list
# Text that would mention people, make links or break lines wherever the name is shown.
UNSAFE_TEXT = re.compile(r"<[@#:!&/]|@everyone|@here|[\x00-\x1f\x7f\u2028\u2029]|https?://")


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """A plan as an admin typed it. `price_id` adopts an existing price at Stripe."""

    guild_id: int
    actor_id: int
    name: str
    role_id: int | None
    amount: str
    currency: str
    interval: str
    description: str = ""
    days: int | None = None
    trial_days: int = 0
    price_id: str | None = None
    terms: Terms = field(default_factory=Terms)
    kind: OfferKind = "plan"


@dataclass(frozen=True, slots=True)
class PriceRequest:
    """A further price of a plan, or a new amount of one, as an admin typed it."""

    guild_id: int
    actor_id: int
    plan: str
    amount: str
    interval: str
    currency: str | None = None  # None: that of the plan's first price
    days: int | None = None


@dataclass(frozen=True, slots=True)
class PlanChange:
    """The changes to a plan that an admin wants; None leaves a value as it is."""

    guild_id: int
    actor_id: int
    plan: str
    name: str | None = None
    role_id: int | None = None
    amount: str | None = None
    description: str | None = None
    terms: Mapping[str, int | str | bool] = field(default_factory=dict[str, "int | str | bool"])
    kind: OfferKind = "plan"


def check_request(request: PlanRequest) -> NewPlan:
    """Return the plan to create.

    Raises:
        UserError: A value is out of range or unsafe, or two do not go together.
    """
    price = check_price(request.amount, request.currency, request.interval, request.days)
    if not 0 <= request.trial_days <= MAX_TRIAL_DAYS:
        raise UserError("plan-trial-range", days=MAX_TRIAL_DAYS)
    if request.trial_days and request.interval == "once":
        raise UserError("plan-trial-once")
    return NewPlan(
        guild_id=request.guild_id,
        name=fit_name(request.name),
        description=fit_text(request.description),
        role_id=request.role_id,
        days=price.days,
        trial_days=request.trial_days,
        terms=request.terms,
        amount=price.amount,
        currency=price.currency,
        interval=price.interval,
        interval_count=price.interval_count,
        created_by=request.actor_id,
        kind=request.kind,
    )


def check_price(amount: str, currency: str, interval: str, days: int | None) -> NewPrice:
    """Return the price to create.

    Raises:
        UserError: A value is unknown or out of range, or two do not go together.
    """
    currency = parse_currency(currency)
    if interval not in INTERVALS:
        raise UserError("plan-interval-unknown", interval=interval[:20])
    if days is not None and interval != "once":
        raise UserError("plan-days-once")
    if days is not None and not 1 <= days <= MAX_PASS_DAYS:
        raise UserError("plan-days-range", days=MAX_PASS_DAYS)
    unit, count = INTERVALS[interval]
    return NewPrice(read_price(amount, currency), currency, unit, count, days=days)


def read_price(text: str, currency: str) -> int:
    """Return an amount in the smallest unit of its currency. Raises UserError."""
    amount = parse_amount(text, currency)
    check_smallest(amount, currency)
    return amount


def fit_name(text: str) -> str:
    """Return a name with single spaces; raise UserError if it is too long or unsafe."""
    name = " ".join(text.split())
    if not name:
        raise UserError("plan-name-empty")
    if len(name) > MAX_NAME_LENGTH:
        raise UserError("plan-name-long", length=len(name), most=MAX_NAME_LENGTH)
    if UNSAFE_TEXT.search(name):
        raise UserError("plan-name-unfit")
    return name


def fit_text(text: str) -> str:
    """Return a description; raise UserError if it is too long or unsafe."""
    if len(text) > MAX_DESCRIPTION_LENGTH:
        raise UserError("plan-description-long", length=len(text), most=MAX_DESCRIPTION_LENGTH)
    if UNSAFE_TEXT.search(text):
        raise UserError("plan-name-unfit")
    return text.strip()


def is_same_plan(pending: Plan, new: NewPlan) -> bool:
    """Return whether a pending plan is the one that is asked for again."""
    wanted = (new.interval, new.interval_count, new.days, new.currency)
    return (
        (pending.price.amount, pending.price.terms) == (new.amount, wanted)
        and (pending.kind, pending.role_id) == (new.kind, new.role_id)
        and pending.trial_days == new.trial_days
        and pending.terms == new.terms
    )
