"""Pictures of licences, as buyers and staff see them, in both languages and two widths.

    PICTURES=folder pytest -m bench -n 0 tests/pictures/bench_licences.py

writes a page for each width, and a picture of it where Chromium is installed.
"""

from copy import copy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.simulator.discord import HandedFile, Message, Person
from tests.e2e.conftest import no_settings_of_ours, sandbox
from tests.e2e.licences.test_licences import key_in
from tests.e2e.payments.test_purchase import pay
from tests.e2e.sandbox import Sandbox
from tests.pictures.page import Page, Shown
from tests.pictures.scenes import Scene, scenes
from tests.pictures.tour import picture

__all__ = ["no_settings_of_ours", "sandbox"]

pytestmark = pytest.mark.bench

WIDTHS = {"wide": 620, "phone": 390}
HEIGHT = 3_000  # of a picture, in pixels
# The tool, its summary, its notes, and two devices.
TOOL = {
    "en": ("Borrow linter", "Finds lifetimes you can leave out.", "Twice as fast.", "laptop", "ci"),
    "zh-CN": ("借用检查助手", "找出可以省略的生命周期。", "速度提高一倍。", "笔记本", "构建机"),
}
KEYS = b"key,devices,ends\nshort,,\n38B1460A-5104-4067,0,\n9F2C-AAAA-BBBB-0001,,soon\n"


@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.language)
async def test_pictures_of_licences(sandbox: Sandbox, scene: Scene, tmp_path: Path) -> None:
    guild, owner, staff = sandbox.guild, sandbox.guild.owner, sandbox.staff
    guild.edit(name=scene.guild)
    member = guild.join("mei", locale=scene.locale)
    owner.user.locale = scene.locale
    speaking = {"language": scene.language, "api_base": sandbox.discord.api_base}
    async with sandbox.app(discord=speaking):
        await guild.wait_for_command("licence")
        await _sell(sandbox, owner, scene.language)
        shown = await _bought(sandbox, member, scene.language)
        card = await owner.slash("licence show", in_=staff, member=member, tool="1")
        shown["licence show"] = copy(card.message)
        await owner.click(card, "lyceum:licence:revoke:1")
        shown["revoked"] = copy(card.message)
        shown["licences, revoked"] = (await member.slash("licences", in_=sandbox.general)).message
        question = await owner.click(card, "lyceum:licence:replace:1")
        shown["a new key"] = question.message
        faulty = HandedFile("keys.csv", KEYS, "text/csv")
        refused = await owner.slash("licence import", in_=staff, tool="1", file=faulty)
        shown["licence import"] = refused.message
        shown["staff audit"] = (await owner.slash("staff audit", in_=staff)).message
    names = {one.id: one.name for one in (sandbox.general, staff, member, owner)}
    for width, pixels in WIDTHS.items():
        title = f"licences-{scene.language}-{width}"
        page = Page(scene.language, names, datetime.now(UTC), pixels)
        drawn = page.draw(title, [Shown(name, message) for name, message in shown.items()])
        await picture(drawn, title, tmp_path, height=HEIGHT)


async def _sell(sandbox: Sandbox, owner: Person, language: str) -> None:
    title, summary, notes, *_ = TOOL[language]
    given: dict[str, Any] = {"kind": "tool", "title": title, "summary": summary}
    made = await owner.slash("catalogue add", in_=sandbox.staff, **given)
    file = HandedFile("linter.bin", b"tool", "application/octet-stream")
    await owner.slash("files add", in_=sandbox.staff, content="1", file=file, notes=notes)
    price: dict[str, Any] = {"content": "1", "amount": "9.00", "currency": "EUR"}
    await owner.slash("catalogue price", in_=sandbox.staff, **price)
    await owner.click(made, "lyceum:content:publish:1")


async def _bought(sandbox: Sandbox, member: Person, language: str) -> dict[str, Message]:
    """Let a member buy the tool and use it on two devices; return what they see."""
    title, _, _, *devices = TOOL[language]
    order = await member.slash("buy", in_=sandbox.general, product=title)
    await pay(sandbox, order)
    await order.wait_until(lambda answer: "lyceum:open" in str(answer.components))
    opened = await member.slash("library open", in_=sandbox.general, content="1")
    guild_id = sandbox.guild.id
    shown = await member.click(opened, f"lyceum:licence-key:{guild_id}:1")
    async with aiohttp.ClientSession(sandbox.public_url) as http:
        for device in devices:
            body = {"key": key_in(shown.text), "device": device}
            async with http.post("/licence/activate", json=body) as response:
                assert (await response.json())["valid"]
    after = await member.slash("licences", in_=sandbox.general)
    following = await member.click(opened, f"lyceum:versions:on:{guild_id}")
    return {
        "library open": opened.message,
        "licence key": shown.message,
        "licences": after.message,
        "new versions": following.message,
    }
