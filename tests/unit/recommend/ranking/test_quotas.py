"""Test that the first few are taken from several authors and channels."""

from bot.recommend.ranking.quotas import Quotas, pick

Corners = list[tuple[int, int]]  # author and channel of each


def take(corners: Corners, count: int, variety: Quotas) -> list[int]:
    return pick(range(len(corners)), corners.__getitem__, count, variety)


def test_one_channel_leaves_room_for_another() -> None:
    corners = [*((author, 5) for author in range(5)), (9, 6)]
    assert take(corners, 4, Quotas(of_author=9, of_channel=3)) == [0, 1, 2, 5]


def test_one_author_leaves_room_for_another() -> None:
    corners = [(7, 1), (7, 2), (7, 3), (8, 4)]
    assert take(corners, 3, Quotas(of_author=2, of_channel=9)) == [0, 1, 3]


def test_the_best_of_the_rest_fills_the_list_in_order() -> None:
    corners = [(1, 5), (2, 5), (3, 5), (4, 6)]
    assert take(corners, 3, Quotas(of_author=9, of_channel=1)) == [0, 1, 3]


def test_light_and_strict_always_admit_somebody() -> None:
    for count in range(1, 11):
        for variety in (Quotas.light(count), Quotas.strict(count)):
            assert variety.of_channel >= 1
            assert variety.of_author >= 1
