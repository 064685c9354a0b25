"""Write the rows of many subscribers without a year of webhooks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import insert

from bot.payments.ledger.facts import Subscription, at, to_body
from bot.payments.plan_request import PlanRequest
from bot.payments.plans import PlanService
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.objects.metadata import owner_from_metadata
from bot.payments.stripe.objects.parsing import parse_subscription
from data.engine import Database
from data.tables import entitlements, facts, role_holdings
from tests.bench.many_subscribers import PayingMembers, PurchaseRequest, subscription_of

GUILD, STAFF, ROLE, FIRST = 10, 20, 40, 1_000_000


async def sell(plans: PlanService, stripe: PayingMembers, count: int) -> None:
    """Let so many members subscribe at Stripe."""
    plan = await plans.add(PlanRequest(GUILD, STAFF, "Pro", ROLE, "9.00", "EUR", "month"))
    await stripe.gather(PurchaseRequest(count, GUILD, plan.id, plan.price.price_id or "", FIRST))


async def know(database: Database, api: StripeClient, count: int, now: datetime) -> None:
    """Write what webhooks would have recorded of each member."""
    pages = api.subscriptions()
    body = (await anext(pages))[0]
    model = parse_subscription(body, owner_from_metadata(body["metadata"]))
    await pages.aclose()
    for numbers in _chunks(range(count)):
        await _write(database, model, numbers, now)


async def _write(
    database: Database, model: Subscription, numbers: list[int], now: datetime
) -> None:
    snapshots = [replace(model, id=subscription_of(number)) for number in numbers]
    common = [{"guild_id": GUILD, "user_id": FIRST + number} for number in numbers]
    both = list(zip(common, snapshots, strict=True))
    seen = {"as_of": now, "recorded_at": now}
    async with database.write() as connection:
        rows = [who | _fact(snapshot) | seen for who, snapshot in both]
        await connection.execute(insert(facts), rows)
        rows = [who | _right(snapshot) | {"starts_at": now} for who, snapshot in both]
        await connection.execute(insert(entitlements), rows)
        rows = [who | {"role_id": ROLE, "since": now} for who in common]
        await connection.execute(insert(role_holdings), rows)


def _fact(snapshot: Subscription) -> dict[str, Any]:
    return {
        "kind": "subscription",
        "object_id": snapshot.id,
        "source": snapshot.id,
        "body": to_body(snapshot),
    }


def _right(snapshot: Subscription) -> dict[str, Any]:
    return {
        "source": snapshot.id,
        "stripe_id": snapshot.id,
        "plan_id": snapshot.plan_id,
        "state": "active",
        "renews": True,
        "reason": "active",
        "recheck_at": at(snapshot.period_end),
        "to_cancel": False,
    }


def _chunks(numbers: range) -> Iterator[list[int]]:
    rest = iter(numbers)
    while chunk := list(islice(rest, 2000)):
        yield chunk
