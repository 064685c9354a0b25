"""Test recommendations from acts, on a real database."""

from datetime import timedelta

from bot.recommend.search.text_match import Labels
from bot.recommend.signals.model import KINDS, ObjectsDeleted
from data.engine import Database
from tests.flow.recommend.community import AUTHOR, GUILD, Community, numbers


def two_tastes(community: Community) -> None:
    """One forum, two tastes: 11-13 are liked by members 1-3, 21-23 by members 4-7."""
    for likers, items in (((1, 2, 3), (11, 12, 13)), ((4, 5, 6, 7), (21, 22, 23))):
        for number in items:
            community.item(number)
            for user in likers:
                community.act(user, number)


async def test_the_members_own_interest_comes_first_unseen(database: Database) -> None:
    community = Community(database)
    two_tastes(community)
    community.act(50, 11)
    answer = await community.ask(50)
    assert set(numbers(answer.picks)[:2]) == {12, 13}
    assert 11 not in numbers(answer.picks)
    assert answer.picks[0].reason.message == "recommend-why-liked"  # all are in one channel
    assert not answer.newcomer


async def test_what_joins_the_member_with_others_is_named_where_taste_says_most(
    database: Database,
) -> None:
    community = Community(database)
    for number in (11, 12):
        community.item(number, channel=number)
        for user in (1, 2, 3):
            community.act(user, number)
    community.act(50, 11)
    (pick,) = (await community.ask(50)).picks
    assert pick.reason.message == "recommend-why-liked"
    assert pick.reason.liked is not None
    assert pick.reason.liked.object_id == 11
    assert pick.terms["taste"] >= max(pick.terms.values())


async def test_a_hidden_channel_never_shows_not_even_in_a_reason(database: Database) -> None:
    community = Community(database)
    for number, channel in ((11, 66), (12, 66), (13, 5), (14, 5)):
        community.item(number, channel)
        for user in (1, 2, 3):
            community.act(user, number)
    community.act(50, 11)
    assert set(await community.shown(50)) == {12, 13, 14}
    answer = await community.ask(50, 66)
    assert set(numbers(answer.picks)) == {13, 14}
    assert all(pick.reason.liked is None for pick in answer.picks)
    assert all(pick.reason.channel_id != 66 for pick in answer.picks)
    assert await community.shown(50, 5, 66) == []


async def test_own_and_engaged_and_stale_items_never_show(database: Database) -> None:
    community = Community(database)
    community.item(1, author=50)
    community.item(2, days=91)
    community.item(3)
    for number, kind in enumerate(KINDS, start=10):
        community.item(number)
        community.act(50, number, kind)
    assert await community.shown(50) == [3]


async def test_not_for_me_is_felt_at_once(database: Database) -> None:
    community = Community(database)
    two_tastes(community)
    first, *rest = await community.shown(50)
    community.recommender.feedback(GUILD, 50, first, "less")
    shown = await community.shown(50)
    assert first not in shown
    assert set(rest) <= set(shown)


async def test_more_and_less_take_each_others_place(database: Database) -> None:
    community = Community(database)
    community.item(10)
    community.recommender.feedback(GUILD, 50, 10, "more")
    assert await community.known() == {(50, 10): ["more"]}
    community.recommender.feedback(GUILD, 50, 10, "less")
    assert await community.known() == {(50, 10): ["less"]}
    community.recommender.feedback(GUILD, 50, 10, "save")
    community.recommender.feedback(GUILD, 50, 10, "save")
    assert await community.known() == {(50, 10): ["less", "save"]}


async def test_a_deleted_item_goes_at_once(database: Database) -> None:
    community = Community(database)
    two_tastes(community)
    assert 21 in await community.shown(50)
    ids = frozenset((21,))
    community.buffer.delete(ObjectsDeleted(GUILD, "threads", ids, community.clock.now()))
    assert 21 not in await community.shown(50)


async def test_a_neighbours_act_changes_the_very_next_answer(database: Database) -> None:
    community = Community(database)
    for number in (1, 2, 3):
        community.item(number)
    community.act(10, 1)
    community.act(50, 1)
    community.act(60, 3)
    assert (await community.shown(50))[0] == 3
    liked = community.act(10, 2)
    answer = await community.ask(50)
    assert numbers(answer.picks)[0] == 2
    assert answer.picks[0].terms["taste"] > 0
    community.buffer.undo(liked)
    assert (await community.shown(50))[0] == 3


async def test_a_newcomer_gets_what_people_value_and_is_told_so(database: Database) -> None:
    community = Community(database)
    two_tastes(community)
    for number in (21, 22, 23):
        for user in (8, 9, 10):
            community.act(user, number)
    answer = await community.ask(50)
    assert answer.newcomer
    assert set(numbers(answer.picks)[:3]) == {21, 22, 23}
    assert {pick.reason.message for pick in answer.picks[:3]} == {"recommend-why-popular"}


async def test_the_three_kinds_of_nothing_are_told_apart(database: Database) -> None:
    community = Community(database)
    assert (await community.ask(50)).empty == "recommend-empty-server"
    community.item(10, channel=66)
    assert (await community.ask(50, 66)).empty == "recommend-empty-server"  # hidden means not there
    assert (await community.ask(50, topic="nix")).empty == "recommend-empty-topic"
    community.act(50, 10)
    assert (await community.ask(50)).empty == "recommend-empty-seen"


async def test_a_topic_is_found_in_titles_and_labels(database: Database) -> None:
    community = Community(database)
    community.item(1, title="Learning Rust slowly")
    community.item(2, channel=6, title="谈谈异步编程")
    community.item(3, channel=7, title="Lunch")
    assert await community.shown(50, topic="RUST") == [1]
    assert await community.shown(50, topic="异步") == [2]
    answer = await community.recommender.recommend(
        GUILD,
        50,
        readable=lambda _: True,
        topic="cooking",
        labels=Labels.of({5: "other", 7: "Cooking"}, {}),
    )
    assert numbers(answer.picks) == [3]


async def test_plain_messages_need_their_answers(database: Database) -> None:
    community = Community(database)
    community.item(1, kind="message")
    community.item(2, kind="content")
    for user in (10, 11):
        community.act(user, 1, "react")
    assert await community.shown(50) == [2]
    community.act(12, 1, "reply")
    assert set(await community.shown(50)) == {1, 2}


async def test_the_list_is_as_long_as_wished(database: Database) -> None:
    community = Community(database)
    for number in range(1, 12):
        community.item(number, author=number)
    assert len((await community.ask(50, count=7)).picks) == 7
    assert len((await community.ask(50, count=1)).picks) == 1


async def test_for_a_digest_of_ones_own(database: Database) -> None:
    community = Community(database)
    two_tastes(community)
    community.act(50, 11)
    everything = await community.recommender.for_member(GUILD, 50, count=5, readable=lambda _: True)
    assert set(numbers(everything)[:2]) == {12, 13}
    rest = await community.recommender.for_member(
        GUILD, 50, count=5, readable=lambda _: True, exclude={everything[0].item.id}
    )
    assert numbers(rest)[0] == numbers(everything)[1]


async def test_highlights_of_a_week_for_everybody(database: Database) -> None:
    community = Community(database)
    for number, channel in ((1, 5), (2, 66), (3, 5), (4, 7)):
        community.item(number, channel, author=number, days=20)
    for user in (10, 11, 12, 13):
        community.act(user, 3)
    community.clock.advance(timedelta(days=8))
    for user in (10, 11, 12):
        community.act(user, 2)
        community.act(user, 4)
    community.act(10, 1)
    community.act(AUTHOR, 1, "post")
    picks = await community.recommender.highlights(
        GUILD,
        since=community.clock.now() - timedelta(days=7),
        count=5,
        readable=lambda channel: channel != 66,
    )
    assert numbers(picks) == [4, 1]
    assert picks[0].reason.message == "recommend-why-popular"
    rest = await community.recommender.highlights(
        GUILD,
        since=community.clock.now() - timedelta(days=7),
        count=5,
        readable=lambda _: True,
        exclude={picks[0].item.id},
    )
    assert numbers(rest) == [2, 1]


async def test_nobody_waits_for_an_index_that_takes_long_to_load(database: Database) -> None:
    before, community = Community(database), Community(database, patience=0)
    before.item(1)
    before.act(2, 1)
    await before.buffer.flush()

    first, second = await community.ask(50), await community.ask(51)
    await community.indexes.load(GUILD)  # waits for the loading that the first question began
    third = await community.ask(50)

    assert first.empty == second.empty == "recommend-empty-loading"
    assert not first.picks
    assert [pick.item.object_id for pick in third.picks] == [1]
