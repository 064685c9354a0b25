"""Downtime leaves no holes: a bot that was killed in the middle of a talk, beside one that wasn't."""

import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.simulator.discord.world.snowflake import snowflake_time
from tests.e2e.process import BotProcess
from tests.e2e.records import Stored, all_signals
from tests.e2e.talk import Talk
from tests.e2e.town import Town, free_port
from tests.e2e.waiting import eventually

SETTINGS = {
    "BOT__ACTIVITY__CONTENT_CHANNELS": '["news"]',
    "BOT__ACTIVITY__BATCH_SECONDS": "0.1",
    # Everybody acts at the speed of the machine, which would all be one burst.
    "BOT__ACTIVITY__BURST_REACTIONS": "1000",
    "BOT__ACTIVITY__HISTORY_REQUESTS": "1000",
}


@asynccontextmanager
async def observer(town: Town, folder: Path, template: Path) -> AsyncGenerator[str]:
    """Run a second Lyceum that is never down, with records of its own; yield where they are."""
    folder.mkdir()
    shutil.copy(template, folder / "lyceum.db")
    url = f"sqlite+aiosqlite:///{folder}/lyceum.db"
    port = str(free_port())
    changes = {"BOT__DATABASE__URL": url, "BOT__WEB__PORT": port}
    async with town.elsewhere(folder, int(port), **SETTINGS, **changes) as process:
        await has_read(process)
        yield url


async def has_read(process: BotProcess) -> None:
    await eventually(lambda: "history.read" in process.err, lambda: process.err, 120)


@pytest.mark.timeout(900)
async def test_a_killed_bot_catches_up_with_one_that_was_never_down(
    town: Town, tmp_path: Path, sqlite_template: Path, pytestconfig: pytest.Config
) -> None:
    acts: int = pytestconfig.getoption("--talk-acts")
    seed: int = pytestconfig.getoption("--talk-seed")
    talk = Talk(town, people=25, seed=seed)
    await talk.go_on(acts // 10)  # before either bot came
    async with observer(town, tmp_path / "observer", sqlite_template) as never_down:
        async with town.process(**SETTINGS) as process:
            await has_read(process)
            await talk.go_on(acts * 3 // 10)
            process.kill()
            await process.wait()
        before = await all_signals(town.database_url)
        await talk.go_on(acts * 3 // 10)
        async with town.process(**SETTINGS) as process:
            process.kill()  # in the middle of catching up
            await process.wait()
        await talk.go_on(acts // 10)
        async with town.process(**SETTINGS) as process:
            await talk.go_on(acts * 2 // 10)  # while it catches up
            await has_read(process)

            async def differences() -> tuple[Stored, Stored]:
                true, caught_up = (
                    await all_signals(never_down),
                    await all_signals(town.database_url),
                )
                return true - caught_up, caught_up - true

            async def equal() -> bool:
                return await differences() == (set(), set())

            missing = "they differ"
            try:
                await eventually(equal, missing, 20)
            except TimeoutError:
                lacking, surplus = await differences()
                words = "\n".join(
                    f"{name} {one} written {snowflake_time(one[3])}"
                    for name, some in (("-", lacking), ("+", surplus))
                    for one in sorted(some)[:20]
                )
                pytest.fail(f"-{len(lacking)} +{len(surplus)}\n{words}")
            true = await all_signals(never_down)
    print(f"\n{acts} acts: {len(before)} signals at the kill, {len(true)} in the end, all equal")  # noqa: T201
    assert len(true - before) > 0
    assert len(before - true) > 0
