"""The plans as a message in a channel, and what its buyers read afterwards."""

from bot.simulator.discord import Message, Permission, Person, buttons_of, text_of
from tests.e2e.payments.test_purchase import pay, sell
from tests.e2e.polling import eventually
from tests.e2e.sandbox import Sandbox
from tests.spec.discord_spec import assert_conforms

SEE = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY


async def posted(sandbox: Sandbox) -> Message:
    """Let staff post the plans in #general, and return the message."""
    await staff(sandbox).slash("plan panel", in_=sandbox.staff, channel=sandbox.general)
    (message,) = sandbox.general.messages
    return message


def staff(sandbox: Sandbox) -> Person:
    return sandbox.guild.owner


async def shows(message: Message, words: str) -> None:
    await eventually(lambda: words in text_of(message), f"the panel never showed {words!r}")


def hidden(sandbox: Sandbox) -> None:
    """Close #questions to all but members with the role."""
    sandbox.questions.hide()
    for role in (sandbox.pro, sandbox.guild.bot_role):
        sandbox.questions.overwrite(role, allow=SEE)


async def test_a_button_of_the_panel_sells_also_after_a_restart(both_servers: Sandbox) -> None:
    sandbox = both_servers
    hidden(sandbox)
    async with sandbox.app():
        await sell(sandbox, description="All courses")
        panel = await posted(sandbox)
        assert "€9.00 a month" in text_of(panel)
        assert "Opens #questions" in text_of(panel)
        assert "TEST MODE" in text_of(panel)
        assert [each.label for each in buttons_of(panel)] == ["Subscribe", "My membership"]
    async with sandbox.app():
        alice = sandbox.guild.join("alice")
        reply = await alice.click(panel, "Subscribe")
        assert reply.ephemeral
        await pay(sandbox, reply)
        await sandbox.guild.wait_for_role(alice, sandbox.pro)
        await reply.wait_until(lambda answer: "Welcome!" in answer.text)
    assert_conforms(sandbox.discord)


async def test_the_panel_follows_the_plans(sandbox: Sandbox) -> None:
    async with sandbox.app():
        await sell(sandbox)
        panel = await posted(sandbox)
        owner = staff(sandbox)
        await owner.slash("plan edit", in_=sandbox.staff, plan="Pro", name="Patron")
        await shows(panel, "Patron")
        await owner.slash("plan edit", in_=sandbox.staff, plan="Patron", amount="12.00")
        await shows(panel, "€12.00 a month")
        old = buttons_of(panel)[0].custom_id
        sure = await owner.slash("plan retire", in_=sandbox.staff, plan="Patron")
        await owner.click(sure, "Stop selling it")
        await shows(panel, "No memberships are on sale")
        assert old not in [each.custom_id for each in buttons_of(panel)]


async def test_a_button_of_a_retired_plan_says_so(sandbox: Sandbox) -> None:
    async with sandbox.app():
        await sell(sandbox)
        listed = await sandbox.guild.join("alice").slash("plans", in_=sandbox.general)
        owner, bob = staff(sandbox), sandbox.guild.join("bob")
        seen = await bob.slash("plans", in_=sandbox.general)
        sure = await owner.slash("plan retire", in_=sandbox.staff, plan="Pro")
        await owner.click(sure, "Stop selling it")
        late = await bob.click(seen, "Subscribe")
        assert "no longer on sale" in late.text
        assert "Subscribe" in [each.label for each in listed.buttons]  # it was on sale then


async def test_a_deleted_panel_is_forgotten_and_staff_told(sandbox: Sandbox) -> None:
    async with sandbox.app() as app:
        await sell(sandbox)
        panel = await posted(sandbox)
        panels = app.services.payments.panels
        (stored,) = await panels.of_guild(sandbox.guild.id)
        assert stored.message_id == panel.id
        second = await posted_again(sandbox)
        assert [each.message_id for each in await panels.of_guild(sandbox.guild.id)] == [second.id]
        await staff(sandbox).delete(second)
        notice = await sandbox.staff.wait_for_message(
            lambda message: "was deleted" in text_of(message)
        )
        assert sandbox.general.mention in text_of(notice)
        assert await panels.of_guild(sandbox.guild.id) == []


async def posted_again(sandbox: Sandbox) -> Message:
    (before,) = sandbox.general.messages
    await staff(sandbox).slash("plan panel", in_=sandbox.staff, channel=sandbox.general)
    await eventually(lambda: len(sandbox.general.messages) == 1, "the old one stayed")
    (after,) = sandbox.general.messages
    assert after.id != before.id
    return after


async def test_where_the_bot_may_not_write_staff_are_told(sandbox: Sandbox) -> None:
    async with sandbox.app():
        await sell(sandbox)
        sandbox.general.overwrite(sandbox.guild.bot_role, deny=Permission.SEND_MESSAGES)
        reply = await staff(sandbox).slash("plan panel", in_=sandbox.staff, channel=sandbox.general)
        assert "I can't post in" in reply.text
        assert sandbox.general.messages == []


async def test_the_welcome_names_open_channels_first_steps_and_the_receipt(
    sandbox: Sandbox,
) -> None:
    hidden(sandbox)
    async with sandbox.app():
        await sell(sandbox)
        reply = await staff(sandbox).slash(
            "plan edit", in_=sandbox.staff, plan="Pro", welcome=r"Say hello!\nThen read the rules."
        )
        assert "Say hello!\nThen read the rules." in reply.text
        alice = sandbox.guild.join("alice", locale="zh-CN")
        order = await alice.slash("subscribe", in_=sandbox.general, plan="Pro")
        await pay(sandbox, order)
        await order.wait_until(lambda answer: "欢迎" in answer.text)
        assert f"<#{sandbox.questions.id}>" in order.text
        assert "Say hello!\nThen read the rules." in order.text
        assert order.text.startswith("欢迎")  # the order below it has no button to pay left
        assert "去付款" not in [each.label for each in order.buttons]
        links = {each.label: each.url for each in order.buttons if each.url}
        place = f"https://discord.com/channels/{sandbox.guild.id}/{sandbox.questions.id}"
        assert links["前往 #questions"] == place
        assert links["收据"].startswith(sandbox.stripe.api_base)
        await staff(sandbox).slash("plan edit", in_=sandbox.staff, plan="Pro", welcome="-")
        bob = sandbox.guild.join("bob")
        second = await bob.slash("subscribe", in_=sandbox.general, plan="Pro")
        await pay(sandbox, second)
        await second.wait_until(lambda answer: "Welcome!" in answer.text)
        assert "Say hello!" not in second.text
    assert_conforms(sandbox.discord)
