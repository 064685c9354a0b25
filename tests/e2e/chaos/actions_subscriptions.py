"""Changes of a subscription by the payer, or by the owner in Stripe's dashboard."""

from bot.simulator.stripe.store import Json
from tests.e2e.chaos.residents import Purchase, Resident
from tests.e2e.chaos.world import ChaosWorld

RUNNING = ("active", "trialing")
DAY = 24 * 3600


def subscriptions_of(
    world: ChaosWorld, resident: Resident, statuses: tuple[str, ...] = RUNNING
) -> list[tuple[Purchase, Json]]:
    """Return a resident's subscriptions of some statuses that are paid for."""
    stripe = world.sandbox.stripe
    found: list[tuple[Purchase, Json]] = []
    for purchase in world.record.purchases.values():
        session = stripe.sessions[purchase.session_id]
        if purchase.holder == resident.name and session["payment_status"] != "unpaid":
            subscription = stripe.subscriptions.get(session["subscription"] or "")
            if subscription is not None and subscription["status"] in statuses:
                found.append((purchase, subscription))
    return found


def _any(
    world: ChaosWorld, resident: Resident, statuses: tuple[str, ...] = RUNNING
) -> tuple[Purchase, Json] | None:
    """Choose a subscription with one item and no schedule, as most are."""
    found = [
        each
        for each in subscriptions_of(world, resident, statuses)
        if len(each[1]["items"]["data"]) == 1 and not each[1]["schedule"]
    ]
    return resident.rng.choice(found) if found else None


async def cancel_now(world: ChaosWorld, resident: Resident) -> bool:
    """Cancel a subscription now."""
    found = subscriptions_of(world, resident, (*RUNNING, "past_due", "unpaid", "paused"))
    if not found:
        return False
    _, subscription = resident.rng.choice(found)
    await world.sandbox.stripe.cancel_subscription(subscription["id"])
    world.did("cancel now", resident, subscription["id"])
    return True


async def cancel_later(world: ChaosWorld, resident: Resident) -> bool:
    """Plan a subscription's end: with the period, or at some time."""
    found = _any(world, resident, (*RUNNING, "past_due"))
    if not found or found[1]["cancel_at"]:
        return False
    if resident.rng.random() < 0.5 and found[1]["status"] != "past_due":
        await world.sandbox.stripe.cancel_at_period_end(found[1]["id"])
        world.did("cancel at period end", resident, found[1]["id"])
    else:
        moment = world.stamp() + resident.rng.randrange(DAY, 40 * DAY)
        await world.sandbox.stripe.cancel_at(found[1]["id"], moment)
        world.did("cancel at a moment", resident, f"{found[1]['id']} {moment}")
    return True


async def stay_after_all(world: ChaosWorld, resident: Resident) -> bool:
    """Cancel a planned end."""
    found = _any(world, resident, (*RUNNING, "past_due"))
    if not found or not found[1]["cancel_at"]:
        return False
    await world.sandbox.stripe.cancel_at(found[1]["id"], None)
    world.did("uncancel", resident, found[1]["id"])
    return True


async def switch(world: ChaosWorld, resident: Resident) -> bool:
    """Switch to another plan's price, up or down, as portal and dashboard allow."""
    if not (found := _any(world, resident)) or found[1]["pause_collection"]:
        return False
    purchase, subscription = found
    now_at: str = subscription["items"]["data"][0]["price"]["id"]
    prices = [
        price["id"]
        for price in world.sandbox.stripe.prices.values()
        if price["active"]
        and price["recurring"]
        and price["id"] != now_at
        and world.sandbox.stripe.products[price["product"]]["name"] in world.plans
    ]
    if not prices:
        return False
    chosen = resident.rng.choice(sorted(prices))
    await world.sandbox.stripe.switch_price(subscription["id"], chosen)
    name: str = world.sandbox.stripe.products[world.sandbox.stripe.prices[chosen]["product"]][
        "name"
    ]
    purchase.switched.add(name)
    world.did("switch plan", resident, f"{subscription['id']} → {name}")
    return True


async def pause_collection(world: ChaosWorld, resident: Resident) -> bool:
    """Pause collection in one of Stripe's three ways, or resume it."""
    if not (found := _any(world, resident, ("active",))) or found[1]["cancel_at"]:
        return False
    subscription = found[1]
    if subscription["pause_collection"]:
        await world.sandbox.stripe.pause_collection(subscription["id"], None)
        world.did("collect again", resident, subscription["id"])
        return True
    behavior = resident.rng.choice(("void", "void", "keep_as_draft", "mark_uncollectible"))
    until = world.stamp() + resident.rng.randrange(5 * DAY, 60 * DAY)
    resumes = until if resident.rng.random() < 0.5 else None
    await world.sandbox.stripe.pause_collection(subscription["id"], behavior, resumes_at=resumes)
    world.did(f"pause collection: {behavior}", resident, f"{subscription['id']} till {resumes}")
    return True


async def pause_or_resume(world: ChaosWorld, resident: Resident) -> bool:
    """Pause a subscription, or resume it."""
    if found := _any(world, resident, ("paused",)):
        await world.sandbox.stripe.resume(found[1]["id"])
        world.did("resume", resident, found[1]["id"])
        return True
    if not (found := _any(world, resident)) or resident.rng.random() < 0.5:
        return False
    await world.sandbox.stripe.pause(found[1]["id"])
    world.did("pause", resident, found[1]["id"])
    return True


async def vanish_as_customer(world: ChaosWorld, resident: Resident) -> bool:
    """Delete the customer at Stripe as the owner; their subscriptions end."""
    if not (found := _any(world, resident)):
        return False
    customer: str = found[1]["customer"]
    if customer not in world.sandbox.stripe.customers:
        return False
    await world.sandbox.stripe.delete_customer(customer)
    world.did("customer deleted", resident, customer)
    return True


async def set_seats(world: ChaosWorld, resident: Resident) -> bool:
    """Buy more seats, or fewer: the last members to redeem lose theirs."""
    if not (found := _any(world, resident)) or found[1]["pause_collection"]:
        return False
    quantity = resident.rng.randrange(1, 5)
    await world.sandbox.stripe.set_quantity(found[1]["id"], quantity)
    world.did("set seats", resident, f"{found[1]['id']} {quantity}")
    return True
