"""The owner's actions in Stripe's dashboard: schedules and coupons."""

from bot.simulator.stripe.store import Json
from tests.e2e.chaos.actions_subscriptions import subscriptions_of
from tests.e2e.chaos.residents import Purchase, Resident
from tests.e2e.chaos.world import ChaosWorld

COUPONS: tuple[Json, ...] = (
    {"percent_off": 50, "duration": "forever"},
    {"percent_off": 100, "duration": "forever"},
    {"percent_off": 100, "duration": "once"},
    {"percent_off": 25, "duration": "repeating", "duration_in_months": 2},
    {"amount_off": 200, "currency": "eur", "duration": "once"},
)


def _simple(world: ChaosWorld, resident: Resident) -> list[tuple[Purchase, Json]]:
    """Return the subscriptions of one item that have no planned end."""
    return [
        (purchase, subscription)
        for purchase, subscription in subscriptions_of(world, resident, ("active",))
        if len(subscription["items"]["data"]) == 1
        and not subscription["schedule"]
        and not subscription["pause_collection"]
        and not subscription["cancel_at"]
    ]


async def put_under_schedule(world: ChaosWorld, resident: Resident) -> bool:
    """Schedule another plan's price of the same interval for next periods, or the end."""
    found = _simple(world, resident)
    if not found:
        return False
    purchase, subscription = resident.rng.choice(found)
    now_at: Json = subscription["items"]["data"][0]["price"]
    products = world.sandbox.stripe.products
    prices = [
        price
        for price in world.sandbox.stripe.prices.values()
        if price["active"]
        and price["recurring"] == now_at["recurring"]
        and price["id"] != now_at["id"]
        and products[price["product"]]["name"] in world.plans
    ]
    if not prices:
        return False
    count = resident.rng.randrange(1, 3)
    phases = [resident.rng.choice(prices) for _ in range(count)]
    end = "cancel" if resident.rng.random() < 0.3 else "release"
    await world.sandbox.stripe.schedule(
        subscription["id"], *(price["id"] for price in phases), end_behavior=end
    )
    names = [products[price["product"]]["name"] for price in phases]
    purchase.switched.update(names)
    world.did("put under a schedule", resident, f"{subscription['id']} → {names}, then {end}")
    return True


async def release_schedule(world: ChaosWorld, resident: Resident) -> bool:
    """Release a scheduled subscription, which continues as it is."""
    scheduled = [
        subscription["schedule"]
        for _, subscription in subscriptions_of(world, resident, ("active", "past_due"))
        if subscription["schedule"]
    ]
    if not scheduled:
        return False
    schedule = resident.rng.choice(scheduled)
    await world.sandbox.stripe.release_schedule(schedule)
    world.did("release a schedule", resident, schedule)
    return True


async def give_coupon(world: ChaosWorld, resident: Resident) -> bool:
    """Apply a coupon: the next invoices are cheaper, or free."""
    found = subscriptions_of(world, resident)
    if not found:
        return False
    _, subscription = resident.rng.choice(found)
    coupon = await world.sandbox.stripe.create_coupon(**resident.rng.choice(COUPONS))
    await world.sandbox.stripe.discount(subscription["id"], coupon["id"])
    world.did("give a coupon", resident, f"{subscription['id']} {coupon['id']}")
    return True


async def take_coupons(world: ChaosWorld, resident: Resident) -> bool:
    """Remove all coupons: the full price applies again."""
    found = [each for _, each in subscriptions_of(world, resident) if each["discounts"]]
    if not found:
        return False
    subscription = resident.rng.choice(found)
    await world.sandbox.stripe.discount(subscription["id"])
    world.did("take coupons away", resident, subscription["id"])
    return True
