"""Test faults and the server's headers as discord.py receives them."""

import asyncio

import aiohttp
import discord
import pytest

from tests.spec.discord_bot import Academy, running


async def test_a_rate_limit_is_waited_for_and_tried_again(academy: Academy) -> None:
    fault = academy.sim.faults.rate_limit(0.05, "PUT", "/guilds/*/members/*/roles/*")
    async with running(academy.sim) as bot:
        await bot.http.add_role(academy.guild.id, academy.alice.id, academy.pro.id)

    assert fault.hits == 1
    assert academy.alice.has(academy.pro)
    statuses = [entry.status for entry in academy.sim.requests.matching("PUT", "*/roles/*")]
    assert statuses == [429, 204]


async def test_a_failure_happens_as_often_as_planned(academy: Academy) -> None:
    fault = academy.sim.faults.fail("PUT", "*/roles/*", status=503, times=1)
    async with running(academy.sim) as bot:
        with pytest.raises(discord.DiscordServerError):
            await bot.http.add_role(academy.guild.id, academy.alice.id, academy.pro.id)
        assert not academy.alice.has(academy.pro)
        await bot.http.add_role(academy.guild.id, academy.alice.id, academy.pro.id)

    assert fault.spent
    assert academy.alice.has(academy.pro)


async def test_a_hanging_request_is_let_go_when_cleared(academy: Academy) -> None:
    fault = academy.sim.faults.hang("POST", "/users/@me/channels", times=None)
    async with aiohttp.ClientSession() as session:
        url = f"{academy.sim.api_base}/users/@me/channels"
        asking = asyncio.create_task(session.post(url, json={}))
        await fault.wait_until_hit()
        academy.sim.faults.clear()
        with pytest.raises(aiohttp.ClientConnectionError):
            await asking


async def test_a_delay_only_delays(academy: Academy) -> None:
    academy.sim.faults.delay(0.01, "GET", "/users/@me")
    headers = {"Authorization": f"Bot {academy.sim.token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.get(f"{academy.sim.api_base}/users/@me") as answer,
    ):
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.headers["Via"] == "1.1 simulator"
        assert int(answer.headers["X-RateLimit-Remaining"]) > 0
        assert (await answer.json())["id"] == str(academy.sim.application_id)


async def test_a_route_that_is_not_simulated_is_told_loudly(
    academy: Academy, caplog: pytest.LogCaptureFixture
) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{academy.sim.api_base}/sticker-packs") as answer,
    ):
        assert answer.status == 404
        assert (await answer.json())["code"] == 0

    assert "GET /api/v10/sticker-packs" in caplog.text


async def test_broken_json_and_a_wrong_token_are_refused(academy: Academy) -> None:
    url = f"{academy.sim.api_base}/users/@me/channels"
    async with aiohttp.ClientSession() as session:
        async with session.post(url, data=b"{") as answer:
            assert (answer.status, (await answer.json())["code"]) == (400, 50109)
        async with session.post(url, json={}, headers={"Authorization": "Bot no"}) as answer:
            assert answer.status == 401
