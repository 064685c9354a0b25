"""Measure the time from payment to the button *Open* in the answer in place.

Lyceum is a process of its own; both simulators share this one. Members buy at a steady pace. Each
wait counts from pressing "pay", so that it holds the checkout page besides.
"""

import asyncio
from statistics import median, quantiles

import pytest

from bot.simulator.discord import Person, Reply
from tests.bench.table import show
from tests.e2e.catalogue.test_shop import give_text
from tests.e2e.payments.test_purchase import pay
from tests.e2e.sandbox import Sandbox

pytestmark = [pytest.mark.bench, pytest.mark.timeout(900)]

PURCHASES, PACE = 200, 2.0  # purchases in all, and in a second
LIMIT = "100"  # requests to Stripe in a second, so that its limit isn't what is measured


async def test_from_payment_to_open(both_servers: Sandbox) -> None:
    sandbox = both_servers
    async with sandbox.process(BOT__STRIPE__REQUESTS_PER_SECOND=LIMIT):
        await _sell(sandbox)
        members = [sandbox.guild.join(f"buyer{number}") for number in range(PURCHASES)]
        waits: list[float] = []
        start = asyncio.get_running_loop().time()
        async with asyncio.TaskGroup() as purchases:
            for number, member in enumerate(members):
                await asyncio.sleep(start + number / PACE - asyncio.get_running_loop().time())
                purchases.create_task(_buy(sandbox, member, waits))
    last = quantiles(waits, n=100, method="inclusive")[98]
    figures = [f"{1000 * seconds:,.0f}" for seconds in (median(waits), last, max(waits))]
    kind = sandbox.database_url.split("+", maxsplit=1)[0]
    header = ["database", "purchases", "p50 ms", "p99 ms", "max ms"]
    show("From pressing pay to Open", header, [[kind, str(len(waits)), *figures]])
    assert len(waits) == PURCHASES


async def _sell(sandbox: Sandbox) -> None:
    """Let an admin publish an article with a price."""
    owner = sandbox.guild.owner
    await sandbox.guild.wait_for_command("catalogue")
    made = await owner.slash("catalogue add", in_=sandbox.staff, kind="article", title="Lifetimes")
    form = await owner.click(made, "Set the price")
    price = {"Amount": "9.00", "Currency": "EUR", "How often it's paid": "once"}
    priced = await owner.submit(form, price)
    await give_text(sandbox)
    published = await owner.click(priced, "Publish")
    assert "Published" in published.text


async def _buy(sandbox: Sandbox, member: Person, waits: list[float]) -> None:
    """Pay, and note how long it took until the answer could open what was bought."""
    loop = asyncio.get_running_loop()
    order = await member.slash("buy", in_=sandbox.general, product="Lifetimes")
    began = loop.time()
    await pay(sandbox, order)
    await order.wait_until(_opens, 60)
    waits.append(loop.time() - began)


def _opens(order: Reply) -> bool:
    return any(button.label == "Open" for button in order.buttons)
