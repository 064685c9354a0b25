"""Pictures of the join page and the calendar page, as a visitor's browser shows them.

    PICTURES=folder pytest -m bench -n 0 tests/pictures/bench_join.py

writes each page, and a picture of it on a phone and a desktop where Chromium is installed.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.join.routes import PAGES_A_MINUTE
from bot.simulator.discord import Permission
from tests.e2e.conftest import no_settings_of_ours, sandbox
from tests.e2e.join.test_join import pay
from tests.e2e.join.visitor import Page, Visitor, browser
from tests.e2e.polling import eventually
from tests.e2e.sandbox import CLIENT_SECRET, Sandbox
from tests.pictures.scenes import Scene, scenes
from tests.pictures.tour import web_picture

__all__ = ["no_settings_of_ours", "sandbox"]

pytestmark = pytest.mark.bench

INSIDE = {"en": "Welcome to", "zh-CN": "欢迎加入"}
FULL = {"en": "as many servers", "zh-CN": "服务器数量"}
PLANS = {
    "en": ("Pro", "All courses, questions answered within a day"),
    "zh-CN": ("进阶会员", "全部课程，一天内回答提问"),  # noqa: RUF001
}


@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.language)
async def test_pictures_of_the_join_page(sandbox: Sandbox, scene: Scene, tmp_path: Path) -> None:
    guild, lang = sandbox.guild, f"?lang={scene.language}"
    guild.edit(name=scene.guild)
    guild.owner.user.locale = scene.locale
    may = Permission(guild.bot_role.permissions) | Permission.BAN_MEMBERS
    guild.edit_role(guild.bot_role, permissions=may)

    async def see(name: str, page: Page) -> None:
        await web_picture(page.text, f"join-{name}-{scene.language}", tmp_path)

    language = {"language": scene.language, "api_base": sandbox.discord.api_base}
    async with sandbox.app(CLIENT_SECRET, discord=language):
        await guild.wait_for_command("plan")
        async with browser(sandbox.public_url) as visitor:
            await see("nothing", await visitor.open(f"/join{lang}"))
            await _sell(sandbox, scene)
            await see("plans", await visitor.open(f"/join{lang}"))
            await see("coupon", await visitor.open(f"/join{lang}&coupon=SPRING"))
            await see("one", await visitor.open(f"/join/Patron{lang}"))
            await see("gone", await visitor.open(f"/join/Gold{lang}"))
            await see("nowhere", await visitor.open(f"/join/123456789012345678{lang}"))
            await see("no-cookie", await visitor.open(f"/entering{lang}"))
            await _walk(sandbox, visitor, see, f"/join{lang}", scene.language)
        async with browser(sandbox.public_url) as visitor:
            dora = guild.outsider("dora")
            dora.user.has_most_guilds = True
            await pay(sandbox, await visitor.sign_in(dora, f"/join{lang}"))
            await see("full", await _reached(visitor, FULL, scene.language))
        async with browser(sandbox.public_url) as visitor:
            eve = guild.outsider("eve")
            guild.ban(eve)
            await see("banned", await visitor.sign_in(eve, f"/join{lang}"))
        async with browser(sandbox.public_url) as visitor:
            for _ in range(PAGES_A_MINUTE):
                await visitor.open(f"/join{lang}")
            await see("too-many", await visitor.open(f"/join{lang}"))
            for path in ("/paid", "/cancelled"):
                await see(path[1:], await visitor.open(f"{path}{lang}&guild={guild.id}"))
            gone = f"/calendar/{'x' * 43}.ics"
            header = {"Accept-Language": scene.language}
            await see("calendar-gone", await visitor.open(gone, **header))


async def _sell(sandbox: Sandbox, scene: Scene) -> None:
    owner, staff = sandbox.guild.owner, sandbox.staff
    name, text = PLANS[scene.language]
    patron = sandbox.guild.create_role("Patron")
    options: dict[str, Any] = {"currency": "EUR", "description": text, "role": sandbox.pro}
    options |= {"amount": "9.00", "interval": "month", "channels": sandbox.questions.mention}
    rights = Permission(sandbox.guild.bot_role.permissions) | Permission.MANAGE_CHANNELS
    sandbox.guild.edit_role(sandbox.guild.bot_role, permissions=rights)
    await owner.slash("plan add", in_=staff, name=name, **options)
    price: dict[str, Any] = {"plan": name, "amount": "90.00", "interval": "year"}
    await owner.slash("plan price add", in_=staff, currency="EUR", **price)
    options = {"currency": "EUR", "role": patron, "trial_days": 14, "amount": "300"}
    await owner.slash("plan add", in_=staff, name="Patron", interval="year", **options)


async def _walk(sandbox: Sandbox, visitor: Visitor, see: Any, path: str, language: str) -> None:  # noqa: ANN401 a closure
    """Sign in, pay, and come in; each page on the way."""
    lea = sandbox.guild.outsider("lea")
    begun = await visitor.send((await visitor.open(path)).forms[0])
    await see("declined", await visitor.open(await visitor.agree(begun.location, None)))
    begun = await visitor.send((await visitor.open(path)).forms[0])
    back = await visitor.agree(begun.location, lea)
    stripe_page = await visitor.open(back)
    await see("used", await visitor.open(back))
    await see("waiting", await visitor.open(f"/entering?lang={language}"))
    await see("left", await visitor.open(f"/entering?lang={language}&cancelled=1"))
    await pay(sandbox, stripe_page)
    await see("inside", await _reached(visitor, INSIDE, language))


async def _reached(visitor: Visitor, texts: Mapping[str, str], language: str) -> Page:
    """Reload the page after paying until it shows a text."""

    async def shown() -> Page | None:
        page = await visitor.open(f"/entering?lang={language}")
        return page if texts[language] in page.text else None

    return await eventually(shown, f"the page never showed {texts[language]!r}")
