"""Test that the demo succeeds, and fails when something is broken."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.demo.context import scene_of
from bot.demo.environment import DemoEnvironment, running_environment
from bot.demo.log_file import ErrorCounter
from bot.demo.run import DONE, FAILED, perform
from bot.demo.screen import Screen
from bot.demo.script import open_demo
from bot.i18n import Translations
from bot.simulator.discord import Permission
from tests.e2e.bot_process import BotProcess, spawn, spawn_fresh

SECONDS = 60  # what the demo may take
STEPS = 11


@pytest.mark.parametrize(("language", "start"), [("en", spawn_fresh), ("zh-CN", spawn)])
async def test_the_demo_tells_its_story_and_leaves_nothing_else(
    language: str, start: Callable[..., Awaitable[BotProcess]], tmp_path: Path
) -> None:
    # A live bot's settings lie about; the demo must not touch what they name.
    live = "postgresql+asyncpg://lyceum@192.0.2.1/live"
    (tmp_path / ".env").write_text("DISCORD_TOKEN=live\nSTRIPE_API_KEY=sk_live_1\n")
    environment = {"BOT__DATABASE__URL": live, "PYTHONIOENCODING": "utf-8"}
    words = ("demo", "--locale", language)
    process = await start(*words, folder=tmp_path, environment=environment, port=0)
    try:
        ended = await process.wait(SECONDS)
    finally:
        await process.end()

    out = ended.out
    assert (ended.code, ended.err) == (DONE, ""), out
    translate = Translations.load().translator(language)
    assert out.rstrip().endswith(translate("demo-done"))
    assert re.findall(r"^ ?(\d+)  \S", out, re.MULTILINE) == [str(n) for n in range(1, STEPS + 1)]
    assert {"en": "/me digest state:on", "zh-CN": "/我 精选 状态:开启"}[language] in out
    assert "\x1b" not in out  # no colours where nobody can see them
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")}
    ours = ("data/var/demo/", "process-0")  # what it printed is in the latter
    assert {name for name in files if not name.startswith(ours)} == {
        ".env",
        "data",
        "data/var",
        "data/var/demo",
    }


async def test_the_demo_fails_when_no_webhook_arrives(tmp_path: Path) -> None:
    def lose_webhooks(stage: DemoEnvironment) -> None:
        stage.stripe.webhooks.drop(first=None)

    code, output = await _sabotaged(tmp_path, lose_webhooks, patience=4)

    translate = Translations.load().translator("en")
    assert code == FAILED
    assert f"✘ {translate('demo-check-role', name='Lena', role='Pro')}" in output
    assert translate("demo-expected", what=translate("demo-in-time")) in output
    assert translate("demo-done") not in output


async def test_the_demo_fails_when_a_hidden_post_gets_out(tmp_path: Path) -> None:
    def make_channel_public(stage: DemoEnvironment) -> None:
        guild = stage.server.guild
        channel = stage.server.channels["backstage"]
        channel.overwrite(guild.everyone, allow=Permission.VIEW_CHANNEL)

    code, output = await _sabotaged(tmp_path, make_channel_public, patience=10)

    title = "Plan for the async Python week"
    assert code == FAILED
    assert "✘ Hidden #staff-notes has a matching post" in output
    assert title in output.partition("found: ")[2]  # what came instead of nothing


async def _sabotaged(
    folder: Path, sabotage: Callable[[DemoEnvironment], None], *, patience: float
) -> tuple[int, str]:
    """Run the demo in a manipulated environment; return the exit code and the output."""
    output = StringIO()
    screen = Screen(Console(file=output, width=100), Translations.load().translator("en"))
    async with running_environment(folder, "en") as stage:
        scene = scene_of(stage, screen)
        await open_demo(scene)
        sabotage(stage)
        code = await perform(replace(scene, patience=patience), ErrorCounter())
    return code, output.getvalue()
