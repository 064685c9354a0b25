"""Test which history is read again, and what a comparison changes."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.recommend.history.diff import VisibleSignal, compare
from bot.recommend.history.progress import BackfillProgress
from bot.recommend.history.window import Lookback, window_of
from bot.recommend.signals.items import NewItem
from bot.recommend.signals.live_watch import LiveWatch
from bot.recommend.signals.model import (
    REACTIONS,
    ObjectsDeleted,
    Signal,
    SignalKey,
    SignalKind,
    SourcesCleared,
)
from bot.recommend.signals.snowflake import id_at, time_of
from data.history import HistoryMark

NOW = datetime(2026, 5, 1, tzinfo=UTC)
REACH = Lookback(timedelta(days=30), timedelta(days=3))
ITEM = NewItem(1, "post", 9, 5, 900, NOW)


def before(**ago: float) -> datetime:
    return NOW - timedelta(**ago)


def test_a_channel_never_read_is_read_from_so_many_days_ago() -> None:
    span = window_of(None, before(days=1), NOW, REACH)
    assert time_of(span.low) == before(days=30)
    assert span.reacted_at(id_at(before(hours=5))) == before(hours=5)


def test_after_downtime_what_was_heard_last_is_compared_again() -> None:
    mark = HistoryMark(id_at(before(days=20)), before(days=20))
    span = window_of(mark, before(hours=8), NOW, REACH)
    assert time_of(span.low) == before(days=3, hours=8)
    # A reaction to an older message was set after we stopped listening.
    assert span.reacted_at(id_at(before(hours=30))) == before(hours=8)
    assert span.reacted_at(id_at(before(hours=2))) == before(hours=2)


def test_a_reading_that_was_cut_off_goes_on_at_its_mark() -> None:
    mark = HistoryMark(id_at(before(days=12)), before(hours=1))
    span = window_of(mark, None, NOW, REACH)
    assert time_of(span.low) == before(days=12)
    # Not read yet: its reactions may be as old as the message.
    assert span.reacted_at(id_at(before(days=11))) == before(days=11)
    done = window_of(
        HistoryMark(id_at(before(hours=1)), before(hours=1)), before(days=9), NOW, REACH
    )
    assert time_of(done.low) == before(days=3, hours=1)


def act(user: int, kind: SignalKind = "react", source: int = 20, key: int = 7) -> SignalKey:
    return SignalKey(1, user, 9, kind, source, key)


def shown(one: SignalKey, *, countable: bool = True) -> VisibleSignal:
    return VisibleSignal(ITEM, one, NOW, countable)


def spare_none(_: SignalKey) -> bool:
    return False


def test_what_is_shown_is_recorded_and_what_is_not_is_undone() -> None:
    difference = compare([act(1), act(2)], [shown(act(2)), shown(act(3))], spare_none)
    assert [each.key for each in difference.record] == [act(3)]
    assert difference.undo == [act(1)]


def test_an_emoji_that_means_something_else_now_is_recorded_anew() -> None:
    difference = compare([act(1)], [shown(act(1, "dislike"))], spare_none)
    assert [each.key for each in difference.record] == [act(1, "dislike")]
    assert difference.undo == [act(1)]


def test_one_of_a_burst_stays_one() -> None:
    difference = compare([act(1, "burst")], [shown(act(1))], spare_none)
    assert (difference.record, difference.undo) == ([], [])


def test_what_can_t_be_judged_is_left() -> None:
    difference = compare([act(1), act(2)], [shown(act(3), countable=False)], lambda _: True)
    assert (difference.record, difference.undo) == ([], [])
    difference = compare([act(3)], [shown(act(3), countable=False)], spare_none)
    assert difference.undo == []


ACTS = st.frozensets(
    st.builds(
        act,
        st.integers(1, 4),
        st.sampled_from((*REACTIONS, "reply", "post")),
        st.integers(20, 22),
        st.integers(0, 2),
    ),
    max_size=12,
)


@given(ACTS, ACTS)
def test_after_a_comparison_there_is_nothing_left_to_compare(
    stored: frozenset[SignalKey], there: frozenset[SignalKey]
) -> None:
    # History shows each act once, and never that it was one of a burst.
    visible = {(one.user_id, one.source_id, one.key): one for one in there if one.kind != "burst"}
    seen = [shown(one) for one in visible.values()]
    first = compare(stored, seen, spare_none)
    after = stored - set(first.undo) | {each.key for each in first.record}
    again = compare(after, seen, spare_none)
    assert (again.record, again.undo) == ([], [])
    assert {(one.user_id, one.source_id, one.key) for one in after} == set(visible)


def test_a_watch_knows_what_happened_meanwhile_but_not_what_the_watcher_does() -> None:
    watch = LiveWatch()
    with watch.closed():
        watch.record(Signal(act(5), NOW))
    watch.record(Signal(act(1), NOW))
    watch.undo(act(2))
    watch.clear(SourcesCleared(1, frozenset({21}), frozenset({"react"})))
    watch.delete(ObjectsDeleted(1, "threads", frozenset({30}), NOW))
    assert watch.knows(act(1, "dislike"))
    assert watch.knows(act(2))
    assert watch.knows(act(3, source=21))
    assert not watch.knows(act(3, "reply", source=21))
    assert watch.knows(SignalKey(1, 4, 30, "react", 31))
    assert not watch.knows(act(5))


def test_how_long_it_takes_is_told_once_it_is_no_guess() -> None:
    progress = BackfillProgress(before(minutes=10), None, channels=10)
    assert progress.left(NOW) is None
    progress.done = 2.5
    assert progress.share == 0.25
    assert progress.left(NOW) == timedelta(minutes=30)
    assert BackfillProgress(NOW, None, channels=0).share == 1
