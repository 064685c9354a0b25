"""Test activation, limits and reasons, by programs and by many at once."""

import asyncio
import random
from collections import Counter

import pytest

from bot.errors import UserError
from bot.licences.routes import GUESSES_A_MINUTE, REQUESTS_OF_KEY
from bot.licences.service import Standing
from data import audit, contents
from data.audit import AuditEntry
from tests.flow.licences.conftest import ALICE, BOB, GUILD, STAFF, Tool


async def done(tool: Tool) -> list[AuditEntry]:
    """Return what the audit log has of the server, newest first."""
    async with tool.database.read() as connection:
        return await audit.entries(connection, GUILD, limit=100)


async def test_a_key_is_shown_again_as_it_was(tool: Tool) -> None:
    shown = await tool.show()
    key = shown.key or ""
    assert key.startswith("LYC-")
    assert (await tool.show()).key == key
    assert key not in str(shown.licence)  # all that is stored
    with pytest.raises(UserError, match="licence-not-yours"):
        await tool.show(BOB)


async def test_of_a_thousand_activations_at_once_three_succeed(tool: Tool) -> None:
    key = (await tool.show()).key or ""
    found = await asyncio.gather(*(tool.ask("activate", key, f"device {n}") for n in range(1000)))
    assert Counter(each.reason for each in found) == {"ok": 3, "limit-reached": 997}
    assert len((await tool.show()).devices) == 3


async def test_a_freed_device_makes_room_and_repeating_changes_nothing(tool: Tool) -> None:
    key = (await tool.show()).key or ""
    for device in ("one", "two", "three", "three"):
        assert (await tool.ask("activate", key, device)).valid
    assert (await tool.ask("activate", key, "four")).reason == "limit-reached"
    with pytest.raises(UserError, match="licence-not-yours"):
        await tool.service.free(GUILD, BOB, tool.content_id, ["one"])
    await tool.service.free(GUILD, ALICE, tool.content_id, ["one"])
    assert (await tool.ask("activate", key, "four")).valid
    assert (await tool.ask("validate", key, "one")).reason == "not-activated"
    assert (await tool.ask("deactivate", key, "four")).devices == 2
    assert (await tool.ask("deactivate", key, "four")).devices == 2


async def test_staff_change_the_limit_of_one_buyer(tool: Tool) -> None:
    tool.standings[BOB] = "open"
    shown, other = await tool.show(), await tool.show(BOB)
    key, licence_id = shown.key or "", shown.licence.id
    for device in ("one", "two"):
        assert (await tool.ask("activate", key, device)).valid
    await tool.staff.set_limit(GUILD, STAFF, licence_id, " 1 ")
    assert (await tool.ask("activate", key, "three")).reason == "limit-reached"
    assert (await tool.ask("activate", key, "two")).valid  # it was active before
    assert (await tool.show(BOB)).licence.max_devices == other.licence.max_devices
    for typed in ("", "many", "-1", "100001", "1e3", "٣", "9" * 50):
        with pytest.raises(UserError, match="licence-bad-limit"):
            await tool.staff.set_limit(GUILD, STAFF, licence_id, typed)
    with pytest.raises(UserError, match="licence-none"):
        await tool.staff.set_limit(GUILD + 1, STAFF, licence_id, "5")
    assert [each.action for each in await done(tool)] == ["licence.limit"]


async def test_a_tools_own_limit_holds_for_keys_that_are_made_after_it(tool: Tool) -> None:
    tool.standings[BOB] = "open"
    before = await tool.show()
    async with tool.database.write() as connection:
        await contents.change(connection, tool.content_id, max_devices=1)
    key = (await tool.show(BOB)).key or ""
    assert (await tool.ask("activate", key, "one")).valid
    assert (await tool.ask("activate", key, "two")).reason == "limit-reached"
    assert before.licence.max_devices == (await tool.show()).licence.max_devices == 3


async def test_staff_revoke_a_licence_and_give_it_back(tool: Tool) -> None:
    shown = await tool.show()
    key, licence_id = shown.key or "", shown.licence.id
    assert (await tool.ask("activate", key, "one")).valid
    for _ in range(2):
        await tool.staff.set_revoked(GUILD, STAFF, licence_id, revoked=True)
    assert (await tool.ask("validate", key, "one")).reason == "revoked"
    await tool.staff.set_revoked(GUILD, STAFF, licence_id, revoked=False)
    assert (await tool.ask("validate", key, "one")).valid
    with pytest.raises(UserError, match="licence-none"):
        await tool.staff.set_revoked(GUILD + 1, STAFF, licence_id, revoked=True)
    assert [each.action for each in await done(tool)] == ["licence.restore", "licence.revoke"]


async def test_what_staff_change_during_a_request_counts(tool: Tool) -> None:
    shown = await tool.show()
    seen = await tool.service.find(shown.key or "")
    assert seen is not None
    await tool.staff.set_revoked(GUILD, STAFF, seen.id, revoked=True)
    assert (await tool.service.activate(seen, "one")).reason == "revoked"
    await tool.staff.set_revoked(GUILD, STAFF, seen.id, revoked=False)
    await tool.staff.replace_key(GUILD, STAFF, seen.id, seen=1)
    assert (await tool.service.activate(seen, "one")).reason == "unknown"
    assert (await tool.show()).devices == ()


async def test_a_new_key_ends_the_old_one(tool: Tool) -> None:
    shown = await tool.show()
    old, licence_id = shown.key or "", shown.licence.id
    assert (await tool.ask("activate", old, "one")).valid
    for _ in range(2):  # pressed twice
        await tool.staff.replace_key(GUILD, STAFF, licence_id, seen=1)
    new = await tool.show()
    assert new.licence.key_number == 2
    assert (new.key != old, new.devices) == (True, ())
    assert await tool.service.find(old) is None
    assert (await tool.ask("activate", new.key or "", "one")).valid
    assert (await tool.staff.of_key(GUILD, new.key or "")).id == licence_id
    with pytest.raises(UserError, match="licence-no-such-key"):
        await tool.staff.of_key(GUILD + 1, new.key or "")
    await tool.staff.free_devices(GUILD, STAFF, licence_id)
    assert (await tool.show()).devices == ()


@pytest.mark.parametrize("standing", ["suspended", "ended"])
async def test_a_licence_is_valid_as_long_as_its_content_is_open(
    tool: Tool, standing: Standing
) -> None:
    key = (await tool.show()).key or ""
    assert (await tool.ask("activate", key, "one")).token
    tool.standings[ALICE] = standing
    for act, device in (("validate", "one"), ("activate", "two")):
        answer = await tool.ask(act, key, device)
        assert (answer.valid, answer.reason, answer.token) == (False, standing, None)
    assert (await tool.show()).reason == standing
    tool.standings[ALICE] = "open"
    assert (await tool.ask("validate", key, "one")).valid


async def test_programs_get_reasons(tool: Tool) -> None:
    key, client = (await tool.show()).key, await tool.serve()
    try:
        asked = {"key": key, "device": "laptop"}
        before = await client.post("/licence/validate", json=asked)
        assert (await before.json())["reason"] == "not-activated"
        answer = await (await client.post("/licence/activate", json=asked)).json()
        assert (answer["valid"], answer["devices"], answer["max_devices"]) == (True, 1, 3)
        unknown = await client.post("/licence/validate", json=asked | {"key": "LYC-1"})
        assert await unknown.json() == {
            "valid": False,
            "reason": "unknown",
            "devices": 0,
            "max_devices": 0,
            "token": None,
        }
        assert "PUBLIC KEY" in await (await client.get("/licence/key")).text()
    finally:
        await client.close()


async def test_hostile_requests_get_clear_answers(tool: Tool) -> None:
    """The limit is lifted, so that each request is looked at."""
    chance = random.Random(1)  # noqa: S311 repeatable
    client = await tool.serve(requests=20_000)
    bodies: list[bytes] = [
        b"",
        b"[]",
        b"[" * 4000,
        b'{"key": 1, "device": "x"}',
        b'{"key": "\\u0000", "device": "x"}',
        b'{"key": "\\ud800", "device": "x"}',
        b'{"key": "a", "device": "' + b"x" * 4000 + b'"}',
        b"\xff\xfe",
        b'{"key": "a"}',
        b"x" * 5000,
    ]
    try:
        statuses: Counter[int] = Counter()

        async def ask(number: int) -> None:
            body = bodies[number % len(bodies)]
            if chance.random() < 0.5:
                body = b'{"key": "LYC-%d", "device": "x"}' % chance.randrange(10**12)
            path = chance.choice(["activate", "validate", "deactivate"])
            async with client.post(f"/licence/{path}", data=body) as response:
                statuses[response.status] += 1
                assert (await response.json())["valid"] is False

        for number in range(1000):
            await ask(number)
        assert set(statuses) <= {200, 400, 413, 429}
        assert statuses[429] > 300  # guesses
        assert statuses[400] > 300
    finally:
        await client.close()


async def test_guesses_are_refused_and_an_honest_program_beside_them_is_not(tool: Tool) -> None:
    asked = {"key": (await tool.show()).key, "device": "laptop"}
    client = await tool.serve()
    try:
        statuses: Counter[int] = Counter()
        for number in range(200):
            guess = {"key": f"LYC-{number}", "device": "x"}
            async with client.post("/licence/activate", json=guess) as response:
                statuses[response.status] += 1
                if response.status == 429:
                    assert response.headers["Retry-After"] == "2"
                    assert (await response.json())["reason"] == "too-many-requests"
        assert statuses[200] + statuses[429] == 200
        assert statuses[200] < 2 * GUESSES_A_MINUTE
        async with client.post("/licence/activate", json=asked) as response:
            assert (await response.json())["valid"]
    finally:
        await client.close()


async def test_one_key_is_limited_wherever_it_is_asked_about(tool: Tool) -> None:
    asked = {"key": (await tool.show()).key, "device": "laptop"}
    client = await tool.serve()
    try:
        statuses: Counter[int] = Counter()
        for number in range(100):
            headers = {"X-Forwarded-For": f"198.51.100.{number}"}
            async with client.post("/licence/validate", json=asked, headers=headers) as response:
                statuses[response.status] += 1
        assert statuses[200] >= REQUESTS_OF_KEY
        assert statuses[429] >= 10
    finally:
        await client.close()


async def test_a_program_that_was_answered_is_so_behind_an_address_that_floods(tool: Tool) -> None:
    """A new one is refused for as long as `Retry-After` says, once the flood is over."""
    tool.standings[BOB] = "open"
    keys = [(await tool.show(user_id)).key for user_id in (ALICE, BOB)]
    asked = [{"key": key, "device": "laptop"} for key in keys]
    client = await tool.serve(requests=2)
    try:
        async with client.post("/licence/activate", json=asked[0]) as response:
            assert (await response.json())["valid"]
        for _ in range(20):
            async with client.post("/licence/activate", data=b"{") as response:
                assert response.status in (400, 429)
        async with client.post("/licence/validate", json=asked[0]) as response:
            assert (await response.json())["valid"]
        async with client.post("/licence/activate", json=asked[1]) as response:
            assert response.status == 429
            assert response.headers["Retry-After"] == "30"
    finally:
        await client.close()
