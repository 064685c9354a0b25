"""A simulated year of payers, and what it earned, computed by brute force from its plot.

The plot (`Life`, `OneTime`) is told twice: as Stripe's objects, from which the bot makes facts, and
as figures, day by day, with no code of the bot. Times are days; everything happens at noon.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any

START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 400
EDGES = (0, 31, 59, 120, 200, 366, 399)  # days; the figures are those of the times between
PERIODS = {"day": 1, "week": 7, "month": 30, "year": 360}  # days
GIVEN_UP = 14  # days after a failed renewal
SHARES = {"day": Fraction(365, 12), "week": Fraction(13, 3), "month": 1, "year": Fraction(1, 12)}


@dataclass(frozen=True, slots=True)
class Price:
    """What a subscription renews for, each."""

    plan_id: int
    unit: int
    interval: str
    count: int

    @property
    def days(self) -> int:
        return PERIODS[self.interval] * self.count


@dataclass(frozen=True, slots=True)
class Coupon:
    """A discount: a percentage or an amount; once, for ever, or until a day."""

    percent: int | None
    amount: int | None
    once: bool
    until: int | None

    def applied(self, amount: int) -> int:
        if self.amount is not None:
            return max(0, amount - self.amount)
        off = Fraction(amount * (self.percent or 0), 100)
        return amount - (2 * off.numerator + off.denominator) // (2 * off.denominator)


@dataclass(frozen=True, slots=True)
class Life:
    """A subscription's plot; days are absolute, those of changes lie after its start."""

    id: str
    user: int
    payer: int
    currency: str
    start: int
    trial: int
    price: Price
    quantity: int
    coupon: Coupon | None = None
    switch: tuple[int, Price, int] | None = None  # on a day, to a price and a quantity
    fails: int | None = None  # the renewal that fails: 0 is the first charge
    recovers: int | None = None  # after so many days; None: it is given up
    cancel: int | None = None  # from a day on it won't renew
    pause: tuple[int, int] | None = None  # Stripe collects nothing in between

    def price_on(self, day: int) -> tuple[Price, int]:
        if self.switch is not None and day >= self.switch[0]:
            return self.switch[1], self.switch[2]
        return self.price, self.quantity

    @property
    def paid_from(self) -> int:
        """The day of the first charge."""
        return self.start + self.trial

    def renewals(self) -> list[int]:
        """Return the days of all charges; the interval never changes."""
        return list(range(self.paid_from, DAYS, self.price.days))

    def period(self, day: int) -> tuple[int, int]:
        """Return the period of a day."""
        if day < self.paid_from:
            return self.start, self.paid_from
        before = (day - self.paid_from) // self.price.days
        begin = self.paid_from + before * self.price.days
        return begin, begin + self.price.days

    @property
    def failure(self) -> tuple[int, int] | None:
        """From when until when it is past due; None: never."""
        if self.fails is None:
            return None
        began = self.paid_from + self.fails * self.price.days
        return began, began + (GIVEN_UP if self.recovers is None else self.recovers)

    @property
    def end(self) -> int | None:
        """The day on which it ends; None: never."""
        ends: list[int] = []
        if self.failure is not None and self.recovers is None:
            ends.append(self.failure[1])
        if self.cancel is not None:
            ends.append(self.period(self.cancel)[1])
        return min(ends, default=None)

    def is_over(self, day: int) -> bool:
        return self.end is not None and day >= self.end

    def is_failing(self, day: int) -> bool:
        return self.failure is not None and self.failure[0] <= day < self.failure[1]

    # --- the figures ------------------------------------------------------------------------

    def counts(self, day: int) -> bool:
        """Return whether it counts in MRR on a day."""
        if day < self.paid_from or self.is_over(day):
            return False
        if self.pause is not None and self.pause[0] <= day < self.pause[1]:
            return False
        first_paid = self.paid_from if self.fails != 0 else (self.failure or (0, 0))[1]
        return day >= first_paid

    def amount(self, day: int) -> int:
        """Return what it renews for next, as of a day."""
        price, quantity = self.price_on(day)
        amount = price.unit * quantity
        if self.coupon is None or self.coupon.once:
            return amount
        lasts = self.coupon.until is None or self.coupon.until > self.period(day)[1]
        return self.coupon.applied(amount) if lasts else amount

    def mrr(self, day: int) -> Fraction:
        if not self.counts(day):
            return Fraction(0)
        price, _ = self.price_on(day)
        return Fraction(self.amount(day)) * SHARES[price.interval] / price.count


@dataclass(frozen=True, slots=True)
class OneTime:
    """A pass or a gift, with what went back of it: refunds by day, and a dispute's outcome."""

    id: str
    user: int
    currency: str
    day: int
    amount: int
    tax: int
    gift: bool
    refunds: Sequence[tuple[int, int]] = ()
    failed_refund: tuple[int, int, int] | None = None  # a day, an amount, the day it failed
    dispute: tuple[int, int, str] | None = None  # a day, an amount, how it ended


@dataclass(slots=True)
class World:
    """All plots."""

    lives: list[Life] = field(default_factory=list[Life])
    payments: list[OneTime] = field(default_factory=list[OneTime])

    def mrr(self, currency: str, day: int) -> dict[int, Fraction]:
        """Return the MRR of each payer who pays anything."""
        found: dict[int, Fraction] = {}
        for life in self.lives:
            if life.currency == currency and (worth := life.mrr(day)):
                found[life.payer] = found.get(life.payer, Fraction(0)) + worth
        return found

    def trials(self, currency: str, since: int, until: int) -> tuple[int, int, int]:
        """Return how many trials started, converted and ended unpaid in [since, until)."""
        started = converted = ended = 0
        for life in (life for life in self.lives if life.trial and life.currency == currency):
            started += since <= life.start < until
            pays = next((day for day in range(life.paid_from, DAYS) if life.counts(day)), None)
            converted += pays is not None and since <= pays < until
            ended += pays is None and since <= life.paid_from < until
        return started, converted, ended

    def invoices(self) -> Iterator[tuple[Life, int, int, int]]:
        """Yield each paid invoice: the subscription, its number, the day and the amount."""
        for life in self.lives:
            for number, day in enumerate(life.renewals()):
                late = number == life.fails
                paid = (life.failure or (0, 0))[1] if late else day
                paused = life.pause is not None and life.pause[0] <= day < life.pause[1]
                given_up = late and life.recovers is None
                if paid >= DAYS or life.is_over(day) or paused or given_up:
                    continue
                price, quantity = life.price_on(day)
                amount, coupon = price.unit * quantity, life.coupon
                if coupon is not None and (number == 0 if coupon.once else _lasts(coupon, day)):
                    amount = coupon.applied(amount)
                if amount:
                    yield life, number, paid, amount

    def income(self, currency: str, since: int, until: int) -> Mapping[str, int]:
        """Return the sums of what came in and went back in [since, until)."""
        names = "received one_time tax refunds refunded disputes disputed lost"
        sums: dict[str, int] = dict.fromkeys(names.split(), 0)
        for life, _, day, amount in self.invoices():
            if life.currency == currency and since <= day < until:
                sums["received"] += amount
        for each in (each for each in self.payments if each.currency == currency):
            if since <= each.day < until:
                sums["received"] += each.amount
                sums["one_time"] += each.amount
                sums["tax"] += each.tax
            back = [amount for day, amount in each.refunds if since <= day < until]
            sums["refunds"] += len(back)
            sums["refunded"] += sum(back)
            if each.dispute is not None and since <= each.dispute[0] < until:
                _, amount, outcome = each.dispute
                sums["disputes"] += 1
                sums["disputed"] += 0 if outcome == "won" else amount
                sums["lost"] += outcome == "lost"
        return sums


def _lasts(coupon: Coupon, day: int) -> bool:
    return coupon.until is None or coupon.until > day


def noon(day: int) -> int:
    """Return a day's noon in unix seconds."""
    return int((START + timedelta(days=day, hours=12)).timestamp())


def at_noon(day: int) -> datetime:
    return START + timedelta(days=day, hours=12)


def edge(day: int) -> datetime:
    """Return the beginning of a day."""
    return START + timedelta(days=day)


# --- as Stripe's objects ------------------------------------------------------------------------


def subscription_bodies(life: Life) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield a subscription as Stripe has it, on each day on which it changes."""
    before: dict[str, Any] | None = None
    for day in range(life.start, DAYS):
        body = _body(life, day)
        if body != before:
            yield day, body
        before = body
        if body["status"] == "canceled":
            return


def _body(life: Life, day: int) -> dict[str, Any]:
    price, quantity = life.price_on(day)
    begin, end = life.period(day)
    failing, over = life.is_failing(day), life.is_over(day)
    trialing = day < life.paid_from and not over
    status = "active"
    if over:
        status = "canceled"
    elif trialing:
        status = "trialing"
    elif failing:
        status = "past_due" if life.trial or life.fails else "incomplete"
    paused = life.pause is not None and life.pause[0] <= day < life.pause[1]
    cancelling = life.cancel is not None and day >= life.cancel and not over
    return {
        "id": life.id,
        "status": status,
        "start_date": noon(life.start),
        "currency": life.currency,
        "ended_at": noon(life.end or 0) if over else None,
        "cancel_at": None,
        "cancel_at_period_end": cancelling,
        "trial_end": noon(life.paid_from) if life.trial else None,
        "pause_collection": {"behavior": "void"} if paused else None,
        "latest_invoice": _invoice(life, day, status),
        "discounts": _discounts(life, day),
        "items": {
            "data": [
                {
                    "current_period_start": noon(begin),
                    "current_period_end": noon(end),
                    "quantity": quantity,
                    "discounts": [],
                    "price": {
                        "id": f"price_{price.plan_id}_{price.unit}_{price.interval}_{price.count}",
                        "product": f"prod_{price.plan_id}",
                        "unit_amount": price.unit,
                        "recurring": {"interval": price.interval, "interval_count": price.count},
                    },
                }
            ]
        },
    }


def _invoice(life: Life, day: int, status: str) -> dict[str, Any]:
    """Return the latest invoice of a day, as far as the bot reads it."""
    begin, _ = life.period(day)
    first = begin <= life.paid_from and not (life.trial and day >= life.paid_from)
    reason = "subscription_create" if first else "subscription_cycle"
    if status == "trialing":
        return {"status": "paid", "amount_paid": 0, "billing_reason": reason}
    failing = life.is_failing(min(day, (life.end or day + 1) - 1))
    invoice_status = "open" if failing else "paid"
    return {"status": invoice_status, "amount_paid": 0 if failing else 1, "billing_reason": reason}


def _discounts(life: Life, day: int) -> list[dict[str, Any]]:
    coupon = life.coupon
    if coupon is None or (coupon.once and day >= life.paid_from):
        return []
    if coupon.until is not None and day >= coupon.until:
        return []
    lasting = "forever" if coupon.until is None else "repeating"
    duration = "once" if coupon.once else lasting
    of = {"percent_off": coupon.percent, "amount_off": coupon.amount, "duration": duration}
    end = None if coupon.until is None else noon(coupon.until)
    return [{"end": end, "source": {"type": "coupon", "coupon": of}}]


def charge_bodies(
    each: OneTime,
) -> Iterator[tuple[int, dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]]:
    """Yield a charge with its refunds and disputes, on each day on which they change."""
    refunds: list[tuple[int, int, int | None]] = [(*refund, None) for refund in each.refunds]
    if each.failed_refund is not None:
        refunds.append(each.failed_refund)
    days = {day for day, _, _ in refunds} | {gone for *_, gone in refunds if gone is not None}
    if each.dispute is not None:
        days |= {each.dispute[0], each.dispute[0] + 20}
    for day in sorted(days):
        known = [refund for refund in refunds if refund[0] <= day]
        yield (
            day,
            {"id": f"ch_{each.id}", "amount": each.amount, "currency": each.currency},
            [_refund(each, refund, day) for refund in known],
            _disputes(each, day),
        )


def _refund(each: OneTime, refund: tuple[int, int, int | None], day: int) -> dict[str, Any]:
    made, amount, gone = refund
    status = "failed" if gone is not None and day >= gone else "succeeded"
    id_ = f"re_{each.id}_{made}_{amount}"
    return {"id": id_, "created": noon(made), "amount": amount, "status": status}


def _disputes(each: OneTime, day: int) -> list[dict[str, Any]]:
    if each.dispute is None or day < each.dispute[0]:
        return []
    opened, amount, outcome = each.dispute
    status = outcome if day >= opened + 20 else "needs_response"
    return [{"id": "dp_1", "created": noon(opened), "amount": amount, "status": status}]


# --- plots --------------------------------------------------------------------------------------


def invent(seed: int, lives: int = 12, payments: int = 8) -> World:
    """Return a world of random plots, the same for the same seed."""
    random = Random(seed)  # noqa: S311 no secret
    return World(
        [_life(random, number) for number in range(lives)],
        [_one_time(random, number) for number in range(payments)],
    )


def _life(random: Random, number: int) -> Life:
    interval, count = random.choice(
        [("month", 1), ("month", 3), ("year", 1), ("week", 1), ("week", 2), ("month", 6)]
    )
    start = random.randrange(0, 300)
    price = Price(random.choice([1, 2]), random.randrange(100, 9999), interval, count)
    base = Life(
        id=f"sub_{number}",
        user=random.randrange(1, 6),
        payer=random.randrange(1, 6),
        currency=random.choice(["eur", "usd"]),
        start=start,
        trial=random.choice([0, 0, 7, 14]),
        price=price,
        quantity=random.choice([1, 1, 1, 4]),
        coupon=_coupon(random, start),
    )
    event = random.choice(["none", "switch", "fails", "cancel", "pause", "first fails"])
    after = base.paid_from + random.randrange(1, 200)
    return _with_event(random, base, event, after)


def _with_event(random: Random, base: Life, event: str, after: int) -> Life:
    values = {name: getattr(base, name) for name in base.__dataclass_fields__}
    match event:
        case "switch":
            to = Price(
                random.choice([1, 2]),
                random.randrange(100, 9999),
                base.price.interval,
                base.price.count,
            )
            values["switch"] = (after, to, random.choice([1, 3]))
        case "fails":
            values |= {"fails": random.randrange(1, 4), "recovers": random.choice([None, 3])}
            if base.price.days <= GIVEN_UP:
                values["recovers"] = 3
        case "first fails":
            values |= {"fails": 0, "recovers": random.choice([None, 3])}
            if base.price.days <= GIVEN_UP:
                values["recovers"] = 3
        case "cancel":
            values["cancel"] = random.choice([after, base.start])
        case "pause":
            values["pause"] = (after, after + random.randrange(5, 80))
        case _:
            pass
    return Life(**values)


def _coupon(random: Random, start: int) -> Coupon | None:
    kind = random.choice(["none", "none", "once", "forever", "repeating"])
    if kind == "none":
        return None
    percent = random.choice([10, 25, 33, 50])
    amount = random.choice([None, random.randrange(10, 90)])
    until = start + random.randrange(20, 200) if kind == "repeating" else None
    return Coupon(percent if amount is None else None, amount, kind == "once", until)


def _one_time(random: Random, number: int) -> OneTime:
    amount, day = random.randrange(500, 9999), random.randrange(0, 340)
    refunds: list[tuple[int, int]] = []
    if random.random() < 0.4:
        refunds = [(day + 2, amount // 4), (day + random.randrange(3, 50), amount // 3)]
    disputed = not refunds and random.random() < 0.4
    return OneTime(
        id=str(number),
        user=random.randrange(1, 6),
        currency=random.choice(["eur", "usd"]),
        day=day,
        amount=amount,
        tax=random.choice([0, amount // 5]),
        gift=random.random() < 0.3,
        refunds=refunds,
        failed_refund=(day + 4, amount // 5, day + 9) if refunds else None,
        dispute=(day + 5, amount, random.choice(["won", "lost"])) if disputed else None,
    )


def totals(worth: Iterable[Mapping[int, Fraction]]) -> list[Fraction]:
    """Return the sum of each mapping."""
    return [sum(each.values(), Fraction(0)) for each in worth]
