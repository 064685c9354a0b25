"""How much work a change of items is: the ratings that have to move with them."""

from bot.recommend.index.records import NO_AUTHOR
from tests.unit.recommend.small_community import AUTHOR, SmallCommunity

RATED, OTHER, NEW = 1, 2, 3
RATERS = 5


def test_only_what_is_deleted_or_gets_another_author_or_channel_moves_its_ratings() -> None:
    community = SmallCommunity()
    for number in (RATED, OTHER, NEW):
        community.item(number)
    for user in range(RATERS):
        community.act(user + 1, RATED)
    community.act(1, OTHER)
    facts = community.index_query().index.content()[0].take()
    community.items = community.items[:2]
    index = community.index_query().index

    assert index.rewritten_by(facts) == 0  # two known items as they are, and a new one
    alive = facts.alive.copy()
    alive[0] = False
    assert index.rewritten_by(facts._replace(alive=alive)) == RATERS
    assert index.rewritten_by(facts._replace(author=facts.author + 1)) == RATERS + 1
    assert index.rewritten_by(facts._replace(channel=facts.channel + 1)) == RATERS + 1
    assert facts.author.tolist() == [AUTHOR] * 3


def test_a_server_may_know_items_but_no_members_yet() -> None:
    """What the bot posts in a new server has no author, and nobody has acted on it."""
    community = SmallCommunity()
    community.item(RATED, author=NO_AUTHOR)
    index = community.index_query().index
    facts = index.content()[0].take()
    assert facts.author.tolist() == [NO_AUTHOR]
    assert index.rewritten_by(facts) == 0
    assert index.compacted(0).content()[0].take().author.tolist() == [NO_AUTHOR]
    assert community.order(7) == [RATED]
