"""Test that reasons are true, and reveal nothing private."""

from bot.recommend.index.terms import TERMS
from tests.unit.recommend.small_community import SmallCommunity


def only(**weights: float) -> dict[str, float]:
    """Return weights of some terms alone."""
    return dict.fromkeys(TERMS, 0.0) | weights


def two_fans() -> SmallCommunity:
    community = SmallCommunity()
    for number in (1, 2, 3):
        community.item(number, channel=number)
    for user in (10, 11):
        community.act(user, 1)
        community.act(user, 3)
    community.act(50, 1)
    return community


def test_names_what_joins_the_reader_with_the_others() -> None:
    assert two_fans().why(50, 3) == ("recommend-why-liked", 1)


def test_an_item_the_reader_cannot_read_is_not_named() -> None:
    assert two_fans().why(50, 3, 1) == ("recommend-why-similar", None)


def test_one_member_alone_is_never_members() -> None:
    community = SmallCommunity()
    for number in (1, 2):
        community.item(number, channel=number)
    community.act(10, 1)
    community.act(10, 2)
    community.act(50, 1)
    assert community.why(50, 2) == ("recommend-why-similar", None)


def test_the_author_is_not_counted_among_those_who_liked() -> None:
    community = SmallCommunity()
    community.item(1, channel=1)
    community.item(2, author=10)
    community.act(10, 1)
    community.act(10, 2, "post")
    community.act(11, 1)
    community.act(11, 2)
    community.act(50, 1)
    assert community.why(50, 2) == ("recommend-why-similar", None)


def test_an_item_the_reader_disliked_is_not_named() -> None:
    community = two_fans()
    community.act(10, 2)
    community.act(11, 2)
    community.act(50, 1, "less")
    community.act(50, 2)
    community.act(50, 2, "save")
    assert community.why(50, 3) == ("recommend-why-liked", 2)


def test_the_members_channel() -> None:
    community = SmallCommunity()
    community.item(1)
    community.item(2)
    _elsewhere(community)
    community.act(50, 1)
    assert community.why(50, 2) == ("recommend-why-channel", None)


def test_popular_needs_several_members() -> None:
    community = SmallCommunity()
    community.weights = only(popular=1.0)
    for number in (1, 2, 3):
        community.item(number, channel=number, days=40)
    for user in (10, 11):
        community.act(user, 1, days=1)
    community.act(10, 2, days=1)
    assert community.why(50, 1) == ("recommend-why-popular", None)
    assert community.why(50, 2) == ("recommend-why-active", None)
    assert community.why(50, 3) == ("recommend-why-unseen", None)


def test_recent_and_new_are_what_the_others_are_less() -> None:
    community = SmallCommunity()
    community.weights = only(active=5.0)
    community.item(1, channel=1, days=60)
    community.item(2, channel=2, days=40)
    community.item(3, channel=3, days=2)
    community.act(10, 1, days=0.1)
    assert community.why(50, 1) == ("recommend-why-recent", None)
    assert community.why(50, 3) == ("recommend-why-new", None)  # nobody was active on it since
    community.weights = only(new=5.0)
    assert community.why(50, 3) == ("recommend-why-new", None)
    community.weights = only(new=-5.0)
    assert community.why(50, 1) == ("recommend-why-lasting", None)


def test_taking_part_is_said_of_several_members_only() -> None:
    community = SmallCommunity()
    community.weights = only(participants=5.0)
    for number in (1, 2, 3):
        community.item(number, channel=number)
    community.act(10, 1)
    assert community.why(50, 1) == ("recommend-why-active", None)
    community.act(11, 1)
    assert community.why(50, 1) == ("recommend-why-joined", None)
    community.weights = only(participants=-5.0)
    assert community.why(50, 2) == ("recommend-why-few", None)


def test_an_author_whose_posts_the_reader_liked() -> None:
    community = SmallCommunity()
    community.weights = only(author=5.0)
    for number, author in ((1, 901), (2, 901), (3, 902)):
        community.item(number, channel=number, author=author)
    community.act(50, 1)
    assert community.why(50, 2) == ("recommend-why-author", None)
    assert community.why(50, 3) == ("recommend-why-new", None)


def test_busy_and_quiet_channels() -> None:
    community = SmallCommunity()
    community.weights = only(traffic=5.0)
    for number, channel in ((1, 1), (2, 1), (3, 2)):
        community.item(number, channel=channel)
    for user in (10, 11):
        for number in (1, 2):
            community.act(user, number)
    community.act(10, 3)
    assert community.why(50, 1) == ("recommend-why-busy", None)
    community.weights = only(traffic=-5.0)
    assert community.why(50, 3) == ("recommend-why-quiet", None)


def test_often_takes_several_items_and_now_an_hour() -> None:
    community = SmallCommunity()
    for number in range(1, 6):
        community.item(number)
    _elsewhere(community)
    for number in (1, 2):
        community.act(50, number)
    assert community.why(50, 5) == ("recommend-why-channel", None)
    community.act(50, 3)
    assert community.why(50, 5) == ("recommend-why-often", None)
    for number in (1, 2, 3, 4, 5, 90):
        community.act(100 + number, number, days=0.5 / 24)  # by members of no other taste
    assert community.why(50, 5) == ("recommend-why-now", None)


def test_a_stated_interest_speaks_where_it_weighs_most() -> None:
    community = SmallCommunity()
    community.item(1)
    community.item(2, channel=6)
    community.stated = {6: 1.0}
    assert community.order(50) == [2, 1]
    assert community.why(50, 2) == ("recommend-why-interest", None)
    assert community.why(50, 1) == ("recommend-why-new", None)


def test_a_locked_channel_is_offered_for_what_would_stand_high_in_it() -> None:
    community = SmallCommunity()
    for number, channel, days in ((1, 5, 1), (2, 5, 1), (3, 7, 1), (4, 8, 9)):
        community.item(number, channel, days=days)
    for user in (10, 11):
        for number in (1, 3):
            community.act(user, number)
    community.act(50, 1)  # a habit in channel 5, which none can have in a locked one
    assert community.offered(50, 7) == 7
    assert community.offered(50, 8) is None
    assert community.offered(50, 7, 8) == 7
    assert community.offered(50) is None
    community.act(50, 3)
    assert community.offered(50, 7) is None


def _elsewhere(community: SmallCommunity) -> None:
    """Let others be active in another channel: without, no channel would say anything."""
    community.item(90, channel=9, author=901)
    for user in range(60, 66):
        community.act(user, 90)
