"""The story of money: a plan, a payment on the hosted page, a role by webhook, and its end."""

import time
from dataclasses import dataclass

import aiohttp

from bot.demo.context import DemoContext
from bot.simulator.discord import Reply, text_of
from data import inbox

DELIVERED_TWICE = 2
SEE_OTHER, OK = 303, 200


@dataclass(frozen=True, slots=True)
class PaidCheckout:
    """A payment: when it was made (monotonic seconds), and how many webhooks had come before."""

    at: float
    before: int


async def become_member(scene: DemoContext) -> None:
    """Play from the first plan to the heroine's role."""
    await make_plan(scene)
    reply = await subscribe(scene)
    payment = await pay(scene, reply)
    await receive_role(scene, reply, payment)


async def make_plan(scene: DemoContext) -> None:
    """An admin puts a membership on sale."""
    town, content, stripe = scene.server, scene.environment.content, scene.environment.stripe
    scene.begin("demo-step-plan", name=town.admin.name)
    reply = await scene.ask(
        town.admin,
        "plan add",
        town.staff,
        name=content.plan,
        role=town.pro,
        amount=content.amount,
        currency=content.currency,
        interval="month",
        description=content.about,
    )
    sold = scene.words("plan-added", plan=content.plan)
    scene.checks.that(sold in reply.text, "demo-check-told", sold, reply.text)
    prices = [
        (price["unit_amount"], price["currency"], price["recurring"]["interval"])
        for price in stripe.prices.values()
    ]
    wanted = [(round(float(content.amount) * 100), content.currency.lower(), "month")]
    scene.checks.equal(prices, wanted, "demo-check-price")


async def subscribe(scene: DemoContext) -> Reply:
    """The heroine looks at what there is and asks to pay; returns the answer with the link."""
    town, plan = scene.server, scene.environment.content.plan
    name = town.heroine.name
    scene.begin("demo-step-subscribe", name=name, plan=plan)
    offers = await scene.ask(town.heroine, "plans", town.lounge)
    scene.checks.that(plan in offers.text, "demo-check-offered", plan, offers.text)
    reply = await scene.ask(town.heroine, "subscribe", town.lounge, plan=plan)
    base = scene.environment.stripe.api_base
    links = [button.url for button in reply.buttons if (button.url or "").startswith(base)]
    scene.checks.that(
        len(links) == 1 and reply.ephemeral, "demo-check-link", f"{base}/…", reply.buttons
    )
    hidden = not town.heroine.sees(town.workshop)
    scene.checks.that(
        hidden, "demo-check-locked", False, True, name=name, channel=town.workshop.name
    )
    return reply


async def pay(scene: DemoContext, reply: Reply) -> PaidCheckout:
    """The heroine pays on the hosted page, over HTTP."""
    town, stripe = scene.server, scene.environment.stripe
    url = reply.buttons[0].url or ""
    scene.begin("demo-step-pay", name=town.heroine.name)
    scene.screen.person(town.heroine.name, f"{reply.buttons[0].label} → {_short(url)}")
    stripe.webhooks.duplicate(times=DELIVERED_TWICE)
    scene.note("demo-note-twice")
    payment = PaidCheckout(time.monotonic(), len(stripe.deliveries))
    paid = await stripe.pay(url)
    scene.checks.equal(paid.status, SEE_OTHER, "demo-check-paid")
    async with (
        aiohttp.ClientSession() as browser,
        browser.get(paid.location or "") as page,
    ):
        text, wanted = await page.text(), scene.words("web-paid-title")
        scene.checks.that(
            page.status == OK and wanted in text, "demo-check-page", wanted, text, title=wanted
        )
    return payment


async def receive_role(scene: DemoContext, reply: Reply, payment: PaidCheckout) -> None:
    """The webhooks arrive: a role, a word to the member, a line for staff, each once."""
    town, plan, patience = scene.server, scene.environment.content.plan, scene.patience
    name = town.heroine.name
    scene.begin("demo-step-role", name=name)
    await scene.checks.comes(
        town.guild.wait_for_role(town.heroine, town.pro, timeout=patience),
        "demo-check-role",
        name=name,
        role=town.pro.name,
    )
    scene.note("demo-note-latency", milliseconds=round((time.monotonic() - payment.at) * 1000))
    sees = town.heroine.sees(town.workshop)
    scene.checks.that(sees, "demo-check-open", True, False, name=name, channel=town.workshop.name)
    welcome = scene.words("turn-granted-paid", plan=plan)
    await scene.checks.comes(
        reply.wait_until(lambda answer: welcome in answer.text, timeout=patience),
        "demo-check-followup",
        name=name,
    )
    scene.show(reply.message, scene.words("demo-only-you", name=name))
    once = reply.ephemeral and text_of(reply.message).count(welcome) == 1
    scene.checks.that(once, "demo-check-welcome", welcome, reply.message)
    line = await scene.checks.comes(
        town.staff.wait_for_message(lambda m: town.heroine.mention in m.content, patience),
        "demo-check-staff",
    )
    scene.show(line, scene.words("demo-in-channel", channel=town.staff.name))
    await _nothing_twice(scene, payment)


async def _nothing_twice(scene: DemoContext, payment: PaidCheckout) -> None:
    """Prove that each event came twice, was taken both times, and changed things once."""
    town, stage = scene.server, scene.environment
    await scene.checks.comes(stage.stripe.webhooks.drained(scene.patience), "demo-check-drained")

    async def open_events() -> int:
        async with stage.app.parts.database.read() as connection:
            return await inbox.backlog(connection, stage.clock.now())

    scene.checks.equal(await scene.settled(open_events, 0), 0, "demo-check-worked-off")
    attempts = stage.stripe.deliveries[payment.before :]
    taken = sum(attempt.ok for attempt in attempts)
    wanted = DELIVERED_TWICE * len({attempt.event_id for attempt in attempts})
    scene.checks.equal(taken, wanted, "demo-check-twice", count=taken)
    calls = stage.discord.count("PUT", f"*/members/{town.heroine.id}/roles/*")
    lines = sum(town.heroine.mention in message.content for message in town.staff.messages)
    scene.checks.equal((calls, lines), (1, 1), "demo-check-once")
    stage.stripe.webhooks.calm()


async def end_membership(scene: DemoContext) -> None:
    """The subscription ends at Stripe: the role goes, the member is told, others keep theirs."""
    town, plan, patience = scene.server, scene.environment.content.plan, scene.patience
    name = town.heroine.name
    scene.begin("demo-step-end", name=name)
    subscription = list(scene.environment.stripe.subscriptions)[-1]
    scene.note("demo-note-cancel", subscription=subscription)
    ended = await scene.environment.stripe.cancel_subscription(subscription)
    await scene.checks.comes(
        town.guild.wait_for_no_role(town.heroine, town.pro, timeout=patience),
        "demo-check-role-gone",
        name=name,
        role=town.pro.name,
    )
    sees = town.heroine.sees(town.workshop)
    scene.checks.that(
        not sees, "demo-check-locked", False, True, name=name, channel=town.workshop.name
    )
    farewell = scene.words("turn-ended-cancelled", plan=plan)
    told = await scene.checks.comes(
        town.heroine.wait_for_dm(lambda m: farewell in text_of(m), patience),
        "demo-check-farewell",
        name=name,
    )
    scene.show(told, scene.words("demo-by-dm", name=name))
    status = await scene.ask(town.heroine, "membership status", town.lounge)
    until = f"<t:{ended['ended_at']}:D>"
    wanted = scene.words("status-ended", plan=plan, until=until, why="canceled")
    scene.checks.that(wanted in status.text, "demo-check-status", wanted, status.text)
    teachers = [town.people[who] for who in scene.environment.content.teachers]
    kept = sum(teacher.has(town.pro) for teacher in teachers)
    scene.checks.equal(kept, len(teachers), "demo-check-others", count=kept)


def _short(url: str) -> str:
    """Return an address without the long part of its id."""
    return url if len(url) < 48 else f"{url[:44]}…"  # noqa: PLR2004 what fits beside a name
