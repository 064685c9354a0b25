"""Pictures of the main answers about money and setup, in both languages and two widths.

    PICTURES=folder pytest -m bench -n 0 tests/pictures/bench_answers.py

writes a page for each surface, and a picture of it where Chromium is installed.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.simulator.discord import Message, Permission, Person, Reply
from tests.e2e.conftest import no_settings_of_ours, sandbox
from tests.e2e.payments.test_purchase import pay
from tests.e2e.sandbox import PERMISSIONS, Sandbox
from tests.pictures.page import Page, Shown
from tests.pictures.scenes import Scene, scenes
from tests.pictures.tour import picture

__all__ = ["no_settings_of_ours", "sandbox"]

pytestmark = pytest.mark.bench

WIDTHS = {"wide": 620, "phone": 390}
HEIGHT = 3_400  # of a picture, in pixels
GROUPS = {
    "members": (
        *("plan panel", "plans", "subscribe", "subscribe with trial", "welcome"),
        *("membership status", "membership value", "help"),
    ),
    "plans": ("plan add", "plan list", "grants list", "grants explain", "staff audit"),
    "staff": ("staff setup", "staff doctor", "staff settings", "help of staff"),
}
WORDS = {
    "en": ("Pro", "All courses, questions answered within a day", r"Say hello!\nRead the rules."),
    "zh-CN": ("进阶会员", "全部课程，一天内回答提问", r"先打个招呼吧！\n再读一读规则。"),  # noqa: RUF001
}


@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.language)
async def test_pictures_of_answers(sandbox: Sandbox, scene: Scene, tmp_path: Path) -> None:
    sandbox.guild.edit(name=scene.guild)
    rights = PERMISSIONS | Permission.MANAGE_CHANNELS
    sandbox.guild.edit_role(sandbox.guild.bot_role, permissions=rights)
    owner, member = sandbox.guild.owner, sandbox.guild.join("mei", locale=scene.locale)
    owner.user.locale = scene.locale
    speaking = {"language": scene.language, "api_base": sandbox.discord.api_base}
    async with sandbox.app(discord=speaking):
        await sandbox.guild.wait_for_command("plan")
        shown = await _sold(sandbox, owner, scene.language)
        shown |= await _bought(sandbox, member, WORDS[scene.language][0])
        for command in ("plan list", "grants list", "staff doctor", "staff setup", "staff audit"):
            shown[command] = (await owner.slash(command, in_=sandbox.staff)).message
        reply = await owner.slash("grants explain", in_=sandbox.staff, member=member)
        shown["grants explain"] = reply.message
        shown["staff settings"] = (await owner.slash("staff settings", in_=sandbox.staff)).message
        shown["help"] = (await member.slash("help")).message
        shown["help of staff"] = (await owner.slash("help")).message
    names = _names(sandbox, member)
    for width, pixels in WIDTHS.items():
        page = Page(scene.language, names, datetime.now(UTC), pixels)
        for group, names_of_group in GROUPS.items():
            title = f"answers-{group}-{scene.language}-{width}"
            drawn = page.draw(title, [Shown(f"/{name}", shown[name]) for name in names_of_group])
            await picture(drawn, title, tmp_path, height=HEIGHT)


async def _sold(sandbox: Sandbox, owner: Person, language: str) -> dict[str, Message]:
    """Put two plans on sale, and return what staff and visitors see of them."""
    name, description, welcome = WORDS[language]
    added = await owner.slash(
        "plan add",
        in_=sandbox.staff,
        name=name,
        description=description,
        role=sandbox.pro,
        amount="9.00",
        currency="EUR",
        interval="month",
        channels=sandbox.questions.mention,
    )
    await owner.slash(
        "plan add",
        in_=sandbox.staff,
        name="Patron",
        role=sandbox.guild.create_role("Patron"),
        amount="90.00",
        currency="EUR",
        interval="year",
        trial_days=14,
    )
    await owner.slash("plan edit", in_=sandbox.staff, plan=name, welcome=welcome)
    await owner.slash("plan panel", in_=sandbox.staff, channel=sandbox.general)
    (panel,) = sandbox.general.messages
    return {"plan add": added.message, "plan panel": panel}


async def _bought(sandbox: Sandbox, member: Person, plan: str) -> dict[str, Message]:
    """Let a member buy a plan, and return what they see before and after."""
    plans = await member.slash("plans", in_=sandbox.general)
    trial = await member.slash("subscribe", in_=sandbox.general, plan="Patron")
    order = await _ordered(sandbox, member, plan)
    ordered = _copy(order.message)
    await pay(sandbox, order)
    await sandbox.guild.wait_for_role(member, sandbox.pro)
    await order.wait_until(lambda answer: len(answer.buttons) > 1)
    status = await member.slash("membership status", in_=sandbox.general)
    value = await member.slash("membership value", in_=sandbox.general)
    return {
        "plans": plans.message,
        "subscribe with trial": trial.message,
        "subscribe": ordered,
        "welcome": order.message,
        "membership status": status.message,
        "membership value": value.message,
    }


async def _ordered(sandbox: Sandbox, member: Person, plan: str) -> Reply:
    return await member.slash("subscribe", in_=sandbox.general, plan=plan, seats=3)


def _copy(message: Message) -> Message:
    """Return a message as it is now, because the bot will edit it."""
    from copy import copy  # noqa: PLC0415 used here alone

    return copy(message)


def _names(sandbox: Sandbox, member: Person) -> Mapping[int, str]:
    guild = sandbox.guild
    channels = (sandbox.general, sandbox.staff, sandbox.questions)
    named = {one.id: one.name for one in (*channels, member, guild.owner)}
    return named | {role.id: role.name for role in guild.state.roles.values()}
