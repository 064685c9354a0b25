"""Run a Stripe with many subscribers in its own process, apart from our memory.

Speaks on its standard streams: writes the address, reads how many subscribers of which guild and
plan it shall have, writes `ready`; on each further line it writes how many requests it was asked.
"""

import asyncio
import json
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass

import aiohttp

from bot.payments.stripe.objects.metadata import Owner, to_metadata
from bot.simulator.stripe import StripeSimulator
from bot.simulator.stripe.store import Json, copied
from tests.spec.stripe_actors import Shop, client_for

KEY = "sk_test_crowd"


@dataclass(frozen=True, slots=True)
class PurchaseRequest:
    """So many subscribers of a plan at this price; members are numbered from `first_member`."""

    count: int
    guild_id: int
    plan_id: int
    price_id: str
    first_member: int


class PayingMembers:
    """The other process, as a test sees it."""

    def __init__(self, process: asyncio.subprocess.Process, api_base: str) -> None:
        self._process = process
        self.api_base = api_base

    async def gather(self, request: PurchaseRequest) -> None:
        """Let all of them subscribe."""
        assert await self._ask(json.dumps(asdict(request))) == "ready"

    async def requests(self) -> int:
        """Return how many requests Stripe was asked since the last time."""
        return int(await self._ask("requests"))

    async def _ask(self, line: str) -> str:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(line.encode() + b"\n")
        return (await self._process.stdout.readline()).decode().strip()


@asynccontextmanager
async def subscribers() -> AsyncGenerator[PayingMembers]:
    """Run such a Stripe for the time of a `with` block."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.bench.many_subscribers",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    try:
        yield PayingMembers(process, (await process.stdout.readline()).decode().strip())
    finally:
        process.kill()
        await process.wait()


def subscription_of(number: int) -> str:
    """Return the id of a member's subscription."""
    return f"sub_crowd{number:07d}"


async def _serve() -> None:
    async with StripeSimulator(api_key=KEY) as stripe:
        print(stripe.api_base, flush=True)  # noqa: T201 the way to the test
        asked = 0
        lines = await _lines()
        answer = asyncio.ensure_future(lines.readline())
        while True:
            await asyncio.wait({answer}, timeout=0.2)
            asked += len(stripe.requests)
            stripe.requests.clear()  # it keeps every answer, which would fill the memory
            if not answer.done():
                continue
            line = answer.result().strip()
            if line != b"requests":
                await _gather(stripe, PurchaseRequest(**json.loads(line)))
            print(asked if line == b"requests" else "ready", flush=True)  # noqa: T201 as above
            asked = 0
            answer = asyncio.ensure_future(lines.readline())


async def _lines() -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    return reader


async def _gather(stripe: StripeSimulator, request: PurchaseRequest) -> None:
    """Let one subscribe the normal way, and copy it with its invoice."""
    owner = to_metadata(Owner(request.guild_id, request.first_member, request.plan_id))
    async with aiohttp.ClientSession() as http:
        shop = Shop(client_for(stripe, http, KEY))
        session = await shop.session(request.price_id, subscription_data={"metadata": owner})
        await stripe.pay(session["url"])
    store = stripe._account.store  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] crowds have no other door
    (model,) = stripe.subscriptions.values()
    invoice = stripe.invoices[model["latest_invoice"]]
    store.remove(model)
    for number in range(request.count):
        member = request.first_member + number
        id_ = subscription_of(number)
        subscription: Json = copied(model) | {"id": id_, "latest_invoice": f"in_crowd{number:07d}"}
        subscription["metadata"]["lyceum_member"] = str(member)
        store.put(subscription)
        store.put(copied(invoice) | {"id": subscription["latest_invoice"]})


if __name__ == "__main__":
    asyncio.run(_serve())
