"""Collect what people see on a walk through the product, and draw it at two widths."""

import asyncio
import html
import os
import shutil
import tomllib
from copy import copy, deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from bot.simulator.discord import Message, Reply
from tests.e2e.sandbox import Sandbox
from tests.pictures.page import Page, Shown

CHROMIUM = "--headless --no-sandbox --disable-gpu --no-first-run --hide-scrollbars".split()
# The width of a message, and how many stand beside each other on a picture, by its name.
WIDTHS = {"wide": (620, 2), "phone": (375, 4)}
WORDS = (Path(__file__).parent / "words.toml").read_text(encoding="utf-8")
HEIGHT = 1_500  # of a picture, in pixels


@dataclass
class Tour:
    """What was seen until now, in order."""

    sandbox: Sandbox
    language: str
    folder: Path
    shown: list[Shown] = field(default_factory=list[Shown])
    names: dict[int, str] = field(default_factory=dict[int, str])

    @property
    def words(self) -> dict[str, Any]:
        """What is sold and said, in the language."""
        return tomllib.loads(WORDS)[self.language]

    def see(self, caption: str, what: Reply | Message) -> None:
        """Keep a message or form as it is now, because the bot may edit it."""
        modal = what.modal if isinstance(what, Reply) else None
        if modal is not None:
            self.shown.append(Shown(caption, form=(modal.title, deepcopy(modal.components))))
            return
        message = what.message if isinstance(what, Reply) else what
        kept = deepcopy_of(message)
        self.shown.append(Shown(caption, kept))

    async def draw(self, title: str) -> None:
        """Write pictures of all that was seen since the last ones."""
        guild = self.sandbox.guild
        world = self.sandbox.discord.world
        named = {each.id: each.name for each in world.channels_of(guild.state)}
        named |= {each.id: each.user.name for each in guild.state.members.values()}
        named |= {each.id: each.name for each in guild.state.roles.values()}
        for width, (pixels, columns) in WIDTHS.items():
            page = Page(
                self.language,
                named | self.names,
                datetime.now(UTC),
                pixels,
                fetch=self.fetch,
                columns=columns,
            )
            name = f"{title}-{self.language}-{width}"
            await picture(page.draw(name, self.shown), name, self.folder, pixels * columns)
        self.shown.clear()

    def fetch(self, url: str) -> bytes | None:
        """Return an attachment."""
        split = urlsplit(url)
        query = dict(parse_qsl(split.query))
        return self.sandbox.discord.world.attachments.read(split.path.lstrip("/"), query)


def deepcopy_of(message: Message) -> Message:
    """Return a message with what the bot edits copied."""
    kept = copy(message)
    kept.components, kept.attachments = deepcopy((message.components, message.attachments))
    return kept


def target_of(folder: Path) -> Path:
    """Return where pictures go: the folder that the environment names, or this one."""
    return Path(os.environ.get("PICTURES", folder))


async def picture(
    text: str, name: str, folder: Path, width: int = 660, height: int = HEIGHT
) -> None:
    """Write a page, and a picture of it where Chromium is installed."""
    target = target_of(folder)
    page = target / f"{name}.html"
    await asyncio.to_thread(page.write_text, text, encoding="utf-8")
    browser = shutil.which("chromium")
    if browser is None:
        return
    process = await asyncio.create_subprocess_exec(
        browser,
        *CHROMIUM,
        f"--user-data-dir={folder / 'chromium'}",
        f"--window-size={width},{height}",
        f"--screenshot={target / name}.png",
        page.as_uri(),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert await process.wait() == 0


async def web_picture(text: str, name: str, folder: Path) -> None:
    """Write a page of the web as a phone and a desktop show it, beside each other."""
    # Chromium's window has at least 500 pixels, so a phone's screen is a frame.
    frames = "".join(
        f'<iframe srcdoc="{html.escape(text)}" style="width:{width}px;height:600px;border:0">'
        "</iframe>"
        for width in (375, 900)
    )
    page = f'<!doctype html><meta charset="utf-8"><body style="margin:0;display:flex">{frames}'
    await picture(page, name, folder, 1_300, 600)
