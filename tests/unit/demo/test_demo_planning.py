"""Test the plan of the demo's members: equal in both languages, in order, plausible."""

import pytest

from bot.demo.activity_plan import (
    PlannedPost,
    PlannedReaction,
    PlannedReply,
    SmallTalk,
    plan_activity,
)
from bot.demo.content import DemoContent, Interest, load_content

LANGUAGES = ("en", "zh-CN")


@pytest.fixture(params=LANGUAGES)
def content(request: pytest.FixtureRequest) -> DemoContent:
    language: str = request.param
    return load_content(language)


def _shape(interest: Interest) -> list[int]:
    posts = [len(posts) for posts in interest.forums.values()]
    return [len(interest.people), *posts, len(interest.replies)]


def test_both_languages_play_the_same_piece() -> None:
    english, chinese = (load_content(language) for language in LANGUAGES)

    assert [_shape(each) for each in english.interests] == [
        _shape(each) for each in chinese.interests
    ]
    assert len(english.chat) == len(chinese.chat)
    assert english.roles.keys() == chinese.roles.keys()
    assert english.channels.keys() == chinese.channels.keys()
    assert [type(activity) for activity in plan_activity(english)] == [
        type(activity) for activity in plan_activity(chinese)
    ]


def test_everybody_has_a_name_of_their_own(content: DemoContent) -> None:
    names = [who for each in content.interests for who in each.people] + list(content.cast.values())

    assert len(set(names)) == len(names) == 32


def test_the_plan_is_the_same_each_time(content: DemoContent) -> None:
    assert plan_activity(content) == plan_activity(content)
    assert plan_activity(content) != plan_activity(content, seed=1)


def test_nobody_answers_before_there_is_a_post_nor_their_own(content: DemoContent) -> None:
    authors: dict[str, str] = {}
    answered = 0
    for activity in plan_activity(content):
        match activity:
            case PlannedPost():
                authors[activity.key] = activity.who
            case PlannedReply() | PlannedReaction():
                assert authors[activity.post] != activity.who
                answered += 1
            case SmallTalk():
                assert activity.who != activity.other
    assert answered > 200


def test_people_care_most_for_what_they_were_given_to_care_for(content: DemoContent) -> None:
    own = {who: each.name for each in content.interests for who in each.people}
    reactions = [
        activity for activity in plan_activity(content) if isinstance(activity, PlannedReaction)
    ]
    fitting = [
        activity for activity in reactions if activity.post.partition("/")[0] == own[activity.who]
    ]

    assert len(fitting) > 0.8 * len(reactions)


def test_the_hidden_post_is_for_moderators_alone(content: DemoContent) -> None:
    acts = [
        activity
        for activity in plan_activity(content)
        if isinstance(activity, PlannedReply | PlannedReaction)
    ]
    inside = {activity.who for activity in acts if "/backstage/" in activity.post}

    assert inside
    assert inside <= set(content.moderators)
    assert content.heroine not in inside
