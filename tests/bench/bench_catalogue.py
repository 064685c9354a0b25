"""How what members do with products costs at a thousand and at ten thousand of them.

50,000 members own something. Each size has a database of its own; the same members ask the same.
"""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from sqlalchemy import insert, text

from bot.catalogue.ownership import Ownership
from bot.catalogue.shop import Shop, ShopFilter
from bot.learning.course_state import CourseReader
from bot.learning.service import LearningService
from bot.payments.checkout import Purchase
from bot.payments.ledger.facts import Payment, to_body
from data import contents as stored
from data.tables import contents, entitlements, facts, offer_contents, plans, prices
from tests.bench.table import show
from tests.flow.conftest import GUILD, STAFF, Billing, billing, pause
from tests.statement_counter import counted

__all__ = ["billing", "pause"]
pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]

MEMBERS, FIRST, ASKED, BOUGHT = 50_000, 1_000_000, 300, 30
COURSES, LESSONS = 20, 60  # and lessons of each
CHUNK = 5_000  # members whose rows are written together
SIZES = (1_000, 10_000)
HELD = 3  # products of each member
Ask = Callable[[int], Awaitable[object]]


@pytest.mark.parametrize("count", SIZES)
async def test_the_catalogue(billing: Billing, count: int) -> None:
    await _fill(billing, count)
    kind = billing.database.url.get_backend_name()
    rows = [row async for row in _measured(billing, count)]
    header = ["use case", "statements", "p50 ms", "p99 ms"]
    show(f"{count:,} products on {kind}", header, rows)


async def _measured(billing: Billing, count: int) -> AsyncIterator[list[str]]:
    ownership = Ownership(billing.database, billing.entitlement_service)
    shop = Shop(billing.database, ownership)
    reader = CourseReader(billing.database, billing.clock, ownership, lambda _: ZoneInfo("UTC"))
    learning = LearningService(billing.database, billing.clock, reader)
    for number in range(ASKED):
        await learning.enter(GUILD, FIRST + number, _course_of(count, number))
    asks: dict[str, Ask] = {
        "/shop": lambda user: shop.page(GUILD, user, ShopFilter(), user % 20),
        "/shop kind": lambda user: shop.page(GUILD, user, ShopFilter(kind="article")),
        "/buy, typing": lambda user: shop.named(GUILD, f"Product {user % 97}"),
        "/library search": lambda user: shop.library(GUILD, user, "product"),
        "is_open": lambda user: ownership.is_open(GUILD, user, 1 + user % count),
        "/learn next": partial(learning.following, GUILD),
    }
    for name, ask in asks.items():
        yield await _row(name, ask, range(FIRST, FIRST + ASKED))
    essay = await billing.sell(kind="product", role_id=None, interval="once", name="Essay")
    async with billing.database.write() as connection:
        await stored.hold(connection, GUILD, essay.id, [1])
    pages = {
        user: (await billing.checkout.open(Purchase(GUILD, user, "Essay", "en"))).url
        for user in range(FIRST + MEMBERS, FIRST + MEMBERS + BOUGHT)
    }
    await billing.catch_up()
    yield await _row(
        "payment to entitlement",
        lambda _: billing.catch_up(),
        pages,
        before=lambda user: billing.stripe.pay(pages[user], "success"),
    )


async def _nothing(_user: int) -> None:
    """Prepare nothing."""


async def _row(name: str, ask: Ask, users: Iterable[int], *, before: Ask = _nothing) -> list[str]:
    took: list[float] = []
    with counted() as statements:
        for user in users:
            await before(user)
            began = time.perf_counter()
            await ask(user)
            took.append(1_000 * (time.perf_counter() - began))
    half, most = np.percentile(took[1:], (50, 99))
    return [name, f"{statements.total() / len(took):.1f}", f"{half:.2f}", f"{most:.2f}"]


def _course_of(count: int, number: int) -> int:
    """Return one of the courses, which every member bought who is asked about."""
    return count + 1 + number % COURSES


async def _fill(billing: Billing, count: int) -> None:
    """Store products of an article each, courses, and what members own of them."""
    now = billing.clock.now()
    ids = range(1, count + COURSES + 1)
    lessons = [_lesson(count, number, now) for number in range(COURSES * LESSONS)]
    async with billing.database.write() as connection:
        await connection.execute(insert(plans), [_product(each, now) for each in ids])
        await connection.execute(insert(prices), [_price(each, now) for each in ids])
        await connection.execute(
            insert(contents),
            [
                _content(each, "article" if each <= count else "course", now) | {"course_id": None}
                for each in ids
            ],
        )
        await connection.execute(insert(contents), lessons)
        held = [{"guild_id": GUILD, "offer_id": each, "content_id": each} for each in ids]
        await connection.execute(insert(offer_contents), held)
    for start in range(0, MEMBERS, CHUNK):
        bought = [
            (
                FIRST + number,
                1 + (number * 7 + which) % count if which else _course_of(count, number),
            )
            for number in range(start, start + CHUNK)
            for which in range(HELD)
        ]
        async with billing.database.write() as connection:
            await connection.execute(insert(facts), [_fact(*each, now) for each in bought])
            await connection.execute(insert(entitlements), [_right(*each, now) for each in bought])
    async with billing.database.write() as connection:
        if connection.dialect.name == "postgresql":  # ids were given by hand
            for table in ("plans", "prices", "contents"):
                await connection.execute(
                    text(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))")  # noqa: S608
                )
            await connection.execute(text("ANALYZE"))  # as its autovacuum does within a minute


def _product(number: int, now: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "guild_id": GUILD,
        "name": f"Product {number}",
        "kind": "product",
        "key": f"key{number}",
        "product_id": f"prod_{number}",
        "state": "active",
        "created_by": STAFF,
        "created_at": now,
    }


def _price(number: int, now: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "plan_id": number,
        "amount": 900,
        "currency": "eur",
        "interval": "once",
        "price_id": f"price_{number}",
        "current": True,
        "created_at": now,
    }


def _content(number: int, kind: str, now: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "guild_id": GUILD,
        "kind": kind,
        "title": f"Product {number}",
        "state": "published",
        "author_id": STAFF,
        "position": number,
        "created_at": now,
        "published_at": now,
    }


def _lesson(count: int, number: int, now: datetime) -> dict[str, Any]:
    course = _course_of(count, number // LESSONS)
    return _content(count + COURSES + 1 + number, "lesson", now) | {"course_id": course}


def _fact(user_id: int, offer_id: int, now: datetime) -> dict[str, Any]:
    source = f"cs_{user_id}_{offer_id}"
    paid = int(now.timestamp())
    body = Payment(source, offer_id, "paid", paid, 900, "eur", paid)
    return {
        "guild_id": GUILD,
        "user_id": user_id,
        "kind": "payment",
        "object_id": source,
        "source": source,
        "as_of": now,
        "body": to_body(body),
        "recorded_at": now,
    }


def _right(user_id: int, offer_id: int, now: datetime) -> dict[str, Any]:
    source = f"cs_{user_id}_{offer_id}"
    return {
        "guild_id": GUILD,
        "user_id": user_id,
        "source": source,
        "stripe_id": source,
        "plan_id": offer_id,
        "state": "active",
        "starts_at": now,
        "renews": False,
        "reason": "paid",
        "to_cancel": False,
    }
