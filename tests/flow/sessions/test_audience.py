"""Test what members do: questions, votes, joining, calendars; and what staff keep."""

from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar

from bot.errors import UserError
from bot.recommend.profile.erasure import erase_member
from data import contents, plans
from data.plan_terms import Terms
from data.plans import NewPlan
from tests.flow.sessions.conftest import ALICE, BOB, GUILD, ROOM, STAFF, START, Studio

OFFER = NewPlan(
    guild_id=GUILD,
    name="Pro",
    description="",
    role_id=40,
    days=None,
    trial_days=0,
    terms=Terms(),
    amount=900,
    currency="eur",
    interval="month",
    created_by=STAFF,
)


async def test_questions_are_ordered_by_votes_and_erased_with_their_author(
    studio: Studio,
) -> None:
    made = await studio.add()
    audience = studio.audience
    await audience.ask(GUILD, ALICE, made.id, " Why? ")
    await audience.ask(GUILD, BOB, made.id, "How?")
    why, how = await audience.questions(made.id)
    await audience.vote(GUILD, ALICE, made.id, [how.id, why.id, 999])
    await audience.vote(GUILD, ALICE, made.id, [why.id])
    assert [(each.text, each.votes) for each in await audience.questions(made.id)] == [
        ("How?", 1),
        ("Why?", 0),
    ]
    await audience.vote(GUILD, BOB, made.id, [why.id])
    async with studio.database.write() as connection:
        await erase_member(connection, GUILD, ALICE)
    assert [(each.text, each.votes) for each in await audience.questions(made.id)] == [("How?", 0)]


async def test_questions_have_a_limit_and_an_end(studio: Studio) -> None:
    made = await studio.add()
    with pytest.raises(UserError, match="session-no-question"):
        await studio.audience.ask(GUILD, ALICE, made.id, "  ")
    for number in range(5):
        await studio.audience.ask(GUILD, ALICE, made.id, f"{number}?")
    with pytest.raises(UserError, match="session-many-questions"):
        await studio.audience.ask(GUILD, ALICE, made.id, "6?")
    with pytest.raises(UserError, match="session-gone"):
        await studio.audience.ask(GUILD + 1, ALICE, made.id, "6?")
    await studio.planner.cancel(GUILD, made.id, following=False)
    with pytest.raises(UserError, match="session-over"):
        await studio.audience.ask(GUILD, BOB, made.id, "1?")


async def test_who_may_join_and_when(studio: Studio) -> None:
    made = await studio.add(place="outside", channel_id=None, link="https://meet.example/1")
    async with studio.database.write() as connection:
        await contents.change(connection, made.content_id, preview=False)
    with pytest.raises(UserError, match="session-locked"):
        await studio.audience.enter(GUILD, ALICE, made.id)
    studio.owners.add(ALICE)
    with pytest.raises(UserError, match="session-early"):
        await studio.audience.enter(GUILD, ALICE, made.id)
    await studio.before(minutes=15)
    found = await studio.audience.enter(GUILD, ALICE, made.id)
    assert found.link == "https://meet.example/1"
    await studio.at(START + timedelta(minutes=30))
    assert (await studio.audience.coming(GUILD, ALICE))[0].is_open
    await studio.at(START + timedelta(hours=1))
    with pytest.raises(UserError, match="session-over"):
        await studio.audience.enter(GUILD, ALICE, made.id)
    assert await studio.audience.coming(GUILD, ALICE) == []


async def test_own_permissions_end_with_the_session(studio: Studio) -> None:
    made = await studio.add()
    await studio.audience.permitted(made, ALICE, 1024)
    await studio.audience.permitted(made, ALICE, 0)  # again, when the first one is in effect
    assert await studio.events.over_permits([GUILD]) == []
    await studio.planner.cancel(GUILD, made.id, following=False)
    (over,) = await studio.events.over_permits([GUILD])
    assert (over.user_id, over.channel_id, over.added) == (ALICE, ROOM, 1024)
    await studio.events.forget_permit(over)
    assert await studio.events.over_permits([GUILD]) == []


def _events(feed: bytes | None) -> list[Any]:
    """Return the events of a calendar; their fields have no types."""
    read: Any = Calendar.from_ical(feed or b"")
    return read.walk("VEVENT")


async def test_a_calendar_shows_what_is_open_and_ends_when_revoked(studio: Studio) -> None:
    shown = await studio.add(title="Shown", repeats="weekly")
    hidden = await studio.add(title="Hidden")
    async with studio.database.write() as connection:
        await contents.change(connection, hidden.content_id, preview=False)
    path = await studio.calendars.make(GUILD, ALICE)
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    feed = await studio.calendars.feed(token)
    events = _events(feed)
    assert {str(each["SUMMARY"]) for each in events} == {"Shown"}
    assert [each["DTSTART"].dt for each in events][:2] == [START, START + timedelta(days=7)]

    await studio.planner.move(GUILD, shown.id, "2026-12-02 18:00", following=False)
    again = _events(await studio.calendars.feed(token))
    assert [each["UID"] for each in again] == [each["UID"] for each in events]
    assert (again[0]["SEQUENCE"], again[0]["DTSTART"].dt) == (1, START + timedelta(days=1))

    other = await studio.calendars.make(GUILD, ALICE)
    assert await studio.calendars.feed(token) is None
    token = other.removeprefix("/calendar/").removesuffix(".ics")
    assert await studio.calendars.feed(token)
    flipped = ("a" if token[0] != "a" else "b") + token[1:]
    assert await studio.calendars.feed(flipped) is None
    await studio.calendars.revoke(GUILD, ALICE)
    assert await studio.calendars.feed(token) is None


async def test_a_recording_becomes_an_article_of_the_same_offers_once(studio: Studio) -> None:
    async with studio.database.write() as connection:
        offer = await plans.add_pending(connection, OFFER, START)
    made = await studio.add(offer_id=offer.id)
    with pytest.raises(UserError, match="session-not-over"):
        await studio.recordings.keep(made, "https://video.example/1", None)
    await studio.at(START + timedelta(hours=1))
    ended = await studio.planner.get(GUILD, made.id)
    with pytest.raises(UserError, match="session-no-recording"):
        await studio.recordings.keep(ended, None, "  ")
    with pytest.raises(UserError, match="session-bad-link"):
        await studio.recordings.keep(ended, "http://video.example/1", "Notes")
    await studio.recordings.keep(ended, "https://video.example/1", "Notes")
    await studio.recordings.make_article(made.id, STAFF)
    with pytest.raises(UserError, match="session-article-there"):
        await studio.recordings.make_article(made.id, STAFF)
    found = await studio.planner.get(GUILD, made.id)
    async with studio.database.read() as connection:
        article = await contents.get(connection, GUILD, found.lesson_id or 0)
        assert article is not None
        assert await contents.holders(connection, article) == {offer.id}
    assert (article.kind, article.state, article.body_key) == ("article", "draft", "texts/1")
    assert studio.texts == ["https://video.example/1\n\nNotes"]
