"""Members switch what they pay for by the bot: now or at the renewal, paid or not."""

from bot.simulator.discord import Reply
from bot.simulator.stripe.store import Json
from tests.e2e.chaos.actions_subscriptions import subscriptions_of
from tests.e2e.chaos.residents import Purchase, Resident
from tests.e2e.chaos.world import ChaosWorld

BUTTON = "lyceum:switch:"
LABELS = ("Switch now", "Switch at the renewal")
STAY = "lyceum:stay:"


async def switch(world: ChaosWorld, resident: Resident) -> bool:
    """Ask what a switch to another plan, price or number of seats costs, and make it."""
    if not subscriptions_of(world, resident, ("active",)):
        return False
    options = {"seats": resident.rng.randrange(1, 5)} if resident.rng.random() < 0.4 else {}
    offered = await world.ask(resident.person, "membership switch", **options)
    if offered is None:
        return True
    asked = await _choose(world, resident, offered)
    label = (
        next((each.label for each in asked.buttons if each.label in LABELS), None)
        if asked
        else None
    )
    if asked is None or label is None:
        world.did("may not switch", resident, "" if asked is None else asked.text[:60])
        return True
    await _confirm(world, resident, asked, label)
    return True


async def _choose(world: ChaosWorld, resident: Resident, offered: Reply) -> Reply | None:
    """Press one of the offers, unless only the seats were asked for."""
    ids = [each.custom_id or "" for each in offered.buttons]
    choices = [each for each in ids if each.startswith((BUTTON, STAY))]
    if not choices:
        return offered
    chosen = resident.rng.choice(choices)
    if chosen.startswith(STAY):
        await world.receive(resident.person.click(offered, chosen))
        world.did("drop a planned switch", resident, chosen)
        return None
    return await world.receive(resident.person.click(offered, chosen))


async def _confirm(world: ChaosWorld, resident: Resident, asked: Reply, label: str) -> None:
    stripe = world.sandbox.stripe
    mine = subscriptions_of(world, resident, ("active",))
    declined = resident.rng.random() < 0.25
    for purchase, subscription in mine:
        purchase.switched.update(world.plans)  # whichever it will be
        if declined:
            await stripe.set_card(subscription["id"], "declined")
    await world.receive(resident.person.click(asked, label))
    for _, subscription in mine:
        await stripe.set_card(subscription["id"], "success")
    world.did(f"{label}{', declined' * declined}", resident, asked.text[:80])


async def pay_a_change(world: ChaosWorld, resident: Resident) -> bool:
    """Pay the invoice of a switch that was declined."""
    waiting: list[tuple[Purchase, Json]] = [
        (purchase, subscription)
        for purchase, subscription in subscriptions_of(world, resident, ("active",))
        if subscription["pending_update"]
    ]
    if not waiting:
        return False
    _, subscription = resident.rng.choice(waiting)
    await world.sandbox.stripe.pay_invoice(subscription["latest_invoice"])
    world.did("pay a switch", resident, subscription["id"])
    return True
