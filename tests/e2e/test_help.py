"""`/help`, and what a new server's staff read first."""

from bot.simulator.discord import (
    Permission,
    Person,
    PlayedChannel,
    PlayedGuild,
    Reply,
    text_of,
)
from bot.simulator.discord.state.permissions import channel_permissions
from tests.e2e.payments.test_purchase import sell
from tests.e2e.polling import eventually
from tests.e2e.sandbox import PERMISSIONS, Sandbox
from tests.spec.discord_spec import assert_conforms

CREATE = PERMISSIONS | Permission.MANAGE_CHANNELS


async def helped(person: Person) -> str:
    """Return all pages of /help."""
    reply = await person.slash("help")
    pages = [reply.text]
    while reply.buttons and not (forward := reply.buttons[-1]).disabled:
        await person.click(reply, forward.custom_id or "")
        pages.append(reply.text)
    return "\n".join(pages)


async def test_help_names_what_a_member_may_do_and_staff_their_own(sandbox: Sandbox) -> None:
    async with sandbox.app() as app:
        await sandbox.guild.wait_for_command("help")
        ids = app.services.translations.commands
        alice, mei = sandbox.guild.join("alice"), sandbox.guild.join("mei", locale="zh-CN")
        members, staff = await helped(alice), await helped(sandbox.guild.owner)
        for command in ("plans", "subscribe", "membership status", "recommend", "me digest"):
            mention = ids.mention(command)
            assert mention is not None
            assert mention in members
            assert mention in staff
        for command in ("plan add", "staff setup", "grants give", "insights lift", "digest post"):
            mention = ids.mention(command)
            assert mention is not None
            assert mention not in members
            assert mention in staff
        assert "查看有哪些会员方案" in await helped(mei)
        assert "See the available plans" in members
    assert_conforms(sandbox.discord)


async def test_a_new_server_is_greeted_once_where_its_staff_see_it(sandbox: Sandbox) -> None:
    new, team = founded(sandbox, "New", staff=True)
    async with sandbox.app(discord={"guild_ids": [new.id, sandbox.guild.id]}):
        hello = await team.wait_for_message(lambda each: "Press *Set up*" in text_of(each))
        panel = await new.owner.click(hello, "Set up")
        assert panel.ephemeral
        assert "Setup of New" in panel.text
        assert "TEST MODE" in panel.text
        refused = await new.join("alice").click(hello, "Set up")
        assert "Manage Server" in refused.text
    async with sandbox.app(discord={"guild_ids": [new.id, sandbox.guild.id]}):
        reply = await new.owner.slash("staff setup", in_=team)
        assert "Setup of New" in reply.text
    assert [each.id for each in team.messages] == [hello.id]
    assert new.owner.inbox == []


async def test_without_a_staff_channel_the_owner_gets_a_button_that_creates_one(
    sandbox: Sandbox,
) -> None:
    new, _ = founded(sandbox, "New", staff=False)
    async with sandbox.app(discord={"guild_ids": [new.id, sandbox.guild.id]}):
        hello = await new.owner.wait_for_dm(lambda each: "inviting me" in text_of(each))
        assert "</" not in text_of(hello)
        reply = await new.owner.click(hello, "Create a staff channel")
        assert [each.label for each in reply.buttons] == ["Go to #staff"]
        staff = new.channel("staff")
        await staff.wait_for_message(lambda each: "Press *Set up*" in text_of(each))
        alice = new.join("alice")
        assert not sees(new, alice, staff)
    assert_conforms(sandbox.discord)


async def test_setup_creates_the_staff_channel_if_it_may(sandbox: Sandbox) -> None:
    new, general = founded(sandbox, "New", staff=False)
    async with sandbox.app(discord={"guild_ids": [new.id, sandbox.guild.id]}):
        await new.wait_for_command("staff")
        panel = await new.owner.slash("staff setup", in_=general)
        assert "Create the staff channel" in labels(panel)
        reply = await new.owner.click(panel, "Create the staff channel")
        assert new.channel("staff").mention in reply.text
        again = await new.owner.click(panel, "Check again")
        assert "Create the staff channel" not in labels(again)
        new.edit_role(new.bot_role, permissions=PERMISSIONS)
        new.channel("staff").delete()
        await eventually(lambda: _offers_nothing(new, general), "it offers what it may not do")


async def _offers_nothing(new: PlayedGuild, general: PlayedChannel) -> bool:
    panel = await new.owner.slash("staff setup", in_=general)
    return "Create the staff channel" not in labels(panel)


async def test_a_new_plan_closes_the_channels_that_staff_name(sandbox: Sandbox) -> None:
    sandbox.guild.edit_role(
        sandbox.guild.bot_role, permissions=PERMISSIONS | Permission.MANAGE_CHANNELS
    )
    async with sandbox.app():
        alice = sandbox.guild.join("alice")
        open_to_all = await sandbox.guild.owner.slash("staff setup", in_=sandbox.staff)
        assert open_to_all.text
        await sell(sandbox, channels=f"{sandbox.general.mention} {sandbox.questions.mention}")
        for channel in (sandbox.general, sandbox.questions):
            assert not sees(sandbox.guild, alice, channel)
        sandbox.guild.give_role(alice, sandbox.pro)
        assert sees(sandbox.guild, alice, sandbox.general)
    assert_conforms(sandbox.discord)


async def test_a_role_that_opens_nothing_is_pointed_out(sandbox: Sandbox) -> None:
    async with sandbox.app():
        await sandbox.guild.wait_for_command("plan")
        reply = await sandbox.guild.owner.slash(
            "plan add",
            in_=sandbox.staff,
            name="Pro",
            amount="9.00",
            currency="EUR",
            interval="month",
            role=sandbox.pro,
        )
        assert "opens no channel" in reply.text
        found = await sandbox.guild.owner.slash("staff doctor", in_=sandbox.staff)
        assert "opens no channel that others can't see" in found.text
        refused = await sandbox.guild.owner.slash(
            "plan add",
            in_=sandbox.staff,
            name="Other",
            amount="9.00",
            currency="EUR",
            interval="month",
            role=sandbox.pro,
            channels="everything",
        )
        assert "Mention channels" in refused.text


def founded(sandbox: Sandbox, name: str, *, staff: bool) -> tuple[PlayedGuild, PlayedChannel]:
    """Create a server that has just invited the bot; return a channel of it."""
    new = sandbox.discord.create_guild(name)
    new.invite_bot(CREATE)
    return new, new.create_text_channel("staff" if staff else "general")


def sees(guild: PlayedGuild, person: Person, channel: PlayedChannel) -> bool:
    member = guild.state.members[person.id]
    allowed = channel_permissions(guild.state, member, channel.state, {})
    return bool(allowed & Permission.VIEW_CHANNEL)


def labels(reply: Reply) -> list[str]:
    return [button.label for button in reply.buttons]
