"""The daily job deletes what nothing refers to; damage is found and told apart."""

from datetime import timedelta

import pytest

from bot.files.cleaning import find_damage
from data import files
from tests.flow.files.conftest import ALICE, GUILD, STAFF, Library


@pytest.mark.parametrize("place", ["folder", "bucket"], indirect=True)
async def test_bytes_without_a_row_go_after_a_day_and_others_stay(library: Library) -> None:
    file = await library.file(b"sold")
    withdrawn = await library.file(b"withdrawn")
    await library.service.set_state(STAFF, withdrawn, "withdrawn")
    await library.store.put("files", b"its row was never stored")
    text = await library.store.put("texts", b"of another feature")
    assert await library.cleaning.run() == 0  # it may be an upload whose row is still to come
    library.clock.advance(timedelta(days=2))
    assert await library.cleaning.run() == 1
    assert sorted(await library.stored()) == sorted([file.key, withdrawn.key])
    assert await library.store.get(text.key) == b"of another feature"


async def test_another_feature_has_its_purpose_cleaned_too(library: Library) -> None:
    kept, gone = [await library.store.put("texts", b"x") for _ in range(2)]

    async def in_use(_: object, keys: list[str]) -> set[str]:
        return {kept.key} & set(keys)

    library.cleaning.follow("texts", in_use)
    library.clock.advance(timedelta(days=2))
    assert await library.cleaning.run() == 1
    assert [each.key async for each in library.store.list("texts")] == [kept.key]
    assert gone.key != kept.key


async def test_addresses_and_upload_links_are_forgotten(library: Library) -> None:
    file = await library.file(b"12345")
    await library.get(library.service.link_token(file, ALICE))
    await library.service.open_upload(GUILD, STAFF, file.content_id, "")
    library.clock.advance(timedelta(days=4))
    await library.cleaning.run()
    async with library.database.write() as connection:
        assert await files.erase_member(connection, GUILD, ALICE) == 0
        assert await files.prune_uploads(connection, library.clock.now(), 10) == 0


async def test_damage_is_found(library: Library) -> None:
    good, changed, missing = [await library.file(b"12345") for _ in range(3)]
    assert library.store.folder is not None
    (library.store.folder / changed.key).write_bytes(b"12340")
    await library.store.delete(missing.key)
    async with library.database.read() as connection:
        sample = await files.newest(connection, 10)
    assert {each.id for each in sample} == {good.id, changed.id, missing.id}
    found = await find_damage(library.store, sample, max_bytes=1000)
    assert [(each.file.id, each.missing) for each in found] == [
        (missing.id, True),
        (changed.id, False),
    ]
    assert [each.missing for each in await find_damage(library.store, sample, max_bytes=0)] == [
        True  # of the same size, and there was no time to hash it
    ]


async def test_a_store_of_which_the_database_knows_nothing_is_left_alone(library: Library) -> None:
    stored = await library.store.put("files", b"of another installation")
    library.clock.advance(timedelta(days=2))
    assert await library.cleaning.run() == 0
    assert await library.stored() == [stored.key]
