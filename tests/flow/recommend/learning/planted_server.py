"""Plant a server whose members choose by author, among posts that only seem better."""

from datetime import timedelta

from data.engine import Database
from tests.flow.recommend.community import Community

DAYS = 16
MEMBERS = 24
AUTHORS = 4
DISTRACTIONS = 12  # each day: newly active, popular, and joined by nobody who gets a list


async def favourite_authors(database: Database) -> Community:
    """Let each member join the new posts of one author a day later, and nothing else."""
    community = Community(database)
    number = 0
    for day in range(DAYS):
        new: list[int] = []
        for author in range(AUTHORS):
            number += 1
            new.append(number)
            community.item(number, author=900 + author, days=0)
        community.clock.advance(timedelta(hours=10))
        for _ in range(DISTRACTIONS):
            number += 1
            community.item(number, author=990, days=0)
            for stranger in range(3):
                community.act(100_000 + 10 * number + stranger, number)
        community.clock.advance(timedelta(hours=14))
        for member in range(MEMBERS):
            community.act(100 + member, new[member % AUTHORS], source=1_000 * day + member + 1)
    assert await community.buffer.flush()
    return community
