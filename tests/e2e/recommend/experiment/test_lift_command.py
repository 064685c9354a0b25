"""Test `/insights lift` as staff see it in both languages, and who may not."""

import struct
from datetime import timedelta
from typing import Any, cast

import aiohttp
from sqlalchemy import text

from bot.app import App
from bot.simulator.discord import Permission, Reply
from data import impressions, items, signals
from data.impressions import StoredImpression
from data.signals import StoredSignal
from tests.e2e.polling import eventually
from tests.e2e.sandbox import Sandbox
from tests.spec.discord_spec import assert_conforms

PNG = b"\x89PNG\r\n\x1a\n"
SHOWN = 10  # items, to each member


async def staged(sandbox: Sandbox, app: App, taste: int, control: int) -> None:
    """Let 40 members with recommendations engage with some of ten items, and 25 without."""
    guild_id = sandbox.guild.id
    until = (await app.services.recommend.lift_report.figures(guild_id)).until
    at = until - timedelta(days=1)
    ann = sandbox.guild.join("Writer")
    posts = [(await ann.post(sandbox.questions, f"Post {n}", "words")).id for n in range(SHOWN)]

    async def numbers() -> list[int]:
        assert await app.services.recommend.signals.flush()
        async with app.services.deps.database.read() as connection:
            found = await items.ids(connection, guild_id, posts)
        return sorted(found.values()) if len(found) == SHOWN else []

    stored = await eventually(numbers, "the posts were not noticed")
    async with app.services.deps.database.write() as connection:
        for user in range(1, 66):
            arm, engaged = ("taste", taste) if user <= 40 else ("control", control)
            rows = [
                StoredImpression(
                    guild_id, user, item, at, "digest", place, arm, 1.0, {"taste": 1.0}, "2"
                )
                for place, item in enumerate(stored, start=1)
            ]
            await impressions.insert(connection, rows)
            later = at + timedelta(hours=1)
            acts = [
                StoredSignal(guild_id, user, item, "reply", 100 * user + item, 0, later)
                for item in stored[: max(0, engaged - user % 2)]
            ]
            await signals.insert(connection, acts)
            if arm == "taste":
                press = impressions.StoredPress(guild_id, user, stored[0], "more", later)
                await impressions.insert_presses(connection, [press])


def gallery(reply: Reply) -> dict[str, Any]:
    (container,) = reply.components
    (found,) = [part for part in container["components"] if part["type"] == 12]
    return cast("dict[str, Any]", found["items"][0])


async def downloaded(url: str) -> bytes:
    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        return await answer.read()


async def test_staff_see_figures_and_a_picture_in_their_language(sandbox: Sandbox) -> None:
    mei = sandbox.guild.join("Mei", locale="zh-CN", roles=(sandbox.pro,))
    sandbox.guild.edit_role(sandbox.pro, permissions=Permission.MANAGE_GUILD)
    async with sandbox.app() as app:
        await staged(sandbox, app, taste=4, control=2)
        reply = await sandbox.guild.owner.slash("insights lift", in_=sandbox.staff)
        chinese = await mei.slash("insights lift", in_=sandbox.staff)
    assert reply.ephemeral
    assert "**Yes: personal recommendations do better than newest first.**" in reply.text
    assert "engaged with 35.0% of what they were shown (40 members, 400 items)" in reply.text
    assert "🟧 **Newest first:** 14.8% (25 members, 250 items)" in reply.text
    assert "◆ Personal: **2.36 times** the rate" in reply.text
    assert "More like this 10.0% / 0.0%" in reply.text
    assert "个性化推荐优于最新优先。" in chinese.text
    assert "**2.36 倍**" in chinese.text
    for answer in (reply, chinese):
        (picture,) = answer.message.attachments
        png = await downloaded(str(picture["url"]))
        assert png.startswith(PNG)
        assert struct.unpack(">II", png[16:24]) == (1152, 544)
        assert gallery(answer)["media"]["url"] == "attachment://lift.png"
    assert "Green circle, personal: 35.0%" in gallery(reply)["description"]
    assert "绿色圆点" in gallery(chinese)["description"]
    assert_conforms(sandbox.discord)


async def test_too_little_is_said_to_be_too_little(sandbox: Sandbox) -> None:
    async with sandbox.app(recommend={"control_share": 0.1}) as app:
        reply = await sandbox.guild.owner.slash("insights lift", in_=sandbox.staff)
        assert "this takes about 200 members" in reply.text
        assert "**Not enough data yet.**" in reply.text
        assert "🟧 **Newest first:** 0 members, 20 missing" in reply.text
        assert reply.message.attachments == []
        await staged(sandbox, app, taste=4, control=0)
        reply = await sandbox.guild.owner.slash("insights lift", in_=sandbox.staff)
    assert "**Not enough data yet:** too few members with newest first" in reply.text
    assert "times" not in reply.text
    assert len(reply.message.attachments) == 1


async def test_only_staff_may_look(sandbox: Sandbox) -> None:
    async with sandbox.app():
        off = await sandbox.guild.owner.slash("insights lift", in_=sandbox.staff)
        assert "Nobody gets newest first right now" in off.text
        ann = sandbox.guild.join("Ann")
        reply = await ann.slash("insights lift", in_=sandbox.general, unhidden=True)
    assert reply.ephemeral
    assert "times" not in reply.text
    assert "Do recommendations work" not in reply.text


async def test_what_members_are_shown_press_and_open_is_on_record(sandbox: Sandbox) -> None:
    ann, bob = sandbox.guild.join("Ann"), sandbox.guild.join("Bob")
    async with sandbox.app() as app:
        posts = [await ann.post(sandbox.questions, f"Post {n}", "words") for n in range(3)]

        async def rows(table: str) -> list[tuple[Any, ...]]:
            assert await app.services.recommend.signals.flush()
            assert await app.services.recommend.impressions.flush()
            columns = {"impressions": "position, arm, surface", "presses": "presses.kind"}[table]
            async with app.services.deps.database.read() as reading:
                found = await reading.execute(
                    text(
                        f"SELECT items.object_id, {columns} FROM {table}"  # noqa: S608 our own names
                        f" JOIN items ON items.id = item_id WHERE user_id = {bob.id}"
                        f" ORDER BY {columns}"
                    )
                )
                return [tuple(row) for row in found]

        reply = await bob.slash("recommend")
        await eventually(lambda: rows("impressions"), "nothing was recorded")
        assert await rows("impressions") == [
            (posts[2].id, 1, "taste", "recommend"),
            (posts[1].id, 2, "taste", "recommend"),
            (posts[0].id, 3, "taste", "recommend"),
        ]
        await bob.click(reply, "🔖")
        await bob.follow(posts[1])
        await ann.follow(posts[0])  # her own: it was never shown to her
        await bob.say(posts[0], "Now I write here")
        expected = [(posts[0].id, "join"), (posts[1].id, "join"), (posts[2].id, "save")]

        async def all_are_there() -> bool:
            return sorted(await rows("presses")) == expected

        await eventually(all_are_there, "a press or a join was not heard")
