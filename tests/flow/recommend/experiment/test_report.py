"""Test impressions, presses, cooldowns and lift, from what is shown to the report."""

from datetime import timedelta
from typing import NoReturn
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.digest.channel_digest import ChannelDigests
from bot.digest.personal_digest import PersonalDigestJob
from bot.digest.personal_schedule import PersonalSchedule
from bot.digest.ports import Picks
from bot.digest.preferences import DigestPreferences
from bot.digest.schedule import DigestScheduleService
from bot.recommend.experiment.analysis import ARMS, LiftResult, TooFew, counted
from bot.recommend.experiment.assignment import Assignment
from bot.recommend.experiment.impressions import ImpressionLog
from bot.recommend.experiment.report import LiftReportService
from bot.recommend.profile.interests import InterestService
from bot.recommend.ranking.recommendation import Recommendation
from bot.recommend.service import MODEL_VERSION, Recommender
from bot.settings import DigestSettings, InsightsSettings, RecommendSettings
from data import experiment, impressions
from data.engine import Database
from data.tables import presses
from tests.clocks import HandClock
from tests.flow.digest.doubles import DUE, RecordingBoard, RecordingSender, ScriptedRecommender
from tests.flow.recommend.community import GUILD, Community, numbers
from tests.planted_interests import START, Plan, PlantedServer

BOB, CY = 50, 51


class Measured(Community):
    """A community whose recommender is on trial."""

    def __init__(self, database: Database, share: float = 0) -> None:
        super().__init__(database)
        self.database = database
        self.impressions = ImpressionLog(
            database,
            self.clock,
            Assignment(lambda _: share, ""),
            MODEL_VERSION,
            rest=timedelta(days=14),
            seconds=60,
        )
        self.recommender = Recommender(
            self.store,
            self.buffer,
            self.indexes,
            RecommendSettings(exploration_share=0),
            self.clock,
            self.impressions,
        )

    async def show(self, user: int, count: int = 5) -> list[Recommendation]:
        """Let a member use `/recommend`, as the cog does."""
        picks = (await self.ask(user, count=count)).picks
        self.impressions.shown("recommend", GUILD, user, picks)
        return list(picks)

    async def fatigued(self, user: int) -> set[int]:
        assert await self.impressions.flush()
        async with self.database.read() as connection:
            since = self.clock.now() - timedelta(days=14)
            return (await impressions.fatigued(connection, GUILD, [user], since)).get(user, set())

    async def pressed(self, user: int) -> list[str]:
        assert await self.impressions.flush()
        async with self.database.read() as connection:
            of_user = (presses.c.guild_id == GUILD) & (presses.c.user_id == user)
            kinds = select(presses.c.kind).where(of_user).order_by(presses.c.at, presses.c.kind)
            return list(await connection.scalars(kinds))

    async def recorded(self, user: int) -> list[impressions.StoredImpression]:
        assert await self.impressions.flush()
        async with self.database.read() as connection:
            return await impressions.of_member(connection, GUILD, user)


def stocked(community: Measured, count: int = 6) -> None:
    """Fill with items, the older the more loved."""
    for number in range(1, count + 1):
        community.item(number, days=10 - number)
        for user in range(count - number):
            community.act(1 + user, number)


async def test_what_is_shown_is_recorded_whole(database: Database) -> None:
    community = Measured(database)
    stocked(community)
    picks = await community.show(BOB)
    rows = await community.recorded(BOB)
    assert [row.item_id for row in rows] == [pick.item.id for pick in picks]
    assert [row.position for row in rows] == [1, 2, 3, 4, 5]
    assert {(row.surface, row.arm, row.model) for row in rows} == {
        ("recommend", "taste", MODEL_VERSION)
    }
    assert {row.at for row in rows} == {community.clock.now()}
    for row, pick in zip(rows, picks, strict=True):
        assert row.score == pytest.approx(pick.score)
        assert sum(row.terms.values()) == pytest.approx(row.score)


async def test_the_channel_digest_is_recorded_for_nobody(database: Database) -> None:
    community = Measured(database, share=1)
    stocked(community)
    picks = (await community.ask(BOB)).picks
    community.impressions.shown("channel", GUILD, None, picks)
    assert await community.impressions.flush()
    assert await community.recorded(BOB) == []
    async with database.read() as connection:
        now = community.clock.now()
        soon = now + timedelta(seconds=1)
        reached = await experiment.reached(connection, GUILD, now, soon, arms=ARMS)
    assert reached == dict.fromkeys(ARMS, 0)


async def test_digests_are_recorded_where_they_arrived(database: Database) -> None:
    shown: list[tuple[str, int, int | None, list[int]]] = []

    def note(surface: str, guild_id: int, user_id: int | None, picks: Picks) -> None:
        shown.append((surface, guild_id, user_id, [pick.item.id for pick in picks]))

    clock, sender, zone = HandClock(), RecordingSender(closed={CY}), ZoneInfo("UTC")
    common = (database, clock, ScriptedRecommender(), sender)
    settings, times = (
        DigestSettings(items=2, personal_minimum_items=1, messages_per_second=500),
        PersonalSchedule(lambda _: zone),
    )
    digest = ChannelDigests(*common, lambda _: settings, shown=note)
    interests = InterestService(database, clock)
    own = PersonalDigestJob(
        *common,
        RecordingBoard(),
        times,
        interests,
        lambda _: settings,
        messages_per_second=500,
        shown=note,
    )
    staff = DigestScheduleService(database, clock, lambda _: zone, times.reschedule)
    await staff.plan(7, 70, 1, at="09:00", days="daily", zone=None)
    choices = DigestPreferences(database, clock, times, lambda _: settings.personal_max_per_week)
    for user in (BOB, CY):  # CY takes no direct messages
        await choices.choose(7, user, "en", wanted=True)
    await digest.run(7, DUE)
    clock.advance(timedelta(days=1))
    (plan,) = await own.schedules()
    await own.run(7, plan.due_at)
    assert shown == [("channel", 7, None, [1, 2]), ("digest", 7, BOB, [1, 2])]


async def test_the_control_group_gets_newest_first(database: Database) -> None:
    taste, control = Measured(database), Measured(database, share=1)
    stocked(taste)
    assert numbers(await taste.show(BOB, 6)) != [6, 5, 4, 3, 2, 1]
    taste.act(CY, 5)
    assert await taste.buffer.flush()
    picks = await control.show(CY, 6)
    assert numbers(picks) == [6, 4, 3, 2, 1]  # without what they reacted to
    assert {pick.reason.message for pick in picks} <= {"recommend-why-new", "recommend-why-popular"}
    own = await control.recommender.for_member(GUILD, BOB, count=3, readable=lambda _: True)
    assert numbers(own) == [6, 5, 4]
    hidden = await control.recommender.for_member(GUILD, BOB, count=3, readable=lambda _: False)
    assert hidden == ()
    assert {row.arm for row in await control.recorded(CY)} == {"control"}


async def test_shown_twice_in_vain_an_item_rests(database: Database) -> None:
    community = Measured(database)
    stocked(community)
    first = await community.show(BOB, 2)
    assert await community.fatigued(BOB) == set()
    assert numbers(await community.show(BOB, 2)) == numbers(first)
    assert await community.fatigued(BOB) == set()  # asked again at once: one occasion
    community.clock.advance(timedelta(hours=6, seconds=1))
    await community.show(BOB, 2)
    assert await community.fatigued(BOB) == {pick.item.id for pick in first}
    then = await community.show(BOB, 2)
    assert not set(numbers(then)) & set(numbers(first))
    assert numbers(await community.show(CY, 2)) == numbers(first)  # others are not tired
    community.clock.advance(timedelta(days=14, seconds=1))
    assert await community.fatigued(BOB) == set()


async def test_what_is_pressed_or_dealt_with_does_not_rest(database: Database) -> None:
    community = Measured(database)
    stocked(community)
    picks = await community.show(BOB, 3)
    community.clock.advance(timedelta(hours=6, seconds=1))
    await community.show(BOB, 3)
    community.impressions.pressed(GUILD, BOB, picks[0].item.object_id, "why")
    community.act(BOB, picks[1].item.object_id, "react")
    assert await community.buffer.flush()
    assert await community.fatigued(BOB) == {picks[2].item.id}


async def test_presses_are_kept_once_and_only_on_what_was_shown(database: Database) -> None:
    community = Measured(database)
    stocked(community)
    (pick,) = await community.show(BOB, 1)
    other = next(n for n in range(1, 7) if n != pick.item.object_id)
    for number, user in ((pick.item.object_id, BOB), (other, BOB), (pick.item.object_id, CY)):
        community.impressions.pressed(GUILD, user, number, "join")
        community.impressions.pressed(GUILD, user, number, "join")
    community.impressions.pressed(GUILD, BOB, 999_999, "join")  # no item at all
    assert await community.pressed(BOB) == ["join"]
    assert await community.pressed(CY) == []


async def test_a_member_is_erased_and_old_rows_are_forgotten(database: Database) -> None:
    community = Measured(database)
    stocked(community)
    for user in (BOB, CY):
        (pick,) = await community.show(user, 1)
        community.impressions.pressed(GUILD, user, pick.item.object_id, "save")
    assert await community.impressions.flush()
    async with database.write() as connection:
        await impressions.erase_member(connection, GUILD, BOB)
    assert (await community.recorded(BOB), await community.pressed(BOB)) == ([], [])
    assert (len(await community.recorded(CY)), await community.pressed(CY)) == (1, ["save"])
    service = LiftReportService(database, community.clock, InsightsSettings(impression_days=90))
    community.clock.advance(timedelta(days=89))
    await service.prune()
    assert len(await community.recorded(CY)) == 1
    community.clock.advance(timedelta(days=2))
    await service.prune()
    assert (await community.recorded(CY), await community.pressed(CY)) == ([], [])


async def test_what_waits_is_written_at_close_and_after_a_refusal(database: Database) -> None:
    community = Measured(database)
    stocked(community)
    picks = await community.show(BOB)
    broken = ImpressionLog(
        Unreachable(database),
        community.clock,
        Assignment(lambda _: 0, ""),
        MODEL_VERSION,
        rest=timedelta(1),
        seconds=60,
    )
    broken.shown("recommend", GUILD, BOB, picks)
    assert not await broken.flush()
    broken.shown("digest", GUILD, BOB, picks)
    await broken.close()
    assert broken.dropped == 10
    community.impressions.start()
    await community.impressions.close()
    async with database.read() as connection:
        assert len(await impressions.of_member(connection, GUILD, BOB)) == 5


class Unreachable(Database):
    """A database that can't be written to."""

    def __init__(self, database: Database) -> None:
        super().__init__(database.engine, database.engine)

    def write(self) -> NoReturn:  # pyright: ignore[reportIncompatibleMethodOverride] it never returns
        raise OSError("gone")


async def count(community: Measured) -> dict[int, tuple[int, int]]:
    """Return by member how many items they were shown, and how many they engaged with."""
    assert await community.impressions.flush()
    assert await community.buffer.flush()
    since = community.clock.now() - timedelta(days=60)
    async with community.database.read() as connection:
        shown = await experiment.showings(
            connection,
            GUILD,
            since,
            community.clock.now() + timedelta(days=60),
            arms=ARMS,
            window=timedelta(days=7),
        )
    user, _, seen, engaged = (column.tolist() for column in counted(shown))
    return dict(zip(user, zip(seen, engaged, strict=True), strict=True))


async def test_engagement_is_the_members_own_after_the_showing_and_in_time(
    database: Database,
) -> None:
    community = Measured(database)
    stocked(community)
    before, late, others, pressed, engaged = await community.show(BOB)
    for user in (BOB, CY):
        community.impressions.shown("digest", GUILD, user, [before, late])  # counts once
    community.clock.advance(timedelta(minutes=-1))
    community.act(BOB, before.item.object_id, "react")
    community.clock.advance(timedelta(minutes=2))
    community.act(CY, others.item.object_id, "reply")
    community.act(BOB, pressed.item.object_id, "more")
    for kind in ("reply", "save"):
        community.act(BOB, engaged.item.object_id, kind)  # two acts on one item count once
    community.clock.advance(timedelta(days=7))
    community.act(BOB, late.item.object_id, "reply")
    assert await count(community) == {BOB: (5, 1), CY: (2, 0)}


async def test_presses_are_counted_by_arm(database: Database) -> None:
    community = Measured(database)
    stocked(community)
    picks = await community.show(BOB, 2)
    for pick in picks:
        community.impressions.pressed(GUILD, BOB, pick.item.object_id, "why")
    community.impressions.pressed(GUILD, BOB, picks[0].item.object_id, "more")
    assert await community.impressions.flush()
    now = community.clock.now()
    async with database.read() as connection:
        rows = await experiment.pressed(
            connection, GUILD, now, now + timedelta(days=1), timedelta(days=7)
        )
    assert {(row.arm, row.kind): row.count for row in rows} == {
        ("taste", "why"): 2,
        ("taste", "more"): 1,
    }


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("found", "expected"), [(1.0, "better"), (0.25, "open")])
async def test_a_planted_effect_is_found_and_none_is_claimed(
    database: Database, found: float, expected: str
) -> None:
    """One seed each; the bench repeats it over hundreds at full size."""
    server = PlantedServer(database, Plan(160, 8, found=found, share=0.5, keenness=0.3))
    await server.live()
    early = await server.look(START + timedelta(weeks=8, days=6))
    assert isinstance(early.result, TooFew)
    assert early.next_update == START + timedelta(weeks=8, days=7)
    windows = [await server.look(early.next_update + timedelta(days=day)) for day in (0, 1, 30)]
    assert windows[0].result == windows[1].result == windows[2].result
    result = windows[0].result
    assert isinstance(result, LiftResult)
    assert result.conclusion == expected
    assert result.ratio.low <= server.plan.ratio <= result.ratio.high
