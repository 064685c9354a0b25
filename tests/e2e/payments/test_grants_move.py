"""Test a move of a membership to another account in Discord."""

from typing import Any

from bot.simulator.discord import Permission
from tests.e2e.payments.test_purchase import buy, recorded, sell
from tests.e2e.sandbox import Sandbox

MANAGE = Permission.MANAGE_GUILD | Permission.MANAGE_ROLES


async def test_staff_move_a_membership_and_the_roles_follow(sandbox: Sandbox) -> None:
    async with sandbox.app():
        await sell(sandbox, on_end="kick")
        staff, guild = sandbox.guild.owner, sandbox.guild
        alice, bob = await buy(sandbox), guild.join("bob")
        await recorded(sandbox, "role.grant")
        options: dict[str, Any] = {"member": alice, "to": bob, "reason": "Lost her phone"}
        refused: list[tuple[dict[str, Any], str]] = [
            ({"to": alice}, "two different accounts"),
            ({"member": bob, "to": alice}, "has nothing that could be moved"),
        ]
        for wrong, words in refused:
            reply = await staff.slash("grants move", in_=sandbox.staff, **(options | wrong))
            assert words in reply.text, reply.text
        helpers = guild.create_role("Helpers", permissions=MANAGE, above=sandbox.pro)
        mei = guild.join("Mei", locale="zh-CN", roles=(helpers,))
        reply = await mei.slash("grants move", in_=sandbox.staff, **options)
        assert "要把以下内容从" in reply.text, reply.text
        asked = await staff.slash("grants move", in_=sandbox.staff, **options)
        assert asked.ephemeral
        for words in ("**Pro** by subscription, renews", "Nobody is removed", "Lost her phone"):
            assert words in asked.text, asked.text
        assert alice.has(sandbox.pro)
        await staff.click(asked, "Move")
        await guild.wait_for_role(bob, sandbox.pro)
        await guild.wait_for_no_role(alice, sandbox.pro)
        again = await staff.slash("grants move", in_=sandbox.staff, **options)
        assert "has nothing that could be moved" in again.text
        assert alice.roles == []  # she is still in the server
        (subscription,) = sandbox.stripe.subscriptions.values()
        assert subscription["metadata"]["lyceum_member"] == str(bob.id)
        records = await staff.slash("staff audit", in_=sandbox.staff, member=bob)
        assert "“Lost her phone”" in records.text
