"""Pictures of a shop of several pages and of a digest with contents, in both languages.

    PICTURES=folder pytest -m bench -n 0 tests/pictures/bench_shop.py

writes a page for each width, and a picture of it where Chromium is installed.
"""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import ShiftedClock
from bot.demo.course import COURSES
from bot.simulator.discord import Permission, Person, Reply
from data import contents
from tests.e2e.conftest import no_settings_of_ours, sandbox
from tests.e2e.payments.test_purchase import pay
from tests.e2e.planted_community import opened_post
from tests.e2e.polling import eventually
from tests.e2e.sandbox import PERMISSIONS, SHORT_TICK_SECONDS, Sandbox
from tests.pictures.bench_learning import button, publish
from tests.pictures.scenes import Scene, scenes
from tests.pictures.tour import Tour

__all__ = ["no_settings_of_ours", "sandbox"]

pytestmark = pytest.mark.bench

ARTICLE = """---
title: {title}
summary: {summary}
topic: {topic}
price: {price} EUR
plans: []
---
{summary}
"""


def write_articles(tour: Tour, folder: Path) -> None:
    """Write an article for each title of the words."""
    folder.mkdir()
    for number, (title, topic, summary) in enumerate(tour.words["articles"]):
        text = ARTICLE.format(title=title, topic=topic, summary=summary, price=f"{3 + number}.50")
        (folder / f"{number}.md").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.language)
async def test_pictures_of_the_shop(sandbox: Sandbox, scene: Scene, tmp_path: Path) -> None:
    sandbox = replace(sandbox, tick_seconds=SHORT_TICK_SECONDS)
    guild, here, clock = sandbox.guild, sandbox.general, ShiftedClock()
    guild.edit(name=scene.guild)
    guild.edit_role(guild.bot_role, permissions=PERMISSIONS | Permission.MANAGE_CHANNELS)
    shop = guild.create_forum("shop")
    mei = guild.join("mei", locale=scene.locale)
    guild.owner.user.locale = scene.locale
    tour = Tour(sandbox, scene.language, tmp_path)
    write_articles(tour, tmp_path / "articles")
    sections = {
        "discord": {"language": scene.language, "api_base": sandbox.discord.api_base},
        "library": {"shop_channel": "shop"},
        "learning": {"stalled_days": 1},
    }
    async with sandbox.app(clock=clock, **sections) as app:
        await guild.wait_for_command("catalogue")
        tour.see("/shop, empty", await mei.slash("shop", in_=here))
        tour.see("/library saved, none", await mei.slash("library saved", in_=here))
        await publish(sandbox, app, tmp_path / "articles")
        await publish(sandbox, app, COURSES / scene.language)
        async with app.services.deps.database.read() as connection:
            found = await contents.of_guild(connection, guild.id, ("published",))
        course = next(each for each in found if each.kind == "course")
        await _browse(tour, mei)
        await guild.owner.slash("catalogue list", in_=sandbox.staff)
        await eventually(lambda: len(shop.threads) >= len(tour.words["articles"]), "no cards")
        await _learn(tour, mei, course.title)
        await _talk(tour, scene, mei)
        for thread in shop.threads[2:6]:
            for number in range(3):
                await guild.join(f"fan{number}").react(thread.starter, "👍")
        answer = await mei.slash("recommend", in_=here)
        tour.see("/recommend", answer)
        await _save_contents(mei, answer)
        tour.see("/library saved", await mei.slash("library saved", in_=here))
        tour.see("/me saved", await mei.slash("me saved", in_=here))
        clock.advance(timedelta(hours=48))
        await mei.slash("me digest", state="on", hour=(clock.now().hour + 1) % 24, timezone="UTC")
        clock.advance(timedelta(hours=1))
        tour.see("DM: personal digest", await mei.wait_for_dm(timeout=15))
    await tour.draw("shop")


async def _browse(tour: Tour, mei: Person) -> None:
    here = tour.sandbox.general
    shop = await mei.slash("shop", in_=here)
    tour.see("/shop", shop)
    tour.see("page 2", await mei.click(shop, button(shop, "lyceum:shop:", -1)))
    topic = next(each for each in shop.selects if "shop-topic" in str(each.custom_id))
    chosen = await mei.select(shop, topic.custom_id, [topic.options[1][1]])
    tour.see("topic", chosen)
    kind = next(each for each in chosen.selects if "shop-kind" in str(each.custom_id))
    tour.see("topic and kind: nothing", await mei.select(chosen, kind.custom_id, ["tool"]))


async def _learn(tour: Tour, mei: Person, title: str) -> None:
    order = await mei.slash("buy", in_=tour.sandbox.general, product=title)
    await pay(tour.sandbox, order)
    await order.wait_until(lambda answer: "lyceum:open" in str(answer.components))
    panel = await mei.click(order, button(order, "lyceum:open"))
    lesson = await mei.click(panel, button(panel, "lyceum:learn:lesson"))
    tour.see("lesson", lesson)


async def _save_contents(mei: Person, answer: Reply) -> None:
    """Save what is sold, by the menu below the list."""
    (menu,) = answer.selects
    for _, value in menu.options[3:]:
        rated = await mei.select(answer, menu.custom_id, [value])
        await mei.click(rated, button(rated, "lyceum:taste:save"))


async def _talk(tour: Tour, scene: Scene, mei: Person) -> None:
    guild = tour.sandbox.guild
    people = [guild.join(f"person{number}", locale=scene.locale) for number in range(4)]
    for name, posts in scene.forums.items():
        forum = guild.create_forum(name)
        for number, post in enumerate(posts):
            author, *others = people[number % 4 :] + people[: number % 4]
            thread = await opened_post(tour.sandbox, author, post, *others, forum=forum)
            if number == 0:
                await mei.say(thread, "…")
