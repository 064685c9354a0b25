"""What is read of a guild's offers as a whole, compared with each offer read by itself."""

from dataclasses import asdict
from datetime import UTC, datetime
from itertools import product
from operator import attrgetter
from random import Random
from typing import Any

import pytest
from sqlalchemy import insert, select

from data import contents, facts, offer_columns, plans, tables
from data.chunks import WHOLE_ROWS
from data.contents import NewContent
from data.engine import Connection, Database
from data.plan_terms import Terms
from data.plans import Plan
from data.prices import NewPrice

GUILD, OTHER, STAFF, ROLE = 10, 11, 20, 77
NOW = datetime(2026, 3, 1, tzinfo=UTC)
STATES = ("pending", "active", "retired")
COUNT = WHOLE_ROWS + 50  # more than one part
TYPED = ("", "r", "RUST", "100%", "öp", "课", "nothing", "docker 1")
NAMES = ("Rust basics", "Docker", "SQL", "ÖPNV", "课程", "rust 100%")


async def _plant(connection: Connection, guild_id: int, random: Random, count: int) -> None:
    kinds = [random.choice(("product", "product", "plan")) for _ in range(count)]
    rows = [
        {
            "guild_id": guild_id,
            "name": random.choice(NAMES) + random.choice(("", f" {number}")),
            "description": "",
            "kind": kind,
            "role_id": ROLE + number % 3 if kind == "plan" else None,
            "product_id": f"prod_{guild_id}_{number}",
            "key": f"{guild_id}_{number}",
            "state": random.choice(STATES),
            "created_by": STAFF,
            "created_at": NOW,
        }
        | asdict(Terms(grace_days=random.choice((None, 3))))
        for number, kind in enumerate(kinds)
    ]
    await connection.execute(insert(tables.plans), rows)
    mine = select(tables.plans.c.id).where(tables.plans.c.guild_id == guild_id)
    prices = [
        asdict(NewPrice(500, currency, "once"))
        | {"plan_id": plan_id, "price_id": f"{currency}_{plan_id}", "created_at": NOW}
        | {"position": place, "current": True}
        for plan_id in sorted(await connection.scalars(mine))
        for place, currency in enumerate(_currencies(random))
    ]
    await connection.execute(insert(tables.prices), prices)


def _currencies(random: Random) -> list[str]:
    others = random.sample(("gbp", "chf", "cny"), random.choice((0, 0, 0, 2)))
    return [random.choice(("eur", "eur", "usd")), *others]


async def _each(connection: Connection, guild_id: int) -> list[Plan]:
    ids = await connection.scalars(
        select(tables.plans.c.id).where(tables.plans.c.guild_id == guild_id)
    )
    return [await plans.get(connection, id_) for id_ in sorted(ids)]


def _held(user_id: int, offer: Plan) -> dict[str, Any]:
    what = {
        "guild_id": GUILD,
        "user_id": user_id,
        "plan_id": offer.id,
        "source": f"grant_{user_id}",
    }
    return what | {"state": "active", "starts_at": NOW, "renews": False, "reason": "given"}


@pytest.fixture
async def offers(database: Database) -> list[Plan]:
    random = Random(3)  # noqa: S311 a repeatable world
    async with database.write() as connection:
        await _plant(connection, OTHER, random, 5)
        await _plant(connection, GUILD, random, COUNT)
        return await _each(connection, GUILD)


async def test_all_offers_are_those_read_one_by_one(database: Database, offers: list[Plan]) -> None:
    async with database.read() as connection:
        for states in (("active",), ("active", "retired"), STATES):
            expected = [each for each in offers if each.state in states]
            assert await plans.of_guild(connection, GUILD, states) == expected
            beside = [each for each in await _each(connection, OTHER) if each.state in states]
            assert await plans.in_states(connection, states) == beside + expected
        listing = await plans.listing(connection, GUILD)
    assert list(listing.plans) == offers
    priced = {price.price_id: each.id for each in offers for price in each.prices}
    assert listing.plan_of_price == priced
    assert listing.prices == {
        price.price_id: price for each in offers for price in each.prices if price.price_id
    }


async def test_names_are_found_as_in_all_offers(database: Database, offers: list[Plan]) -> None:
    async with database.read() as connection:
        for typed, states in product(TYPED, (("active",), ("active", "retired"))):
            known = [each.name for each in offers if each.state in states]
            expected = list(dict.fromkeys(one for one in known if typed.lower() in one.lower()))
            found = await offer_columns.names(connection, GUILD, typed, states, 25)
            assert set(found) <= set(expected)
            assert len(found) == len(set(found))
            if typed in ("öp", "课", "100%", "docker 1", "nothing"):
                assert found == expected[:25]


async def test_names_come_in_the_order_of_creation(database: Database, offers: list[Plan]) -> None:
    async with database.read() as connection:
        found = await offer_columns.names(connection, GUILD, " ", ("active", "retired"), 25)
    known = [each.name for each in offers if each.state != "pending" and " " in each.name]
    assert found == list(dict.fromkeys(known))[:25]


async def test_currencies_and_roles_are_those_of_all_offers(
    database: Database, offers: list[Plan]
) -> None:
    async with database.read() as connection:
        for states in (("active",), STATES):
            mine = [each for each in offers if each.state in states]
            expected = [price.currency for each in mine[::-1] for price in each.prices]
            found = await offer_columns.currencies(connection, GUILD, states)
            assert found == list(dict.fromkeys(expected))
            for role in (ROLE, ROLE + 1, ROLE + 9):
                given = await offer_columns.give_role(connection, GUILD, role, states)
                assert given == (role in {each.role_id for each in mine})
        sold = [(each.name, each.product_id) for each in offers if each.state == "active"]
        assert await offer_columns.on_sale(connection, GUILD) == sold
        assert await offer_columns.are_there(connection, GUILD, STATES)
        assert not await offer_columns.are_there(connection, 999, STATES)


async def test_the_default_grace_concerns_offers_without_their_own(
    database: Database, offers: list[Plan]
) -> None:
    rows = [_held(1_000 + number, each) for number, each in enumerate(offers)]
    async with database.write() as connection:
        await connection.execute(insert(tables.entitlements), rows)
        await offer_columns.recheck_default_grace(connection, GUILD, ("active", "retired"), NOW)
        due = await connection.scalars(
            select(tables.entitlements.c.plan_id).where(
                tables.entitlements.c.recheck_at.is_not(None)
            )
        )
        found = set(due)
    held = [each for each in offers if each.state != "pending"]
    assert found == {each.id for each in held if each.terms.grace_days is None}


async def test_contents_in_parts_are_all_by_position(database: Database) -> None:
    count = WHOLE_ROWS + 7
    async with database.write() as connection:
        course = await contents.add(connection, NewContent(GUILD, "course", "C", STAFF), NOW)
        made = [
            await contents.add(
                connection,
                NewContent(
                    GUILD,
                    "lesson" if number % 2 else "article",
                    f"{number}",
                    STAFF,
                    course_id=course.id if number % 2 else None,
                    position=(number * 7) % 50,
                ),
                NOW,
            )
            for number in range(2 * count)
        ]
        for each in made:
            await contents.publish(connection, each.id, NOW)
        ordered = sorted(made, key=lambda each: (each.position, each.id))
        lessons = await contents.lessons_of_guild(connection, GUILD)
        others = await contents.of_guild(connection, GUILD, ("published",))
    assert [each.id for each in lessons] == [each.id for each in ordered if each.course_id]
    assert [each.id for each in others] == [each.id for each in ordered if not each.course_id]


async def test_entitlements_to_one_offer_are_those_of_all(
    database: Database, offers: list[Plan]
) -> None:
    rows = [_held(user, offers[user % 3]) for user in range(20)]
    async with database.write() as connection:
        await connection.execute(insert(tables.entitlements), rows)
        every = await facts.entitled(connection, GUILD, ("active",))
        some = await facts.entitled(connection, GUILD, ("active",), plan_id=offers[1].id)
    assert len(every) == 20
    of_one = [each for each in every if each.plan_id == offers[1].id]
    by_member = attrgetter("user_id")
    assert sorted(some, key=by_member) == sorted(of_one, key=by_member)
