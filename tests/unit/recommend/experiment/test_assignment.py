"""Test the control group: stable, of the right size, independent between servers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.recommend.experiment.assignment import Assignment, arm_of

IDS = st.integers(1, 2**63 - 1)


def test_the_draw_is_the_same_in_every_version_of_the_code() -> None:
    drawn = [
        user for user in range(1, 101) if Assignment(lambda _: 0.1, "").arm_of(7, user) == "control"
    ]
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
