"""Payments: a plan, a payment on the hosted page, a role by webhook, and its end."""

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
    """A payment: its time (monotonic seconds), and how many webhooks came before it."""

    at: float
    before: int


async def become_member(context: DemoContext) -> None:
    """Perform all steps from the first plan to the heroine's role."""
    await make_plan(context)
    reply = await subscribe(context)
    payment = await pay(context, reply)
    await receive_role(context, reply, payment)


async def make_plan(context: DemoContext) -> None:
    """An admin creates a plan."""
    server, content, stripe = (
        context.server,
        context.environment.content,
        context.environment.stripe,
    )
    context.begin("demo-step-plan", name=server.admin.name)
    reply = await context.ask(
        server.admin,
        "plan add",
        server.staff,
        name=content.plan,
        role=server.pro,
        amount=content.amount,
        currency=content.currency,
        interval="month",
        description=content.about,
    )
    sold = context.translate("plan-added", plan=content.plan)
    context.checks.that(sold in reply.text, "demo-check-told", sold, reply.text)
    prices = [
        (price["unit_amount"], price["currency"], price["recurring"]["interval"])
        for price in stripe.prices.values()
    ]
    wanted = [(round(float(content.amount) * 100), content.currency.lower(), "month")]
    context.checks.equal(prices, wanted, "demo-check-price")


async def subscribe(context: DemoContext) -> Reply:
    """The heroine lists the plans and asks to pay; return the reply with the link."""
    server, plan = context.server, context.environment.content.plan
    name = server.heroine.name
    context.begin("demo-step-subscribe", name=name, plan=plan)
    offers = await context.ask(server.heroine, "plans", server.lounge)
    context.checks.that(plan in offers.text, "demo-check-offered", plan, offers.text)
    reply = await context.ask(server.heroine, "subscribe", server.lounge, plan=plan)
    base = context.environment.stripe.api_base
    links = [button.url for button in reply.buttons if (button.url or "").startswith(base)]
    context.checks.that(
        len(links) == 1 and reply.ephemeral, "demo-check-link", f"{base}/…", reply.buttons
    )
    hidden = not server.heroine.sees(server.workshop)
    context.checks.that(
        hidden, "demo-check-locked", False, True, name=name, channel=server.workshop.name
    )
    return reply


async def pay(context: DemoContext, reply: Reply) -> PaidCheckout:
    """The heroine pays on the hosted page, over HTTP."""
    server, stripe = context.server, context.environment.stripe
    url = reply.buttons[0].url or ""
    context.begin("demo-step-pay", name=server.heroine.name)
    context.screen.person(server.heroine.name, f"{reply.buttons[0].label} → {_short(url)}")
    stripe.webhooks.duplicate(times=DELIVERED_TWICE)
    context.note("demo-note-twice")
    payment = PaidCheckout(time.monotonic(), len(stripe.deliveries))
    paid = await stripe.pay(url)
    context.checks.equal(paid.status, SEE_OTHER, "demo-check-paid")
    async with (
        aiohttp.ClientSession() as browser,
        browser.get(paid.location or "") as page,
    ):
        text, wanted = await page.text(), context.translate("web-paid-title")
        context.checks.that(
            page.status == OK and wanted in text, "demo-check-page", wanted, text, title=wanted
        )
    return payment


async def receive_role(context: DemoContext, reply: Reply, payment: PaidCheckout) -> None:
    """The webhooks arrive: a role, a notice to the member, one to staff, each once."""
    server, plan, patience = context.server, context.environment.content.plan, context.patience
    name = server.heroine.name
    context.begin("demo-step-role", name=name)
    await context.checks.comes(
        server.guild.wait_for_role(server.heroine, server.pro, timeout=patience),
        "demo-check-role",
        name=name,
        role=server.pro.name,
    )
    context.note("demo-note-latency", milliseconds=round((time.monotonic() - payment.at) * 1000))
    sees = server.heroine.sees(server.workshop)
    context.checks.that(
        sees, "demo-check-open", True, False, name=name, channel=server.workshop.name
    )
    welcome = context.translate("turn-granted-paid", plan=plan)
    await context.checks.comes(
        reply.wait_until(lambda answer: welcome in answer.text, timeout=patience),
        "demo-check-followup",
        name=name,
    )
    context.show(reply.message, context.translate("demo-only-you", name=name))
    once = reply.ephemeral and text_of(reply.message).count(welcome) == 1
    context.checks.that(once, "demo-check-welcome", welcome, reply.message)
    line = await context.checks.comes(
        server.staff.wait_for_message(lambda m: server.heroine.mention in text_of(m), patience),
        "demo-check-staff",
    )
    context.show(line, context.translate("demo-in-channel", channel=server.staff.name))
    await _nothing_twice(context, payment)


async def _nothing_twice(context: DemoContext, payment: PaidCheckout) -> None:
    """Check that each event came twice, was accepted twice, and changed things once."""
    server, built = context.server, context.environment
    await context.checks.comes(
        built.stripe.webhooks.drained(context.patience), "demo-check-drained"
    )

    async def open_events() -> int:
        async with built.app.services.deps.database.read() as connection:
            return await inbox.backlog(connection, built.clock.now())

    context.checks.equal(await context.settled(open_events, 0), 0, "demo-check-worked-off")
    attempts = built.stripe.deliveries[payment.before :]
    taken = sum(attempt.ok for attempt in attempts)
    wanted = DELIVERED_TWICE * len({attempt.event_id for attempt in attempts})
    context.checks.equal(taken, wanted, "demo-check-twice", count=taken)
    calls = built.discord.count("PUT", f"*/members/{server.heroine.id}/roles/*")
    lines = sum(server.heroine.mention in text_of(message) for message in server.staff.messages)
    context.checks.equal((calls, lines), (1, 1), "demo-check-once")
    built.stripe.webhooks.calm()


async def end_membership(context: DemoContext) -> None:
    """The subscription ends at Stripe: one role is taken, the member gets a notice."""
    server, plan, patience = context.server, context.environment.content.plan, context.patience
    name = server.heroine.name
    context.begin("demo-step-end", name=name)
    subscription = list(context.environment.stripe.subscriptions)[-1]
    context.note("demo-note-cancel", subscription=subscription)
    ended = await context.environment.stripe.cancel_subscription(subscription)
    await context.checks.comes(
        server.guild.wait_for_no_role(server.heroine, server.pro, timeout=patience),
        "demo-check-role-gone",
        name=name,
        role=server.pro.name,
    )
    sees = server.heroine.sees(server.workshop)
    context.checks.that(
        not sees, "demo-check-locked", False, True, name=name, channel=server.workshop.name
    )
    kick_notice = context.translate("turn-ended-cancelled", plan=plan)
    message = await context.checks.comes(
        server.heroine.wait_for_dm(lambda m: kick_notice in text_of(m), patience),
        "demo-check-farewell",
        name=name,
    )
    context.show(message, context.translate("demo-by-dm", name=name))
    status = await context.ask(server.heroine, "membership status", server.lounge)
    until = f"<t:{ended['ended_at']}:D>"
    wanted = context.translate("status-ended", plan=plan, until=until, why="canceled")
    context.checks.that(wanted in status.text, "demo-check-status", wanted, status.text)
    teachers = [server.people[who] for who in context.environment.content.teachers]
    kept = sum(teacher.has(server.pro) for teacher in teachers)
    context.checks.equal(kept, len(teachers), "demo-check-others", count=kept)


def _short(url: str) -> str:
    """Return a URL without the long part of its id."""
    return url if len(url) < 48 else f"{url[:44]}…"  # noqa: PLR2004 what fits beside a name
