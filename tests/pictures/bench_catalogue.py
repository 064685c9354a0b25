"""Pictures of the catalogue, from a draft to the library, files and pages of the web.

    PICTURES=folder pytest -m bench -n 0 tests/pictures/bench_catalogue.py

writes a page for each width, and a picture of it where Chromium is installed.
"""

from io import BytesIO
from pathlib import Path

import aiohttp
import pytest
from PIL import Image, ImageDraw

from bot.simulator.discord import HandedFile, Permission, Person
from tests.e2e.conftest import no_settings_of_ours, sandbox
from tests.e2e.payments.test_purchase import pay
from tests.e2e.polling import eventually
from tests.e2e.sandbox import KEY, KEY_PERMISSIONS, PERMISSIONS, Sandbox
from tests.pictures.bench_learning import button, publish
from tests.pictures.scenes import Scene, scenes
from tests.pictures.tour import Tour, web_picture

__all__ = ["no_settings_of_ours", "sandbox"]

pytestmark = pytest.mark.bench


def cover(words: str, colour: str) -> HandedFile:
    """Return a picture with some words."""
    out = BytesIO()
    picture = Image.new("RGB", (1_000, 500), colour)
    ImageDraw.Draw(picture).text((60, 200), words, fill="white", font_size=90)
    picture.save(out, "PNG")
    return HandedFile("cover.png", out.getvalue(), "image/png")


@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.language)
async def test_pictures_of_the_catalogue(sandbox: Sandbox, scene: Scene, tmp_path: Path) -> None:
    sandbox.stripe.keys.restrict(KEY, KEY_PERMISSIONS | {"charge_write"})
    guild, owner = sandbox.guild, sandbox.guild.owner
    guild.edit(name=scene.guild)
    rights = PERMISSIONS | Permission.MANAGE_CHANNELS | Permission.ATTACH_FILES
    guild.edit_role(guild.bot_role, permissions=rights)
    shop = guild.create_forum("shop")
    mei = guild.join("mei", locale=scene.locale)
    owner.user.locale = scene.locale
    tour = Tour(sandbox, scene.language, tmp_path)
    essays = tmp_path / "essays"
    essays.mkdir()
    text = tour.words["essay"] + "\n\n".join(tour.words["paragraph"] * 4 for _ in range(24))
    (essays / "pin.md").write_text(text, encoding="utf-8")
    (essays / "cover.png").write_bytes(cover("Pin<P>", "#5b3a8e").content)
    speaking = {"language": scene.language, "api_base": sandbox.discord.api_base}
    async with sandbox.app(discord=speaking, library={"shop_channel": "shop"}) as app:
        await guild.wait_for_command("catalogue")
        await _staff(tour, owner)
        await publish(sandbox, app, essays)
        await owner.slash("catalogue list", in_=sandbox.staff)
        await eventually(lambda: len(shop.threads) >= 3, "no cards")
        tour.see("/catalogue list", await owner.slash("catalogue list", in_=sandbox.staff))
        await tour.draw("staff")
        for thread in shop.threads:
            tour.see(f"card: {thread.name}", thread.starter)
        await _member(tour, mei)
        await tour.draw("member")
        await _reading(tour, mei, "3")
        await tour.draw("reading")
        await _files(tour, mei, owner)
        await _refund(tour, mei, owner)
        await tour.draw("files")
        for preset in ("course", "blog", "tools"):
            dry = await owner.slash("staff setup", in_=sandbox.staff, preset=preset)
            tour.see(f"preset {preset}", dry)
        guild.edit_role(guild.bot_role, permissions=PERMISSIONS)
        dry = await owner.slash("staff setup", in_=sandbox.staff, preset="course")
        tour.see("preset course, permissions lack", dry)
        guild.edit_role(guild.bot_role, permissions=rights)
        built = await owner.click(dry, button(dry, ":show"))
        built = await owner.click(built, button(built, ":build"))
        tour.see("built", built)
        await tour.draw("presets")


async def _staff(tour: Tour, owner: Person) -> None:
    staff = tour.sandbox.staff
    tool, sheet = tour.words["tool"], tour.words["file"]
    made = await owner.slash(
        "catalogue add",
        in_=staff,
        kind="tool",
        title=tool[0],
        topic=tool[1],
        summary=tool[2],
        cover=cover("warning: 3", "#2f6347"),
        cover_text=tour.words["cover"],
    )
    tour.see("/catalogue add tool", made)
    for form in ("edit", "cover", "price"):
        tour.see(f"form {form}", await owner.click(made, f"lyceum:content:{form}:1"))
    tour.see("Publish, too early", await owner.click(made, "lyceum:content:publish:1"))
    file = HandedFile("linter.zip", b"PK\x05\x06" + b"\0" * 18, "application/zip")
    tour.see("/files add", await owner.slash("files add", in_=staff, content="1", file=file))
    priced = await owner.slash(
        "catalogue price", in_=staff, content="1", amount="19.00", currency="EUR"
    )
    tour.see("/catalogue price", priced)
    published = await owner.click(priced, "lyceum:content:publish:1")
    tour.see("published", published)
    await owner.slash(
        "catalogue add",
        in_=staff,
        kind="file",
        title=sheet[0],
        topic=sheet[1],
        summary=sheet[2],
        file=HandedFile("cargo.pdf", b"%PDF-1.4 x", "application/pdf"),
    )
    await owner.slash(
        "plan add",
        in_=staff,
        name="Pro",
        role=tour.sandbox.pro,
        amount="9.00",
        currency="EUR",
        interval="month",
    )
    priced = await owner.slash(
        "catalogue price", in_=staff, content="2", amount="3.00", currency="EUR"
    )
    await owner.click(priced, "lyceum:content:publish:2")
    tour.see(
        "/catalogue include",
        await owner.slash("catalogue include", in_=staff, content="2", plan="Pro"),
    )
    both = f"{tool[0]}, {sheet[0]}"
    tour.see(
        "/catalogue bundle",
        await owner.slash(
            "catalogue bundle",
            in_=staff,
            name=tour.words["bundle"],
            contents=both,
            amount="20.00",
            currency="EUR",
        ),
    )
    tour.see("/catalogue refunds", await owner.slash("catalogue refunds", in_=staff))
    tour.see(
        "/catalogue bundle, unknown",
        await owner.slash(
            "catalogue bundle",
            in_=staff,
            name="x",
            contents="nothing",
            amount="20.00",
            currency="EUR",
        ),
    )


async def _member(tour: Tour, mei: Person) -> None:
    here = tour.sandbox.general
    tour.see("/library search, empty", await mei.slash("library search", in_=here))
    shop = await mei.slash("shop", in_=here)
    tour.see("/shop", shop)
    for offer in [b.custom_id for b in shop.buttons if "lyceum:product" in str(b.custom_id)]:
        tour.see("Details", await mei.click(shop, offer or ""))
    tour.see("/shop kind: course", await mei.slash("shop", in_=here, kind="course"))
    order = await mei.slash("buy", in_=here, product=tour.words["tool"][0])
    tour.see("/buy", order)
    await pay(tour.sandbox, order)
    await order.wait_until(lambda answer: "lyceum:open" in str(answer.components))
    tour.see("paid", order)
    tour.see("/buy again", await mei.slash("buy", in_=here, product=tour.words["tool"][0]))
    opened = await mei.click(order, button(order, "lyceum:open"))
    tour.see("Open", opened)
    tour.see("/library open, not owned", await mei.slash("library open", in_=here, content="2"))
    title = next(line for line in tour.words["essay"].split("\n") if line.startswith("title"))[7:]
    second = await mei.slash("buy", in_=here, product=title)
    await pay(tour.sandbox, second)
    await second.wait_until(lambda answer: "lyceum:open" in str(answer.components))
    tour.see("/library search", await mei.slash("library search", in_=here))
    tour.see("/library search text", await mei.slash("library search", in_=here, text="zzz"))
    tour.see("/shop with what is owned", await mei.slash("shop", in_=here))


async def _reading(tour: Tour, mei: Person, content: str) -> None:
    page = await mei.slash("library open", in_=tour.sandbox.general, content=content)
    for _ in range(3):
        tour.see("article", page)
        on = [
            b.custom_id
            for b in page.buttons
            if "lyceum:read:next" in str(b.custom_id) or "lyceum:read:page" in str(b.custom_id)
        ]
        reads = [b for b in page.buttons if "lyceum:read" in str(b.custom_id)]
        if not reads:
            break
        page = await mei.click(page, (on or [reads[-1].custom_id])[-1] or "")
    tour.see("article", page)


async def _files(tour: Tour, mei: Person, owner: Person) -> None:
    here, staff, world = tour.sandbox.general, tour.sandbox.staff, tour.sandbox.discord.world
    opened = await mei.slash("library open", in_=here, content="1")
    got = await mei.click(opened, button(opened, "lyceum:file"))
    tour.see("file", got)
    asked = await owner.slash("files add", in_=staff, content="1", notes=tour.words["notes"])
    tour.see("/files add, larger", asked)
    upload = next(each.url for each in asked.buttons if each.url) or ""
    headers = {"Accept-Language": tour.language}
    async with aiohttp.ClientSession(headers=headers) as http:
        await _web(tour, http, upload, "upload")
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("file", BytesIO(bytes(3_000_000)), filename="linter 2.bin")
        async with http.post(upload, data=form) as answer:
            await web_picture(await answer.text(), f"web-uploaded-{tour.language}", tour.folder)
        await _web(tour, http, upload, "upload-used")
        world.attachments.limit, before = 1_000_000, world.attachments.limit
        linked = await mei.slash("library get", in_=here, content="1")
        world.attachments.limit = before
        tour.see("/library get, by link", linked)
        link = next(each.url for each in linked.buttons if each.url) or ""
        await _web(tour, http, link[:-1] + ("A" if link[-1] != "A" else "B"), "link-wrong")
        await owner.slash("files withdraw", in_=staff, file="3")
        await _web(tour, http, link, "link-gone")
        await owner.slash("files offer", in_=staff, file="3")
        tour.see("/files list", await owner.slash("files list", in_=staff, content="1"))
    key = await mei.slash("licences", in_=here)
    tour.see("/licences", key)
    shown = key.text.split("`")[1]
    async with aiohttp.ClientSession(tour.sandbox.public_url) as http:
        for device in ("laptop", "ci"):
            await http.post("/licence/activate", json={"key": shown, "device": device})
    tour.see("/licences, active", await mei.slash("licences", in_=here))
    tour.see("/licence show", await owner.slash("licence show", in_=staff, member=mei, tool="1"))


async def _web(tour: Tour, http: aiohttp.ClientSession, url: str, name: str) -> None:
    async with http.get(url) as answer:
        await web_picture(await answer.text(), f"web-{name}-{tour.language}", tour.folder)


async def _refund(tour: Tour, mei: Person, owner: Person) -> None:
    sandbox = tour.sandbox
    title, reason = tour.words["tool"][0], tour.words["reason"]
    asked = await mei.slash("library refund", in_=sandbox.general, product=title, reason=reason)
    tour.see("/library refund", asked)
    case = await sandbox.staff.wait_for_message(lambda one: "lyceum:refund" in str(one.components))
    tour.see("staff: request", case)
    shown = await owner.click(case, "lyceum:refund:show:1")
    tour.see("Decide", shown)
    await owner.click(shown, "lyceum:refund:grant:1")
    tour.see("Refund", shown)
    await sandbox.staff.wait_for_message(lambda _: len(sandbox.staff.messages) > 2)
    for message in mei.inbox:
        tour.see("DM", message)
    for message in sandbox.staff.messages[-2:]:
        tour.see("staff", message)
