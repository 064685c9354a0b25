"""What staff may not do through Lyceum, as they may not do it by hand."""

from typing import Any

from bot.simulator.discord import Permission, Person, Role
from bot.simulator.discord.actors.channel import Overwrites
from tests.e2e.payments.test_purchase import sell
from tests.e2e.sandbox import PERMISSIONS, Sandbox

MANAGE = Permission.MANAGE_GUILD | Permission.MANAGE_ROLES


def staff(town: Sandbox, permissions: Permission) -> Person:
    """Let somebody join who stands above the role that is sold."""
    role = town.guild.create_role("Deputies", permissions=permissions)
    town.guild.move_role(role, above=town.pro)
    deputy = town.guild.join("deputy")
    town.guild.give_role(deputy, role)
    return deputy


def price_of(role: Role) -> dict[str, Any]:
    return {"amount": "1", "currency": "EUR", "interval": "month", "role": role}


def let_bot_kick(town: Sandbox) -> None:
    rights = PERMISSIONS | Permission.KICK_MEMBERS
    town.guild.edit_role(town.guild.bot_role, permissions=rights)


async def test_nobody_has_members_kicked_who_may_not_kick(town: Sandbox) -> None:
    let_bot_kick(town)
    async with town.app():
        await town.guild.wait_for_command("plan")
        deputy, alice = staff(town, MANAGE), town.guild.join("alice")
        wish: dict[str, Any] = {
            "amount": "1",
            "currency": "EUR",
            "interval": "month",
            "role": town.pro,
        }
        added = await deputy.slash("plan add", in_=town.general, name="Trap", on_end="kick", **wish)
        assert "Kick Members" in added.text
        edited = await deputy.slash("plan edit", in_=town.general, plan="Trap", on_end="kick")
        assert "Kick Members" in edited.text
        listed = await deputy.slash("plan list", in_=town.general)
        assert "removed from the server" not in listed.text
        allowed = await town.guild.owner.slash(
            "plan edit", in_=town.general, plan="Trap", on_end="kick"
        )
        assert "Kick Members" not in allowed.text
        given = await town.guild.owner.slash(
            "grants give", in_=town.general, member=alice, plan="Trap", reason="a present"
        )
        assert given.text
        await town.guild.wait_for_role(alice, town.pro)
        refused = await deputy.slash(
            "grants revoke", in_=town.general, member=alice, plan="Trap", reason="bye"
        )
        assert "Kick Members" in refused.text
        assert not refused.buttons
        asked = await town.guild.owner.slash(
            "grants revoke", in_=town.general, member=alice, plan="Trap", reason="bye"
        )
        await town.guild.owner.click(asked, asked.buttons[0].label or "")
        await town.guild.wait_for_no_role(alice, town.pro)
        await town.staff.wait_for_message(lambda message: "no longer has" in message.content)
    assert alice.id in town.guild.state.members  # staff's present: not their own doing


async def test_nobody_sells_gives_or_takes_a_role_who_may_not_manage_roles(town: Sandbox) -> None:
    async with town.app():
        await sell(town)
        deputy, alice = staff(town, Permission.MANAGE_GUILD), town.guild.join("alice")
        wish: dict[str, Any] = {
            "amount": "1",
            "currency": "EUR",
            "interval": "month",
            "role": town.pro,
        }
        about: dict[str, Any] = {"member": alice, "plan": "Pro", "reason": "why not"}
        tries: list[tuple[str, dict[str, Any]]] = [
            ("plan add", {"name": "Mine"} | wish),
            ("plan edit", {"plan": "Pro", "amount": "1"}),
            ("grants give", about),
        ]
        for command, options in tries:
            reply = await deputy.slash(command, in_=town.general, **options)
            assert "Manage Roles" in reply.text, command
        await town.guild.owner.slash("grants give", in_=town.general, **about)
        await town.guild.wait_for_role(alice, town.pro)
        reply = await deputy.slash("grants revoke", in_=town.general, **about)
        assert "Manage Roles" in reply.text
        assert alice.has(town.pro)


async def test_nobody_has_a_digest_posted_where_they_can_not_post(town: Sandbox) -> None:
    async with town.app():
        await town.guild.wait_for_command("digest")
        deputy = staff(town, Permission.MANAGE_GUILD)
        silence: Overwrites = {deputy: (Permission(0), Permission.SEND_MESSAGES)}
        news = town.guild.create_text_channel("news", overwrites=silence)
        reply = await deputy.slash("digest schedule", in_=town.staff, channel=news, time="18:00")
        assert "can't post" in reply.text
