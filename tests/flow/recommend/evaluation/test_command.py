"""Test `bot.py evaluate` on a real database."""

from datetime import timedelta

from bot.recommend.evaluation.command import evaluate
from bot.settings import Settings
from data.engine import Database
from tests.flow.recommend.community import Community


def settings(url: str) -> Settings:
    return Settings.model_validate({"database": {"url": url}})


async def busy_weeks(database: Database) -> None:
    """Thirty members in two circles who each answer what their circle answers."""
    community = Community(database)
    for day in range(30):
        for circle in (0, 1):
            item = 1 + 2 * day + circle
            community.item(item, channel=5 + circle, days=0)
            for place in range(15):
                community.clock.advance(timedelta(minutes=40))
                community.act(100 * (circle + 1) + place, item, source=10_000 * item + place)
        community.clock.advance(timedelta(hours=4))
    assert await community.buffer.flush()


async def test_the_past_is_measured(database: Database, database_url: str) -> None:
    await busy_weeks(database)
    output: list[str] = []
    assert await evaluate(settings(database_url), days=20, say=output.append)
    assert output[0].startswith("Server 1, 20 days from ")
    assert [line.split("  ")[0] for line in output[2:6]] == [
        *("Lyceum", "newest first", "popular of 3 days", "plain cosine")
    ]
    assert output[6].split() == ["regulars", "known_channels", "busy"]
    assert output[-1].split()[0] == "members"


async def test_too_little_is_said_to_be(database: Database, database_url: str) -> None:
    output: list[str] = []
    assert not await evaluate(settings(database_url), days=20, say=output.append)
    assert output == [
        "There are no signals yet. Let the bot run for some weeks, or import history first."
    ]
    community = Community(database)
    community.item(1)
    community.act(7, 1)
    assert await community.buffer.flush()
    assert not await evaluate(settings(database_url), days=20, say=output.append)
    assert "daily lists are available" in output[-1]
