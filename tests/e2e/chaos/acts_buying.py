"""Members buy: a plan for themselves, with whatever card."""

from bot.simulator.discord import Reply
from tests.e2e.chaos.people import Purchase, Resident
from tests.e2e.chaos.world import World

CARDS = ("success",) * 15 + ("declined",) * 2 + ("delayed",) * 2 + ("walks away",)


async def subscribe(world: World, resident: Resident) -> bool:
    """Ask for a checkout page and do there what people do."""
    plan = resident.dice.choice(sorted(world.plans))
    reply = await world.ask(resident.person, "subscribe", plan=plan)
    if reply is None:
        return False
    url = pay_link(reply)
    if url is None:
        world.did("told off", resident, f"{plan}: {reply.text[:60]}")
        return True
    await pay(world, resident, Purchase(session_of(url), plan, resident.name, resident.name))
    return True


async def pay(world: World, resident: Resident, purchase: Purchase) -> None:
    """Pay on a page, in one of the ways people do; what was paid goes on record."""
    card = resident.dice.choice(CARDS)
    if card == "walks away":
        world.did("open a page and leave", resident, purchase.plan)
        return
    world.record.purchases.setdefault(purchase.session_id, purchase)
    paid = await world.town.stripe.pay(purchase.session_id, card)
    if card == "declined" and resident.dice.random() < 0.5:
        paid = await world.town.stripe.pay(purchase.session_id, "success")
        card = "declined, then another card"
    world.did(f"pay by {card}", resident, f"{purchase.plan} {purchase.session_id} {paid.status}")


def pay_link(reply: Reply) -> str | None:
    """Return where to pay, if the bot opened a page."""
    return next((button.url for button in reply.buttons if button.url), None)


def session_of(url: str) -> str:
    """Return the session behind a checkout page's address."""
    return url.rsplit("/", 1)[-1]
