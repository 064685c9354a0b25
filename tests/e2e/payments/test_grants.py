"""Test grants in Discord: give, explain, compare, revoke, and the audit log."""

from bot.discord.members_rest import fetch_members
from bot.payments.replay.command import replay
from tests.e2e.payments.test_purchase import buy, recorded, sell
from tests.e2e.sandbox import Sandbox


async def replayed(sandbox: Sandbox) -> tuple[bool, list[str]]:
    lines: list[str] = []
    settings = sandbox.settings()
    return await replay(settings, fetch_members(settings), say=lines.append), lines


async def test_staff_give_explain_compare_and_revoke(sandbox: Sandbox) -> None:
    async with sandbox.app():
        await sell(sandbox)
        staff, guild = sandbox.guild.owner, sandbox.guild
        bob = guild.join("bob")
        given = await staff.slash(
            "grants give", in_=sandbox.staff, member=bob, plan="Pro", reason="Speaker", days=7
        )
        assert given.ephemeral
        assert "It ends automatically" in given.text, given.text
        await guild.wait_for_role(bob, sandbox.pro)
        await recorded(sandbox, "role.grant")
        reply = await staff.slash("grants explain", in_=sandbox.staff, member=bob)
        for words in ("✅ Has", "Given by", "“Speaker”", "🏷️"):
            assert words in reply.text, reply.text
        listed = await staff.slash("grants list", in_=sandbox.staff)
        assert "given by staff" in listed.text

        asked = await staff.slash(
            "grants revoke", in_=sandbox.staff, member=bob, plan="Pro", reason="Spam"
        )
        assert "This ends immediately" in asked.text
        assert bob.has(sandbox.pro)
        await staff.click(asked, "End it")
        await guild.wait_for_no_role(bob, sandbox.pro)
        records = await staff.slash("staff audit", in_=sandbox.staff, member=bob)
        assert records.text.index("“Spam”") < records.text.index("“Speaker”"), records.text


async def test_a_rehearsal_comes_before_the_change(sandbox: Sandbox) -> None:
    async with sandbox.app():
        await sell(sandbox)
        staff, guild = sandbox.guild.owner, sandbox.guild
        nothing = await staff.slash("grants reconcile", in_=sandbox.staff)
        assert "Everything is up to date" in nothing.text
        alice = await buy(sandbox)
        await recorded(sandbox, "role.grant")
        silver = guild.create_role("Silver", below=sandbox.pro)
        asked = await staff.slash("plan edit", in_=sandbox.staff, plan="Pro", role=silver)
        assert "Nothing has changed yet" in asked.text, asked.text
        assert "One member gains" in asked.text
        assert "One member loses" in asked.text
        assert not alice.has(silver)
        await staff.click(asked, "Apply")
        await guild.wait_for_role(alice, silver)
        await recorded(sandbox, "role.grant", "role.revoke", "role.grant")
        assert not alice.has(sandbox.pro)
    guild.take_role(alice, silver)  # while we are away
    equal, lines = await replayed(sandbox)
    assert not equal
    assert f"role {silver.id}: missing on Discord" in lines[0]
    guild.give_role(alice, silver)
    equal, lines = await replayed(sandbox)
    assert equal, lines
    assert lines == ["No differences. 1 member, 1 fact, 1 entitlement; 1 found on Discord."]
    sandbox.discord.faults.fail("GET", "/users/@me", status=401)
    equal, lines = await replayed(sandbox)
    assert not equal
    assert lines[0].startswith("Discord can't be reached (LoginFailure")
