"""Test how `bot.py run` starts, refuses and ends."""

import asyncio
import json
import socket
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import text

from data.engine import open_database
from tests import faulty_settings
from tests.e2e.bot_process import BotProcess, spawn_fresh
from tests.e2e.polling import eventually
from tests.e2e.sandbox import SECRET, Sandbox
from tests.stripe_events import an_event, signed

CLEAN = {"BOT__LOG__FORMAT": "json"}
# Nothing is written before the end, unless the end writes it.
HOARDING = {"BOT__ACTIVITY__BATCH_SECONDS": "60", "BOT__ACTIVITY__BATCH_SIZE": "10000"}


def events(process: BotProcess) -> list[str]:
    """What the log tells, in order."""
    return [json.loads(line)["event"] for line in process.err.splitlines()]


async def waiting_signals(process: BotProcess) -> int:
    numbers = await process.wait_for_answer("/metrics", 200)
    line = next(x for x in numbers.splitlines() if 'lyceum_signals{outcome="waiting"}' in x)
    return int(float(line.rsplit(" ", 1)[1]))


async def stored_signals(url: str) -> int:
    database = open_database(url)
    async with database.read() as reading:
        count = (await reading.execute(text("SELECT count(*) FROM signals"))).scalar_one()
    await database.close()
    return int(count)


@pytest.mark.parametrize("ending", ["terminate", "interrupt"])
async def test_a_signal_ends_it_in_order_and_loses_nothing(sandbox: Sandbox, ending: str) -> None:
    async with sandbox.process(**HOARDING, **CLEAN) as process:
        # What is read back of the past is stored at once, and would find these acts too.
        await eventually(lambda: "history.read" in events(process), "the past was not read")
        alice, bob = sandbox.guild.join("alice"), sandbox.guild.join("bob")
        post = await alice.post(sandbox.questions, "Who owns this?", "I borrowed it.")
        await bob.react(post.starter, "👍")
        await eventually(
            lambda: _at_least(process, 2), lambda: f"no two signals wait:\n{process.err}"
        )
        assert await stored_signals(sandbox.database_url) == 0
        getattr(process, ending)()
        ended = await process.wait()
    assert ended.code == 0, ended.err
    assert await stored_signals(sandbox.database_url) >= 2
    assert "Traceback" not in ended.err
    assert "app.stopping" in events(process)
    await sandbox.discord.wait_until_disconnected()


async def _at_least(process: BotProcess, count: int) -> bool:
    return await waiting_signals(process) >= count


async def test_a_refused_gateway_is_tried_again_and_webhooks_are_taken_meanwhile(
    sandbox: Sandbox,
) -> None:
    sandbox.discord.refuse_gateway(1000)
    async with sandbox.starting() as process:
        failing = json.loads(await process.wait_for_answer("/readyz", 503))
        assert failing == {"ready": False, "failing": ["gateway"]}
        await sandbox.discord.requests.wait_for(
            "GET", "/oauth2/applications/@me", times=2, timeout=20
        )
        raw = an_event("customer.subscription.updated")
        async with (
            aiohttp.ClientSession() as http,
            http.post(
                f"{sandbox.public_url}/stripe/webhook",
                data=raw,
                headers={"Stripe-Signature": signed(raw, SECRET)},
            ) as answer,
        ):
            assert (answer.status, await answer.json()) == (200, {"received": True})
        sandbox.discord.refuse_gateway(0)
        await process.wait_until_ready()
        process.terminate()
        assert (await process.wait()).code == 0


async def test_a_start_begins_with_the_schema_and_a_restart_leaves_it(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    (tmp_path / "lyceum.db").unlink()
    for done in (1, 0):
        async with sandbox.process(**CLEAN) as process:
            process.terminate()
            await process.wait()
        assert events(process).count("app.migrated") == done
        assert events(process).count("commands.synced") == done


async def test_an_interpreter_of_its_own_runs_it(sandbox: Sandbox) -> None:
    environment = sandbox.environment(**CLEAN)
    process = await spawn_fresh(
        "run", folder=sandbox.folder, environment=environment, port=sandbox.port
    )
    try:
        await process.wait_until_ready()
        process.terminate()
        ended = await process.wait()
    finally:
        await process.end()
    assert ended.code == 0, ended.err
    assert "app.stopping" in events(process)


async def test_a_wrong_token_ends_it_with_one_sentence(sandbox: Sandbox) -> None:
    ended = await sandbox.refused("run", DISCORD_TOKEN="MTEw.wrong.wrong", **CLEAN)
    assert ended.code == 1
    assert ended.err.count("Discord refuses DISCORD_TOKEN.") == 1
    assert "Developer Portal" in ended.err.splitlines()[-1]
    assert "Traceback" not in ended.err
    assert "MTEw.wrong.wrong" not in ended.err


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+asyncpg://lyceum:hunter2@127.0.0.1:{port}/lyceum",
        "postgresql+asyncpg://lyceum:hunter2@127.0.0.1:letters/lyceum",
        "sqlite+aiosqlite:////proc/nowhere/lyceum.db",
    ],
)
async def test_an_unreachable_database_ends_it_with_one_sentence(
    sandbox: Sandbox, url: str
) -> None:
    ended = await sandbox.refused("run", BOT__DATABASE__URL=url.format(port=sandbox.port), **CLEAN)
    assert ended.code == 1
    (sentence,) = ended.err.splitlines()
    assert sentence.startswith("The database can't be opened; check [database] url")
    assert "hunter2" not in sentence
    assert sandbox.discord.count("*", "*") == 0


async def test_a_second_process_on_one_database_is_refused_in_one_sentence(
    both_servers: Sandbox,
) -> None:
    async with both_servers.process():
        second, restored = await asyncio.gather(  # each waits for the first to end
            both_servers.refused("run", **CLEAN, BOT__WEB__PORT="0"),
            both_servers.command("restore", "some.db"),
        )
        migrated = await both_servers.command("migrate")
    for refused in (second, restored):
        assert refused.code == 1
        assert refused.err == "Another Lyceum is using this database. Stop it first.\n"
    assert migrated.out == "The database was already up to date.\n"


async def test_a_database_of_newer_code_is_left_alone_and_not_tried_again(
    sandbox: Sandbox,
) -> None:
    database = open_database(sandbox.database_url)
    async with database.write() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0099'")
    await database.close()
    ended = await sandbox.refused("run", **CLEAN)
    assert ended.code == 2
    assert "revision 0099, which this version of Lyceum doesn't know" in ended.err
    assert len(ended.err.splitlines()) == 1
    assert not list((sandbox.folder / "data").rglob("*.db"))


async def test_a_taken_port_ends_it_with_one_sentence(sandbox: Sandbox) -> None:
    with socket.create_server(("127.0.0.1", sandbox.port)):
        ended = await sandbox.refused("run", **CLEAN)
    assert ended.code == 1
    assert ended.err.splitlines()[-1].startswith("The port is in use; is Lyceum already running? ")
    assert "Traceback" not in ended.err


async def test_ten_faults_in_a_settings_file_are_all_named(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(faulty_settings.TEXT, encoding="utf-8")
    process = await spawn_fresh(
        "run", "--settings", str(file), folder=tmp_path, environment={}, port=0
    )
    ended = await process.wait()
    assert ended.code == 2
    assert ended.err.startswith("10 problem(s) in the settings:")
    assert [place for place in faulty_settings.PLACES if place not in ended.err] == []
    assert len(ended.err.splitlines()) == 11
    assert not (tmp_path / "data").exists()


async def test_missing_secrets_are_all_named(sandbox: Sandbox) -> None:
    nothing = {"DISCORD_TOKEN": "", "STRIPE_API_KEY": "", "STRIPE_WEBHOOK_SECRET": ""}
    ended = await sandbox.refused("run", **nothing)
    assert ended.code == 2
    assert all(f"{name}: missing. Fix: " in ended.err for name in nothing)
    assert sandbox.discord.count("*", "*") == 0


async def test_polling_needs_no_signing_secret(sandbox: Sandbox) -> None:
    polling = {"STRIPE_WEBHOOK_SECRET": "", "BOT__STRIPE__DELIVERY": "poll"}
    async with sandbox.process(**polling) as process:
        process.terminate()
        assert (await process.wait()).code == 0


async def test_a_stop_while_starting_is_no_fault(sandbox: Sandbox) -> None:
    sandbox.discord.faults.hang("GET", "/users/@me", times=None)
    async with sandbox.starting() as process:
        await process.wait_for_answer("/healthz", 200)
        process.terminate()
        ended = await process.wait()
    assert ended.code == 0, ended.err
