"""Learned weights are worth as much as was planted, and `/insights lift` shows it."""

import pytest

from bot.recommend.experiment.analysis import LiftResult
from data.engine import Database
from tests.favourite_authors import FavouriteAuthors, Plan

WITH_DEFAULTS = 2.5  # more than the true ratio where nothing was learned


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_learned_weights_beat_newest_first_by_what_was_planted(database: Database) -> None:
    """One seed; the bench repeats it over many, and without a favourite."""
    server = FavouriteAuthors(database, Plan())
    await server.live_without_lists()
    assert await server.learn() == "adopted: better"
    result = (await server.live_with_lists()).result
    assert isinstance(result, LiftResult)
    assert result.conclusion == "better"
    assert server.ratio > WITH_DEFAULTS
    assert result.ratio.low <= server.ratio <= result.ratio.high
