"""Test the import of keys that were sold elsewhere: all of a file, or nothing."""

import asyncio

import pytest
from sqlalchemy import select

from bot.clock import ShiftedClock
from bot.errors import UserError
from bot.licences.import_file import ImportFileError
from bot.licences.importing import KeyImport
from data import contents, licences
from data.contents import NewContent
from data.tables import activations
from data.tables import licences as table
from tests.flow.licences.conftest import GUILD, SECRET, STAFF, Tool

ALICE, BOB = 111111111111111111, 222222222222222222
ONE, TWO, THREE = "38B1460A-5104-4067", "9f2c-aaaa-bbbb-0001", "LYC-not-one-of-ours"
FILE = f"key,discord_id,devices,ends\n{ONE},{ALICE},1,\n{TWO},,,2020-01-01\n{THREE},,,2100-01-01"


def importing(tool: Tool) -> KeyImport:
    return KeyImport(tool.database, ShiftedClock(), SECRET)


async def run(tool: Tool, text: str) -> tuple[int, int]:
    """Import a file; return how many keys were added, and how many were known."""
    done = await importing(tool).run(GUILD, STAFF, tool.content_id, text.encode())
    return done.added, done.known


async def faults(tool: Tool, text: str) -> list[tuple[int, str]]:
    with pytest.raises(ImportFileError) as caught:
        await run(tool, text)
    return [
        (each.line, each.message.removeprefix("licence-import-")) for each in caught.value.faults
    ]


async def test_imported_keys_work_without_a_purchase_and_are_stored_as_hashes(tool: Tool) -> None:
    assert await run(tool, FILE) == (3, 0)
    assert (await tool.ask("activate", f" {ONE} ", "laptop")).valid
    assert (await tool.ask("activate", ONE, "other")).reason == "limit-reached"
    assert (await tool.ask("activate", TWO, "laptop")).reason == "ended"
    assert (await tool.ask("activate", THREE, "laptop")).max_devices == 3
    shown = await tool.show(ALICE)
    assert (shown.key, len(shown.devices)) == (None, 1)
    async with tool.database.read() as connection:
        stored = str((await connection.execute(select(table))).all())
    assert not [key for key in (ONE, TWO, THREE) if key.casefold() in stored.casefold()]


async def test_repeating_an_import_adds_nothing_and_keeps_what_staff_changed(tool: Tool) -> None:
    await run(tool, FILE)
    assert (await tool.ask("activate", ONE, "laptop")).valid
    one = await tool.staff.of_key(GUILD, ONE)
    await tool.staff.set_limit(GUILD, STAFF, one.id, "9")
    assert await run(tool, FILE) == (0, 3)
    assert await run(tool, f"{FILE}\nAAAA-BBBB-CCCC,,,") == (1, 3)
    again = await tool.staff.of_key(GUILD, ONE)
    assert (again.id, again.max_devices) == (one.id, 9)


async def test_of_a_file_with_faults_nothing_is_imported(tool: Tool) -> None:
    await run(tool, f"key,discord_id\n{ONE},{ALICE}")
    async with tool.database.write() as connection:
        other = await contents.add(
            connection, NewContent(GUILD, "tool", "Other", STAFF), ShiftedClock().now()
        )
    text = f"key,discord_id\n{TWO},{BOB}\n{ONE},\n{THREE},{ALICE}"
    assert await faults(tool, text) == [(3, "used"), (4, "has-one")]
    assert await faults(tool, f"{text}\nshort,") == [(5, "length")]
    with pytest.raises(ImportFileError):
        await importing(tool).run(GUILD, STAFF, other.id, f"key\n{ONE}".encode())
    for guild_id, content_id in ((GUILD + 1, tool.content_id), (GUILD, other.id + 1)):
        with pytest.raises(UserError, match="licence-choose-from-list"):
            await importing(tool).run(guild_id, STAFF, content_id, FILE.encode())
    assert await tool.service.find(TWO) is None
    assert await tool.service.find(THREE) is None


async def test_of_two_imports_at_once_each_key_is_stored_once(tool: Tool) -> None:
    keys = "\n".join(f"AAAA-BBBB-CCCC-{number}" for number in range(2_000))
    done = await asyncio.gather(
        *(run(tool, f"key\n{keys}") for _ in range(3)), return_exceptions=True
    )
    added = [each[0] for each in done if not isinstance(each, BaseException)]
    assert sum(added) == 2_000
    refused = [each for each in done if isinstance(each, BaseException)]
    assert all(isinstance(each, UserError) for each in refused)


async def test_staff_give_a_new_key_for_an_imported_one(tool: Tool) -> None:
    await run(tool, FILE)
    one = await tool.staff.of_key(GUILD, ONE)
    assert (await tool.ask("activate", ONE, "laptop")).valid
    await tool.staff.replace_key(GUILD, STAFF, one.id, seen=None)
    assert await tool.service.find(ONE) is None
    shown = await tool.show(ALICE)
    assert (shown.licence.id, shown.reason) == (one.id, "ok")
    assert (await tool.ask("activate", shown.key or "", "laptop")).valid


async def test_erasing_a_member_deletes_the_names_of_their_devices(tool: Tool) -> None:
    await run(tool, FILE)
    assert (await tool.ask("activate", ONE, "alice's laptop")).valid
    assert (await tool.ask("activate", THREE, "another's laptop")).valid
    async with tool.database.write() as connection:
        assert await licences.erase_member(connection, GUILD + 1, ALICE) == 0
        assert await licences.erase_member(connection, GUILD, ALICE) == 1
        left = (await connection.execute(select(activations.c.device))).scalars().all()
    assert left == ["another's laptop"]
