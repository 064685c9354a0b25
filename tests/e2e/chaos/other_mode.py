"""Validly signed events of the account's other mode, without payment in this mode.

Lyceum gets them if both secrets are in its settings. They must not grant anything.
"""

import time

import aiohttp

from bot.simulator.stripe.store import Json
from bot.simulator.stripe.webhooks.signature import payload, sign
from tests.e2e.chaos.residents import Resident
from tests.e2e.chaos.world import ChaosWorld
from tests.e2e.sandbox import SECRET

HAPPENED = ("customer.subscription.created", "invoice.paid", "customer.subscription.updated")


async def send_other_mode(world: ChaosWorld) -> None:
    """Subscribe in the other mode to a plan bought here, and send Lyceum the events."""
    if "mode" not in world.groups or not world.bot_under_test.up or not world.record.purchases:
        return
    residents = [one for one in world.residents.values() if one.present and not one.bystander]
    resident = world.rng.choice(residents)
    for event in await _events(world, resident):
        await _deliver(world, event)
    world.figures.faults["events of the other mode"] += 1


async def _events(world: ChaosWorld, resident: Resident) -> list[Json]:
    """Subscribe with a real purchase's metadata, but for this resident."""
    other = world.sandbox.stripe.other
    bought = world.rng.choice(sorted(world.record.purchases))
    metadata: dict[str, str] = dict(world.sandbox.stripe.sessions[bought]["metadata"])
    metadata["lyceum_member"] = str(resident.person.id)
    seen = len(other.events)
    if not other.prices:
        await other.sell("Pro", 900, "month", currency="eur")
    customer = await other.acquaint(f"{resident.name}@example.com")
    await other.import_subscription(customer["id"], next(iter(other.prices)), metadata=metadata)
    return [each for each in list(other.events.values())[seen:] if each["type"] in HAPPENED]


async def _deliver(world: ChaosWorld, event: Json) -> None:
    body = payload(event)
    headers = {
        "Content-Type": "application/json",
        "Stripe-Signature": sign(body, [SECRET], int(time.time())),
    }
    url = f"{world.sandbox.public_url}/stripe/webhook"
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as http,
            http.post(url, data=body, headers=headers),
        ):
            pass
    except (aiohttp.ClientError, TimeoutError):  # killed in the meantime
        return
