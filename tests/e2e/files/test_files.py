"""Test files with the real clients: added, sold, downloaded both ways, and taken back."""

import io
import os
import zipfile

import aiohttp
import pytest

from bot.simulator.discord import HandedFile, Person, Reply, text_of
from tests.e2e.payments.test_purchase import pay
from tests.e2e.sandbox import KEY, KEY_PERMISSIONS, Sandbox
from tests.spec.discord_spec import assert_conforms
from tests.spec.stripe_spec import assert_stripe_conforms

LARGE = os.urandom(3_000_000)


def zipped() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("readme.md", "# Tool")
    return content.getvalue()


async def fetched(url: str) -> tuple[int, bytes]:
    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        return answer.status, await answer.read()


async def attached(reply: Reply) -> bytes:
    """Return the file that an answer carries."""
    [attachment] = reply.message.attachments
    status, content = await fetched(str(attachment["url"]))
    assert status == 200
    return content


def link_of(reply: Reply) -> str:
    [url] = [button.url for button in reply.buttons if button.url]
    return url


async def put_on_sale(sandbox: Sandbox, owner: Person) -> None:
    """Sell a tool with a first version that is handed in with the command."""
    made = await owner.slash("catalogue add", in_=sandbox.staff, kind="tool", title="Linter")
    form = await owner.click(made, "Set the price")
    priced = await owner.submit(
        form, {"Amount": "9.00", "Currency": "EUR", "How often it's paid": "once"}
    )
    assert "no file yet" in (await owner.click(priced, "Publish")).text
    file = HandedFile("Linter.zip", zipped(), "application/zip")
    added = await owner.slash("files add", in_=sandbox.staff, content="1", file=file)
    assert "version 1 of **Linter**" in added.text
    assert "Published" in (await owner.click(priced, "Publish")).text


async def upload_large(sandbox: Sandbox, owner: Person) -> None:
    """Add a second version by the upload page."""
    asked = await owner.slash("files add", in_=sandbox.staff, content="1", notes="Faster.")
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("file", io.BytesIO(LARGE), filename="Linter 2.bin")
    async with aiohttp.ClientSession() as http, http.post(link_of(asked), data=form) as answer:
        assert answer.status == 200


async def test_a_tool_is_sold_downloaded_both_ways_and_refunded(
    sandbox: Sandbox, capfd: pytest.CaptureFixture[str]
) -> None:
    guild, owner, general = sandbox.guild, sandbox.guild.owner, sandbox.general
    sandbox.stripe.keys.restrict(KEY, KEY_PERMISSIONS | {"charge_write"})
    async with sandbox.app():
        await guild.wait_for_command("files")
        await put_on_sale(sandbox, owner)
        alice, bob = guild.join("alice"), guild.join("bob")
        order = await alice.click(await alice.slash("shop", in_=general), "Buy")
        await pay(sandbox, order)
        await order.wait_until(lambda answer: "is yours" in answer.text)
        opened = await alice.click(order, "Open")
        got = await alice.click(opened, "Linter.zip (version 1)")
        assert got.ephemeral
        copy = await attached(got)
        with zipfile.ZipFile(io.BytesIO(copy)) as archive:
            assert archive.read("readme.md") == b"# Tool"
            assert str(alice.id) in archive.comment.decode()

        await upload_large(sandbox, owner)
        sandbox.discord.world.attachments.limit = 1_000_000
        linked = await alice.slash("library get", in_=general, content="1")
        assert "10 minutes" in linked.text
        assert await fetched(link_of(linked)) == (200, LARGE)
        assert (
            "don't have access" in (await bob.slash("library get", in_=general, content="1")).text
        )

        await alice.slash("library refund", in_=general, product="Linter", reason="No need")
        request = await sandbox.staff.wait_for_message(
            lambda message: "money back" in text_of(message)
        )
        shown = await owner.click(request, "Decide")
        await owner.click(shown, "Refund")
        await sandbox.staff.wait_for_message(lambda message: "no longer has" in text_of(message))
        status, content = await fetched(link_of(linked))
        assert (status, LARGE[:16] in content) == (403, False)
        again = await alice.click(opened, "Linter.zip (version 1)")
        assert "don't have access" in again.text
    assert_conforms(sandbox.discord)
    assert_stripe_conforms(sandbox.stripe)
    logged = "".join(capfd.readouterr())
    assert link_of(linked).rpartition("/")[2][:20] not in logged


async def test_staff_withdraw_a_version_and_offer_it_again_in_chinese(sandbox: Sandbox) -> None:
    guild = sandbox.guild
    guild.owner.user.locale = "zh-CN"
    async with sandbox.app():
        await guild.wait_for_command("files")
        owner, staff = guild.owner, sandbox.staff
        await owner.slash("catalogue add", in_=staff, kind="file", title="手册")
        added = await owner.slash(
            "files add", in_=staff, content="1", file=HandedFile("手册.pdf", b"no real pdf")
        )
        assert "第 1 版" in added.text
        offered = await owner.autocomplete("files withdraw", in_=staff, file="手")
        assert len(offered) == 1
        done = await owner.slash("files withdraw", in_=staff, file="1")
        assert "已撤下" in done.text
        listed = await owner.slash("files list", in_=staff, content="1")
        assert "已撤下" in listed.text
        done = await owner.slash("files offer", in_=staff, file="1")
        assert "已重新提供" in done.text
        strange = await owner.slash("files offer", in_=staff, file="x")
        assert "列表" in strange.text
        history = await owner.slash("staff audit", in_=staff)
        assert "手册.pdf" in history.text
    assert_conforms(sandbox.discord)
