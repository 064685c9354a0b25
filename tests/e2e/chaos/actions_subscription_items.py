"""The owner changes the items of running subscriptions in Stripe's dashboard."""

from bot.simulator.stripe.store import Json
from tests.e2e.chaos.actions_subscriptions import subscriptions_of
from tests.e2e.chaos.residents import STICKERS, Purchase, Resident
from tests.e2e.chaos.world import ChaosWorld

MAX_ITEMS = 4  # items of a subscription
FAMILIES = {"month": ("month", "year"), "year": ("month", "year"), "week": ("week",)}


def _open_to_change(world: ChaosWorld, resident: Resident) -> list[tuple[Purchase, Json]]:
    """Return running subscriptions for one person that have no planned changes."""
    handed_on = {each.session_id for each in (*world.record.gifts, *world.record.codes)}
    return [
        (purchase, subscription)
        for purchase, subscription in subscriptions_of(world, resident, ("active",))
        if not subscription["schedule"]
        and not subscription["pause_collection"]
        and not subscription["cancel_at"]
        and purchase.session_id not in handed_on
        and all(item["quantity"] == 1 for item in subscription["items"]["data"])
    ]


def _sold(world: ChaosWorld, item: Json) -> str:
    name: str = world.sandbox.stripe.products[item["price"]["product"]]["name"]
    return name


async def add_plan(world: ChaosWorld, resident: Resident) -> bool:
    """Add another plan to a subscription, before or after its items."""
    found = _open_to_change(world, resident)
    if not found:
        return False
    purchase, subscription = resident.rng.choice(found)
    items: list[Json] = subscription["items"]["data"]
    held = {_sold(world, item) for item in items}
    fitting = FAMILIES[items[0]["price"]["recurring"]["interval"]]
    prices = [
        price["id"]
        for price in world.sandbox.stripe.prices.values()
        if price["active"]
        and price["recurring"]
        and price["recurring"]["interval"] in fitting
        and world.sandbox.stripe.products[price["product"]]["name"] in world.plans.keys() - held
    ]
    if not prices or len(items) == MAX_ITEMS:
        return False
    first = resident.rng.random() < 0.5
    added = await world.sandbox.stripe.add_item(
        subscription["id"], resident.rng.choice(sorted(prices)), first=first
    )
    purchase.switched.add(_sold(world, added))
    world.did("add a plan", resident, f"{subscription['id']} + {_sold(world, added)}")
    return True


async def add_foreign(world: ChaosWorld, resident: Resident) -> bool:
    """Add an item that has nothing to do with any plan, in any quantity."""
    found = _open_to_change(world, resident)
    if not found:
        return False
    _, subscription = resident.rng.choice(found)
    items: list[Json] = subscription["items"]["data"]
    if len(items) == MAX_ITEMS or STICKERS in {_sold(world, item) for item in items}:
        return False
    fitting = FAMILIES[items[0]["price"]["recurring"]["interval"]]
    price = await _stickers(world, resident.rng.choice(fitting))
    await world.sandbox.stripe.add_item(subscription["id"], price, first=True)
    await world.sandbox.stripe.set_quantity(subscription["id"], 5, of=price)
    world.did("add stickers", resident, f"{subscription['id']} + {price}")
    return True


async def _stickers(world: ChaosWorld, interval: str) -> str:
    """Return the stickers' price for this interval; each is created once."""
    for price in world.sandbox.stripe.prices.values():
        name = world.sandbox.stripe.products[price["product"]]["name"]
        if name == STICKERS and price["recurring"]["interval"] == interval:
            found: str = price["id"]
            return found
    made = await world.sandbox.stripe.sell(STICKERS, 250, interval, currency="eur")
    id_: str = made["id"]
    return id_


async def remove_item(world: ChaosWorld, resident: Resident) -> bool:
    """Remove an item; one of a plan stays."""
    several = [
        subscription
        for _, subscription in subscriptions_of(world, resident, ("active", "past_due"))
        if len(subscription["items"]["data"]) > 1
    ]
    if not several:
        return False
    subscription = resident.rng.choice(several)
    items: list[Json] = subscription["items"]["data"]
    plans = [item for item in items if _sold(world, item) in world.plans]
    item = resident.rng.choice([each for each in items if len(plans) > 1 or each not in plans])
    await world.sandbox.stripe.remove_item(subscription["id"], item["price"]["id"])
    world.did("remove an item", resident, f"{subscription['id']} - {_sold(world, item)}")
    return True


async def change_seats_often(world: ChaosWorld, resident: Resident) -> bool:
    """Change the seats so often that the next invoice has more lines than it shows."""
    found = [
        subscription
        for _, subscription in subscriptions_of(world, resident, ("active",))
        if len(subscription["items"]["data"]) == 1
        and not subscription["schedule"]
        and not subscription["pause_collection"]
    ]
    if not found:
        return False
    subscription = resident.rng.choice(found)
    before: int = subscription["items"]["data"][0]["quantity"]
    for quantity in (before + 1, before) * 3:
        await world.sandbox.stripe.set_quantity(subscription["id"], quantity)
    world.did("change seats often", resident, subscription["id"])
    return True
