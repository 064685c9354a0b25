"""Test that downtime loses no signals, compared with a bot that was never down."""

import json
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import running_app
from bot.simulator.discord import text_of
from data.engine import open_database
from data.tables import histories
from tests.e2e.bot_process import BotProcess
from tests.e2e.polling import eventually
from tests.e2e.random_talk import Talk
from tests.e2e.sandbox import Sandbox
from tests.e2e.stored_rows import Stored, all_signals
from tests.spec.discord_spec import assert_conforms

ACTIVITY = {
    "content_channels": ["news"],
    "batch_seconds": 0.1,
    # Everybody acts at the speed of the machine, which would all be one burst.
    "burst_reactions": 1000,
    "history_requests": 1000,
}
ENVIRONMENT = {
    f"BOT__ACTIVITY__{name.upper()}": json.dumps(value) for name, value in ACTIVITY.items()
}


@asynccontextmanager
async def object_sync(sandbox: Sandbox, folder: Path, template: Path) -> AsyncGenerator[str]:
    """Run a second Lyceum that is never down, with records of its own; yield where they are."""
    folder.mkdir()
    shutil.copy(template, folder / "lyceum.db")
    url = f"sqlite+aiosqlite:///{folder}/lyceum.db"
    settings = sandbox.settings(activity=ACTIVITY, database={"url": url}, web={"port": 0})
    async with running_app(settings, var=folder):
        await eventually(lambda: is_read(url), "the observer did not read what was there")
        yield url


@asynccontextmanager
async def running(sandbox: Sandbox) -> AsyncGenerator[BotProcess]:
    async with sandbox.starting(**ENVIRONMENT) as process:
        await process.wait_until_ready(60)
        yield process


async def is_read(database_url: str) -> bool:
    database = open_database(database_url)
    async with database.read() as connection:
        read = (await connection.scalars(select(histories.c.guild_id))).all()
    await database.close()
    return bool(read)


async def same(one: str, other: str) -> bool:
    return await all_signals(one) == await all_signals(other)


async def has_read(process: BotProcess) -> None:
    await eventually(lambda: "history.read" in process.err, lambda: process.err, 300)


def described(name: str, acts: Stored, talk: Talk) -> list[str]:
    return [f"{name} {each} {talk.where(each[1], each[3])}" for each in sorted(acts)[:20]]


@pytest.mark.timeout(900)
async def test_a_killed_bot_catches_up_with_one_that_was_never_down(
    sandbox: Sandbox, tmp_path: Path, sqlite_template: Path, pytestconfig: pytest.Config
) -> None:
    acts = int(pytestconfig.getoption("--talk-acts") or 0)
    seed = int(pytestconfig.getoption("--talk-seed") or 0)
    talk = Talk(sandbox, people=25, seed=seed)
    await talk.go_on(acts // 10)  # before either bot came
    async with object_sync(sandbox, tmp_path / "observer", sqlite_template) as never_down:
        async with running(sandbox) as process:
            await has_read(process)
            await talk.go_on(acts * 2 // 10)
            await eventually(
                lambda: same(never_down, sandbox.database_url), "they differ already", 300
            )
            await talk.go_on(acts // 10)
            process.kill()  # in the middle of hearing this
            await process.wait()
        before = await all_signals(sandbox.database_url)
        await talk.go_on(acts * 3 // 10)
        async with running(sandbox) as process:
            process.kill()  # in the middle of catching up
            await process.wait()
        await talk.go_on(acts // 10)
        async with running(sandbox) as process:
            await talk.go_on(acts * 2 // 10)  # while it catches up
            await has_read(process)

            try:
                await eventually(lambda: same(never_down, sandbox.database_url), "they differ", 60)
            except TimeoutError:
                true, caught_up = (
                    await all_signals(never_down),
                    await all_signals(sandbox.database_url),
                )
                words = described("-", true - caught_up, talk) + described(
                    "+", caught_up - true, talk
                )
                pytest.fail("\n".join(words))
            true = await all_signals(never_down)
    print(f"\n{acts} acts: {len(before)} signals at the kill, {len(true)} in the end, all equal")  # noqa: T201
    assert len(true - before) > 0
    assert len(before - true) > 0


async def test_staff_are_told_what_was_missed_and_nothing_else(sandbox: Sandbox) -> None:
    alice = sandbox.guild.join("alice")
    async with sandbox.app():
        await eventually(lambda: is_read(sandbox.database_url), "history was not read")
        post = await alice.post(sandbox.questions, "RecordedEvents", "words")
    assert sandbox.staff.messages == []
    async with sandbox.app():
        await eventually(lambda: sandbox.discord.count("GET", "*/threads/active") > 1, "not read")
    assert sandbox.staff.messages == []  # nothing was missed
    for _ in range(3):
        await sandbox.guild.owner.say(post, "words")
    async with sandbox.app(discord={"language": "zh-CN"}):
        received = await sandbox.staff.wait_for_message(timeout=20)
    assert "记录信号 3 个" in text_of(received)
    assert len(sandbox.staff.messages) == 1
    assert_conforms(sandbox.discord)
