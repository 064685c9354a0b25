"""Write many members with a personal digest to the simulator and the database."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, select

from bot.simulator.discord.state.records import ChannelType
from data import digests, items, signals
from data.digests import DigestSchedule
from data.engine import open_database
from data.item_types import NewItem
from data.signals import StoredSignal
from data.tables import digest_rounds, own_digests
from tests.e2e.sandbox import Sandbox

TOPICS = 300  # posts in the forum, active in the last week
ACTS = 5  # per member, mostly on posts that many others like
_ROWS = 5_000  # per insert


async def gather(sandbox: Sandbox, count: int, talkers: int | None = None) -> datetime:
    """Let members join who want a digest; return when it is due.

    All of them, or `talkers` of them, have signals; the rest only read.
    """
    joined = [sandbox.guild.join(f"m{number}").id for number in range(count)]
    now = datetime.now(UTC)
    due_at = (now + timedelta(hours=2)).replace(minute=0, second=0, microsecond=0)
    schedule = DigestSchedule(
        guild_id=sandbox.guild.id,
        channel_id=sandbox.general.id,
        days="*",
        hour=due_at.hour,
        minute=0,
        timezone="UTC",
        paused=False,
        since=now,
        created_by=sandbox.guild.owner.id,
    )
    database = open_database(sandbox.database_url)
    async with database.write() as connection:
        await digests.put_schedule(connection, schedule)
        await items.upsert(connection, _posts(sandbox, now))
        numbers = await items.ids(connection, sandbox.guild.id, range(1, TOPICS + 1))
        acts = _acts(sandbox, joined[:talkers], list(numbers.values()), now)
        for start in range(0, len(acts), _ROWS):
            await signals.insert(connection, acts[start : start + _ROWS])
        for start in range(0, count, _ROWS):
            rows = [
                {"guild_id": sandbox.guild.id, "user_id": one, "wanted": True, "next_at": due_at}
                for one in joined[start : start + _ROWS]
            ]
            await connection.execute(insert(own_digests), rows)
    await database.close()
    return due_at


def received(sandbox: Sandbox) -> Counter[int]:
    """Return how many members have how many of our messages: `{1: all of them}`."""
    bot = sandbox.discord.world.bot
    return Counter(
        sum(message.author is bot for message in channel.messages.values())
        for channel in sandbox.discord.world.channels.values()
        if channel.type is ChannelType.DM
    )


async def counts(sandbox: Sandbox) -> dict[str, int]:
    """Return the counts of the run; empty before it has ended."""
    database = open_database(sandbox.database_url)
    async with database.read() as connection:
        query = select(digest_rounds.c.tally).where(digest_rounds.c.ended_at.is_not(None))
        found = await connection.scalar(query)
    await database.close()
    return found or {}


def _posts(sandbox: Sandbox, now: datetime) -> list[NewItem]:
    return [
        NewItem(
            guild_id=sandbox.guild.id,
            kind="post",
            object_id=number,
            channel_id=sandbox.questions.id,
            author_id=sandbox.guild.owner.id,
            title=f"Post {number}",
            created_at=now - timedelta(days=7 * number / TOPICS),
        )
        for number in range(1, TOPICS + 1)
    ]


def _acts(
    sandbox: Sandbox, members: list[int], numbers: list[int], now: datetime
) -> list[StoredSignal]:
    rng = random.Random(7)  # noqa: S311 no secret
    likely = [1 / place for place in range(1, len(numbers) + 1)]
    return [
        StoredSignal(sandbox.guild.id, user_id, number, "reply", source, 0, now - timedelta(days=1))
        for user_id in members
        for source, number in enumerate(set(rng.choices(numbers, likely, k=ACTS)))
    ]
