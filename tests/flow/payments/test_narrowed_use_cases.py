"""What reads only the offers that facts mention answers as if it had read all of the server."""

from collections.abc import Sequence
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from bot.payments.entitlements.transfer import append_snapshot
from bot.payments.explain.explain import ExplainInput, explain
from bot.payments.explain.service import PAGES, AccessExplainer
from bot.payments.fact_repository import HELD_STATES, facts_from_rows, load_facts, policy_for
from bot.payments.gifts.redeemable import NOBODY, redeemable, redeemable_of
from bot.payments.ledger.facts import Payment, Subscription
from bot.payments.ledger.fold import fold
from bot.payments.stripe.objects.metadata import Owner
from bot.payments.switching.quote import Wanted, holdings_in, offers_held
from data import checkouts, facts, offer_columns, plans
from data.engine import Connection
from data.plans import Listing
from tests.flow.conftest import ALICE, GRACE, GUILD, ROLE, Billing
from tests.flow.payments.moving.test_moving import Mover
from tests.flow.payments.moving.test_moving import service as mover
from tests.flow.payments.switching.actions import price, service
from tests.flow.payments.test_narrowed_listing import DAY, OFFERS, random_snapshot, sell_offer
from tests.statement_counter import recorded
from tests.unit.payments.builders import START

MEMBERS = 60
MEMBER = 5_000


@pytest.fixture
async def every(billing: Billing) -> Listing:
    """Sell the offers, store random histories of members, and return all offers."""
    for number in range(OFFERS):
        await sell_offer(billing, number)
    rng = Random(11)  # noqa: S311 random histories
    async with billing.database.write() as connection:
        listing = await plans.listing(connection, GUILD)
        ids = [plan.id for plan in listing.plans]
        for member in range(MEMBER, MEMBER + MEMBERS):
            await _store(connection, rng, ids, member)
    billing.clock.advance(START + 20 * DAY - billing.clock.now())
    return listing


async def _store(connection: Connection, rng: Random, ids: Sequence[int], member: int) -> None:
    for number in range(rng.randrange(1, 7)):
        made: Any = _own(random_snapshot(rng, ids), member)
        if isinstance(made, Payment):
            made = replace(made, gift=rng.random() < 0.5)
        if isinstance(made, Subscription) and rng.random() < 0.7:
            price, quantity = f"price_{rng.randrange(OFFERS)}", rng.randrange(1, 5)
            made = replace(made, price_id=price, quantity=quantity, status="active", items=())
        owner = Owner(GUILD, member, made.plan_id)
        as_of = START + rng.randrange(20) * DAY
        await append_snapshot(connection, made, owner, as_of, as_of, f"evt_{member}_{number}")


def _own(snapshot: Any, member: int) -> Any:  # noqa: ANN401 one of many types
    """Return a snapshot whose ids are those of one member."""
    changed = {"id": f"{snapshot.id}{member}"}
    if "source" in {field.name for field in dataclass_fields(snapshot)}:
        changed["source"] = f"{snapshot.source}{member}"
    return replace(snapshot, **changed)


async def test_explain_says_the_same(billing: Billing, every: Listing) -> None:
    explainer = AccessExplainer(billing.database, billing.clock, default_grace=lambda _: GRACE)
    held = [plan for plan in every.plans if plan.state in HELD_STATES]
    policy, explained = policy_for(held, every.plan_of_price, GRACE), 0
    for member in range(MEMBER, MEMBER + MEMBERS):
        found = await explainer.explain(GUILD, member, frozenset((ROLE,)))
        async with billing.database.read() as connection:
            rows = await load_facts(connection, GUILD, member)
            pages = await checkouts.newest_of(connection, GUILD, member, PAGES)
        known = ExplainInput(
            user_id=member,
            rows=rows,
            entitlements=fold(facts_from_rows(rows, member), policy, billing.clock.now()),
            plans={plan.id: plan for plan in held},
            policy=policy,
            held={},
            waiting=None,
            changes=[],
            pages=pages,
            actual=frozenset((ROLE,)),
        )
        assert found == explain(known)
        explained += len(found.entitlements)
    assert explained > MEMBERS / 2


async def test_what_can_be_redeemed_is_the_same(billing: Billing, every: Listing) -> None:
    now, found = billing.clock.now(), 0
    for member in range(MEMBER, MEMBER + MEMBERS):
        async with billing.database.read() as connection:
            own = await facts.of_member(connection, GUILD, member)
            for source in sorted({row.object_id for row in own}):
                narrowed = await redeemable_of(connection, source, now, lambda _: GRACE)
                rows = await facts.of_sources(connection, [source])
                mine = [row for row in rows if row.object_id == source]
                if not mine:
                    assert narrowed is None
                    continue
                owner = max(mine, key=lambda row: (row.as_of, row.id))
                known = facts_from_rows([row for row in rows if row.kind != "claim"], NOBODY)
                whole = redeemable(source, known, owner, every, lambda _: GRACE, now)
                assert narrowed == whole
                found += narrowed is not None
    assert found > MEMBERS / 10


async def test_what_can_be_switched_to_is_the_same(billing: Billing, every: Listing) -> None:
    switching, found, left_out = service(billing), 0, 0
    for member in range(MEMBER, MEMBER + MEMBERS):
        entitlements = await billing.entitlement_service.load(GUILD, member)
        narrowed = await switching.holdings(GUILD, member)
        assert narrowed == holdings_in(entitlements, every)
        found += len(narrowed)
        async with billing.database.read() as connection:
            read = await plans.listing_of(connection, GUILD, offers_held(entitlements))
        left_out += len(every.plans) - len(read.plans)
    assert found > MEMBERS / 20
    assert left_out > MEMBERS * OFFERS / 4


async def _whole(billing: Billing) -> set[str]:
    """Return the statements that read all offers of a server, or all of their prices.

    Offers are then read in parts by their ids, which is what narrow reads do, too.
    """
    found: set[str] = set()
    with recorded(lambda _connection, statement, _row: found.add(statement)):
        async with billing.database.read() as connection:
            await plans.listing(connection, GUILD)
            await plans.of_guild(connection, GUILD, HELD_STATES)
            await offer_columns.plan_of_each_price(connection, GUILD)
    return {each for each in found if each.startswith("SELECT") and "plans.id IN (" not in each}


async def test_what_is_asked_for_one_member_reads_no_whole_catalogue(billing: Billing) -> None:
    await billing.sell()
    await billing.sell(name="Top", role_id=ROLE + 1, amount="27.00")
    await billing.buy(seats=2)
    await billing.catch_up()
    (bought,) = billing.stripe.subscriptions
    whole, ran = await _whole(billing), set[str]()
    assert len(whole) == 3
    explainer = AccessExplainer(billing.database, billing.clock, default_grace=lambda _: GRACE)
    switching, top = service(billing), await price(billing, "Top", 1)
    with recorded(lambda _connection, statement, _row: ran.add(statement)):
        await explainer.explain(GUILD, ALICE, frozenset())
        await switching.holdings(GUILD, ALICE)
        quote = await switching.quote(GUILD, ALICE, Wanted(bought, top.id))
        await switching.make(GUILD, ALICE, quote)
        await switching.planned(GUILD, ALICE, bought)
        await Mover(billing, mover(billing)).move()
    assert ran
    assert ran & whole == set()
