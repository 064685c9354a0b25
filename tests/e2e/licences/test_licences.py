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


async def test_how_many_devices_a_key_is_for_is_known_before_buying(sandbox: Sandbox) -> None:
    owner, staff, general = sandbox.guild.owner, sandbox.staff, sandbox.general
    async with sandbox.app():
        await sandbox.guild.wait_for_command("licences")
        await put_on_sale(sandbox, owner)
        alice = sandbox.guild.join("alice")
        assert "for 3 devices" in (await alice.slash("shop", in_=general)).text
        edited = await owner.slash("catalogue edit", in_=staff, content="1")
        form = await owner.click(edited, "Edit texts")
        devices = "On how many devices a licence key works"
        for wrong in ("0", "many", "100001"):
            refused = await owner.submit(form, {"Title": "Linter", devices: wrong})
            assert "between 1 and 100,000" in refused.text
            form = await owner.click(edited, "Edit texts")
        await owner.submit(form, {"Title": "Linter", devices: "1"})
        shop = await alice.slash("shop", in_=general)
        assert "for one device" in shop.text
        order = await alice.click(shop, "Buy")
        assert "The licence key of **Linter** is for one device." in order.text
        mei = sandbox.guild.join("mei", locale="zh-CN")
        ordered = await mei.slash("buy", in_=general, product="Linter")
        assert "**Linter** 的密钥可用于 1 台设备" in ordered.text
        await pay(sandbox, order)
        await order.wait_until(lambda answer: "is yours" in answer.text)
        shown = await alice.slash("licences", in_=general)
        assert "0 of one device" in shown.text
    assert_conforms(sandbox.discord)


async def test_staff_import_find_and_change_licences_in_chinese(sandbox: Sandbox) -> None:
    owner, staff = sandbox.guild.owner, sandbox.staff
    alice = sandbox.guild.join("alice")
    key = "38B1460A-5104-4067"
    async with sandbox.app():
        await sandbox.guild.wait_for_command("licence")
        await put_on_sale(sandbox, owner)
        owner.user.locale = "zh-CN"
        faulty = HandedFile("keys.csv", f"key\nshort\n{key}\n{key}".encode(), "text/csv")
        refused = await owner.slash("licence import", in_=staff, tool="1", file=faulty)
        assert "有 2 行需要改正" in refused.text
        assert "第 2 行" in refused.text
        assert "第 3 行也有这个密钥" in refused.text
        good = HandedFile("keys.csv", f"key,discord_id\n{key},{alice.id}".encode(), "text/csv")
        assert (
            "导入 1 个"
            in (await owner.slash("licence import", in_=staff, tool="1", file=good)).text
        )
        assert (await ask(sandbox, "activate", key))["valid"]

        card = await owner.slash("licence find", in_=staff, key=key.lower())
        assert "没有使用这个密钥" in card.text  # keys from elsewhere are compared as they are
        card = await owner.slash("licence find", in_=staff, key=key)
        assert "laptop" in card.text
        form = await owner.click(card, "修改上限")
        assert "1 / 7" in (await owner.submit(form, {"密钥可在几台设备上使用": "7"})).text
        await owner.click(card, "释放所有设备")
        assert (await ask(sandbox, "validate", key))["reason"] == "not-activated"
        card = await owner.slash("licence show", in_=staff, member=alice, tool="1")
        assert "已被管理团队收回" in (await owner.click(card, "收回")).text
        assert (await ask(sandbox, "activate", key))["reason"] == "revoked"
        assert "有效" in (await owner.click(card, "恢复")).text
        question = await owner.click(card, "换新密钥")
        await owner.click(question, "换新密钥")
        assert (await ask(sandbox, "activate", key))["reason"] == "unknown"
        new = key_in((await alice.slash("licences", in_=sandbox.general)).text)
        assert (await ask(sandbox, "activate", new))["valid"]
        history = (await owner.slash("staff audit", in_=staff)).text
        assert "换了新密钥" in history
        assert "导入了 1 个密钥" in history
    assert_conforms(sandbox.discord)
