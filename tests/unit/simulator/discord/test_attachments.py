"""Files that people hand in, and the URLs of files: signed, and only for a while."""

import io
from datetime import UTC, datetime, timedelta

import aiohttp
import discord
import pytest
from discord import ui
from discord.ext import commands

from bot.simulator.discord import DiscordSimulator, HandedFile, ImpossibleError
from tests.spec.discord_bot import found_academy, running


class MovedClock:
    """The machine's time, moved."""

    def __init__(self) -> None:
        self.moved = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.moved


class Form(ui.Modal, title="Files"):
    """Takes up to two files."""

    files: ui.Label[ui.Modal] = ui.Label(
        text="Yours", component=ui.FileUpload(custom_id="files", min_values=1, max_values=2)
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        field = self.files.component
        assert isinstance(field, ui.FileUpload)
        read = [f"{each.filename}={(await each.read()).decode()}" for each in field.values]
        await interaction.response.send_message(" ".join(read))


def with_commands(bot: commands.Bot) -> None:
    """Add a command that takes a file, one that asks for files, and one that sends too much."""

    @bot.tree.command(description="Takes a file")
    async def take(interaction: discord.Interaction, file: discord.Attachment) -> None:
        assert file.ephemeral
        text = f"{file.filename} {file.size} {file.url}"
        await interaction.response.send_message(text, file=await file.to_file(), ephemeral=True)

    @bot.tree.command(description="Asks for files")
    async def form(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Form())

    @bot.tree.command(description="Sends more than the limit")
    async def large(interaction: discord.Interaction) -> None:
        file = discord.File(io.BytesIO(bytes(interaction.filesize_limit + 1)), "large.bin")
        try:
            await interaction.response.send_message(file=file)
        except discord.HTTPException as error:
            await interaction.response.send_message(f"{error.status} {error.code}")


async def status_of(url: str) -> int:
    async with aiohttp.ClientSession() as http, http.get(url) as answer:
        return answer.status


async def test_a_handed_in_file_is_read_by_a_url_that_expires_and_cannot_be_changed() -> None:
    clock = MovedClock()
    async with DiscordSimulator(now=clock) as sim, running(sim, prepare=with_commands):
        alice = found_academy(sim).alice
        reply = await alice.slash("take", file=HandedFile("a.zip", b"12345"))
        name, size, url = reply.text.split()
        assert (name, size) == ("a.zip", "5")
        assert "/ephemeral-attachments/" in url
        [sent] = reply.message.attachments
        assert (await status_of(url), await status_of(str(sent["url"]))) == (200, 200)
        assert await status_of(url.replace("ex=", "ex=7")) == 404
        assert await status_of(url.partition("?")[0]) == 404
        clock.moved = timedelta(hours=1)
        assert (await status_of(url), await status_of(str(sent["url"]))) == (404, 200)
        clock.moved = timedelta(days=2)
        assert await status_of(str(sent["url"])) == 404
        renewed = sim.world.message_json(reply.message)["attachments"][0]["url"]
        assert await status_of(renewed) == 200


async def test_a_form_takes_as_many_files_as_its_field_allows() -> None:
    async with DiscordSimulator() as sim, running(sim, prepare=with_commands):
        alice = found_academy(sim).alice
        asked = await alice.slash("form")
        files = [HandedFile(f"{name}.txt", name.encode()) for name in "abc"]
        done = await alice.submit(asked, {"Yours": files[:2]})
        assert done.text == "a.txt=a b.txt=b"
        for impossible in (files, [], ["a.txt"]):
            asked = await alice.slash("form")
            with pytest.raises(ImpossibleError):
                await alice.submit(asked, {"Yours": impossible})


async def test_files_beyond_the_limit_are_refused_both_ways() -> None:
    async with DiscordSimulator() as sim, running(sim, prepare=with_commands):
        sim.world.attachments.limit = 1000
        alice = found_academy(sim).alice
        with pytest.raises(ImpossibleError):
            await alice.slash("take", file=HandedFile("a.zip", bytes(1001)))
        with pytest.raises(ImpossibleError):
            await alice.slash("take", file="a.zip")
        assert (await alice.slash("large")).text == "413 40005"
