"""Checks at a quiet point: present members' roles, and what must never happen."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from sqlalchemy import select

from bot.payments.stripe.objects.metadata import DAYS, MEMBER
from bot.simulator.stripe.store import Json
from data.engine import Database
from data.tables import entitlements, offer_contents
from tests.e2e.chaos.oracle import Oracle
from tests.e2e.chaos.residents import Resident
from tests.e2e.chaos.stripe_truth import Truth, look
from tests.e2e.chaos.world import ChaosWorld


async def wrong_members(world: ChaosWorld, database: Database) -> list[str]:
    """Compare present residents with the oracle; return a report on each difference."""
    opened = await _opened(database)
    oracle = Oracle(look(world.sandbox.stripe), world.plans, world.record)
    truth = look(world.sandbox.stripe)
    return [
        _report(resident, differences, truth)
        for resident in world.residents.values()
        if resident.present
        and (differences := _differences(world, oracle, resident, opened[resident.person.id]))
    ]


async def _opened(database: Database) -> defaultdict[int, set[int]]:
    """Return what each member's entitlements open, as `SoldContent` numbers it."""
    query = (
        select(entitlements.c.user_id, offer_contents.c.content_id)
        .join(offer_contents, offer_contents.c.offer_id == entitlements.c.plan_id)
        .where(entitlements.c.state.in_(("active", "grace")))
    )
    opened: defaultdict[int, set[int]] = defaultdict(set)
    async with database.read() as connection:
        for user_id, content_id in await connection.execute(query):
            opened[user_id].add(-content_id)
    return opened


def _differences(
    world: ChaosWorld, oracle: Oracle, resident: Resident, opened: set[int]
) -> list[str]:
    names = {plan.role.id: plan.role.name for plan in world.plans.values()}
    actual = {role.id for role in resident.person.roles} | opened
    found: list[str] = []
    for expected in oracle.expect(resident, world.stamp()):
        if expected.wanted is not None and expected.wanted is not (expected.role_id in actual):
            words = "must have" if expected.wanted else "must not have"
            reasons = "; ".join(expected.why) or "never got a right to it"
            found.append(f"{words} {names[expected.role_id]}: {reasons}")
    if (world.hobby.id in resident.by_hand) is not (world.hobby.id in actual):
        found.append("the unrelated role was touched")
    return found


def _report(resident: Resident, differences: list[str], truth: Truth) -> str:
    roles = ", ".join(role.name for role in resident.person.roles) or "none"
    lines = [f"{resident.name} ({resident.person.id}) has the roles: {roles}", *differences]
    account = list(_account(truth, str(resident.person.id)))
    return "\n    ".join([*lines, "story:", *resident.log, "at Stripe:", *account])


def _account(truth: Truth, member: str) -> Iterator[str]:
    """Yield a member's subscriptions with what was billed and paid, to judge who is right."""
    for subscription in truth.subscriptions.values():
        if subscription["metadata"].get(MEMBER) != member:
            continue
        spans = [
            f"{truth.product_name(item)} to {item['current_period_end']}"
            for item in subscription["items"]["data"]
        ]
        yield f"{subscription['id']} {subscription['status']}: {', '.join(spans)}"
        for invoice in truth.invoices.get(subscription["id"], []):
            yield (
                f"  {invoice['id']} {invoice['status']} {invoice['billing_reason']}: total "
                f"{invoice['total']}, remaining {invoice['amount_remaining']}"
            )
            for line in invoice["lines"]["data"]:
                about, period = line["parent"]["subscription_item_details"], line["period"]
                kind = "proration" if about["proration"] else "period"
                sold = truth.products.get(line["pricing"]["price_details"]["product"], {})
                span = f"{period['start']}-{period['end']}"
                yield f"    {kind} {sold.get('name')}: {line['amount']} {span}"
        for charge, invoice in truth.charges_of(subscription):
            refunded = truth.refunded_at(charge)
            yield f"  {charge['id']} for {invoice['id']}: {charge['amount']}, refunded {refunded}"


def unsure(world: ChaosWorld) -> int:
    """Count the expectations left open, because a boundary is within the hour."""
    oracle = Oracle(look(world.sandbox.stripe), world.plans, world.record)
    return sum(
        expected.wanted is None
        for resident in world.residents.values()
        if resident.present
        for expected in oracle.expect(resident, world.stamp())
    )


def duplicates(world: ChaosWorld) -> list[str]:
    """Return what exists twice at Stripe for one request of ours."""
    stripe = world.sandbox.stripe
    found: list[str] = []
    ours = [each for each in stripe.sessions.values() if each["client_reference_id"]]
    found += _repeated("customer", [_counts(each) for each in stripe.customers.values()])
    found += _repeated("session", [each["client_reference_id"] for each in ours])
    found += _repeated("open session", [_request(each) for each in ours if _fresh(world, each)])
    sold = [each for each in stripe.products.values() if each["name"] in world.plans]
    found += _repeated("product", [each["name"] for each in sold])
    known = {each["id"] for each in sold}
    priced = [_length(each) for each in stripe.prices.values() if each["product"] in known]
    return found + _repeated("price", priced)


def _length(price: Json) -> str:
    """Return the product of a price, and how long it is for: it may have one for each."""
    recurring: Json = price["recurring"] or {}
    return f"{price['product']} {recurring.get('interval')} {recurring.get('interval_count')}"


def _counts(customer: Json) -> str:
    metadata: dict[str, str] = customer["metadata"]
    return ":".join(metadata[key] for key in sorted(metadata) if key.startswith("lyceum_"))


def _fresh(world: ChaosWorld, session: Json) -> bool:
    """Return whether a page is open, and will be for long enough to be reused."""
    return session["status"] == "open" and session["expires_at"] - world.stamp() > 3600


def _request(session: Json) -> str:
    """Return what was asked for, by whom: two open pages for it could be paid twice.

    At whatever price: a plan may have several.
    """
    metadata: dict[str, str] = session["metadata"]
    counts = ",".join(f"{key}={metadata[key]}" for key in sorted(metadata) if key != DAYS)
    return f"{session['customer']} {counts}"


def _repeated(kind: str, names: list[str]) -> list[str]:
    counted = Counter(name for name in names if name)
    return [f"{kind} {name}: {times} times" for name, times in counted.items() if times > 1]
