"""Test that a folded batch equals its acts in their order."""

from datetime import UTC, datetime, timedelta

from bot.recommend.signals.batch import Batch
from bot.recommend.signals.items import ItemKind, NewItem
from bot.recommend.signals.model import (
    ObjectsDeleted,
    Signal,
    SignalKey,
    SignalKind,
    SourcesCleared,
)

AT = datetime(2026, 5, 1, tzinfo=UTC)


def act(
    user: int, item: int, kind: SignalKind = "react", source: int = 0, key: int = 7
) -> SignalKey:
    return SignalKey(1, user, item, kind, source or item, key)


def item(number: int, kind: ItemKind = "message", channel: int = 5) -> NewItem:
    return NewItem(1, kind, number, channel, 900, AT, "A title" if kind == "post" else None)


def batch_of(*acts: SignalKey) -> Batch:
    batch = Batch()
    for each in acts:
        batch.record(Signal(each, AT))
    return batch


def test_recorded_then_undone_leaves_only_the_undo() -> None:
    batch = batch_of(act(1, 10))
    batch.undo(act(1, 10))
    assert not batch.signals
    assert batch.undone == {act(1, 10)}


def test_undone_then_recorded_leaves_both_in_that_order() -> None:
    batch = Batch()
    batch.undo(act(1, 10))
    batch.record(Signal(act(1, 10), AT))
    assert set(batch.signals) == {act(1, 10)}
    assert batch.undone == {act(1, 10)}


def test_the_first_time_of_an_act_counts() -> None:
    batch = batch_of(act(1, 10))
    batch.record(Signal(act(1, 10), AT + timedelta(hours=1)))
    assert batch.signals[act(1, 10)] == AT


def test_a_cleared_emoji_takes_only_its_own_reactions() -> None:
    other_emoji, reply = act(1, 10, key=8), act(2, 10, "reply", source=10, key=0)
    batch = batch_of(act(1, 10), act(2, 10), other_emoji, reply)
    batch.clear(SourcesCleared(1, frozenset((10,)), frozenset({"react"}), 7))
    assert set(batch.signals) == {other_emoji, reply}


def test_cleared_reactions_leave_replies() -> None:
    reply = act(2, 10, "reply", source=10, key=0)
    batch = batch_of(act(1, 10), act(1, 10, key=8), reply)
    batch.clear(SourcesCleared(1, frozenset((10,)), frozenset({"react"})))
    assert set(batch.signals) == {reply}


def test_another_servers_message_of_the_same_id_is_left_alone() -> None:
    batch = batch_of(act(1, 10))
    batch.clear(SourcesCleared(2, frozenset((10,))))
    batch.delete(ObjectsDeleted(2, "messages", frozenset((10,)), AT))
    assert set(batch.signals) == {act(1, 10)}


def test_a_deleted_message_takes_what_was_done_on_it_but_no_thread() -> None:
    batch = batch_of(act(1, 10), act(1, 11))
    batch.register(item(10))
    batch.register(item(11, "post"))
    batch.delete(ObjectsDeleted(1, "messages", frozenset((10, 11)), AT))
    assert set(batch.signals) == {act(1, 11)}
    batch.delete(ObjectsDeleted(1, "threads", frozenset((11,)), AT))
    assert not batch.signals


def test_a_deleted_channel_takes_its_items_acts() -> None:
    batch = batch_of(act(1, 10), act(1, 11))
    batch.register(item(10, channel=5))
    batch.register(item(11, channel=6))
    batch.delete(ObjectsDeleted(1, "channels", frozenset((5,)), AT))
    assert set(batch.signals) == {act(1, 11)}


def test_what_comes_after_a_deletion_stays() -> None:
    batch = batch_of(act(1, 10))
    batch.clear(SourcesCleared(1, frozenset((10,))))
    batch.record(Signal(act(2, 10), AT))
    assert set(batch.signals) == {act(2, 10)}


def test_a_thread_wins_over_the_message_it_began_on_and_keeps_its_title() -> None:
    for order in ((item(10), item(10, "post")), (item(10, "post"), item(10))):
        batch = Batch()
        for each in order:
            batch.register(each)
        assert batch.items[1, 10].title == "A title"


def test_every_call_counts_towards_the_size() -> None:
    batch = batch_of(act(1, 10), act(1, 10))
    batch.register(item(10))
    batch.undo(act(1, 10))
    batch.clear(SourcesCleared(3, frozenset((10,))))
    batch.delete(ObjectsDeleted(4, "threads", frozenset((10,)), AT))
    assert batch.events == 6
    assert batch.guilds() == {1, 3, 4}


def test_a_message_deleted_beside_the_thread_begun_on_it_leaves_the_thread_s_acts() -> None:
    # The thread was registered in a batch before; this one can't know that it is no message.
    batch = Batch()
    act = SignalKey(1, 2, 10, "reply", 11)
    batch.record(Signal(act, AT))
    batch.clear(SourcesCleared(1, frozenset({10})))
    batch.delete(ObjectsDeleted(1, "messages", frozenset({10}), AT))
    assert list(batch.signals) == [act]
