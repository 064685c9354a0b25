"""Measure a file of 300 MiB from the upload page to the buyer: sold, and downloaded by link.

Everything is the real bot on the simulators, over loopback.
"""

import hashlib
import os
from collections.abc import AsyncGenerator
from time import perf_counter

import aiohttp
import pytest

from bot.simulator.discord import Reply
from tests.bench.table import show
from tests.e2e.conftest import sandbox
from tests.e2e.payments.test_purchase import pay
from tests.e2e.sandbox import Sandbox

__all__ = ["sandbox"]

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]

MIB = 1024 * 1024
SIZE = 300 * MIB


class _Large:
    """A file that no compression shortens, and its hash once it was read."""

    def __init__(self) -> None:
        self.hashed = hashlib.sha256()

    async def read(self) -> AsyncGenerator[bytes]:
        for _ in range(SIZE // MIB):
            piece = os.urandom(MIB)
            self.hashed.update(piece)
            yield piece


def _link(reply: Reply) -> str:
    (url,) = [button.url for button in reply.buttons if button.url]
    return url


async def test_a_large_file_is_sold_by_link(sandbox: Sandbox) -> None:
    guild, owner, general = sandbox.guild, sandbox.guild.owner, sandbox.general
    async with sandbox.app(), aiohttp.ClientSession() as http:
        await guild.wait_for_command("files")
        made = await owner.slash("catalogue add", in_=sandbox.staff, kind="file", title="Corpus")
        asked = await owner.slash("files add", in_=sandbox.staff, content="1")
        large, begun = _Large(), perf_counter()
        form = aiohttp.FormData()
        form.add_field("file", large.read(), filename="corpus.bin")
        async with http.post(_link(asked), data=form) as answer:
            assert answer.status == 200
        uploaded = perf_counter() - begun
        price = await owner.click(made, "Set the price")
        priced = await owner.submit(
            price, {"Amount": "9.00", "Currency": "EUR", "How often it's paid": "once"}
        )
        await owner.click(priced, "Publish")
        alice = guild.join("alice")
        order = await alice.click(await alice.slash("shop", in_=general), "Buy")
        begun = perf_counter()
        await pay(sandbox, order)
        await order.wait_until(lambda answer: "is yours" in answer.text)
        paid = perf_counter() - begun
        opened = await alice.click(order, "Open")
        linked = await alice.click(opened, "corpus.bin (version 1)")
        hashed, begun = hashlib.sha256(), perf_counter()
        async with http.get(_link(linked)) as answer:
            assert answer.status == 200
            async for chunk in answer.content.iter_chunked(MIB):
                hashed.update(chunk)
        downloaded = perf_counter() - begun
    show(
        "a file of 300 MiB, from the upload page to its buyer",
        ["upload", "paid to *Open*", "download"],
        [[f"{uploaded:.1f} s", f"{paid:.2f} s", f"{downloaded:.1f} s"]],
    )
    assert hashed.digest() == large.hashed.digest()
