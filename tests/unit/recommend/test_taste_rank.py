"""Who gets what, in which order."""

from tests.unit.recommend.taste_town import AUTHOR, Town


def test_neighbours_decide_within_a_channel() -> None:
    town = Town()
    for number in (1, 2, 3):
        town.item(number)
    for user in (10, 11):
        town.act(user, 1)
        town.act(user, 2)
    for user in (12, 13, 14, 15):
        town.act(user, 3)
    town.act(50, 1)
    assert town.order(50) == [2, 3]


def test_more_neighbours_beat_one_enthusiast() -> None:
    town = Town()
    for number in (1, 2, 3):
        town.item(number)
    for user in (10, 11, 12):
        town.act(user, 1)
        town.act(user, 2)
    town.act(13, 1)
    for kind in ("reply", "save", "more"):
        town.act(13, 3, kind)
    town.act(50, 1)
    assert town.order(50) == [2, 3]


def test_the_members_own_channel_comes_first_where_no_neighbour_helps() -> None:
    town = Town()
    town.item(1, channel=5)
    town.item(2, channel=6)
    town.item(3, channel=5)
    town.act(50, 1)
    assert town.order(50) == [3, 2]


def test_a_newcomer_gets_what_most_members_value_now() -> None:
    town = Town()
    for number in (1, 2, 3):
        town.item(number, days=20)
    for _ in range(5):
        town.act(10, 1)  # one loud member
    for user in (11, 12, 13):
        town.act(user, 2, "react")
    for user in (14, 15, 16, 17):
        town.act(user, 3, days=19)  # long ago
    assert town.order(50)[0] == 2
    assert set(town.order(50)) == {1, 2, 3}


def test_without_any_act_the_newest_comes_first() -> None:
    town = Town()
    town.item(1, days=5)
    town.item(2, days=1)
    assert town.order(50) == [2, 1]


def test_own_stale_and_engaged_items_are_no_candidates() -> None:
    town = Town()
    town.item(1, author=50)
    town.item(2, days=91)
    town.item(3)
    town.item(4)
    town.item(5)
    town.act(50, 3, "click")
    town.act(50, 4, "less")
    assert town.order(50) == [5]


def test_not_for_me_makes_neighbours_of_nobody_who_loved_it() -> None:
    town = Town()
    for number in (1, 2, 3):
        town.item(number, channel=number)
    town.act(10, 1, "save")
    town.act(10, 2, "save")
    town.act(50, 1, "less")
    assert town.ranking(50).near.rows.size == 0


def test_a_plain_message_is_an_item_once_enough_others_answered() -> None:
    town = Town()
    town.item(1, kind="message")
    town.item(2, kind="message")
    town.item(3, kind="content")
    town.act(10, 1, "react")
    town.act(11, 1, "reply")
    town.act(AUTHOR, 2, "reply")
    town.act(10, 2, "react")
    town.act(10, 2, "reply")  # the same member twice is one
    assert set(town.order(50)) == {1, 3}


def test_highlights_count_the_window_only_and_each_member_once() -> None:
    town = Town()
    for number in (1, 2, 3, 4):
        town.item(number, days=30)
    for user in (10, 11, 12):
        town.act(user, 1, days=2)
    for _ in range(9):
        town.act(13, 2, days=2)
    for user in (14, 15, 16, 17):
        town.act(user, 3, days=8)
    town.act(AUTHOR, 4, "post", days=1)
    assert town.highlights(days=7) == [1, 2]
    assert town.highlights(days=9) == [3, 1, 2]


def test_private_acts_are_no_popularity() -> None:
    town = Town()
    town.item(1)
    for user in (10, 11, 12):
        town.act(user, 1, "save")
    assert town.highlights(days=7) == []
