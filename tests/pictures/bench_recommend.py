"""Draw `/recommend`, *Why this?* and `/me interests`, in both languages.

Made like the others, see `bench_pictures`.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.simulator.discord import Permission, Person, PlayedChannel, Reply, selects_of
from cogs.me.interests_panel import MAX_CHANNELS
from data import plans
from data.plans import NewPlan, Terms
from tests.e2e.conftest import no_settings_of_ours, sandbox
from tests.e2e.planted_community import opened_post
from tests.e2e.sandbox import Sandbox
from tests.pictures.page import Page, Shown
from tests.pictures.scenes import Scene, scenes
from tests.pictures.tour import picture

__all__ = ["no_settings_of_ours", "sandbox"]

pytestmark = pytest.mark.bench

SEE = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY
WORDS = {"en": "raytracing, async, job offers", "zh-CN": "光线追踪、异步、求职"}


@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.language)
async def test_pictures_of_recommendations(sandbox: Sandbox, scene: Scene, tmp_path: Path) -> None:
    sandbox.guild.edit(name=scene.guild)
    circle = [sandbox.guild.join(f"person{number}", locale=scene.locale) for number in range(5)]
    reader, newcomer = (sandbox.guild.join(name, locale=scene.locale) for name in ("mei", "new"))
    async with sandbox.app() as app:
        forums = [
            await _forum(sandbox, name, posts, circle) for name, posts in scene.forums.items()
        ]
        for title in next(iter(scene.forums.values()))[::2]:
            await reader.say(sandbox.guild.channel(title), "…")
        locked = await _locked(sandbox, scene, circle)
        async with app.services.deps.database.write() as connection:
            plan = await plans.add_pending(connection, _plan(sandbox), datetime.now(UTC))
            await plans.activate(connection, plan.id)
        answer = await reader.slash("recommend")
        explanations = [await _why(reader, answer, number) for number in (0, 1)]
        first = await newcomer.slash("recommend", count=2)
        panel = await newcomer.slash("me interests")
        form = await newcomer.click(panel, panel.buttons[0].label)
        assert form.modal is not None
        await newcomer.submit(form, {form.modal.fields[0].label: WORDS[scene.language]})
        (menu,) = selects_of(panel.message)
        assert menu.max_values == MAX_CHANNELS
        await newcomer.select(panel, menu.custom_id, [forums[2]])
        second = await newcomer.slash("recommend", count=2)
        why = await _why(newcomer, second, 0)
        assert "🔒" in answer.text
        assert locked.name in answer.text
    names = {one.id: one.name for one in (*forums, sandbox.general, sandbox.staff)}
    page = Page(scene.language, names, datetime.now(UTC))
    for name, shown in {
        "list": [Shown("/recommend", answer.message)],
        "why": [Shown("▾", one.message) for one in explanations],
        "newcomer": [Shown("/recommend", first.message)],
        "interests": [
            Shown("/me interests", panel.message),
            Shown("/recommend", second.message),
            Shown("▾", why.message),
        ],
    }.items():
        drawn = page.draw(name, shown)
        await picture(drawn, f"recommend-{name}-{scene.language}", tmp_path, height=1_300)


async def _why(person: Person, answer: Reply, number: int) -> Reply:
    (menu,) = answer.selects
    return await person.select(answer, menu.custom_id, [menu.options[number][1]])


async def _forum(
    sandbox: Sandbox, name: str, posts: list[str], circle: list[Person]
) -> PlayedChannel:
    forum = sandbox.guild.create_forum(name)
    for number, title in enumerate(posts):
        author, *others = circle[number % 5 :] + circle[: number % 5]
        await opened_post(sandbox, author, title, *others[: 4 - number], forum=forum)
    return forum


async def _locked(sandbox: Sandbox, scene: Scene, circle: list[Person]) -> PlayedChannel:
    forum = sandbox.guild.create_forum(f"{scene.general}-pro")
    forum.hide()
    for role in (sandbox.pro, sandbox.guild.bot_role):
        forum.overwrite(role, allow=SEE | Permission.SEND_MESSAGES_IN_THREADS)
    for person in circle:
        sandbox.guild.give_role(person, sandbox.pro)
    for number in range(2):
        post = await opened_post(sandbox, circle[number], "…", *circle[number + 1 :], forum=forum)
        for person in circle[number + 1 :]:
            await person.react(post.starter, "👍")
    return forum


def _plan(sandbox: Sandbox) -> NewPlan:
    return NewPlan(
        guild_id=sandbox.guild.id,
        name="Pro",
        description="",
        role_id=sandbox.pro.id,
        days=None,
        trial_days=0,
        terms=Terms(),
        amount=900,
        currency="eur",
        interval="month",
        created_by=sandbox.guild.owner.id,
    )
