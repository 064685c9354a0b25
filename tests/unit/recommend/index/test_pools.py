"""Test that a pool that is kept up to date equals a new one."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.recommend.index import candidate_pools as pools_file
from bot.recommend.index.candidate_pools import DAY, Pools, readable
from bot.recommend.index.index import Index
from bot.recommend.index.params import Params
from bot.recommend.index.records import ItemFacts
from tests.unit.recommend.index.random_community import START, no_pairs

ROOMS, MAX_KEPT, NOW = 3, 3, START + 5 * DAY
STATES = st.tuples(
    st.integers(1, 9),  # our number of the item
    st.integers(0, ROOMS - 1),  # its channel
    st.integers(0, 5),  # the days after START on which it was made
    st.integers(0, 5),  # and on which it was active
    st.booleans(),  # whether it is still there
)
ACTIVE = st.tuples(st.integers(1, 9), st.integers(0, 5))  # an item, and when it saw an act
CHANGES = st.lists(st.one_of(STATES, ACTIVE), max_size=6)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(STATES, min_size=8, max_size=16),
    st.lists(st.tuples(CHANGES, st.sampled_from([7, 5]), st.integers(0, 200)), max_size=8),
    st.sampled_from([2, 10_000]),
)
def test_a_pool_that_is_kept_up_is_a_new_one(
    monkeypatch: pytest.MonkeyPatch,
    first: list[tuple[int, int, int, int, bool]],
    steps: list[tuple[list[tuple[int, ...]], int, int]],
    remembered: int,
) -> None:
    monkeypatch.setattr(pools_file, "CHANGES", remembered)
    index = Index(facts(everywhere()), no_pairs(), Params(max_age_days=4), NOW)
    change(index, first)
    kept, now = Pools(index, MAX_KEPT), NOW
    for changes, rooms, seconds in [([], 7, 0), *steps]:
        change(index, changes)
        now += 60 * seconds
        channels = np.zeros(len(index.world.channel_activity), np.bool_)
        channels[:ROOMS] = [bool(rooms >> room & 1) for room in range(ROOMS)]
        found, new = kept.of(channels, now), Pools(index, MAX_KEPT).of(channels, now)
        assert found.items.tolist() == new.items.tolist()
        assert readable(index, found).tolist() == readable(index, new).tolist()


def everywhere() -> list[tuple[int, int, int, int, bool]]:
    """Return an item that is no more in each channel, so that channels have their numbers."""
    return [(100 + room, room, 0, 0, False) for room in range(ROOMS)]


def change(index: Index, changes: list[tuple[int, ...]]) -> None:
    for each in changes:
        if len(each) == 2:
            index.note_active(np.array([each[0]]), np.array([START + each[1] * DAY]))
        else:
            index.take_in_items(facts([each]))


def facts(states: list[tuple[int, ...]]) -> ItemFacts:
    number, channel, created, active, alive = np.array(states, np.int64).reshape(-1, 5).T
    nobody = np.zeros(len(number), np.int64)
    return ItemFacts(
        number,
        channel + 50,
        nobody,
        START + created * DAY,
        START + active * DAY,
        nobody > 0,
        alive > 0,
    )
