"""Test that staff can't do through Lyceum what they may not do by hand."""

from typing import Any

from bot.simulator.discord import Permission, Person, Role, text_of
from bot.simulator.discord.actors.channel import Overwrites
from tests.e2e.payments.test_purchase import sell
from tests.e2e.sandbox import PERMISSIONS, Sandbox

MANAGE = Permission.MANAGE_GUILD | Permission.MANAGE_ROLES


def staff(sandbox: Sandbox, permissions: Permission) -> Person:
    """Let somebody join who stands above the role that is sold."""
    role = sandbox.guild.create_role("Deputies", permissions=permissions)
    sandbox.guild.move_role(role, above=sandbox.pro)
    deputy = sandbox.guild.join("deputy")
    sandbox.guild.give_role(deputy, role)
    return deputy


def price_of(role: Role) -> dict[str, Any]:
    return {"amount": "1", "currency": "EUR", "interval": "month", "role": role}


def let_bot_kick(sandbox: Sandbox) -> None:
    rights = PERMISSIONS | Permission.KICK_MEMBERS
    sandbox.guild.edit_role(sandbox.guild.bot_role, permissions=rights)


async def test_nobody_has_members_kicked_who_may_not_kick(sandbox: Sandbox) -> None:
    let_bot_kick(sandbox)
    async with sandbox.app():
        await sandbox.guild.wait_for_command("plan")
        deputy, alice = staff(sandbox, MANAGE), sandbox.guild.join("alice")
        request: dict[str, Any] = {
            "amount": "1",
            "currency": "EUR",
            "interval": "month",
            "role": sandbox.pro,
        }
        added = await deputy.slash(
            "plan add", in_=sandbox.general, name="Trap", on_end="kick", **request
        )
        assert "Kick Members" in added.text
        edited = await deputy.slash("plan edit", in_=sandbox.general, plan="Trap", on_end="kick")
        assert "Kick Members" in edited.text
        listed = await deputy.slash("plan list", in_=sandbox.general)
        assert "removed from the server" not in listed.text
        allowed = await sandbox.guild.owner.slash(
            "plan edit", in_=sandbox.general, plan="Trap", on_end="kick"
        )
        assert "Kick Members" not in allowed.text
        given = await sandbox.guild.owner.slash(
            "grants give", in_=sandbox.general, member=alice, plan="Trap", reason="a present"
        )
        assert given.text
        await sandbox.guild.wait_for_role(alice, sandbox.pro)
        refused = await deputy.slash(
            "grants revoke", in_=sandbox.general, member=alice, plan="Trap", reason="bye"
        )
        assert "Kick Members" in refused.text
        assert not refused.buttons
        asked = await sandbox.guild.owner.slash(
            "grants revoke", in_=sandbox.general, member=alice, plan="Trap", reason="bye"
        )
        await sandbox.guild.owner.click(asked, asked.buttons[0].label or "")
        await sandbox.guild.wait_for_no_role(alice, sandbox.pro)
        await sandbox.staff.wait_for_message(lambda message: "no longer has" in text_of(message))
    assert alice.id in sandbox.guild.state.members  # staff's present: not their own doing


async def test_nobody_sells_gives_or_takes_a_role_who_may_not_manage_roles(
    sandbox: Sandbox,
) -> None:
    async with sandbox.app():
        await sell(sandbox)
        deputy, alice = staff(sandbox, Permission.MANAGE_GUILD), sandbox.guild.join("alice")
        request: dict[str, Any] = {
            "amount": "1",
            "currency": "EUR",
            "interval": "month",
            "role": sandbox.pro,
        }
        about: dict[str, Any] = {"member": alice, "plan": "Pro", "reason": "why not"}
        tries: list[tuple[str, dict[str, Any]]] = [
            ("plan add", {"name": "Mine"} | request),
            ("plan edit", {"plan": "Pro", "amount": "1"}),
            ("grants give", about),
        ]
        for command, options in tries:
            reply = await deputy.slash(command, in_=sandbox.general, **options)
            assert "Manage Roles" in reply.text, command
        await sandbox.guild.owner.slash("grants give", in_=sandbox.general, **about)
        await sandbox.guild.wait_for_role(alice, sandbox.pro)
        reply = await deputy.slash("grants revoke", in_=sandbox.general, **about)
        assert "Manage Roles" in reply.text
        assert alice.has(sandbox.pro)


async def test_nobody_has_a_digest_posted_where_they_can_not_post(sandbox: Sandbox) -> None:
    async with sandbox.app():
        await sandbox.guild.wait_for_command("digest")
        deputy = staff(sandbox, Permission.MANAGE_GUILD)
        silence: Overwrites = {deputy: (Permission(0), Permission.SEND_MESSAGES)}
        news = sandbox.guild.create_text_channel("news", overwrites=silence)
        reply = await deputy.slash("digest schedule", in_=sandbox.staff, channel=news, time="18:00")
        assert "can't post" in reply.text
