"""Test the menu of messages: asked, agreed, and declined in Chinese."""

import pytest

from bot.simulator.discord import ImpossibleError, text_of
from tests.e2e.sandbox import Sandbox
from tests.spec.discord_spec import assert_conforms

MENU = "Turn into a product"


async def test_an_author_agrees_to_have_a_forum_post_sold(sandbox: Sandbox) -> None:
    guild, owner = sandbox.guild, sandbox.guild.owner
    async with sandbox.app():
        await guild.wait_for_command("catalogue")
        alice, bob = guild.join("alice", dms_open=True), guild.join("bob")
        post = await alice.post(guild.create_forum("tips"), "Lifetimes", "Who **owns** it?")
        with pytest.raises(ImpossibleError, match="hidden"):
            await bob.menu(MENU, post.starter)
        refused = await bob.menu(MENU, post.starter, unhidden=True)
        assert "permission" in refused.text
        made = await owner.menu(MENU, post.starter)
        assert "Lifetimes" in made.text
        assert "has been asked" in made.text
        assert "hasn't agreed yet" in (await owner.click(made, "Publish")).text
        question = await alice.wait_for_dm(lambda message: "be sold" in text_of(message))
        assert "Thank you" in (await alice.click(question, "I agree")).text
        notice = await sandbox.staff.wait_for_message(lambda message: "agrees" in text_of(message))
        assert "Lifetimes" in text_of(notice)
        assert "Published" in (await owner.click(made, "Publish")).text
    assert_conforms(sandbox.discord)


async def test_an_author_without_direct_messages_declines_below_the_message(
    sandbox: Sandbox,
) -> None:
    guild, owner, general = sandbox.guild, sandbox.guild.owner, sandbox.general
    async with sandbox.app(discord={"language": "zh-CN", "api_base": sandbox.discord.api_base}):
        await guild.wait_for_command("catalogue")
        alice, bob = guild.join("alice", dms_open=False), guild.join("bob")
        for each in (owner, alice, bob):
            each.user.locale = "zh-CN"
        said = await alice.say(general, "# 生命周期\n谁拥有它。")
        made = await owner.menu(MENU, said)
        assert "生命周期" in made.text
        question = await general.wait_for_message(lambda message: "出售" in text_of(message))
        assert "同意" not in (await bob.click(question, "拒绝")).text
        assert "已删除" in (await alice.click(question, "拒绝")).text
        await sandbox.staff.wait_for_message(lambda message: "拒绝出售" in text_of(message))
        gone = await owner.click(made, "发布")
        assert "没有" in gone.text or "不存在" in gone.text
        empty = await owner.menu(MENU, question)
        assert "机器人" in empty.text
    assert_conforms(sandbox.discord)
