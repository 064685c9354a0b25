"""Members buy a plan for themselves or others, with various cards."""

import asyncio

from bot.simulator.discord import Reply
from tests.e2e.chaos.residents import Purchase, Resident
from tests.e2e.chaos.world import ChaosWorld

PRICE = "lyceum:price:"
CARDS = ("success",) * 15 + ("declined",) * 2 + ("delayed",) * 2 + ("walks away",)


async def subscribe(world: ChaosWorld, resident: Resident) -> bool:
    """Ask for a checkout page and use it as people do."""
    plan = world.plans[resident.rng.choice(sorted(world.plans))]
    options: dict[str, object] = {"plan": plan.name}
    if plan.interval != "once" and resident.rng.random() < 0.2:
        options["seats"] = resident.rng.randrange(2, 5)
    reply = await world.ask(resident.person, "subscribe", **options)
    prices = [] if reply is None else [each.custom_id or "" for each in reply.buttons]
    prices = [each for each in prices if each.startswith(PRICE)]
    if reply is None or not prices:
        return await follow(world, resident, plan.name, resident.name, reply)
    if resident.rng.random() < 0.5:
        await _press_all(world, resident, plan.name, reply, prices)
        return True
    chosen = await world.receive(resident.person.click(reply, resident.rng.choice(prices)))
    return await follow(world, resident, plan.name, resident.name, chosen)


async def _press_all(
    world: ChaosWorld, resident: Resident, plan: str, offer: Reply, prices: list[str]
) -> None:
    """Press every price's button at once, and pay every page: only one takes it."""
    replies = await asyncio.gather(
        *(world.receive(resident.person.click(offer, each)) for each in prices)
    )
    pages = [session_of(url) for each in replies if each is not None and (url := pay_link(each))]
    for session_id in pages:
        await pay(world, resident, Purchase(session_id, plan, resident.name, resident.name))
    states = [world.sandbox.stripe.sessions[each]["status"] for each in pages]
    world.did("press every price", resident, f"{plan}: {states}")
    assert states.count("complete") < 2, f"{resident.name} paid for {plan} twice: {pages}"


async def give_to_member(world: ChaosWorld, resident: Resident) -> bool:
    """Pay for somebody else."""
    others = [one for one in world.residents.values() if one.present and one is not resident]
    friend = resident.rng.choice([one for one in others if not one.bystander])
    plan = resident.rng.choice(sorted(world.plans))
    reply = await world.ask(resident.person, "membership gift", plan=plan, member=friend.person)
    return await follow(world, resident, plan, friend.name, reply)


async def buy_a_code(world: ChaosWorld, resident: Resident) -> bool:
    """Buy a gift code for somebody else."""
    sold = [plan.name for plan in world.plans.values() if plan.interval == "once"]
    plan = resident.rng.choice(sold)
    reply = await world.ask(resident.person, "membership gift", plan=plan)
    return await follow(world, resident, plan, None, reply)


async def follow(
    world: ChaosWorld, resident: Resident, plan: str, holder: str | None, reply: Reply | None
) -> bool:
    """Follow the link to the checkout page, if the bot gave one."""
    if reply is None:
        return False
    url = pay_link(reply)
    if url is None:
        world.did("told off", resident, f"{plan}: {reply.text[:60]}")
        return True
    await pay(world, resident, Purchase(session_of(url), plan, resident.name, holder))
    return True


async def pay(world: ChaosWorld, resident: Resident, purchase: Purchase) -> None:
    """Pay on a page in one of the ways people do, and record what was paid."""
    card = resident.rng.choice(CARDS)
    if card == "walks away":
        world.did("open a page and leave", resident, purchase.plan)
        return
    world.record.purchases.setdefault(purchase.session_id, purchase)
    paid = await world.sandbox.stripe.pay(purchase.session_id, card)
    if card == "declined" and resident.rng.random() < 0.5:
        paid = await world.sandbox.stripe.pay(purchase.session_id, "success")
        card = "declined, then another card"
    whom = {resident.name: "themselves", None: "a code"}.get(purchase.holder, purchase.holder)
    words = f"{purchase.plan} for {whom}: {purchase.session_id} {paid.status}"
    world.did(f"pay by {card}", resident, words)
    if purchase.holder not in (None, resident.name):
        world.residents[purchase.holder].log.append(f"{world.now():%Y-%m-%d %H:%M} given {words}")


def pay_link(reply: Reply) -> str | None:
    """Return the checkout page's URL, if the bot opened one.

    Other links lead to an invoice that is due, or to the receipt of what was paid meanwhile.
    """
    urls = [button.url for button in reply.buttons if button.url]
    return next((url for url in urls if session_of(url).startswith("cs_")), None)


def session_of(url: str) -> str:
    """Return the session id in a checkout page's URL."""
    return url.rsplit("/", 1)[-1]
