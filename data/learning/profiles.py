"""What members state about their learning."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import learner_profiles
from data.upsert import insert

_OWN = learner_profiles.c
_LISTS = ("skills", "goal_tags", "goal_courses")


@dataclass(frozen=True, slots=True)
class LearnerProfile:
    """What a member has stated.

    Attributes:
        skills: What they can do already, in words of the contents' tags.
        goal_tags: What they want to learn, in the same words.
        goal_courses: Courses that they want to complete, by id.
        minutes: What they have for it in a week; 0: not stated.
        review: Whether they want questions again some time after a quiz.
    """

    profession: str = ""
    skills: tuple[str, ...] = ()
    goal_tags: tuple[str, ...] = ()
    goal_courses: tuple[int, ...] = ()
    minutes: int = 0
    review: bool = False


async def get(connection: AsyncConnection, guild_id: int, user_id: int) -> LearnerProfile:
    """Return what a member has stated; nothing if they never did."""
    query = select(
        _OWN.profession, _OWN.skills, _OWN.goal_tags, _OWN.goal_courses, _OWN.minutes, _OWN.review
    ).where(_OWN.guild_id == guild_id, _OWN.user_id == user_id)
    row = (await connection.execute(query)).mappings().first()
    if row is None:
        return LearnerProfile()
    return LearnerProfile(
        row["profession"],
        tuple(row["skills"]),
        tuple(row["goal_tags"]),
        tuple(row["goal_courses"]),
        row["minutes"],
        row["review"],
    )


async def put(
    connection: AsyncConnection,
    guild_id: int,
    user_id: int,
    profile: LearnerProfile,
    now: datetime,
) -> None:
    """Replace what a member has stated."""
    values: dict[str, Any] = asdict(profile)
    values |= {name: list(values[name]) for name in _LISTS} | {"updated_at": now}
    await connection.execute(
        insert(connection, learner_profiles)
        .values(guild_id=guild_id, user_id=user_id, **values)
        .on_conflict_do_update(index_elements=["guild_id", "user_id"], set_=values)
    )


async def set_review(
    connection: AsyncConnection, guild_id: int, user_id: int, now: datetime, *, wanted: bool
) -> None:
    """Store whether a member takes part in the spaced review."""
    profile = await get(connection, guild_id, user_id)
    await put(connection, guild_id, user_id, replace(profile, review=wanted), now)
