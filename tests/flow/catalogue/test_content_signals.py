"""What members do with contents becomes signals on the contents' cards."""

from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar

import pytest
from structlog.testing import capture_logs

from bot.catalogue.cards import CardService
from bot.catalogue.content_signals import ContentSignals
from bot.payments.entitlements.service import EntitlementService, MemberEntitlements
from bot.payments.grants import CompGrant, GrantService
from bot.recommend.profile.erasure import Erasure
from bot.recommend.signals.aggregate import kind_weights
from bot.recommend.signals.buffer import SignalBuffer
from bot.recommend.signals.snowflake import id_at
from bot.recommend.signals.store import SignalStore
from bot.scheduling.worker import WakeupEvent
from bot.settings import SignalWeights
from data import contents, sessions, signal_requests, voice_stays
from data.contents import Content
from data.learning import progress, quizzes
from data.sessions import NewSession
from tests.flow.catalogue.conftest import Shelf
from tests.flow.conftest import ALICE, GUILD, STAFF
from tests.flow.recommend.stored_signals import read_records

BOB = ALICE + 1
CHANNEL, VOICE = 500, 600


@dataclass
class Observed:
    """The shelf with the job that derives signals."""

    shelf: Shelf

    def __post_init__(self) -> None:
        database, clock = self.shelf.billing.database, self.shelf.billing.clock
        self.store = SignalStore(database, kind_weights(SignalWeights().model_dump()))
        self.buffer = SignalBuffer(self.store.write, seconds=60, size=1000)
        self.cards = CardService(database, self.buffer)
        self.erasure = Erasure(database, self.buffer, clock)
        self.job = ContentSignals(
            database, self.buffer, self.shelf.billing.entitlement_service, clock
        )

    async def add(self, title: str, **values: object) -> Content:
        """Publish a content that has no card yet."""
        return await self.shelf.add(title, **values)

    async def post(self, content: Content) -> int:
        """Post its card; return the message's id."""
        message_id = id_at(self.shelf.billing.clock.now()) + content.id
        await self.cards.store(content, CHANNEL, message_id, "shown")
        posted = replace(content, card_channel_id=CHANNEL, card_message_id=message_id)
        await self.cards.register([posted], forum=False)
        return message_id

    async def known(self) -> dict[tuple[int, int], list[str]]:
        """Return the kinds of signals by member and card, once the job has run."""
        await self.job.run()
        found = (await read_records(self.shelf.billing.database, self.store, GUILD)).known
        return {place: list(kinds) for place, kinds in found.items()}

    async def open(self, content: Content, user: int = ALICE) -> None:
        await self.shelf.service.opened(content, user)


@pytest.fixture
def observed(shelf: Shelf) -> Observed:
    return Observed(shelf)


async def test_a_payment_is_a_signal_however_often_it_is_reported_until_it_is_refunded(
    observed: Observed,
) -> None:
    billing = observed.shelf.billing
    essay, other = await observed.add("Essay"), await observed.add("Other")
    await observed.shelf.sell("Both", essay, other)
    first, second = await observed.post(essay), await observed.post(other)
    await billing.buy(plan="Both")
    assert await observed.known() == {}  # Stripe has not confirmed it
    await billing.catch_up()
    paid = {(ALICE, first): ["bought"], (ALICE, second): ["bought"]}
    assert await observed.known() == paid
    await billing.receive(list(billing.stripe.events.values()))
    await billing.settle()
    async with billing.database.write() as connection:
        await signal_requests.add(connection, GUILD, ALICE)
    assert await observed.known() == paid
    case = await observed.shelf.refunds.ask(GUILD, ALICE, "Both", "Please")
    await observed.shelf.refunds.grant(GUILD, STAFF, case.id)
    await billing.catch_up()
    assert await observed.known() == {}


async def test_what_is_given_or_included_in_a_plan_was_not_bought(observed: Observed) -> None:
    billing = observed.shelf.billing
    essay, tool = await observed.add("Essay"), await observed.add("Tool", kind="tool")
    await observed.shelf.sell("Essay", essay)
    plan = await billing.sell()
    await observed.shelf.hold(plan.id, tool)
    for each in (essay, tool):
        await observed.post(each)
    await billing.buy(plan="Pro")
    await billing.buy(plan="Essay", recipient_id=BOB)
    grants = GrantService(billing.database, billing.recorder, billing.api, WakeupEvent())
    await grants.give(CompGrant(GUILD, STAFF, ALICE, "Essay", None, "thanks"))
    await billing.catch_up()
    assert await observed.shelf.opens(essay)
    assert await observed.shelf.opens(essay, BOB)
    assert await observed.known() == {}


async def test_what_is_opened_finished_and_answered_counts_for_the_course_s_card(
    observed: Observed,
) -> None:
    database, now = observed.shelf.billing.database, observed.shelf.billing.clock.now()
    course = await observed.add("Course", kind="course")
    lesson = await observed.add("Lesson", kind="lesson", course_id=course.id)
    card = await observed.post(course)
    await observed.open(lesson)
    async with database.write() as connection:
        await progress.enrol(connection, GUILD, ALICE, course.id, now)
        await progress.set_done(connection, GUILD, ALICE, lesson.id, course.id, now)
        await progress.set_completed(connection, GUILD, ALICE, course.id, now)
        attempt = await quizzes.begin(connection, GUILD, ALICE, lesson.id, "v", 1, now)
        await quizzes.finish(connection, attempt.id, now, percent=50, passed=False)
    found = ["answered", "finished", "finished", "opened"]
    assert await observed.known() == {(ALICE, card): found}
    async with database.write() as connection:
        await progress.undo(connection, GUILD, ALICE, lesson.id)
        await progress.set_completed(connection, GUILD, ALICE, course.id, None)
    assert await observed.known() == {(ALICE, card): ["answered", "opened"]}


async def test_five_minutes_at_a_session_are_attendance(observed: Observed) -> None:
    clock, database = observed.shelf.billing.clock, observed.shelf.billing.database
    talk = await observed.add("Talk", kind="session")
    card = await observed.post(talk)
    begins = clock.now()
    async with database.write() as connection:
        session_id = await sessions.add(connection, _session(talk.id, begins))
        assert session_id is not None
        await sessions.change(connection, session_id, state="live", began_at=begins)
        for user in (ALICE, BOB):
            await voice_stays.begin(connection, GUILD, VOICE, user, begins)
    for user, minutes in ((BOB, 4), (ALICE, 2)):
        clock.advance(timedelta(minutes=minutes))
        async with database.write() as connection:
            await voice_stays.end(connection, GUILD, user, clock.now())
    assert await observed.known() == {(ALICE, card): ["attended"]}


async def test_a_card_gets_the_signals_of_before_it_was_posted_and_again_when_it_is_reposted(
    observed: Observed,
) -> None:
    essay = await observed.add("Essay")
    await observed.open(essay)
    assert await observed.known() == {}
    card = await observed.post(essay)
    assert await observed.known() == {(ALICE, card): ["opened"]}
    observed.shelf.billing.clock.advance(timedelta(hours=1))
    posted = replace(essay, card_channel_id=CHANNEL, card_message_id=card)
    again = await observed.post(posted)
    assert (await observed.known())[ALICE, again] == ["opened"]


async def test_nothing_of_before_an_erasure_is_recorded_again(observed: Observed) -> None:
    essay = await observed.add("Essay")
    card = await observed.post(essay)
    for user in (ALICE, BOB):
        await observed.open(essay, user)
    assert set(await observed.known()) == {(ALICE, card), (BOB, card)}
    observed.shelf.billing.clock.advance(timedelta(minutes=1))
    await observed.erasure.erase(GUILD, ALICE)
    async with observed.shelf.billing.database.write() as connection:
        await signal_requests.add(connection, GUILD, ALICE)
    assert set(await observed.known()) == {(BOB, card)}
    async with observed.shelf.billing.database.read() as connection:
        assert await contents.get(connection, GUILD, essay.id) is not None
        assert await signal_requests.oldest(connection, 10) == []


def _session(content_id: int, starts_at: datetime) -> NewSession:
    return NewSession(
        guild_id=GUILD,
        content_id=content_id,
        number=0,
        place="voice",
        channel_id=VOICE,
        link=None,
        first_local="2026-01-01T18:00",
        first_number=0,
        zone="UTC",
        repeats="never",
        starts_at=starts_at,
        minutes=60,
        settled_at=starts_at,
        created_by=STAFF,
    )


class Unreadable(EntitlementService):
    """Entitlements of which some members' can't be read."""

    members: ClassVar[set[int]] = set()

    async def load(self, guild_id: int, user_id: int) -> MemberEntitlements:
        if user_id in self.members:
            raise ValueError("a fact that can't be read")
        return await super().load(guild_id, user_id)


async def test_a_member_who_fails_keeps_nobody_waiting_and_is_tried_again(
    observed: Observed,
) -> None:
    clock, service = observed.shelf.billing.clock, observed.shelf.billing.entitlement_service
    unreadable = copy(service)
    unreadable.__class__ = Unreadable
    Unreadable.members = {BOB}
    observed.job = ContentSignals(
        observed.shelf.billing.database, observed.buffer, unreadable, clock
    )
    essay = await observed.add("Essay")
    card = await observed.post(essay)
    with capture_logs() as logs:
        for user in (BOB, *range(ALICE + 100, ALICE + 160), BOB, ALICE):  # more than one step takes
            await observed.open(essay, user)
        known = await observed.known()
        assert (ALICE, card) in known
        assert (BOB, card) not in known
        await observed.known()  # left out for now
        clock.advance(timedelta(seconds=11))
        await observed.known()
        clock.advance(timedelta(seconds=11))
        await observed.known()  # left out for longer
    failed = [each for each in logs if each["event"] == "content_signals.failed"]
    assert [(each["user_id"], each["times"], each["seconds"]) for each in failed] == [
        (BOB, 1, 10),
        (BOB, 2, 20),
    ]
    Unreadable.members = set()
    clock.advance(timedelta(seconds=21))
    assert (await observed.known())[BOB, card] == ["opened"]
