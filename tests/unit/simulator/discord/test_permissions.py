"""Test permissions and role order, computed and enforced on a discord.py bot."""

from collections.abc import AsyncIterator

import discord
import pytest

from bot.simulator.discord import Permission
from tests.spec.discord_bot import Academy, running

NONE = Permission(0)


@pytest.fixture
async def guild(academy: Academy) -> AsyncIterator[discord.Guild]:
    async with running(academy.sim) as bot:
        found = bot.get_guild(academy.guild.id)
        assert found is not None
        yield found


def _member(guild: discord.Guild, user_id: int) -> discord.Member:
    member = guild.get_member(user_id)
    assert member is not None
    return member


async def test_a_role_below_ours_is_given_once_and_taken(
    academy: Academy, guild: discord.Guild
) -> None:
    alice = _member(guild, academy.alice.id)
    role = discord.Object(academy.pro.id)
    await alice.add_roles(role)
    await alice.add_roles(role)
    await academy.guild.wait_for_role(academy.alice, academy.pro)
    assert academy.alice.roles == [academy.pro]

    await alice.remove_roles(role)
    await academy.guild.wait_for_no_role(academy.alice, academy.pro)
    assert academy.sim.count("PUT", "*/roles/*") == 2


@pytest.mark.parametrize("why", ["above", "managed", "unpermitted"])
async def test_a_role_out_of_reach_is_refused_with_one_code(
    academy: Academy, guild: discord.Guild, why: str
) -> None:
    role = academy.boss if why == "above" else academy.pro
    if why == "managed":
        role = academy.guild.bot_role
    if why == "unpermitted":
        academy.guild.edit_role(academy.guild.bot_role, permissions=Permission.VIEW_CHANNEL)

    with pytest.raises(discord.Forbidden) as refused:
        await _member(guild, academy.alice.id).add_roles(discord.Object(role.id))

    assert refused.value.code == 50013
    assert academy.alice.roles == []


async def test_a_role_moved_below_comes_into_reach(academy: Academy, guild: discord.Guild) -> None:
    academy.guild.move_role(academy.boss, below=academy.guild.bot_role)

    await _member(guild, academy.alice.id).add_roles(discord.Object(academy.boss.id))

    assert academy.alice.has(academy.boss)


async def test_unknown_things_are_told_apart(academy: Academy, guild: discord.Guild) -> None:
    alice = _member(guild, academy.alice.id)
    academy.alice.leave()
    codes: list[int] = []
    with pytest.raises(discord.NotFound) as no_member:
        await alice.add_roles(discord.Object(academy.pro.id))
    codes.append(no_member.value.code)
    with pytest.raises(discord.NotFound) as no_role:
        await _member(guild, academy.bob.id).add_roles(discord.Object(1))
    codes.append(no_role.value.code)

    assert codes == [10007, 10011]


async def test_a_hidden_channel_is_no_access_a_mute_one_no_permission(academy: Academy) -> None:
    hidden = academy.guild.create_text_channel(
        "hidden", overwrites={academy.guild.everyone: (NONE, Permission.VIEW_CHANNEL)}
    )
    mute = academy.guild.create_text_channel(
        "mute", overwrites={academy.guild.bot_role: (NONE, Permission.SEND_MESSAGES)}
    )
    codes: list[int] = []
    async with running(academy.sim) as bot:
        for channel in (hidden, mute):
            with pytest.raises(discord.Forbidden) as refused:
                await bot.get_partial_messageable(channel.id).send("hello?")
            codes.append(refused.value.code)

    assert codes == [50001, 50013]


async def test_nobody_hands_out_what_they_lack(academy: Academy, guild: discord.Guild) -> None:
    with pytest.raises(discord.Forbidden):
        await guild.create_role(name="root", permissions=discord.Permissions(administrator=True))

    await guild.create_role(name="reader", permissions=discord.Permissions.none())
    assert academy.guild.role("reader").position == 1


async def test_nobody_allows_or_denies_in_a_channel_what_they_lack(
    academy: Academy, guild: discord.Guild
) -> None:
    rights = Permission.VIEW_CHANNEL | Permission.MANAGE_CHANNELS | Permission.MANAGE_ROLES
    academy.guild.edit_role(academy.guild.bot_role, permissions=rights)
    for beyond in (
        discord.PermissionOverwrite(ban_members=True),
        discord.PermissionOverwrite(kick_members=False),
        discord.PermissionOverwrite(manage_roles=True),  # in a new channel, for administrators
    ):
        with pytest.raises(discord.Forbidden):
            await guild.create_text_channel("new", overwrites={guild.default_role: beyond})
    hidden = discord.PermissionOverwrite(view_channel=False)
    seen = discord.PermissionOverwrite(view_channel=True)
    made = await guild.create_text_channel(
        "new", overwrites={guild.me: seen, guild.default_role: hidden}
    )
    kicking = discord.PermissionOverwrite(kick_members=True)
    with pytest.raises(discord.Forbidden):
        await made.set_permissions(guild.default_role, overwrite=kicking)
    with pytest.raises(discord.Forbidden):
        await made.edit(overwrites={guild.me: discord.PermissionOverwrite(ban_members=True)})
    assert academy.guild.channel("new").state.overwrites.keys() == {guild.me.id, guild.id}


def test_overwrites_apply_in_discords_order(academy: Academy) -> None:
    guild, alice = academy.guild, academy.alice
    view = Permission.VIEW_CHANNEL
    members_only = guild.create_text_channel(
        "members", overwrites={guild.everyone: (NONE, view), academy.pro: (view, NONE)}
    )
    assert not alice.sees(members_only)
    guild.give_role(alice, academy.pro)
    assert alice.sees(members_only)
    guild.give_role(alice, academy.boss)
    members_only.overwrite(academy.boss, deny=view)
    assert alice.sees(members_only), "between roles, allowing wins"
    members_only.overwrite(alice, deny=view)
    assert not alice.sees(members_only), "the member's own overwrite comes last"
    assert guild.owner.sees(members_only)
    guild.edit_role(academy.boss, permissions=Permission.ADMINISTRATOR)
    assert alice.sees(members_only), "administrators see everything"


async def test_a_thread_follows_its_parent(academy: Academy) -> None:
    post = await academy.alice.post(academy.questions, "How?", "…")
    assert academy.bob.sees(post)
    academy.questions.hide()
    assert not academy.bob.sees(post)
