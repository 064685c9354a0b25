"""Test a server's weights: adopted, refused, frozen, reset, used by the next answer."""

from datetime import timedelta

import pytest

from bot.errors import UserError
from bot.recommend.experiment.assignment import Assignment
from bot.recommend.experiment.impressions import ImpressionLog
from bot.recommend.fitting.comparison import QualityChange
from bot.recommend.weights.service import FittedWeights, figures_of
from bot.retention import DECISIONS_KEPT, forget_old
from data import audit, impressions
from data.engine import Database
from tests.flow.recommend.community import GUILD, Community

STAFF = 7
HABITS = {"channel": 20.0, "popular": 0.0, "popular_newcomer": 0.0, "active": 0.0}
FAME = {"channel": 0.0, "popular": 20.0}


GAIN = QualityChange(0.40, 0.43, 0.03, 0.01, 0.05, 50)


def fitted(weights: dict[str, float], *, adopted: bool = True) -> FittedWeights:
    reason = "better" if adopted else "no-better"
    return FittedWeights(adopted, reason, weights, 90, 400, 50, {"all": GAIN})


async def two_channels(database: Database) -> Community:
    """Build a server where habits and popularity name different items first."""
    community = Community(database)
    for number, channel in ((1, 5), (2, 5), (3, 6)):
        community.item(number, channel)
    community.act(50, 1)
    for user in range(1, 9):
        community.act(user, 3)
    assert await community.buffer.flush()
    return community


async def test_adopted_weights_rank_the_next_answer_on_the_same_index(database: Database) -> None:
    community = await two_channels(database)
    await community.weights.record(GUILD, fitted(HABITS), based_on=0)
    assert await community.shown(50) == [2, 3]
    async with community.indexes.open(GUILD) as index_query:
        index = index_query.index
    await community.weights.record(GUILD, fitted(FAME), based_on=1)
    assert await community.shown(50) == [3, 2]
    async with community.indexes.open(GUILD) as index_query:
        assert index_query.index is index


async def test_weights_are_used_after_a_restart_and_after_loading_again(database: Database) -> None:
    community = await two_channels(database)
    await community.weights.record(GUILD, fitted(FAME), based_on=0)
    assert await Community(database).shown(50) == [3, 2]
    assert await community.shown(50) == [3, 2]
    community.clock.advance(timedelta(hours=7))
    await community.indexes.refresh_all()
    assert await community.shown(50) == [3, 2]


async def test_unknown_terms_are_ignored_and_missing_ones_keep_their_weight(
    database: Database,
) -> None:
    community = Community(database)
    async with community.indexes.open(GUILD) as index_query:
        before = index_query.tuning.weights
    await community.weights.record(GUILD, fitted({"popular": 0.5, "moon": 3.0}), based_on=0)
    async with community.indexes.open(GUILD) as index_query:
        assert index_query.tuning.weights == before | {"popular": 0.5}
        assert index_query.tuning.weights_version == 1


async def test_a_refused_fit_is_recorded_and_changes_nothing(database: Database) -> None:
    community = await two_channels(database)
    await community.weights.record(GUILD, fitted(FAME), based_on=0)
    assert await community.weights.record(GUILD, fitted(HABITS, adopted=False), based_on=1)
    assert await community.shown(50) == [3, 2]
    refused, adopted = (await community.weights.overview(GUILD)).decisions
    assert (refused.decision, refused.version, refused.weights) == ("refused", 1, HABITS)
    assert (adopted.decision, adopted.version, adopted.days) == ("adopted", 1, 90)
    assert figures_of(adopted) == {"all": GAIN}


async def test_a_fit_is_dropped_if_the_weights_changed_or_froze_meanwhile(
    database: Database,
) -> None:
    weights = Community(database).weights
    await weights.record(GUILD, fitted(FAME), based_on=0)
    assert not await weights.record(GUILD, fitted(HABITS), based_on=0)
    await weights.freeze(GUILD, STAFF)
    assert not await weights.record(GUILD, fitted(HABITS), based_on=1)
    overview = await weights.overview(GUILD)
    assert (overview.current.version, len(overview.decisions)) == (1, 1)
    await weights.unfreeze(GUILD, STAFF)
    assert await weights.record(GUILD, fitted(HABITS), based_on=1)


async def test_a_reset_uses_the_settings_again_and_keeps_a_freeze(database: Database) -> None:
    community = await two_channels(database)
    shown = await community.shown(50)
    await community.weights.record(GUILD, fitted(HABITS), based_on=0)
    assert await community.shown(50) != shown
    await community.weights.freeze(GUILD, STAFF)
    await community.weights.reset(GUILD, STAFF)
    assert await community.shown(50) == shown
    current = await community.weights.current(GUILD)
    assert (current.version, current.weights) == (2, {})
    assert current.frozen_at is not None


async def test_what_staff_do_is_in_the_audit_log(database: Database) -> None:
    weights = Community(database).weights
    await weights.record(GUILD, fitted(FAME), based_on=0)
    await weights.freeze(GUILD, STAFF)
    await weights.unfreeze(GUILD, STAFF)
    await weights.reset(GUILD, STAFF)
    async with database.read() as reading:
        done = await audit.entries(reading, GUILD)
    assert [(each.action, each.actor_id) for each in done] == [
        ("weights.reset", STAFF),
        ("weights.unfreeze", STAFF),
        ("weights.freeze", STAFF),
    ]


async def test_what_would_change_nothing_is_refused(database: Database) -> None:
    weights = Community(database).weights
    with pytest.raises(UserError, match="weights-are-default"):
        await weights.reset(GUILD, STAFF)
    with pytest.raises(UserError, match="weights-not-frozen"):
        await weights.unfreeze(GUILD, STAFF)
    await weights.freeze(GUILD, STAFF)
    with pytest.raises(UserError, match="weights-are-frozen"):
        await weights.freeze(GUILD, STAFF)


async def test_pruning_forgets_decisions_and_keeps_the_weights(database: Database) -> None:
    community = Community(database)
    await community.weights.record(GUILD, fitted(FAME), based_on=0)
    community.clock.advance(DECISIONS_KEPT)
    await community.weights.record(GUILD, fitted(HABITS, adopted=False), based_on=1)
    community.clock.advance(timedelta(hours=1))
    await forget_old(database, community.clock)
    overview = await community.weights.overview(GUILD)
    assert [each.decision for each in overview.decisions] == ["refused"]
    assert overview.current.weights == FAME


async def test_an_impression_names_the_weights_that_ranked_it(database: Database) -> None:
    community = await two_channels(database)
    log = ImpressionLog(
        database,
        community.clock,
        Assignment(lambda _: 0, ""),
        "4",
        rest=timedelta(days=14),
        seconds=60,
    )
    log.shown("recommend", GUILD, 50, (await community.ask(50)).picks)
    await community.weights.record(GUILD, fitted(FAME), based_on=0)
    log.shown("recommend", GUILD, 50, (await community.ask(50)).picks)
    assert await log.flush()
    async with database.read() as reading:
        shown = await impressions.of_member(reading, GUILD, 50)
    assert [each.weights_version for each in shown] == [0, 0, 1, 1]
