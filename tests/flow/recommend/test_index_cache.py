"""Test that indexes in memory are fresh, rebuilt in parallel, and dropped when unused."""

import asyncio
from datetime import timedelta

import pytest

from bot.recommend.index import index as index_file
from bot.recommend.index.compiled_kernels import CompiledKernels
from bot.recommend.index.kernels import MakeKernels
from bot.recommend.index.numpy_kernels import NumpyKernels
from bot.recommend.index.sparse_rows import MISSING
from bot.recommend.signals.items import NewItem
from bot.recommend.signals.model import ObjectsDeleted, SourcesCleared
from data.engine import Database
from tests.flow.recommend.community import AUTHOR, GUILD, Community

COMPILING = "compile-kernels"  # the task's name

Ratings = dict[tuple[int, int], int]  # points by member and Discord's id of the item


async def ratings(community: Community) -> Ratings:
    """Return what the index holds."""
    assert await community.buffer.flush()
    async with community.indexes.open(GUILD) as index_query:
        index = index_query.index
        entries = index.by_user.entries()
        numbers = [int(index.items.ids[place]) for place in entries.ids]
        known = await community.store.items(GUILD, numbers)
        return {
            (int(index.users.ids[row]), known[number].object_id): int(points)
            for row, number, points in zip(entries.rows, numbers, entries.points, strict=True)
        }


async def rebuilt(community: Community) -> Ratings:
    """Return what an index holds that is read from the database now."""
    community.clock.advance(timedelta(hours=7))
    await community.indexes.refresh_all()
    return await ratings(community)


async def live(community: Community) -> None:
    """Let acts be done and undone, messages be cleared, items moved and deleted."""
    for number in range(1, 7):
        community.item(number)
    done = [community.act(user, 1 + user * number % 6) for user in (1, 2, 3) for number in (1, 2)]
    await ratings(community)
    community.buffer.undo(done[0])
    community.buffer.clear(SourcesCleared(GUILD, frozenset((done[1].source_id,))))
    now = community.clock.now()
    community.buffer.delete(ObjectsDeleted(GUILD, "threads", frozenset((3,)), now))
    community.act(4, 5, "less")
    community.buffer.register(NewItem(GUILD, "post", 2, 9, AUTHOR + 1, now, "Moved"))
    community.act(5, 2)


async def test_what_was_taken_in_is_what_would_be_read(database: Database) -> None:
    community = Community(database)
    await live(community)
    expected = await ratings(community)
    assert expected
    assert expected == await rebuilt(community)


async def test_rebuilding_loses_nothing_of_what_comes_meanwhile(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_file, "SMALL", 3)
    community = Community(database)
    await live(community)
    before = await ratings(community)
    async with community.indexes.open(GUILD) as index_query:
        old = index_query.index
    community.act(6, 6)
    after = await ratings(community)
    await community.indexes.close()
    async with community.indexes.open(GUILD) as index_query:
        assert index_query.index is not old
    assert after.keys() - before.keys() == {(6, 6)}
    assert await ratings(community) == after == await rebuilt(community)


async def test_an_index_that_nobody_asks_is_let_go(database: Database) -> None:
    community = Community(database)
    await live(community)
    await ratings(community)
    async with community.indexes.open(GUILD) as index_query:
        first = index_query
    await community.indexes.refresh_all()
    async with community.indexes.open(GUILD) as index_query:
        assert index_query is first
    community.clock.advance(timedelta(hours=7))
    await community.indexes.refresh_all()
    async with community.indexes.open(GUILD) as index_query:
        assert index_query is not first


async def test_questions_wait_for_each_other_and_see_what_was_stored(database: Database) -> None:
    community = Community(database)
    community.item(1)
    community.item(2)
    for user in (1, 2, 3):
        community.act(user, 1)
    answers = await asyncio.gather(*(community.shown(50) for _ in range(5)))
    assert all(shown == answers[0] for shown in answers)
    community.act(50, 1)
    assert await community.shown(50) == [2]
    async with community.indexes.open(GUILD) as index_query:
        assert index_query.index.users.one(50) != MISSING


@pytest.mark.compiled
async def test_a_large_index_answers_with_compiled_kernels_once_they_are_there(
    database: Database,
) -> None:
    compiled = asyncio.Event()

    async def compile_kernels() -> MakeKernels:
        await compiled.wait()
        return CompiledKernels

    community = Community(database, compile_kernels=compile_kernels, large=1)
    await live(community)
    before = await best(community)
    compiled.set()
    await asyncio.gather(*(task for task in asyncio.all_tasks() if task.get_name() == COMPILING))
    async with community.indexes.open(GUILD) as index_query:
        assert isinstance(index_query.kernels, CompiledKernels)
    assert await best(community) == before
    await community.indexes.close()


async def test_where_compiling_fails_numpy_goes_on_answering(database: Database) -> None:
    tries: list[None] = []

    async def compile_kernels() -> None:
        tries.append(None)

    community = Community(database, compile_kernels=compile_kernels, large=1)
    await live(community)
    for _ in range(2):
        await rebuilt(community)
        async with community.indexes.open(GUILD) as index_query:
            assert isinstance(index_query.kernels, NumpyKernels)
    assert len(tries) == 1


async def best(community: Community) -> list[list[float]]:
    """Return the best items and their scores for a member."""
    assert await community.buffer.flush()
    async with community.indexes.open(GUILD) as index_query:
        now = int(community.clock.now().timestamp())
        return [part.tolist() for part in index_query.top_items(1, now, 5)]
