"""`/insights revenue`, the whole way: what staff read and see, and who may not."""

# ruff: noqa: RUF001 (Chinese punctuation, and the sign of subtraction)

from typing import Any, cast

from bot.simulator.discord import Permission, Reply
from tests.e2e.payments.test_purchase import buy, sell
from tests.e2e.recommend.experiment.test_lift_command import downloaded
from tests.e2e.sandbox import Sandbox
from tests.spec.discord_spec import assert_conforms

PNG = b"\x89PNG\r\n\x1a\n"


def gallery(reply: Reply) -> dict[str, Any]:
    (container,) = reply.components
    (found,) = [part for part in container["components"] if part["type"] == 12]
    return cast("dict[str, Any]", found["items"][0])


async def test_staff_see_revenue_and_a_picture_in_their_language(sandbox: Sandbox) -> None:
    other = sandbox.guild.create_role("Helper", permissions=Permission.MANAGE_GUILD)
    mei = sandbox.guild.join("Mei", locale="zh-CN", roles=(other,))
    member = sandbox.guild.join("Carol")
    owner = sandbox.guild.owner
    async with sandbox.app():
        await sandbox.guild.wait_for_command("insights")
        nothing = await owner.slash("insights revenue", in_=sandbox.staff)
        await sell(sandbox)
        for name in ("Ann", "Bob"):
            await buy(sandbox, name)
        reply = await owner.slash("insights revenue", in_=sandbox.staff, timeout=30)
        chinese = await mei.slash("insights revenue", in_=sandbox.staff, currency="eur")
        unknown = await owner.slash("insights revenue", in_=sandbox.staff, currency="usd")
        refused = await member.slash("insights revenue", in_=sandbox.general, unhidden=True)
    assert "No figures yet" in nothing.text
    assert reply.ephemeral
    assert "**MRR €18.00** (+€18.00 since the month began), from **2** paying members" in reply.text
    assert "• **Pro**, €9.00 a month: 2 members, MRR €18.00" in reply.text
    assert "Members: 2 new (+€18.00 MRR), 0 lost (€0.00)" in reply.text
    assert "🟦 Received: €18.00" in reply.text
    alt = gallery(reply)["description"]
    assert "18.00 / 18.00 / 0.00" in alt
    assert gallery(reply)["media"]["url"] == "attachment://revenue.png"
    (picture,) = reply.message.attachments
    assert (await downloaded(str(picture["url"]))).startswith(PNG)
    assert "**MRR €18.00**（月初以来 +€18.00），来自 **2** 位付费成员" in chinese.text
    assert "There are figures in EUR" in unknown.text
    assert "MRR" not in refused.text
    assert_conforms(sandbox.discord)


async def test_staff_download_all_memberships(sandbox: Sandbox) -> None:
    owner, carol = sandbox.guild.owner, sandbox.guild.join("Carol")
    async with sandbox.app():
        await sell(sandbox)
        ann = await buy(sandbox, "Ann")
        reply = await owner.slash("grants export", in_=sandbox.staff)
        refused = await carol.slash("grants export", in_=sandbox.general, unhidden=True)
        log = await owner.slash("staff audit", in_=sandbox.staff)
    (file,) = reply.message.attachments
    content = (await downloaded(str(file["url"]))).decode("utf-8-sig")
    assert reply.ephemeral
    assert file["filename"] == "memberships-1.csv"
    assert f"{ann.id},<@{ann.id}>,Ann,Pro,active" in content
    assert "EUR,9.00,month" in content
    assert refused.message.attachments == []
    assert "Exported all memberships" in log.text
    assert_conforms(sandbox.discord)
