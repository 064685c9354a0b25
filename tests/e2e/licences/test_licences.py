"""Test licences with the real clients: bought, active, disputed, refunded, and changed by staff."""

from typing import Any

import aiohttp
import pytest

from bot.simulator.discord import HandedFile, Person
from tests.e2e.payments.test_purchase import pay
from tests.e2e.polling import eventually
from tests.e2e.sandbox import LICENCE_SECRET, Sandbox
from tests.spec.discord_spec import assert_conforms
from tests.spec.stripe_spec import assert_stripe_conforms


async def put_on_sale(sandbox: Sandbox, owner: Person) -> None:
    """Sell a tool with one file."""
    made = await owner.slash("catalogue add", in_=sandbox.staff, kind="tool", title="Linter")
    form = await owner.click(made, "Set the price")
    price = {"Amount": "9.00", "Currency": "EUR", "How often it's paid": "once"}
    priced = await owner.submit(form, price)
    file = HandedFile("Linter.bin", b"tool", "application/octet-stream")
    await owner.slash("files add", in_=sandbox.staff, content="1", file=file)
    assert "Published" in (await owner.click(priced, "Publish")).text


async def ask(sandbox: Sandbox, act: str, key: str) -> dict[str, Any]:
    """Ask as the seller's program does."""
    url, body = f"{sandbox.public_url}/licence/{act}", {"key": key, "device": "laptop"}
    async with aiohttp.ClientSession() as http, http.post(url, json=body) as response:
        assert response.status == 200
        return await response.json()


async def becomes(sandbox: Sandbox, key: str, reason: str) -> None:
    """Wait until a licence is in a state."""

    async def same() -> bool:
        return (await ask(sandbox, "validate", key))["reason"] == reason

    await eventually(same, f"not {reason}", seconds=2)


def key_in(text: str) -> str:
    (key,) = (part for part in text.split("`") if part.startswith("LYC-"))
    return key


async def test_a_licence_follows_what_was_paid(
    sandbox: Sandbox, capfd: pytest.CaptureFixture[str]
) -> None:
    owner, general = sandbox.guild.owner, sandbox.general
    async with sandbox.app():
        await sandbox.guild.wait_for_command("licences")
        await put_on_sale(sandbox, owner)
        alice = sandbox.guild.join("alice")
        order = await alice.click(await alice.slash("shop", in_=general), "Buy")
        await pay(sandbox, order)
        await order.wait_until(lambda answer: "is yours" in answer.text)
        shown = await alice.click(await alice.click(order, "Open"), "Licence key")
        key = key_in(shown.text)
        assert key_in((await alice.slash("licences", in_=general)).text) == key
        assert (await ask(sandbox, "activate", key))["valid"]

        (payment,) = sandbox.stripe.payment_intents
        dispute = await sandbox.stripe.dispute(payment)
        await becomes(sandbox, key, "suspended")
        await sandbox.stripe.close_dispute(dispute["id"], won=True)
        await becomes(sandbox, key, "ok")
        await sandbox.stripe.refund(payment)
        await becomes(sandbox, key, "ended")
        assert "no longer have the tool" in (await alice.slash("licences", in_=general)).text
    assert_conforms(sandbox.discord)
    assert_stripe_conforms(sandbox.stripe)
    logged = "".join(capfd.readouterr())
    assert key not in logged
    assert LICENCE_SECRET not in logged
