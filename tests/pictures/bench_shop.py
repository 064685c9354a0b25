"""Pictures of the shop, a purchase, the library and a refund, in both languages and two widths.

    PICTURES=folder pytest -m bench -n 0 tests/pictures/bench_shop.py

writes a page for each width, and a picture of it where Chromium is installed.
"""

from copy import copy
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.simulator.discord import Message, Person, buttons_of, text_of
from data import contents
from data.contents import NewContent
from data.engine import open_database
from tests.e2e.conftest import no_settings_of_ours, sandbox
from tests.e2e.payments.test_purchase import pay
from tests.e2e.sandbox import KEY, KEY_PERMISSIONS, Sandbox
from tests.pictures.bench_pictures import write
from tests.pictures.page import Page, Shown
from tests.pictures.scenes import Scene, scenes

__all__ = ["no_settings_of_ours", "sandbox"]

pytestmark = pytest.mark.bench

WIDTHS = {"wide": 620, "phone": 390}
HEIGHT = 4_200  # of a picture, in pixels
# Title, kind, topic and summary of what is sold, then the bundle's name and a reason to return.
SOLD = {
    "en": (
        (
            "Lifetimes explained",
            "session",
            "Rust",
            "What the borrow checker refuses, and why.",
        ),
        (
            "Async in practice",
            "session",
            "Async",
            "Two hours of questions about tasks.",
        ),
        ("Both evenings", "I knew most of it already."),
    ),
    "zh-CN": (
        ("生命周期详解", "session", "Rust", "借用检查器为什么拒绝你的代码，以及如何修改。"),  # noqa: RUF001
        ("异步实战", "session", "异步", "两小时答疑：任务、固定与取消。"),  # noqa: RUF001
        ("两晚合集", "大部分内容我已经会了。"),
    ),
}


@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.language)
async def test_pictures_of_the_shop(sandbox: Sandbox, scene: Scene, tmp_path: Path) -> None:
    sandbox.stripe.keys.restrict(KEY, KEY_PERMISSIONS | {"charge_write"})
    guild, owner = sandbox.guild, sandbox.guild.owner
    guild.edit(name=scene.guild)
    shop = guild.create_text_channel("shop")
    member = guild.join("mei", locale=scene.locale)
    owner.user.locale = scene.locale
    speaking = {"language": scene.language, "api_base": sandbox.discord.api_base}
    async with sandbox.app(discord=speaking, library={"shop_channel": "shop"}):
        await guild.wait_for_command("catalogue")
        shown = await _offered(sandbox, owner, scene.language)
        await shop.wait_for_message(lambda message: bool(text_of(message)))
        shown["card"] = shop.messages[0]
        shown |= await _bought(sandbox, member, scene.language)
        asked = sandbox.staff.messages[-1]
        case = await owner.click(asked, _buttons(asked)[0])
        shown |= {"a request": asked, "catalogue refunds": copy(case.message)}
        await owner.click(case, _buttons(case.message)[0])
        shown["refunded"] = case.message
    names = {one.id: one.name for one in (sandbox.general, sandbox.staff, shop, member, owner)}
    for width, pixels in WIDTHS.items():
        title = f"shop-{scene.language}-{width}"
        page = Page(scene.language, names, datetime.now(UTC), pixels)
        drawn = page.draw(title, [Shown(name, message) for name, message in shown.items()])
        await write(drawn, title, tmp_path, HEIGHT)


async def _offered(sandbox: Sandbox, owner: Person, language: str) -> dict[str, Message]:
    """Publish and price two contents and a bundle; return what staff see."""
    first, second, (bundle, _) = SOLD[language]
    shown: dict[str, Message] = {}
    for number, (title, kind, topic, summary) in enumerate((first, second), start=1):
        made = await owner.slash(
            "catalogue add",
            in_=sandbox.staff,
            kind=kind,
            title=title,
            topic=topic,
            summary=summary,
        )
        shown.setdefault("catalogue add", copy(made.message))
        await owner.click(made, f"lyceum:content:publish:{number}")
        priced = await owner.slash(
            "catalogue price", in_=sandbox.staff, content=str(number), amount="9.00", currency="EUR"
        )
        shown.setdefault("catalogue price", priced.message)
    added = await owner.slash(
        "catalogue bundle",
        in_=sandbox.staff,
        name=bundle,
        contents=f"{first[0]}, {second[0]}",
        amount="15.00",
        currency="EUR",
    )
    shown["catalogue bundle"] = added.message
    await _preview(sandbox, language)
    return shown


async def _preview(sandbox: Sandbox, language: str) -> None:
    """Open a part of the first content to everyone."""
    database = open_database(sandbox.database_url)
    async with database.write() as connection:
        new = NewContent(
            sandbox.guild.id, "lesson", SOLD[language][0][0], 1, course_id=1, preview=True
        )
        made = await contents.add(connection, new, datetime.now(UTC))
        await contents.publish(connection, made.id, datetime.now(UTC))
    await database.close()


async def _bought(sandbox: Sandbox, member: Person, language: str) -> dict[str, Message]:
    """Let a member browse, buy, open and ask for a refund; return what they see."""
    title, reason = SOLD[language][1][0], SOLD[language][2][1]
    shop = await member.slash("shop", in_=sandbox.general)
    details = await member.click(shop, f"lyceum:product:{sandbox.guild.id}:1")
    order = await member.slash("buy", in_=sandbox.general, product=title)
    ordered = copy(order.message)
    await pay(sandbox, order)
    await order.wait_until(lambda answer: "lyceum:open" in str(answer.components))
    bought = copy(order.message)
    after = await member.slash("shop", in_=sandbox.general)
    library = await member.slash("library search", in_=sandbox.general)
    asked = await member.slash("library refund", in_=sandbox.general, product=title, reason=reason)
    await sandbox.staff.wait_for_message(
        lambda message: any("refund" in each for each in _buttons(message))
    )
    return {
        "shop": shop.message,
        "details": details.message,
        "buy": ordered,
        "bought": bought,
        "shop, with what is owned": after.message,
        "library search": library.message,
        "library refund": asked.message,
    }


def _buttons(message: Message) -> list[str]:
    return [button.custom_id for button in buttons_of(message) if button.custom_id]
