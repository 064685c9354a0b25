"""Reasons: true, and private."""

from tests.unit.recommend.small_community import SmallCommunity


def two_fans() -> SmallCommunity:
    town = SmallCommunity()
    for number in (1, 2, 3):
        town.item(number, channel=number)
    for user in (10, 11):
        town.act(user, 1)
        town.act(user, 3)
    town.act(50, 1)
    return town


def test_names_what_joins_the_reader_with_the_others() -> None:
    assert two_fans().why(50, 3) == ("recommend-why-liked", 1)


def test_an_item_the_reader_cannot_read_is_not_named() -> None:
    assert two_fans().why(50, 3, 1) == ("recommend-why-similar", None)


def test_one_member_alone_is_never_members() -> None:
    town = SmallCommunity()
    for number in (1, 2):
        town.item(number, channel=number)
    town.act(10, 1)
    town.act(10, 2)
    town.act(50, 1)
    assert town.why(50, 2) == ("recommend-why-similar", None)


def test_the_author_is_not_counted_among_those_who_liked() -> None:
    town = SmallCommunity()
    town.item(1, channel=1)
    town.item(2, author=10)
    town.act(10, 1)
    town.act(10, 2, "post")
    town.act(11, 1)
    town.act(11, 2)
    town.act(50, 1)
    assert town.why(50, 2) == ("recommend-why-similar", None)


def test_an_item_the_reader_disliked_is_not_named() -> None:
    town = two_fans()
    town.act(10, 2)
    town.act(11, 2)
    town.act(50, 1, "less")
    town.act(50, 2)
    town.act(50, 2, "save")
    assert town.why(50, 3) == ("recommend-why-liked", 2)


def test_the_members_channel() -> None:
    town = SmallCommunity()
    town.item(1)
    town.item(2)
    town.act(50, 1)
    assert town.why(50, 2) == ("recommend-why-channel", None)


def test_popular_needs_several_members_of_this_week() -> None:
    town = SmallCommunity()
    for number in (1, 2, 3, 4):
        town.item(number, channel=number, days=40)
    for user in (10, 11):
        town.act(user, 1, days=1)
        town.act(user, 4, days=30)
    town.act(10, 2, days=1)
    town.item(5, channel=5, days=1)
    assert town.why(50, 1) == ("recommend-why-popular", None)
    assert town.why(50, 2) == ("recommend-why-active", None)
    assert town.why(50, 3) == ("recommend-why-unseen", None)
    assert town.why(50, 4) == ("recommend-why-unseen", None)
    assert town.why(50, 5) == ("recommend-why-new", None)


def test_often_takes_several_items_and_now_an_hour() -> None:
    town = SmallCommunity()
    for number in range(1, 6):
        town.item(number)
    for number in (1, 2):
        town.act(50, number)
    assert town.why(50, 5) == ("recommend-why-channel", None)
    town.act(50, 3)
    assert town.why(50, 5) == ("recommend-why-often", None)
    town.act(10, 5, days=0.5 / 24)
    assert town.why(50, 5) == ("recommend-why-now", None)


def test_a_stated_interest_speaks_where_it_weighs_most() -> None:
    town = SmallCommunity()
    town.item(1)
    town.item(2, channel=6)
    town.stated = {6: 1.0}
    assert town.order(50) == [2, 1]
    assert town.why(50, 2) == ("recommend-why-interest", None)
    assert town.why(50, 1) == ("recommend-why-new", None)


def test_a_locked_channel_is_offered_for_what_would_stand_high_in_it() -> None:
    town = SmallCommunity()
    for number, channel in ((1, 5), (2, 5), (3, 7), (4, 8)):
        town.item(number, channel)
    for user in (10, 11):
        for number in (1, 3):
            town.act(user, number)
    town.act(50, 1)  # a habit in channel 5, which none can have in a locked one
    assert town.offered(50, 7) == 7
    assert town.offered(50, 8) is None
    assert town.offered(50, 7, 8) == 7
    assert town.offered(50) is None
    town.act(50, 3)
    assert town.offered(50, 7) is None
