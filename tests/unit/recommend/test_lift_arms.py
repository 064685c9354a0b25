"""The control group: stable, of the right size, and independent from server to server."""

import numpy as np
from bot.recommend.lift.newest import newest
from bot.recommend.model import milliseconds
from hypothesis import given
from hypothesis import strategies as st

from bot.recommend.lift.arms import Draw, arm_of
from tests.unit.recommend.taste_town import NOW, TUNING, Town

IDS = st.integers(1, 2**63 - 1)


def test_the_draw_is_the_same_in_every_version_of_the_code() -> None:
    drawn = [user for user in range(1, 101) if Draw(0.1, "").arm_of(7, user) == "control"]
    assert drawn == [2, 27, 28, 34, 43, 50, 52, 58, 66, 69, 73, 80]


def test_the_share_is_kept() -> None:
    for share in (0.0, 0.1, 0.5):
        arms = [arm_of(3, user, share=share, salt="s") for user in range(20_000)]
        assert abs(arms.count("control") / len(arms) - share) < 0.01


@given(
    guild=IDS,
    user=IDS,
    small=st.floats(0, 0.5),
    more=st.floats(0, 0.5),
    salt=st.sampled_from(("", "盐", "s" * 99)),
)
def test_a_larger_share_keeps_who_is_in(
    guild: int, user: int, small: float, more: float, salt: str
) -> None:
    if arm_of(guild, user, share=small, salt=salt) == "control":
        assert arm_of(guild, user, share=small + more, salt=salt) == "control"


def test_servers_and_salts_draw_independently() -> None:
    users = range(20_000)
    first = np.array([arm_of(1, user, share=0.5, salt="a") == "control" for user in users])
    for guild, salt in ((2, "a"), (1, "b")):
        other = np.array([arm_of(guild, user, share=0.5, salt=salt) == "control" for user in users])
        assert abs(float((first == other).mean()) - 0.5) < 0.02


def test_newest_first_leaves_out_own_stale_and_dealt_with() -> None:
    town = Town()
    for number, days in ((1, 5), (2, 1), (3, 3), (4, 2), (5, 91)):
        town.item(number, days=days)
    town.item(6, days=0.5, author=50)
    for user in range(1, 9):
        town.act(user, 1)  # loved by all, and still the oldest
    town.act(50, 4)
    model = town.model()
    ranking = newest(model, 50, TUNING, milliseconds(NOW))
    assert [model.items[int(position)].id for position in ranking.order] == [2, 3, 1]
    scores = [float(ranking.score[position]) for position in ranking.order]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < ranking.recency(int(position)) <= 1 for position in ranking.order)


def test_newest_first_of_a_newcomer_to_an_empty_server_is_nothing() -> None:
    assert len(newest(Town().model(), 50, TUNING, milliseconds(NOW)).order) == 0
