"""What a member should complete before a content.

Prerequisites advise: a content that was paid for opens all the same, with what to read first beside
it. Only a course that goes in order waits for them, and even it never for what the member can't
open, because then one purchase would withhold another.
"""

from collections.abc import Collection
from dataclasses import dataclass

from bot.learning.ports import OwnedContents
from data import content_deliveries, contents, sessions
from data.contents import Content
from data.engine import Connection, Database
from data.learning import progress, rules


@dataclass(frozen=True, slots=True)
class First:
    """What comes first.

    Attributes:
        unmet: The prerequisites that the member has not completed; those that they can open lead.
        openable: Those that they can open.
    """

    unmet: tuple[Content, ...] = ()
    openable: tuple[Content, ...] = ()


NOTHING_FIRST = First()


class FirstContents:
    """Reads what comes before contents."""

    def __init__(self, database: Database, ownership: OwnedContents) -> None:
        self._database = database
        self._ownership = ownership

    async def of(self, guild_id: int, user_id: int, *ids: int) -> dict[int, First]:
        """Map contents, and each of their lessons, to what comes first; nothing: missing."""
        async with self._database.read_fast() as connection:
            graph = await rules.prerequisites_of(connection, ids)
            if not graph:
                return {}
            required = {one for needed in graph.values() for one in needed}
            completed = await completed_by(connection, guild_id, user_id, required)
            left = await contents.of_ids(connection, guild_id, required - completed)
            held = await sessions.standings(
                connection, [each.id for each in left if each.kind == "session"]
            )
            left = [each for each in left if each.id not in held or not held[each.id].gone]
        if not left:
            return {}
        owned = await self._ownership.owned(guild_id, user_id)
        openable = {each.id for each in left if can_open(each, owned)}
        shown = [each for each in left if each.state == "published" or each.id in openable]
        shown.sort(key=lambda each: each.id not in openable)
        found: dict[int, First] = {}
        for one, needed in graph.items():
            unmet = tuple(each for each in shown if each.id in needed)
            if unmet:
                found[one] = First(unmet, tuple(each for each in unmet if each.id in openable))
        return found


async def completed_by(
    connection: Connection, guild_id: int, user_id: int, of: Collection[int]
) -> set[int]:
    """Return which of some contents a member has completed.

    A course is completed by its lessons, a file or tool by downloading it, a session by attending
    it, all else by *Done*.
    """
    done = await progress.completed(connection, guild_id, user_id, of)
    return done | await content_deliveries.downloaded(connection, guild_id, user_id, of)


def can_open(content: Content, owned: Collection[int]) -> bool:
    """Return whether a member who owns these contents can open one."""
    if content.state == "draft":
        return False
    mine = content.id in owned or content.course_id in owned
    return mine or (content.preview and content.state == "published" and content.course_id is None)
