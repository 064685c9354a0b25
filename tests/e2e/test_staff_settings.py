"""`/staff settings`: changed in Discord, held at once and after a restart, named by the doctor."""

# ruff: noqa: RUF001 (Chinese punctuation)

import pytest

from bot.simulator.discord import ImpossibleError, Permission, Person, text_of
from bot.simulator.discord.actors.reply import Reply
from tests.e2e.health.test_doctor import doctor
from tests.e2e.sandbox import Sandbox
from tests.spec.discord_spec import assert_conforms

PAGE = "lyceum:settings:page"
RESET = "lyceum:settings:reset"


def button(reply: Reply, name: str) -> str:
    """Return the id of a setting's button, with the fingerprint of the value shown."""
    prefix = f"lyceum:settings:edit:{name}:"
    return next(each for each in ids(reply) if each.startswith(prefix))


def ids(reply: Reply) -> list[str]:
    return [each.custom_id or "" for each in reply.buttons]


def colleague(sandbox: Sandbox, name: str, locale: str = "en-US") -> Person:
    role = sandbox.guild.create_role(name, permissions=Permission.MANAGE_GUILD)
    return sandbox.guild.join(name, locale=locale, roles=(role,))


async def test_the_staff_channel_moves_without_a_restart_and_stays(sandbox: Sandbox) -> None:
    owner, team = sandbox.guild.owner, sandbox.guild.create_text_channel("team")
    async with sandbox.app() as app:
        panel = await owner.slash("staff settings", in_=sandbox.staff)
        assert panel.ephemeral
        assert f"**Staff channel**: <#{sandbox.staff.id}>" in panel.text
        form = await owner.click(panel, button(panel, "discord.staff_channel"))
        after = await owner.submit(form, {"Staff channel": [team]})
        assert f"**Staff channel**: <#{team.id}>" in after.text
        assert f"settings.toml says <#{sandbox.staff.id}>." in after.text
        outbox = app.services.payments.outbox
        await outbox.notify_staff(
            sandbox.guild.id, "proof", "turn-staff-gift-code", giver="x", plan="Pro"
        )
        app.services.deps.wakeup.notify()
        await team.wait_for_message(lambda message: bool(text_of(message)))
    shell = await doctor(sandbox)
    async with sandbox.app():
        panel = await owner.slash("staff settings", in_=sandbox.staff)
        assert f"**Staff channel**: <#{team.id}>" in panel.text
        found = await owner.slash("staff doctor", in_=sandbox.staff)
        inside = found.text
        log = await owner.slash("staff audit", in_=sandbox.staff)
        assert f"Changed “Staff channel”: #staff → <#{team.id}>" in log.text
        back = await owner.select(panel, RESET, ["Staff channel"])
        assert f"**Staff channel**: <#{sandbox.staff.id}>" in back.text
        assert "settings.toml says" not in back.text
    changed = f'discord.staff_channel = "{team.id}" ("staff")'
    for said in (inside.replace("\\", ""), shell.out):
        assert "changed in Discord over settings.toml" in said
        assert changed in said
    assert "changed in Discord" not in (await doctor(sandbox)).out
    assert_conforms(sandbox.discord)


async def test_each_kind_of_value_is_changed_in_both_languages(sandbox: Sandbox) -> None:
    mei = colleague(sandbox, "mei", "zh-CN")
    async with sandbox.app() as app:
        panel = await mei.slash("staff settings", in_=sandbox.staff)
        assert "## 设置：服务器" in panel.text
        form = await mei.click(panel, button(panel, "discord.language"))
        panel = await mei.submit(form, {"语言": ["中文"]})
        form = await mei.click(panel, button(panel, "discord.timezone"))
        panel = await mei.submit(form, {"时区": "asia/shanghai"})
        form = await mei.click(panel, button(panel, "activity.content_channels"))
        panel = await mei.submit(form, {"内容频道": [sandbox.general]})
        panel = await mei.select(panel, PAGE, ["管理团队通知"])
        panel = await mei.click(panel, button(panel, "payments.routine_staff_notices"))
        assert "**日常通知**：关闭" in panel.text
        panel = await mei.select(panel, PAGE, ["会员"])
        form = await mei.click(panel, button(panel, "payments.reminder_days"))
        panel = await mei.submit(form, {"提醒天数": "14、3"})
        assert "**提醒天数**：14 · 3" in panel.text
        form = await mei.click(panel, button(panel, "payments.grace_days"))
        refused = await mei.submit(form, {"宽限天数": "很多"})
        assert "「宽限天数」不能设为这个值。要求：续费失败后保留权限的天数" in refused.text
        here = app.services.deps.guild_settings.of(sandbox.guild.id)
        elsewhere = app.services.deps.guild_settings.of(1)
    assert (here.discord.language, here.discord.timezone) == ("zh-CN", "Asia/Shanghai")
    assert here.activity.content_channels == (str(sandbox.general.id),)
    assert here.payments.reminder_days == (14, 3)
    assert not here.payments.routine_staff_notices
    assert elsewhere == app.services.deps.settings
    assert_conforms(sandbox.discord)


async def test_the_second_of_two_is_told_the_present_value(sandbox: Sandbox) -> None:
    ann, ben = colleague(sandbox, "ann"), colleague(sandbox, "ben")
    async with sandbox.app() as app:
        mine, theirs, older = [
            await each.select(await each.slash("staff settings"), PAGE, ["Memberships"])
            for each in (ann, ben, ben)
        ]
        grace = button(mine, "payments.grace_days")
        form, late = await ann.click(mine, grace), await ben.click(theirs, grace)
        await ann.submit(form, {"Grace days": "10"})
        answer = await ben.submit(late, {"Grace days": "20"})
        answer_text = await answer.wait_for_followup()
        assert text_of(answer_text).startswith(
            "Someone else just changed “Grace days”. It's now 10;"
        )
        assert "**Grace days**: 10" in answer.text
        too_late = await ben.click(older, grace)
        assert "It's now 10" in too_late.text
        settings = app.services.deps.guild_settings.of(sandbox.guild.id)
    assert settings.payments.grace_days == 10


async def test_members_neither_see_nor_change_anything(sandbox: Sandbox) -> None:
    ann, alice = colleague(sandbox, "ann"), sandbox.guild.join("alice")
    async with sandbox.app() as app:
        await sandbox.guild.wait_for_command("staff")
        with pytest.raises(ImpossibleError):
            await alice.slash("staff settings", in_=sandbox.general)
        refused = await alice.slash("staff settings", in_=sandbox.general, unhidden=True)
        assert "Manage Server" in refused.text
        panel = await ann.slash("staff settings", in_=sandbox.general)
        form = await ann.click(panel, button(panel, "discord.timezone"))
        sandbox.guild.take_role(ann, ann.roles[0])
        for reply in (
            await ann.submit(form, {"Time zone": "Asia/Tokyo"}),
            await ann.click(panel, button(panel, "discord.timezone")),
            await ann.select(panel, PAGE, ["Memberships"]),
        ):
            assert "Manage Server" in reply.text
        assert app.services.deps.guild_settings.own(sandbox.guild.id) == {}
