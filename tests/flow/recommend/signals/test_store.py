"""Test that batches of signals are stored once, in order, and can be undone."""

import random
from datetime import timedelta

from sqlalchemy import text

from bot.recommend.signals.batch import Batch
from bot.recommend.signals.items import ItemKind, NewItem
from bot.recommend.signals.model import ObjectsDeleted, Signal, SignalKey, SourcesCleared, emoji_key
from data.engine import Database
from tests.clocks import MONDAY_NOON
from tests.flow.recommend.community import AUTHOR, GUILD, Community
from tests.flow.recommend.stored_signals import read_items

THUMB, HEART = emoji_key(None, "👍"), emoji_key(None, "❤️")


async def test_recorded_twice_is_once(database: Database) -> None:
    community = Community(database)
    community.item(10)
    for _ in range(2):
        community.act(1, 10, "react", source=77, key=THUMB)
        assert await community.known() == {(1, 10): ["react"]}


async def test_a_batch_stored_again_changes_nothing(database: Database) -> None:
    community = Community(database)
    batch = Batch()
    batch.register(NewItem(GUILD, "post", 10, 5, AUTHOR, MONDAY_NOON, "A title"))
    kept, undone = (
        SignalKey(GUILD, 1, 10, "react", 77, THUMB),
        SignalKey(GUILD, 1, 10, "react", 77, HEART),
    )
    for act in (kept, undone):
        batch.record(Signal(act, MONDAY_NOON))
    batch.undo(undone)
    for _ in range(2):
        await community.store.write(batch)
        assert await community.known() == {(1, 10): ["react"]}


async def test_two_emojis_on_one_message_are_undone_one_by_one(database: Database) -> None:
    community = Community(database)
    community.item(10)
    thumb = community.act(1, 10, "react", source=77, key=THUMB)
    heart = community.act(1, 10, "react", source=77, key=HEART)
    assert await community.known() == {(1, 10): ["react", "react"]}
    community.buffer.undo(thumb)
    assert await community.known() == {(1, 10): ["react"]}
    community.buffer.undo(heart)
    assert await community.known() == {}


async def test_undone_and_done_again_in_one_batch_is_done(database: Database) -> None:
    community = Community(database)
    community.item(10)
    act = community.act(1, 10, "react", source=77, key=THUMB)
    await community.buffer.flush()
    community.buffer.undo(act)
    community.act(1, 10, "react", source=77, key=THUMB)
    assert await community.known() == {(1, 10): ["react"]}


async def test_a_deleted_reply_takes_its_signal(database: Database) -> None:
    community = Community(database)
    community.item(10)
    community.act(1, 10, source=77)
    community.act(1, 10, source=78)
    await community.buffer.flush()
    community.buffer.clear(SourcesCleared(GUILD, frozenset((77,))))
    assert await community.known() == {(1, 10): ["reply"]}


async def test_cleared_reactions_leave_replies_and_other_emojis(database: Database) -> None:
    community = Community(database)
    community.item(10)
    community.act(1, 10, "react", source=77, key=THUMB)
    community.act(2, 10, "react", source=77, key=THUMB)
    community.act(2, 10, "react", source=77, key=HEART)
    community.act(3, 10, "reply", source=77)
    await community.buffer.flush()
    community.buffer.clear(SourcesCleared(GUILD, frozenset((77,)), frozenset({"react"}), THUMB))
    assert await community.known() == {(2, 10): ["react"], (3, 10): ["reply"]}
    community.buffer.clear(SourcesCleared(GUILD, frozenset((77,)), frozenset({"react"})))
    assert await community.known() == {(3, 10): ["reply"]}


async def test_deleted_messages_end_their_items_but_not_threads(database: Database) -> None:
    community = Community(database)
    kinds: tuple[ItemKind, ...] = ("message", "content", "thread", "post")
    for number, kind in enumerate(kinds, start=10):
        community.item(number, kind=kind)
        community.act(1, number)
    await community.buffer.flush()
    ids = frozenset((10, 11, 12, 13, 999))
    community.buffer.delete(ObjectsDeleted(GUILD, "messages", ids, community.clock.now()))
    assert await community.known() == {(1, 12): ["reply"], (1, 13): ["reply"]}
    community.buffer.delete(
        ObjectsDeleted(GUILD, "threads", frozenset((12,)), community.clock.now())
    )
    assert [item.object_id for item in (await community.records()).items] == [13]


async def test_a_deleted_channel_ends_all_in_it(database: Database) -> None:
    community = Community(database)
    community.item(10, channel=5)
    community.item(11, channel=6)
    community.act(1, 10)
    community.act(1, 11)
    await community.buffer.flush()
    community.buffer.delete(
        ObjectsDeleted(GUILD, "channels", frozenset((5,)), community.clock.now())
    )
    assert await community.known() == {(1, 11): ["reply"]}


async def test_a_deleted_item_stays_deleted_when_a_late_act_names_it(database: Database) -> None:
    community = Community(database)
    community.item(10, kind="message")
    await community.buffer.flush()
    community.buffer.delete(
        ObjectsDeleted(GUILD, "messages", frozenset((10,)), community.clock.now())
    )
    await community.buffer.flush()
    community.item(10, kind="message")
    community.act(1, 10)
    assert (await community.records()).items == ()
    assert await community.known() == {}


async def test_a_thread_takes_over_the_message_it_began_on(database: Database) -> None:
    community = Community(database)
    community.item(10, kind="message", author=1)
    community.act(2, 10, "react")
    await community.buffer.flush()
    community.item(10, kind="thread", title="Named", author=3)
    await community.buffer.flush()
    community.item(10, kind="message", author=1)  # somebody reacts to the first message
    (item,) = (await community.records()).items
    assert (item.kind, item.title, item.author_id) == ("thread", "Named", 3)
    assert await community.known() == {(2, 10): ["react"]}


async def test_a_new_title_replaces_the_old(database: Database) -> None:
    community = Community(database)
    community.item(10, title="Before")
    await community.buffer.flush()
    community.item(10, title="之后")
    (item,) = (await community.records()).items
    assert item.title == "之后"


async def test_acts_on_what_is_no_item_are_left_out(database: Database) -> None:
    community = Community(database)
    community.act(1, 404, "more")
    assert await community.known() == {}


async def test_servers_do_not_mix(database: Database) -> None:
    community = Community(database)
    community.item(10)
    other = SignalKey(2, 1, 10, "reply", 77)
    community.buffer.register(NewItem(2, "post", 10, 5, AUTHOR, MONDAY_NOON, "Elsewhere"))
    community.buffer.record(Signal(other, MONDAY_NOON))
    community.act(1, 10, source=77)
    await community.buffer.flush()
    community.buffer.clear(SourcesCleared(2, frozenset((77,))))
    community.buffer.delete(ObjectsDeleted(2, "threads", frozenset((10,)), MONDAY_NOON))
    assert await community.known() == {(1, 10): ["reply"]}
    assert await read_items(database, community.store, 2) == ()


async def test_no_column_could_hold_what_people_say(database: Database) -> None:
    community = Community(database)
    community.item(10)
    community.act(1, 10)
    await community.buffer.flush()
    async with database.read() as connection:
        row = (await connection.execute(text("SELECT * FROM signals"))).mappings().one()
    texts = {name: value for name, value in row.items() if isinstance(value, str)}
    assert texts == {"kind": "reply"}


async def test_batched_equals_one_by_one(database: Database) -> None:
    """Any cut of any story into batches leaves the same signals."""
    rows = [
        await _notify(database, seed=4, guild=guild, cut=cut) for guild, cut in ((1, 1), (2, 9))
    ]
    assert rows[0] == rows[1]
    assert len(rows[0]) > 10


async def _notify(
    database: Database, *, seed: int, guild: int, cut: int
) -> list[tuple[object, ...]]:
    rng = random.Random(seed)  # noqa: S311 a story, not a secret
    community, batch = Community(database), Batch()
    for step in range(300):
        _happen(rng, batch, guild)
        if step % cut == cut - 1:
            await community.store.write(batch)
            batch = Batch()
    await community.store.write(batch)
    query = text(
        "SELECT i.object_id, i.kind, i.deleted_at, s.user_id, s.kind, s.source_id, s.key"
        " FROM items i LEFT JOIN signals s ON s.item_id = i.id WHERE i.guild_id = :guild"
    )
    async with database.read() as connection:
        rows = await connection.execute(query, {"guild": guild})
        return sorted((tuple(row) for row in rows), key=repr)


def _happen(rng: random.Random, batch: Batch, guild: int) -> None:
    number, user = rng.randint(1, 8), rng.randint(1, 5)
    at = MONDAY_NOON + timedelta(minutes=1)
    act = SignalKey(
        guild, user, number, "react", rng.choice((number, 20)), rng.choice((THUMB, HEART))
    )
    match rng.randint(0, 20):
        case 0:
            batch.clear(SourcesCleared(guild, frozenset((number, 20)), frozenset({"react"}), THUMB))
        case 1:
            batch.clear(SourcesCleared(guild, frozenset((rng.choice((number, 20)),))))
        case 2:
            batch.delete(ObjectsDeleted(guild, "messages", frozenset((number,)), at))
        case 3 | 4 | 5:
            batch.undo(act)
        case _:
            kind = "thread" if number > 4 else "message"
            batch.register(NewItem(guild, kind, number, 5, AUTHOR, MONDAY_NOON))
            batch.record(Signal(act, MONDAY_NOON))


async def test_an_act_that_no_database_takes_costs_no_other(database: Database) -> None:
    community = Community(database)
    community.item(1)
    community.act(50, 1)
    too_large = 1 << 63
    community.buffer.record(
        Signal(SignalKey(GUILD, 50, too_large, "save", too_large), community.clock.now())
    )
    community.act(51, 1)
    assert await community.buffer.flush()
    assert community.buffer.refused == 1
    assert community.buffer.waiting == 0
    async with database.read() as reading:
        stored = (await reading.scalars(text("SELECT user_id FROM signals"))).all()
    assert sorted(stored) == [50, 51]
