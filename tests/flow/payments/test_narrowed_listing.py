"""The offers that a member's facts mention decide as all offers of the server would."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

from bot.payments.fact_repository import HELD_STATES, policy_for
from bot.payments.ledger.entitlement import Entitlement
from bot.payments.ledger.facts import Fact, Snapshot, SubscriptionItem
from bot.payments.ledger.fold import fold
from bot.payments.mentioned_offers import mentioned_offers
from data import plans, prices
from data.engine import Connection
from data.offer_mentions import OfferMentions
from data.plan_terms import Terms
from data.plans import Listing, NewPlan
from tests.flow.conftest import GUILD, STAFF, Billing
from tests.unit.payments.builders import (
    GRACE,
    START,
    charge,
    claim,
    fact,
    grant,
    payment,
    revocation,
    seconds,
    subscription,
)

OFFERS = 24  # every third one a plan, the others products
UNKNOWN = 999
HISTORIES = 400
DAY = timedelta(days=1)


async def sell_offer(billing: Billing, number: int) -> None:
    """Sell one offer; every fifth shares the product at Stripe of the one before."""
    is_plan = number % 3 == 0
    terms = Terms(grace_days=number % 5, on_partial_refund="revoke" if number % 2 else "keep")
    new = NewPlan(
        guild_id=GUILD,
        name=f"Offer {number}",
        description="",
        role_id=100 + number // 2 if is_plan else None,
        days=None,
        trial_days=0,
        terms=terms,
        amount=900,
        currency="eur",
        interval="month",
        created_by=STAFF,
        kind="plan" if is_plan else "product",
    )
    async with billing.database.write() as connection:
        made = await plans.add_pending(connection, new, START)
        product = number - 1 if number % 5 == 0 else number
        await plans.set_product(connection, made.id, f"prod_{product}")
        await prices.set_stripe_id(connection, made.price.id, f"price_{number}")
        if number % 7:
            await plans.activate(connection, made.id)
        if number % 11 == 0:
            await plans.retire(connection, made.id, START)


def _item(rng: Random, begin: int) -> SubscriptionItem:
    return SubscriptionItem(
        price_id=rng.choice(("", f"price_{rng.randrange(OFFERS)}", "price_foreign")),
        product_id=rng.choice(("", f"prod_{rng.randrange(OFFERS)}", "prod_foreign")),
        quantity=rng.randrange(4),
        period_start=seconds(START + begin * DAY),
        period_end=seconds(START + (begin + 31) * DAY),
    )


def random_snapshot(rng: Random, ids: Sequence[int]) -> Snapshot:
    begin, plan_id = rng.randrange(40), rng.choice((*ids, UNKNOWN))
    source = rng.choice(("sub_1", "sub_2", "cs_1"))
    lines = tuple(_item(rng, begin) for _ in range(rng.randrange(3)))
    refunded = rng.choice((0, 300, 900))
    first = _item(rng, begin)
    return rng.choice(
        (
            subscription(
                id=rng.choice(("sub_1", "sub_2")),
                plan_id=plan_id,
                price_id=first.price_id,
                product_id=first.product_id,
                status=rng.choice(("active", "past_due", "canceled")),
                period_start=first.period_start,
                period_end=first.period_end,
                items=lines if len(lines) > 1 else (),
            ),
            payment(plan_id=plan_id, paid=first.period_start, days=rng.choice((None, 30))),
            grant(plan_id=plan_id, given=first.period_start, days=rng.choice((None, 20))),
            claim(plan_id=plan_id, source=source, claimed=first.period_start, seat=1),
            revocation(source, first.period_start),
            charge(
                id=f"ch_{source}",
                plan_id=plan_id,
                source=source,
                refunded=refunded,
                refunded_at=first.period_end if refunded else None,
                period_end=first.period_end if source != "cs_1" else None,
                lines=lines if source != "cs_1" else (),
            ),
        )
    )


def _folded(about: Sequence[Fact], listing: Listing, day: float) -> list[Entitlement]:
    held = [plan for plan in listing.plans if plan.state in HELD_STATES]
    policy = policy_for(held, listing.plan_of_price, GRACE)
    return fold(about, policy, START + day * DAY)


async def _narrowed(connection: Connection, known: OfferMentions, used: OfferMentions) -> Listing:
    """Return what is used for a member's facts after a listing for less was read."""
    first = await plans.listing_of(connection, GUILD, known)
    return first if first.has(used) else await plans.listing_of(connection, GUILD, used)


async def test_mentioned_offers_decide_as_all_do(billing: Billing) -> None:
    for number in range(OFFERS):
        await sell_offer(billing, number)
    rng, left_out = Random(7), 0  # noqa: S311 random histories
    async with billing.database.read() as connection:
        every = await plans.listing(connection, GUILD)
        ids = [plan.id for plan in every.plans]
        for _ in range(HISTORIES):
            history = [random_snapshot(rng, ids) for _ in range(rng.randrange(1, 7))]
            about = [fact(each, after=rng.randrange(60) * DAY) for each in history]
            about = [replace(each, own=rng.random() < 0.8) for each in about]
            mentions = mentioned_offers(history)
            narrowed = await _narrowed(connection, mentioned_offers(history[:1]), mentions)
            left_out += len(every.plans) - len(narrowed.plans)
            day = rng.uniform(-1, 120)
            assert _folded(about, narrowed, day) == _folded(about, every, day)
    assert left_out > HISTORIES * OFFERS / 4


async def test_an_offer_is_found_by_each_of_its_names(billing: Billing) -> None:
    for number in range(1, 4):
        await sell_offer(billing, number)
    async with billing.database.read() as connection:
        every = await plans.listing(connection, GUILD)
        one = every.plans[0]
        for mentions in (
            OfferMentions(plan_ids=frozenset((one.id,))),
            OfferMentions(sold=frozenset((("price_1", ""),))),
            OfferMentions(sold=frozenset((("", "prod_1"),))),
            OfferMentions(keys=frozenset((one.key,))),
        ):
            found = await plans.listing_of(connection, GUILD, mentions)
            assert [plan.name for plan in found.plans] == ["Offer 1", "Offer 3"]
            assert found.plans[0] == one
        assert await plans.listing_of(connection, GUILD + 1, mentions) == Listing([], {}, {})
