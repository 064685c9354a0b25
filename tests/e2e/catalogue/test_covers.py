"""Test covers and files that staff hand in by commands and forms, with the real client."""

from io import BytesIO

import aiohttp
from PIL import Image

from bot.simulator.discord import HandedFile, Reply
from bot.simulator.discord.state.records import Message
from tests.e2e.polling import eventually
from tests.e2e.sandbox import Sandbox
from tests.spec.discord_spec import assert_conforms


def png(colour: str) -> HandedFile:
    out = BytesIO()
    Image.new("RGB", (1_000, 500), colour).save(out, "PNG")
    return HandedFile("photo.png", out.getvalue(), "image/png")


async def sent(message: Message) -> list[tuple[tuple[int, int], str]]:
    """Return the size and the description of each picture that a message carries."""
    found: list[tuple[tuple[int, int], str]] = []
    async with aiohttp.ClientSession() as http:
        for each in message.attachments:
            async with http.get(str(each["url"])) as answer:
                size = Image.open(BytesIO(await answer.read())).size
            found.append((size, str(each.get("description", ""))))
    return found


def alts(reply: Reply) -> str:
    return str(reply.message.components)


async def test_a_cover_is_shown_in_the_shop_and_on_the_card(sandbox: Sandbox) -> None:
    guild, owner, general = sandbox.guild, sandbox.guild.owner, sandbox.general
    shop = guild.create_forum("shop")
    async with sandbox.app(library={"shop_channel": "shop"}):
        await guild.wait_for_command("catalogue")
        made = await owner.slash(
            "catalogue add",
            in_=sandbox.staff,
            kind="tool",
            title="Linter",
            file=HandedFile("linter.zip", b"PK bytes"),
            cover=png("red"),
            cover_text="A red box",
        )
        assert "linter.zip" in made.text
        assert await sent(made.message) == [((800, 400), "A red box")]
        form = await owner.click(made, "Set the price")
        priced = await owner.submit(
            form, {"Amount": "9.00", "Currency": "EUR", "How often it's paid": "once"}
        )
        await owner.click(priced, "Publish")
        await eventually(lambda: shop.threads, "no card")
        card = shop.threads[0].starter
        assert await sent(card) == [((800, 400), "A red box")]
        listed = await guild.join("alice").slash("shop", in_=general)
        assert await sent(listed.message) == [((800, 400), "A red box")]
        assert "A red box" in alts(listed)

        form = await owner.click(priced, "Cover")
        wrong = await owner.submit(form, {"Picture": HandedFile("photo.png", b"<svg/>")})
        assert "The cover stays" in wrong.text
        before = card.attachments
        form = await owner.click(priced, "Cover")
        await owner.submit(form, {"What it shows, for people who can't see it": "A box"})
        await eventually(lambda: card.attachments != before, "the card was not edited")
        form = await owner.click(priced, "Edit texts")
        edited = await owner.submit(
            form, {"A further version of the file (optional)": HandedFile("linter2.zip", b"PK 2")}
        )
        assert "version 2" in edited.text
        form = await owner.click(priced, "Cover")
        bare = await owner.submit(form, {"What it shows, for people who can't see it": ""})
        assert bare.message.attachments == []
        await eventually(lambda: not card.attachments, "the card still has its cover")
    assert_conforms(sandbox.discord)
