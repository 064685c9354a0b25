"""Who gets what, in which order."""

from bot.recommend.ranking.diversify import ListPolicy, explores_today
from tests.unit.recommend.small_community import AUTHOR, PLAIN, SECONDS, SmallCommunity

DAY = SECONDS // 86_400


def test_neighbours_decide_within_a_channel() -> None:
    town = SmallCommunity()
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
    town = SmallCommunity()
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
    town = SmallCommunity()
    town.item(1, channel=5)
    town.item(2, channel=6)
    town.item(3, channel=5)
    town.act(50, 1)
    assert town.order(50) == [3, 2]


def test_a_habit_in_a_quiet_channel_says_more_than_one_where_everybody_is() -> None:
    town = SmallCommunity()
    for number, channel in ((1, 5), (2, 6), (3, 5), (4, 6)):
        town.item(number, channel)
    for user in range(10, 30):
        town.act(user, 1)
    town.act(50, 1)
    town.act(50, 2)
    assert town.order(50) == [4, 3]


def test_a_newcomer_gets_what_most_members_value_now() -> None:
    town = SmallCommunity()
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
    town = SmallCommunity()
    town.item(1, days=5)
    town.item(2, days=1)
    assert town.order(50) == [2, 1]


def test_own_stale_engaged_and_hidden_items_are_no_candidates() -> None:
    town = SmallCommunity()
    town.item(1, author=50)
    town.item(2, days=91)
    for number in (3, 4, 5):
        town.item(number)
    town.item(6, channel=66)
    town.act(50, 3, "click")
    town.act(50, 4, "less")
    assert town.order(50, 66) == [5]
    assert town.order(50, 66, by_time=True) == [5]


def test_not_for_me_makes_neighbours_of_nobody_who_loved_it() -> None:
    town = SmallCommunity()
    for number in (1, 2, 3):
        town.item(number, channel=number)
    town.act(10, 1, "save")
    town.act(10, 2, "save")
    town.act(50, 1, "less")
    assert all(choice.terms["taste"] == 0 for choice in town.choices(50))


def test_not_for_me_is_felt_by_what_the_same_members_like() -> None:
    town = SmallCommunity()
    for number in (1, 2, 3, 4):
        town.item(number)
    for user in (10, 11):
        town.act(user, 1)
        town.act(user, 2)
    for user in (12, 13):
        town.act(user, 3)
        town.act(user, 4)
    town.act(50, 4)
    town.act(50, 1, "less")
    assert town.order(50) == [3, 2]


def test_a_plain_message_is_an_item_once_enough_others_answered() -> None:
    town = SmallCommunity()
    town.item(1, kind="message")
    town.item(2, kind="message")
    town.item(3, kind="content")
    town.act(10, 1, "react")
    town.act(11, 1, "reply")
    town.act(AUTHOR, 2, "reply")
    town.act(10, 2, "react")
    town.act(10, 2, "reply")  # the same member twice is one
    assert set(town.order(50)) == {1, 3}


def test_a_list_is_varied_where_two_items_are_loved_by_the_same_members() -> None:
    town = SmallCommunity()
    for number in (1, 2, 3, 4):
        town.item(number)
    for user in (10, 11, 12):
        for number in (1, 2, 3):
            town.act(user, number)
    for user in (10, 13, 14):
        town.act(user, 4)
    town.act(50, 1)
    plain = [choice.number for choice in town.choices(50)]
    varied = [choice.number for choice in town.choices(50, taste=ListPolicy(0.5, 0))]
    assert plain == [3, 2, 4]
    assert varied == [3, 4, 2]


def test_on_some_days_a_new_post_gets_the_last_place() -> None:
    town = SmallCommunity()
    for number in (1, 2, 3):
        town.item(number, days=3, author=900 + number)
        for user in (10, 11):
            town.act(user, number)
    town.item(4, channel=6, days=4)
    town.item(5, channel=6, days=1)
    town.act(50, 1)
    town.act(10, 4)
    assert [choice.number for choice in town.choices(50, count=3)] == [3, 2, 4]
    shown = [choice.number for choice in town.choices(50, count=3, taste=ListPolicy(0, 1))]
    assert shown == [3, 2, 5]


def test_exploring_keeps_its_share_and_stays_the_same_all_day() -> None:
    days = [explores_today(user, DAY, 0.2) for user in range(5_000)]
    assert 0.18 < sum(days) / len(days) < 0.22
    assert not any(explores_today(user, DAY, PLAIN.exploration) for user in range(100))


def test_highlights_are_what_had_more_answers_than_usual_there() -> None:
    town = SmallCommunity()
    for number in (1, 2, 3):
        town.item(number, channel=5)
    for number in (4, 5):
        town.item(number, channel=6)
    assert town.highlights(_1=9, _2=9, _3=8, _4=5, _5=0)[0] == 4
    assert 5 not in town.highlights(_1=9, _2=9, _3=8, _4=5, _5=0)


def test_newest_first_leaves_out_stale_and_dealt_with() -> None:
    town = SmallCommunity()
    for number, days in ((1, 5), (2, 1), (3, 3), (4, 2), (5, 91)):
        town.item(number, days=days)
    town.item(6, days=0.5, author=50)
    for user in range(1, 9):
        town.act(user, 1)  # loved by all, and still the oldest
    town.act(50, 4)
    choices = town.choices(50, by_time=True)
    assert [choice.number for choice in choices] == [2, 3, 1]
    scores = [choice.score for choice in choices]
    assert scores == sorted(scores, reverse=True)


def test_an_empty_server_has_nothing_to_show() -> None:
    assert SmallCommunity().order(50) == SmallCommunity().order(50, by_time=True) == []
