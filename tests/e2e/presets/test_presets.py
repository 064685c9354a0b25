"""Test `/staff setup preset:`: a dry run, building, continuing, and undoing what is unused."""

import pytest

from bot.simulator.discord import ImpossibleError, Permission, Person, Reply
from tests.e2e.sandbox import PERMISSIONS, Sandbox

BUILD, UNDO, SHOW = "Build", "Undo while empty", "Check again"
CHANNELS = {"course-news", "shop", "course-questions", "course-talk"}


def allow_channels(sandbox: Sandbox) -> None:
    sandbox.guild.edit_role(
        sandbox.guild.bot_role, permissions=PERMISSIONS | Permission.MANAGE_CHANNELS
    )


def names(sandbox: Sandbox) -> tuple[set[str], set[str]]:
    """Return the names of the server's channels and roles."""
    state = sandbox.guild.state
    world = sandbox.discord.world
    return (
        {channel.name for channel in world.channels_of(state)},
        {role.name for role in state.roles.values()},
    )


async def preset(sandbox: Sandbox, which: str = "course", who: Person | None = None) -> Reply:
    staff = who or sandbox.guild.owner
    return await staff.slash("staff setup", in_=sandbox.staff, preset=which)


def labels(reply: Reply) -> list[str | None]:
    return [button.label for button in reply.buttons]


async def undo(sandbox: Sandbox, card: Reply) -> Reply:
    sure = await sandbox.guild.owner.click(card, UNDO)
    assert "What is in use stays" in sure.text
    return await sandbox.guild.owner.click(sure, UNDO)


async def test_a_dry_run_names_what_is_missing_and_changes_nothing(sandbox: Sandbox) -> None:
    before = names(sandbox)
    async with sandbox.app():
        card = await preset(sandbox)
        assert card.ephemeral
        assert "Nothing is made yet" in card.text
        assert "I lack Manage Channels" in card.text
        assert "#course-questions**: only Course Members can see it; tags: Question" in card.text
        assert labels(card) == [SHOW]
        allow_channels(sandbox)
        card = await sandbox.guild.owner.click(card, SHOW)
        assert "I lack" not in card.text
        assert labels(card) == [BUILD, SHOW]
        helper = sandbox.guild.join("helper")
        sandbox.guild.give_role(
            helper, sandbox.guild.create_role("Lead", permissions=Permission.MANAGE_GUILD)
        )
        card = await preset(sandbox, who=helper)
        assert "You need Manage Channels, Manage Roles yourself" in card.text
        assert labels(card) == [SHOW]
        alice = sandbox.guild.join("alice")
        with pytest.raises(ImpossibleError):
            await preset(sandbox, who=alice)
    assert (before[0], before[1] | {"Lead"}) == names(sandbox)


async def test_it_is_built_locked_and_grants_nothing(sandbox: Sandbox) -> None:
    allow_channels(sandbox)
    owner, alice = sandbox.guild.owner, sandbox.guild.join("alice")
    async with sandbox.app():
        card = await owner.click(await preset(sandbox), BUILD)
        assert "All of it is here" in card.text
        assert names(sandbox)[0] >= CHANNELS | {"Course"}
        role = sandbox.guild.role("Course Members")
        assert (role.permissions, alice.roles) == (0, [])
        seen = {name for name in CHANNELS if alice.sees(sandbox.guild.channel(name))}
        assert seen == {"course-news", "shop"}
        with pytest.raises(ImpossibleError):
            await alice.say(sandbox.guild.channel("course-news"), "hello")
        sandbox.guild.give_role(alice, role)
        await alice.say(sandbox.guild.channel("course-talk"), "hello")
        tags = [tag.name for tag in sandbox.guild.channel("course-questions").state.tags]
        assert tags == ["Question", "Solved", "Idea"]
        assert sandbox.stripe.products == {}
        plans = await alice.slash("plans", in_=sandbox.general)
        assert "Course Access" not in plans.text
        again = await preset(sandbox)
        assert BUILD not in labels(again)
        form = await owner.click(again, "Set the plan's price")
        price = {"Amount": "9.00", "Currency": "EUR", "How often it's paid": ["month"]}
        priced = await owner.submit(form, price)
        assert "Set the plan's price" not in labels(priced)
        assert "gives Course Members, has a price · made" in priced.text
        plans = await alice.slash("plans", in_=sandbox.general)
        assert "Course Access" in plans.text
        products = [each["name"] for each in sandbox.stripe.products.values()]
        assert products == ["Course Access"]
        left = await undo(sandbox, priced)
    assert "Undone, except for what is in use" in left.text
    for kept in ("Course Members** stays: members", "#course-talk** stays: there are messages"):
        assert kept in left.text
    assert "My First Course** stays" in left.text
    assert "Course Access** stays" in left.text
    assert names(sandbox)[0] & CHANNELS == {"course-talk"}


async def test_what_was_cut_off_or_refused_is_continued_and_undone(sandbox: Sandbox) -> None:
    before = names(sandbox)
    allow_channels(sandbox)
    owner = sandbox.guild.owner
    async with sandbox.app() as app:
        presets = app.services.presets
        # The attempt ends between creating the role and storing it.
        sandbox.discord.faults.lose_answer("POST", "*/roles")
        await owner.click(await preset(sandbox), BUILD)
        card = await preset(sandbox)
        assert "Role **Course Members**, without permissions of its own · made" in card.text
        assert names(sandbox)[0] == before[0]
        sandbox.discord.faults.fail("POST", "*/channels", status=403, times=1)
        refused = await owner.click(card, BUILD)
        assert "Discord refused" in refused.text
        card = await owner.click(await preset(sandbox), BUILD)
        assert "All of it is here" in card.text
        done = await undo(sandbox, card)
        assert "what I had made here is gone" in done.text
        assert names(sandbox) == before
        stored = await presets.stored(sandbox.guild.id, "course")
        assert (stored, presets.shop(sandbox.guild.id)) == ({}, "")


async def test_what_exists_stays_as_it_is_and_speaks_the_servers_language(
    sandbox: Sandbox,
) -> None:
    allow_channels(sandbox)
    sandbox.guild.create_forum("文章")
    before = names(sandbox)
    mei = sandbox.guild.join("mei", locale="zh-CN")
    rights = Permission.MANAGE_GUILD | Permission.MANAGE_CHANNELS | Permission.MANAGE_ROLES
    sandbox.guild.give_role(mei, sandbox.guild.create_role("Lead", permissions=rights))
    discord = {"api_base": sandbox.discord.api_base, "language": "zh-CN"}
    async with sandbox.app(discord=discord):
        card = await mei.click(await preset(sandbox, "blog", mei), "开始创建")
        assert "全部就绪" in card.text
        assert "只有我能发帖 · 已经有了" in card.text
        assert names(sandbox)[0] - before[0] == {"博客", "博客公告", "读者讨论"}
        sure = await mei.click(card, "撤销未使用的部分")
        done = await mei.click(sure, "撤销未使用的部分")
        assert "已撤销" in done.text
    assert names(sandbox) == (before[0], before[1] | {"Lead"})
