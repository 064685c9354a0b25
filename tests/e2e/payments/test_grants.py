"""What staff see and do about access, in Discord: give, explain, compare, revoke, look back."""

from bot.payments.replay.command import replay
from tests.e2e.payments.test_purchase import buy, recorded, sell
from tests.e2e.sandbox import Sandbox


async def replayed(town: Sandbox) -> tuple[bool, list[str]]:
    lines: list[str] = []
    return await replay(town.settings(), offline=False, say=lines.append), lines


async def test_staff_give_explain_compare_and_revoke(town: Sandbox) -> None:
    async with town.app():
        await sell(town)
        staff, guild = town.guild.owner, town.guild
        bob = guild.join("bob")
        given = await staff.slash(
            "grants give", in_=town.staff, member=bob, plan="Pro", reason="Speaker", days=7
        )
        assert given.ephemeral
        assert "It ends automatically" in given.text, given.text
        await guild.wait_for_role(bob, town.pro)
        await recorded(town, "role.grant")
        told = await staff.slash("grants explain", in_=town.staff, member=bob)
        for words in ("✅ Has", "Given by", "“Speaker”", "🏷️"):
            assert words in told.text, told.text
        listed = await staff.slash("grants list", in_=town.staff)
        assert "given by staff" in listed.text

        asked = await staff.slash(
            "grants revoke", in_=town.staff, member=bob, plan="Pro", reason="Spam"
        )
        assert "This ends immediately" in asked.text
        assert bob.has(town.pro)
        await staff.click(asked, "End it")
        await guild.wait_for_no_role(bob, town.pro)
        records = await staff.slash("staff audit", in_=town.staff, member=bob)
        assert records.text.index("“Spam”") < records.text.index("“Speaker”"), records.text


async def test_a_rehearsal_comes_before_the_change(town: Sandbox) -> None:
    async with town.app():
        await sell(town)
        staff, guild = town.guild.owner, town.guild
        nothing = await staff.slash("grants reconcile", in_=town.staff)
        assert "Everything is up to date" in nothing.text
        alice = await buy(town)
        await recorded(town, "role.grant")
        silver = guild.create_role("Silver", below=town.pro)
        asked = await staff.slash("plan edit", in_=town.staff, plan="Pro", role=silver)
        assert "Nothing has changed yet" in asked.text, asked.text
        assert "One member gains" in asked.text
        assert "One member loses" in asked.text
        assert not alice.has(silver)
        await staff.click(asked, "Apply")
        await guild.wait_for_role(alice, silver)
        await recorded(town, "role.grant", "role.revoke", "role.grant")
        assert not alice.has(town.pro)
    guild.take_role(alice, silver)  # while we are away
    equal, lines = await replayed(town)
    assert not equal
    assert f"role {silver.id}: missing at Discord" in lines[0]
    guild.give_role(alice, silver)
    equal, lines = await replayed(town)
    assert equal, lines
    assert lines == ["No differences. 1 member, 1 fact, 1 entitlement; 1 found on Discord."]
    town.discord.faults.fail("GET", "/users/@me", status=401)
    equal, lines = await replayed(town)
    assert not equal
    assert lines[0].startswith("Discord can't be reached (LoginFailure")
