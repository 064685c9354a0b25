"""Erase a member's taste data: now, or when they leave, as they choose.

Each table with such data adds its function to `ERASURES`: given a connection, the server and the
member, it deletes the member's rows and returns their number. Records of payments, of access and
of staff actions are kept, because bookkeeping and law require them, and so is the erasure itself.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Literal, get_args

from bot.clock import Clock
from bot.recommend.signals.buffer import SignalBuffer
from bot.recommend.signals.items import Item, ItemKind, NewItem
from bot.recommend.signals.model import NAMED, SignalKey
from data import (
    audit,
    calendar_links,
    consents,
    digests,
    files,
    history,
    impressions,
    interests,
    items,
    licences,
    new_versions,
    personal_digests,
    privacy,
    publishing,
    session_followers,
    session_questions,
    signal_requests,
    voice_stays,
)
from data.engine import Connection, Database
from data.learning import erasure as learning_erasure

ErasureStep = Callable[[Connection, int, int], Awaitable[int]]
ErasureBeside = Callable[[int, int], Awaitable[int]]  # (guild, member) -> how many
When = Literal["now", "leave", "keep"]
BATCH_SIZE = 5_000  # signals a batch


ERASURES: tuple[ErasureStep, ...] = (
    privacy.delete_signals,
    interests.erase_member,
    impressions.erase_member,
    digests.erase_member,
    personal_digests.erase_member,
    session_followers.erase_member,
    session_questions.erase_member,
    voice_stays.erase_member,
    calendar_links.erase_member,
    licences.erase_member,
    new_versions.erase_member,
    audit.forget_subject,
    files.erase_member,
    publishing.erase_member,
    consents.erase_member,
    learning_erasure.erase_member,
    signal_requests.erase_member,
)


async def erase_member(connection: Connection, guild_id: int, user_id: int) -> int:
    """Delete a member's taste data; return the number of rows."""
    return sum([await erase(connection, guild_id, user_id) for erase in ERASURES])


class Erasure:
    """Stores members' choices about erasure, and erases their data."""

    def __init__(self, database: Database, buffer: SignalBuffer, clock: Clock) -> None:
        self._database = database
        self._buffer = buffer
        self._clock = clock
        self._beside: list[ErasureBeside] = []

    def also(self, erase: ErasureBeside) -> None:
        """Have another feature erase first what it keeps outside of the database.

        It makes up itself for an interruption; the member's rows are then still there.
        """
        self._beside.append(erase)

    async def choice(self, guild_id: int, user_id: int) -> When:
        """Return a member's choice for when they leave: "leave" (erase then) or "keep"."""
        async with self._database.read() as reading:
            chosen = await privacy.choice(reading, guild_id, user_id)
        return "leave" if chosen.erase_on_leave else "keep"

    async def choose(self, guild_id: int, user_id: int, *, erase_on_leave: bool) -> None:
        """Store whether a member's data is erased when they leave."""
        async with self._database.write() as writing:
            await privacy.set_erase_on_leave(
                writing, guild_id, user_id, self._clock.now(), wanted=erase_on_leave
            )

    async def erase(self, guild_id: int, user_id: int) -> int:
        """Erase a member's taste data for good; return the number of rows.

        Later signals count again; those that Discord's history still shows don't.
        """
        beside = sum([await erase(guild_id, user_id) for erase in self._beside])
        taken = beside + await self._take_back(guild_id, user_id)
        async with self._database.write() as writing:
            await privacy.set_erased(writing, guild_id, user_id, self._clock.now())
            erased = taken + await erase_member(writing, guild_id, user_id)
            disowned = await items.disown(writing, guild_id, user_id)
        await self._notify_of(guild_id, disowned)
        return erased + len(disowned)

    async def left(self, guild_id: int, user_id: int) -> bool:
        """Erase a member who left, unless they chose "keep"; return whether erased."""
        if await self.choice(guild_id, user_id) == "keep":
            return False
        await self.erase(guild_id, user_id)
        return True

    async def erase_who_left(self, guild_id: int, is_member: Callable[[int], bool]) -> int:
        """Erase members who chose so and left unnoticed; return their number."""
        async with self._database.read() as reading:
            leavers = await privacy.leavers(reading, guild_id)
        gone = [user_id for user_id in leavers if not is_member(user_id)]
        for user_id in gone:
            await self.erase(guild_id, user_id)
        return len(gone)

    async def _notify_of(self, guild_id: int, disowned: Sequence[Item]) -> None:
        """Register the items without author, so that copies in memory are updated, too."""
        for start in range(0, len(disowned), BATCH_SIZE):
            for row in disowned[start : start + BATCH_SIZE]:
                kind: ItemKind = next(kind for kind in get_args(ItemKind) if kind == row.kind)
                self._buffer.register(
                    NewItem(guild_id, kind, row.object_id, row.channel_id, None, row.created_at)
                )
            await self._buffer.flush()

    async def _take_back(self, guild_id: int, user_id: int) -> int:
        """Undo a member's signals through the buffer, so that indexes are updated, too."""
        await self._buffer.flush()
        async with self._database.read() as reading:
            known = await history.signals_of(reading, guild_id, user_id)
        for start in range(0, len(known), BATCH_SIZE):
            for each in known[start : start + BATCH_SIZE]:
                kind = NAMED[each.kind]
                signal = SignalKey(
                    guild_id, user_id, each.object_id, kind, each.source_id, each.key
                )
                self._buffer.undo(signal)
            await self._buffer.flush()
        return len(known)
