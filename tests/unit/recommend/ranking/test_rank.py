"""Test which member gets which items, in which order."""

from bot.recommend.ranking.diversify import ListPolicy, explores_today
from tests.unit.recommend.small_community import AUTHOR, PLAIN, SECONDS, SmallCommunity

DAY = SECONDS // 86_400


def test_neighbours_decide_within_a_channel() -> None:
    community = SmallCommunity()
    for number in (1, 2, 3):
        community.item(number)
    for user in (10, 11):
        community.act(user, 1)
        community.act(user, 2)
    for user in (12, 13, 14, 15):
        community.act(user, 3)
    community.act(50, 1)
    assert community.order(50) == [2, 3]


def test_more_neighbours_beat_one_enthusiast() -> None:
    community = SmallCommunity()
    for number in (1, 2, 3):
        community.item(number)
    for user in (10, 11, 12):
        community.act(user, 1)
        community.act(user, 2)
    community.act(13, 1)
    for kind in ("reply", "save", "more"):
        community.act(13, 3, kind)
    community.act(50, 1)
    assert community.order(50) == [2, 3]


def test_the_members_own_channel_comes_first_where_no_neighbour_helps() -> None:
    community = SmallCommunity()
    community.item(1, channel=5)
    community.item(2, channel=6)
    community.item(3, channel=5)
    community.act(50, 1)
    assert community.order(50) == [3, 2]


def test_a_habit_in_a_quiet_channel_says_more_than_one_where_everybody_is() -> None:
    community = SmallCommunity()
    for number, channel in ((1, 5), (2, 6), (3, 5), (4, 6)):
        community.item(number, channel)
    for user in range(10, 30):
        community.act(user, 1)
    community.act(50, 1)
    community.act(50, 2)
    assert community.order(50) == [4, 3]


def test_a_newcomer_gets_what_most_members_value_now() -> None:
    community = SmallCommunity()
    for number in (1, 2, 3):
        community.item(number, days=20)
    for _ in range(5):
        community.act(10, 1)  # one loud member
    for user in (11, 12, 13):
        community.act(user, 2, "react")
    for user in (14, 15, 16, 17):
        community.act(user, 3, days=19)  # long ago
    assert community.order(50)[0] == 2
    assert set(community.order(50)) == {1, 2, 3}


def test_without_any_act_the_newest_comes_first() -> None:
    community = SmallCommunity()
    community.item(1, days=5)
    community.item(2, days=1)
    assert community.order(50) == [2, 1]


def test_own_stale_engaged_and_hidden_items_are_no_candidates() -> None:
    community = SmallCommunity()
    community.item(1, author=50)
    community.item(2, days=91)
    for number in (3, 4, 5):
        community.item(number)
    community.item(6, channel=66)
    community.act(50, 3, "click")
    community.act(50, 4, "less")
    assert community.order(50, 66) == [5]
    assert community.order(50, 66, by_time=True) == [5]


def test_not_for_me_makes_neighbours_of_nobody_who_loved_it() -> None:
    community = SmallCommunity()
    for number in (1, 2, 3):
        community.item(number, channel=number)
    community.act(10, 1, "save")
    community.act(10, 2, "save")
    community.act(50, 1, "less")
    assert all(choice.terms["taste"] == 0 for choice in community.choices(50))


def test_not_for_me_is_felt_by_what_the_same_members_like() -> None:
    community = SmallCommunity()
    for number in (1, 2, 3, 4):
        community.item(number)
    for user in (10, 11):
        community.act(user, 1)
        community.act(user, 2)
    for user in (12, 13):
        community.act(user, 3)
        community.act(user, 4)
    community.act(50, 4)
    community.act(50, 1, "less")
    assert community.order(50) == [3, 2]


def test_a_plain_message_is_an_item_once_enough_others_answered() -> None:
    community = SmallCommunity()
    community.item(1, kind="message")
    community.item(2, kind="message")
    community.item(3, kind="content")
    community.act(10, 1, "react")
    community.act(11, 1, "reply")
    community.act(AUTHOR, 2, "reply")
    community.act(10, 2, "react")
    community.act(10, 2, "reply")  # the same member twice is one
    assert set(community.order(50)) == {1, 3}


def test_a_list_is_varied_where_two_items_are_loved_by_the_same_members() -> None:
    community = SmallCommunity()
    for number in (1, 2, 3, 4):
        community.item(number)
    for user in (10, 11, 12):
        for number in (1, 2, 3):
            community.act(user, number)
    for user in (10, 13, 14):
        community.act(user, 4)
    community.act(50, 1)
    plain = [choice.number for choice in community.choices(50)]
    varied = [choice.number for choice in community.choices(50, taste=ListPolicy(0.5, 0))]
    assert plain == [3, 2, 4]
    assert varied == [3, 4, 2]


def test_on_some_days_a_new_post_gets_the_last_place() -> None:
    community = SmallCommunity()
    for number in (1, 2, 3):
        community.item(number, days=3, author=900 + number)
        for user in (10, 11):
            community.act(user, number)
    community.item(4, channel=6, days=4)
    community.item(5, channel=6, days=1)
    community.act(50, 1)
    community.act(10, 4)
    assert [choice.number for choice in community.choices(50, count=3)] == [3, 2, 4]
    shown = [choice.number for choice in community.choices(50, count=3, taste=ListPolicy(0, 1))]
    assert shown == [3, 2, 5]


def test_exploring_keeps_its_share_and_stays_the_same_all_day() -> None:
    days = [explores_today(user, DAY, 0.2) for user in range(5_000)]
    assert 0.18 < sum(days) / len(days) < 0.22
    assert not any(explores_today(user, DAY, PLAIN.exploration) for user in range(100))


def test_highlights_are_what_had_more_answers_than_usual_there() -> None:
    community = SmallCommunity()
    for number in (1, 2, 3):
        community.item(number, channel=5)
    for number in (4, 5):
        community.item(number, channel=6)
    assert community.highlights(_1=9, _2=9, _3=8, _4=5, _5=0)[0] == 4
    assert 5 not in community.highlights(_1=9, _2=9, _3=8, _4=5, _5=0)


def test_newest_first_leaves_out_stale_and_dealt_with() -> None:
    community = SmallCommunity()
    for number, days in ((1, 5), (2, 1), (3, 3), (4, 2), (5, 91)):
        community.item(number, days=days)
    community.item(6, days=0.5, author=50)
    for user in range(1, 9):
        community.act(user, 1)  # loved by all, and still the oldest
    community.act(50, 4)
    choices = community.choices(50, by_time=True)
    assert [choice.number for choice in choices] == [2, 3, 1]
    scores = [choice.score for choice in choices]
    assert scores == sorted(scores, reverse=True)


def test_an_empty_server_has_nothing_to_show() -> None:
    assert SmallCommunity().order(50) == SmallCommunity().order(50, by_time=True) == []
