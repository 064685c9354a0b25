"""Test `bot.py tune`: the weekly fit with a report, stored only on request."""

import pytest

from bot.recommend.evaluation.tune import tune
from bot.settings import Settings
from data.engine import Database
from data.instance_lock import DatabaseInUseError, owned
from tests.flow.recommend.community import GUILD, Community
from tests.flow.recommend.learning.planted_server import favourite_authors

STAFF = 7

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def tuned(community: Community, url: str, *, adopt: bool = False) -> list[str]:
    """Return what is printed."""
    settings, said = Settings.model_validate({"database": {"url": url}}), list[str]()
    assert await tune(settings, guild_id=GUILD, adopt=adopt, say=said.append, clock=community.clock)
    return said


async def test_the_fit_is_reported_and_adopted_only_when_asked(
    database: Database, database_url: str
) -> None:
    community = await favourite_authors(database)
    said = await tuned(community, database_url)
    assert said[0].startswith(f"Server {GUILD}: fitted to ")
    assert any(line.startswith("author ") for line in said)
    assert any(line.startswith("all ") and "(24 members)" in line for line in said)
    assert said[-1].endswith("The weekly job would adopt them; --adopt does so now.")
    assert (await community.weights.current(GUILD)).version == 0
    said = await tuned(community, database_url, adopt=True)
    assert "They are adopted" in said[-1]
    learned = await community.weights.current(GUILD)
    assert (learned.version, learned.weights["author"] > 1) == (1, True)
    await community.weights.freeze(GUILD, STAFF)
    assert "frozen" in (await tuned(community, database_url, adopt=True))[-1]
    assert (await community.weights.current(GUILD)).version == 1


async def test_a_server_without_much_past_keeps_the_defaults(
    database: Database, database_url: str
) -> None:
    community = Community(database)
    community.item(1)
    community.act(7, 1)
    assert await community.buffer.flush()
    said: list[str] = []
    settings = Settings.model_validate({"database": {"url": database_url}})
    assert not await tune(settings, guild_id=None, adopt=True, say=said.append)
    assert said == [f"Server {GUILD}: there is too little history to fit; the defaults are used."]


async def test_nothing_is_adopted_while_the_bot_runs(database: Database, database_url: str) -> None:
    settings = Settings.model_validate({"database": {"url": database_url}})
    async with owned(database.url):
        with pytest.raises(DatabaseInUseError):
            await tune(settings, guild_id=None, adopt=True, say=print)
