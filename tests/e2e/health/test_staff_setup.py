"""Test `/staff setup` and `/staff doctor`: what staff see and press, and who may not."""

import re
from functools import partial

import pytest
from sqlalchemy import text

from bot.app import App
from bot.clock import SystemClock
from bot.payments.stripe.webhook_test import WebhookTest
from bot.simulator.discord import ImpossibleError, Permission
from bot.simulator.stripe import StripeSimulator
from cogs.staff.setup_panel import SECTIONS
from tests.e2e.health.test_doctor import PUBLIC, doctor, open_to_the_world, sell_pro
from tests.e2e.polling import eventually
from tests.e2e.sandbox import KEY, KEY_PERMISSIONS, SECRET, TOKEN, Sandbox

CHECK, TEST = "lyceum:setup:check", "lyceum:setup:test"
CLOSED = "checkout.session.expired"


def events_of(stripe: StripeSimulator, kind: str) -> list[str]:
    return [event["id"] for event in stripe.events.values() if event["type"] == kind]


async def states(app: App) -> dict[str, str]:
    async with app.services.deps.database.read() as reading:
        rows = await reading.execute(text("SELECT external_id, state FROM inbox"))
        return {row.external_id: row.state for row in rows}


async def test_the_panel_shows_each_part_and_what_to_do(sandbox: Sandbox) -> None:
    sandbox.guild.edit(name="Ferris_*Academy*")
    await sell_pro(sandbox)
    sandbox.guild.move_role(sandbox.pro, above=sandbox.guild.bot_role)
    sandbox.stripe.keys.restrict(KEY, KEY_PERMISSIONS - {"dispute_read", "charge_write"})
    async with sandbox.app(activity={"content_channels": ["showcase"]}):
        panel = await sandbox.guild.owner.slash("staff setup", in_=sandbox.staff)
    assert panel.ephemeral
    assert "Setup of Ferris\\_\\*Academy\\*" in panel.text
    assert "💡 **Connection and permissions**" in panel.text
    assert "✅ **Staff channel**" in panel.text
    assert "⚠️ **Content channels**\nshowcase: there's no such channel\n→ Create it" in panel.text
    assert "⚠️ **Plans and their roles**\nPro: Pro isn't below the bot's highest role" in panel.text
    assert "→ Drag Lyceum above Pro (Server Settings → Roles)." in panel.text
    assert "→ Give the restricted key the permission Disputes: read" in panel.text
    assert "→ Give the restricted key the permission Charges and Refunds: read" in panel.text
    assert "5 issues to fix ·" in panel.text
    assert "No event has arrived yet" in panel.text
    assert [button.custom_id for button in panel.buttons] == [CHECK, TEST]
    assert not [word for word in (TOKEN, KEY, SECRET) if word in panel.text]


async def test_it_lives_on_after_a_restart_and_shows_what_changed(sandbox: Sandbox) -> None:
    await sell_pro(sandbox)
    sandbox.staff.rename("team")
    async with sandbox.app():
        panel = await sandbox.guild.owner.slash("staff setup", in_=sandbox.general)
    assert "⚠️ **Staff channel**\nChannel: there's no text channel staff" in panel.text
    sandbox.staff.rename("staff")
    async with sandbox.app():
        again = await sandbox.guild.owner.click(panel, "Check again")
    assert again.updated
    assert "✅ **Staff channel**" in again.text


def delivered(sandbox: Sandbox, event: str) -> list[bool]:
    """Return how the deliveries of an event went that Stripe has had an answer to."""
    return [each.ok for each in sandbox.stripe.deliveries if each.event_id == event]


async def test_the_test_event_takes_the_real_way_and_changes_nothing(sandbox: Sandbox) -> None:
    await sell_pro(sandbox)
    async with sandbox.app() as app:
        panel = await sandbox.guild.owner.slash("staff setup", in_=sandbox.staff)
        reply = await sandbox.guild.owner.click(panel, "Send a test event")
        assert re.search(r"arrived after \d+\.\d seconds", reply.text)
        assert reply.ephemeral
        (event,) = events_of(sandbox.stripe, CLOSED)
        assert event in await states(app)
        answers = await eventually(partial(delivered, sandbox, event), "Stripe got no answer")
        assert answers == [True]
        async with app.services.deps.database.read() as reading:
            assert (await reading.execute(text("SELECT * FROM facts"))).all() == []
        seen = await sandbox.guild.owner.click(panel, CHECK)
    assert "Last event: <t:" in seen.text
    assert {each["status"] for each in sandbox.stripe.sessions.values()} == {"expired"}


async def test_a_polling_bot_finds_the_test_event_in_stripe_s_list(sandbox: Sandbox) -> None:
    await sell_pro(sandbox)
    async with sandbox.app(stripe={"api_base": sandbox.stripe.api_base, "delivery": "poll"}) as app:
        sandbox.stripe.webhooks.drop(None)
        panel = await sandbox.guild.owner.slash("staff setup", in_=sandbox.staff)
        reply = await sandbox.guild.owner.click(panel, TEST)
        assert "The test event is in Stripe's event list" in reply.text
        assert "every 30 seconds" in reply.text
        assert events_of(sandbox.stripe, CLOSED)[0] in await states(app)


async def test_an_event_that_does_not_arrive_is_told_so(sandbox: Sandbox) -> None:
    await sell_pro(sandbox)
    async with sandbox.app() as app:
        sandbox.stripe.webhooks.drop(None)
        services = app.services
        webhook_test = WebhookTest(
            services.deps.settings,
            services.deps.database,
            SystemClock(),
            services.payments.intake.event_processor.catch_up,
            patience=0.6,
        )
        assert (await webhook_test.run(sandbox.guild.id)).seconds is None
        assert await webhook_test.last_arrival() is None


async def test_without_a_plan_there_is_nothing_to_open(sandbox: Sandbox) -> None:
    async with sandbox.app():
        panel = await sandbox.guild.owner.slash("staff setup", in_=sandbox.staff)
        add = sandbox.guild.mention("plan add")
        assert f"No plans yet. Create one with {add}." in panel.text
        reply = await sandbox.guild.owner.click(panel, TEST)
    assert f"Create one with {add} first" in reply.text
    assert sandbox.stripe.sessions == {}


async def test_both_are_for_staff_only_whatever_discord_s_own_settings_say(
    sandbox: Sandbox,
) -> None:
    alice = sandbox.guild.join("alice")
    async with sandbox.app():
        for command in ("staff setup", "staff doctor"):
            with pytest.raises(ImpossibleError):
                await alice.slash(command, in_=sandbox.general)
            refused = await alice.slash(command, in_=sandbox.general, unhidden=True)
            assert "You need the Manage Server permission" in refused.text
        role = sandbox.guild.create_role("Helper", permissions=Permission.MANAGE_GUILD)
        sandbox.guild.give_role(alice, role)
        panel = await alice.slash("staff setup", in_=sandbox.general)
        sandbox.guild.take_role(alice, role)
        for button in (CHECK, TEST):
            assert (
                "You need the Manage Server permission" in (await alice.click(panel, button)).text
            )
    assert sandbox.stripe.sessions == {}


async def test_it_speaks_chinese(sandbox: Sandbox) -> None:
    await sell_pro(sandbox)
    mei = sandbox.guild.join("mei", locale="zh-CN")
    role = sandbox.guild.create_role("Helper", permissions=Permission.MANAGE_GUILD)
    sandbox.guild.give_role(mei, role)
    async with sandbox.app():
        panel = await mei.slash("staff setup", in_=sandbox.staff)
        assert "## Ferris Academy 的设置\n有 1 项需要处理 ·" in panel.text
        assert "⚠️ **Stripe 事件**" in panel.text
        assert "请设为你的代理或隧道的 https:// 地址" in panel.text
        assert "需要" not in (reply := await mei.click(panel, "发送测试事件")).text
        assert "测试事件已在" in reply.text
        found = await mei.slash("staff doctor", in_=sandbox.staff)
        assert "自检结果" in found.text


async def test_the_doctor_says_inside_what_it_says_in_the_shell(sandbox: Sandbox) -> None:
    open_to_the_world(sandbox)
    await sell_pro(sandbox)
    sandbox.guild.edit_role(sandbox.guild.bot_role, permissions=Permission(0))
    sandbox.guild.move_role(sandbox.pro, above=sandbox.guild.bot_role)
    shell = await doctor(sandbox)
    async with sandbox.app(web={"port": sandbox.port, "public_url": PUBLIC}):
        reply = await sandbox.guild.owner.slash("staff doctor", in_=sandbox.staff)
        inside = reply.text
    faults = re.findall(r"✗ ([^:]+): (.+)\n  → (.+)", shell.out)
    assert len(faults) >= 2
    plain = inside.replace("\\", "").replace("**", "")
    for label, detail, fix in faults:
        assert f"⚠️ {label}\n{detail}\n→ {fix}" in plain
    assert "Connection to Discord" in plain


def test_every_check_stands_in_a_part_of_the_panel() -> None:
    placed = [topic for topics in SECTIONS.values() for topic in topics]
    assert len(placed) == len(set(placed))


async def test_another_server_s_affairs_are_not_told(sandbox: Sandbox) -> None:
    other = sandbox.discord.create_guild("Secret Society")
    other.invite_bot(Permission.VIEW_CHANNEL)
    open_to_the_world(sandbox)
    async with sandbox.app(web={"port": sandbox.port, "public_url": PUBLIC}):
        found = await sandbox.guild.owner.slash("staff doctor", in_=sandbox.staff)
        panel = await sandbox.guild.owner.slash("staff setup", in_=sandbox.staff)
    assert "Secret Society" not in found.text + panel.text
