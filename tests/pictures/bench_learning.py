"""Pictures of courses, quizzes, certificates and the path, in both languages and two widths.

    PICTURES=folder pytest -m bench -n 0 tests/pictures/bench_learning.py

writes a page for each width, and a picture of it where Chromium is installed. The course is the
demo's, published by the code of `publish`.
"""

from pathlib import Path

import aiohttp
import pytest

from bot.app import App
from bot.demo.course import COURSES
from bot.publishing.folder import read_folder
from bot.publishing.service import PublishingService
from bot.simulator.discord import Person, Reply
from data import contents
from tests.e2e.conftest import no_settings_of_ours, sandbox
from tests.e2e.payments.test_purchase import pay
from tests.e2e.sandbox import Sandbox
from tests.pictures.scenes import Scene, scenes
from tests.pictures.tour import Tour, target_of, web_picture

__all__ = ["no_settings_of_ours", "sandbox"]

pytestmark = pytest.mark.bench


async def publish(sandbox: Sandbox, app: App, folder: Path) -> None:
    """Publish a folder as the command does."""
    services = app.services
    publishing = PublishingService(
        services.deps.database,
        services.files.store,
        services.catalogue.contents,
        services.deps.clock,
    )
    read = read_folder(folder)
    assert not read.faults
    compared = await publishing.compare(sandbox.guild.id, read)
    await publishing.apply(sandbox.guild.id, sandbox.guild.owner.id, compared)


def button(reply: Reply, part: str, index: int = 0) -> str:
    """Return the id of a button by a part of it."""
    return [each.custom_id for each in reply.buttons if part in str(each.custom_id)][index] or ""


@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.language)
async def test_pictures_of_learning(sandbox: Sandbox, scene: Scene, tmp_path: Path) -> None:
    guild, here = sandbox.guild, sandbox.general
    guild.edit(name=scene.guild)
    mei = guild.join("mei", locale=scene.locale)
    guild.owner.user.locale = scene.locale
    tour = Tour(sandbox, scene.language, tmp_path)
    speaking = {"language": scene.language, "api_base": sandbox.discord.api_base}
    async with sandbox.app(discord=speaking) as app:
        await guild.wait_for_command("learn")
        await publish(sandbox, app, COURSES / scene.language)
        database = app.services.deps.database
        async with database.write() as connection:
            found = await contents.of_guild(connection, guild.id, ("published",))
            course = next(each for each in found if each.kind == "course")
            await contents.change(connection, course.id, card_channel_id=here.id)
        tour.see(
            "/learn course, not owned",
            await mei.slash("learn course", in_=here, course=str(course.id)),
        )
        tour.see("/learn next, nothing", await mei.slash("learn next", in_=here))
        tour.see("/learn path, not owned", await mei.slash("learn path", in_=here))
        tour.see("/me profile", await mei.slash("me profile", in_=here))
        order = await mei.slash("buy", in_=here, product=course.title)
        await pay(sandbox, order)
        await order.wait_until(lambda answer: "lyceum:open" in str(answer.components))
        tour.see("bought", order)
        panel = await mei.click(order, button(order, "lyceum:open"))
        tour.see("Open", panel)
        await _lessons(tour, mei, panel)
        panel = await mei.slash("learn course", in_=here, course=str(course.id))
        tour.see("/learn course, midway", panel)
        await tour.draw("learn-1")
        await _rest(tour, mei, app, course.id)
        await tour.draw("learn-2")


async def _lessons(tour: Tour, mei: Person, panel: Reply) -> None:
    card = await mei.click(panel, button(panel, "lyceum:learn:lesson:"))
    tour.see("lesson card", card)
    page = await mei.click(card, button(card, "lyceum:read"))
    tour.see("Read", page)
    tour.see("Discuss", await mei.click(card, button(card, "discuss")))
    done = await mei.click(card, button(card, ":done:"))
    tour.see("Done", done)
    path = await mei.slash("learn path", in_=tour.sandbox.general)
    tour.see("/learn path", path)
    quiz_card = await mei.slash("learn next", in_=tour.sandbox.general)
    tour.see("/learn next: card with a quiz", quiz_card)


async def _rest(tour: Tour, mei: Person, app: App, course_id: int) -> None:
    here = tour.sandbox.general
    card = await mei.slash("learn next", in_=here)
    tour.see("/learn done, with a quiz", await mei.slash("learn done", in_=here))
    asked = await mei.click(card, button(card, "quiz"))
    tour.see("question: choice", asked)
    asked = await mei.click(asked, button(asked, ":option:", 0))
    tour.see("question: number", asked)
    form = await mei.click(asked, button(asked, ":type"))
    tour.see("form", form)
    label = form.modal.fields[0].label if form.modal else ""
    tour.see("no number", await mei.submit(form, {label: "x"}))
    form = await mei.click(asked, button(asked, ":type"))
    asked = await mei.submit(form, {label: "14"})
    tour.see("question: text", asked)
    form = await mei.click(asked, button(asked, ":type"))
    result = await mei.submit(form, {label: "stripe"})
    tour.see("result", result)
    for _ in range(4):
        card = await mei.slash("learn next", in_=here)
        doing = [each.custom_id for each in card.buttons if ":done:" in str(each.custom_id)]
        if not doing:
            break
        last = await mei.click(card, doing[0] or "")
        tour.see("Done", last)
    panel = await mei.slash("learn course", in_=here, course=str(course_id))
    tour.see("/learn course, completed", panel)
    form = await mei.click(panel, button(panel, "lyceum:certificate"))
    tour.see("certificate: form", form)
    label = form.modal.fields[0].label if form.modal else ""
    issued = await mei.submit(form, {label: "Mei Lin 林梅"}, timeout=30)
    tour.see("certificate", issued)
    review = await mei.slash("learn review", in_=here)
    tour.see("/learn review", review)
    tour.see("Yes", await mei.click(review, button(review, "lyceum:review")))
    tour.see("/learn next, nothing", await mei.slash("learn next", in_=here))
    tour.see("/learn path, nothing", await mei.slash("learn path", in_=here))
    await _pages(tour, app, issued, mei)


async def _pages(tour: Tour, app: App, issued: Reply, mei: Person) -> None:
    number = issued.text.partition("**")[2].partition("**")[0]
    target = tour.folder
    for attachment in issued.message.attachments:
        data = tour.fetch(str(attachment["url"])) or b""
        name = str(attachment["filename"]).rpartition(".")[2]
        (target_of(target) / f"certificate-{tour.language}.{name}").write_bytes(data)
    site = f"http://127.0.0.1:{app.port}/verify"
    owner = tour.sandbox.guild.owner
    async with aiohttp.ClientSession() as browser:
        for title, shown in (
            ("found", number),
            ("unknown", "ABCD-0000-0000-0000"),
            ("revoked", number),
        ):
            if title == "revoked":
                done = await owner.slash(
                    "certificate revoke", in_=tour.sandbox.staff, number=number
                )
                tour.see("/certificate revoke", done)
                panel = await mei.slash("learn course", in_=tour.sandbox.general, course="1")
                form = await mei.click(panel, button(panel, "lyceum:certificate"))
                label = form.modal.fields[0].label if form.modal else ""
                tour.see("certificate, revoked", await mei.submit(form, {label: "Mei"}, timeout=30))
            page = await (await browser.get(f"{site}/{shown}?lang={tour.language}")).text()
            await web_picture(page, f"verify-{title}-{tour.language}", target)
