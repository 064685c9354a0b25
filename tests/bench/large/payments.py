"""Write subscribers with years behind them, by the product's serialisers and fold.

Facts stand in the order of time, as they were recorded, and not member by member: what is read of
one member lies as far apart on the disk as it does for an owner.
"""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields, replace
from datetime import datetime, timedelta

import numpy as np

from bot.payments.fact_repository import HELD_STATES, load_policy, stored_entitlement
from bot.payments.ledger.entitlement import GRANTING
from bot.payments.ledger.facts import (
    Charge,
    Fact,
    Grant,
    Payment,
    Snapshot,
    Subscription,
    kind_of,
    to_body,
)
from bot.payments.ledger.fold import fold
from bot.payments.ledger.policy import Policy
from data import plans, prices
from data.engine import Database
from data.facts import StoredEntitlement
from data.plans import NewPlan, Plan, Terms
from data.tables.base import EPOCH
from tests.bench.large.filling import Row, in_json
from tests.bench.large.recommend import Place

FACT = "guild_id user_id kind object_id source as_of body event_id recorded_at".split()
RIGHT = tuple(field.name for field in fields(StoredEntitlement))
HOLDING = ("guild_id", "user_id", "role_id", "since")
MONTH = timedelta(days=30)
MAX_MONTHS, MIN_MONTHS = 24, 9  # months that a subscription runs: 16.5 on average, 3 facts each
PLANS = (("Supporter", 500), ("Pro", 900), ("Patron", 2_500))
FIRST_ROLE = 4_000
STAFF = 20
GRACE = timedelta(days=7)  # [payments] grace_days


@dataclass(frozen=True, slots=True)
class Life:
    """What is recorded of one subscriber.

    Attributes:
        number: from 0; makes the ids at Stripe.
        user_id: the member.
        plan: what they have.
        began: when they subscribed.
        step: active, canceled, past_due (since the newest renewal), granted or paid once.
    """

    number: int
    user_id: int
    plan: Plan
    began: datetime
    step: str

    def facts(self, month: int, *, last: bool) -> list[Fact]:
        """Return what was recorded of one of their months, oldest first."""
        if self.step in ("granted", "once"):
            return [Fact(self.began, self._at_once())] if month == 0 else []
        start = self.began + month * MONTH
        paid = start + timedelta(hours=1)
        renewed = self._subscription(start, month)
        failed = last and self.step == "past_due"
        found = [Fact(start, renewed)] if month or failed else []
        if failed:
            late = replace(
                renewed,
                status="past_due",
                invoice="open",
                collected=0,
                unpaid_since=renewed.period_start,
                failed=_unix(paid),
            )
            return [*found, Fact(paid, late)]
        settled = replace(renewed, invoice="paid", collected=self.plan.price.amount)
        found += [Fact(paid, settled), Fact(paid, self._charge(start, month))]
        if last and self.step == "canceled":
            end = start + MONTH
            ended = replace(settled, status="canceled", ended=_unix(end), cancel_at=_unix(end))
            found.append(Fact(end, ended))
        return found

    def _subscription(self, start: datetime, month: int) -> Subscription:
        assert self.plan.price.price_id
        assert self.plan.product_id
        return Subscription(
            id=f"sub_{self.number:014d}",
            plan_id=self.plan.id,
            price_id=self.plan.price.price_id,
            status="active",
            started=_unix(self.began),
            period_start=_unix(start),
            period_end=_unix(start + MONTH),
            cancel_at=None,
            ended=None,
            first_paid=True,
            product_id=self.plan.product_id,
            invoice="draft" if month else "open",
            next_amount=self.plan.price.amount,
            currency=self.plan.price.currency,
            cardless=False,
            collected=0,
        )

    def _charge(self, start: datetime, month: int) -> Charge:
        return Charge(
            id=f"ch_{self.number:012d}{month:02d}",
            plan_id=self.plan.id,
            source=f"sub_{self.number:014d}",
            amount=self.plan.price.amount,
            currency=self.plan.price.currency,
            refunded=0,
            refunded_at=None,
            dispute="",
            disputed_at=None,
            period_end=_unix(start + MONTH),
            period_start=_unix(start),
            period_paid=self.plan.price.amount,
        )

    def _at_once(self) -> Snapshot:
        given = _unix(self.began)
        if self.step == "granted":
            return Grant(f"grant-{self.number}", self.plan.id, given, None, None, STAFF, "Helper")
        price = self.plan.price
        return Payment(
            id=f"cs_{self.number:014d}",
            plan_id=self.plan.id,
            status="paid",
            opened=given,
            amount=20 * price.amount,
            currency=price.currency,
            paid=given,
        )


class Money:
    """A server's plans, and the lives of those who pay."""

    def __init__(
        self, place: Place, sold: Sequence[Plan], policy: Policy, lives: Sequence[Life]
    ) -> None:
        self._place = place
        self.plans = sold
        self._policy = policy
        self.lives = lives
        self._now = EPOCH + timedelta(milliseconds=place.now)

    @classmethod
    async def invent(
        cls, database: Database, rng: np.random.Generator, place: Place, count: int
    ) -> "Money":
        """Put plans on sale and invent who has them."""
        now = EPOCH + timedelta(milliseconds=place.now)
        began = now - MAX_MONTHS * MONTH - MONTH
        async with database.write() as connection:
            for number, (name, amount) in enumerate(PLANS):
                request = NewPlan(
                    place.guild_id,
                    name,
                    "",
                    FIRST_ROLE + number,
                    None,
                    0,
                    Terms(),
                    amount,
                    "eur",
                    "month",
                    STAFF,
                )
                plan = await plans.add_pending(connection, request, began)
                await plans.set_product(connection, plan.id, f"prod_{number:014d}")
                await prices.set_stripe_id(connection, plan.price.id, f"price_{number:014d}")
                await plans.activate(connection, plan.id)
        async with database.read() as connection:
            sold = await plans.of_guild(connection, place.guild_id, HELD_STATES)
            policy = await load_policy(connection, place.guild_id, sold, lambda _: GRACE)
        return cls(place, sold, policy, _lives(rng, place, sold, count, now))

    def facts(self) -> Iterator[Row]:
        """Return all facts, in the order of time."""
        for back in range(MAX_MONTHS, -1, -1):
            for life in self.lives:
                month, months = self._begun(life) - 1 - back, self._months(life)
                if 0 <= month < months:
                    for fact in life.facts(month, last=month == months - 1):
                        yield self._fact(life, fact)

    def rights(self) -> Iterator[Row]:
        """Return what the fold says of each."""
        for life in self.lives:
            for right in fold(self.known(life), self._policy, self._now):
                stored = stored_entitlement(self._place.guild_id, life.user_id, right)
                yield tuple(
                    _milliseconds(value) if isinstance(value, datetime) else value
                    for value in astuple(stored)
                )

    def holdings(self) -> Iterator[Row]:
        """Return who has which role from us."""
        for life in self.lives:
            for right in fold(self.known(life)[-3:], self._policy, self._now):
                if right.state in GRANTING:
                    since = _milliseconds(right.starts_at)
                    yield self._place.guild_id, life.user_id, life.plan.role_id, since

    def known(self, life: Life) -> list[Fact]:
        """Return all that is recorded of a subscriber."""
        months = self._months(life)
        return [
            fact for month in range(months) for fact in life.facts(month, last=month == months - 1)
        ]

    def _months(self, life: Life) -> int:
        """Return how many of their months were paid for, or should have been."""
        begun = self._begun(life)
        return begun - 1 - life.number % 6 if life.step == "canceled" else begun

    def _begun(self, life: Life) -> int:
        """Return how many months have begun since theirs did."""
        return (self._now - timedelta(hours=1) - life.began) // MONTH + 1

    def _fact(self, life: Life, fact: Fact) -> Row:
        snapshot, at = fact.snapshot, _milliseconds(fact.as_of)
        return (
            *(self._place.guild_id, life.user_id, kind_of(snapshot), snapshot.id, snapshot.source),
            *(at, in_json(to_body(snapshot)), f"evt_{life.number:08d}{at:x}", at),
        )


def _lives(
    rng: np.random.Generator, place: Place, sold: Sequence[Plan], count: int, now: datetime
) -> list[Life]:
    """Invent subscribers, in the order in which their months begin."""
    rounds = {"active": 0.88, "canceled": 0.07, "past_due": 0.02, "granted": 0.02, "once": 0.01}
    drawn = rng.choice(list(rounds), count, p=list(rounds.values())).tolist()
    months = rng.integers(MIN_MONTHS, MAX_MONTHS, count).tolist()
    # A renewal that failed did so within the days of grace.
    ago = np.sort(rng.random(count))[::-1] * 28 + 1
    ago = np.where(np.array(drawn) == "past_due", 1 + ago % 5, ago)
    order = np.argsort(-ago)
    members = rng.permutation(place.members)[:count] + place.first_member
    return [
        Life(
            number=number,
            user_id=int(members[number]),
            plan=sold[number % len(sold)],
            began=now - months[which] * MONTH - timedelta(seconds=int(ago[which] * 86_400)),
            step=drawn[which],
        )
        for number, which in enumerate(order.tolist())
    ]


def _unix(instant: datetime) -> int:
    return int(instant.timestamp())


def _milliseconds(instant: datetime) -> int:
    return (instant - EPOCH) // timedelta(milliseconds=1)
