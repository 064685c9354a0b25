"""Erasing what is known of a member's taste: now, or when they leave, as they choose.

Whatever stores such data adds its function to `ERASURES`: given a connection, the server and the
member, it deletes all there is and returns how many rows there were. Kept are records of money, of
access and of what staff did, which bookkeeping and law ask for, and that they had it erased.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Literal, get_args

from bot.clock import Clock
from bot.recommend.signals.buffer import SignalBuffer
from bot.recommend.signals.items import Item, ItemKind, NewItem
from bot.recommend.signals.model import NAMED, SignalKey
from data import audit, digests, history, impressions, interests, items, personal_digests, privacy
from data.engine import Connection, Database

ErasureStep = Callable[[Connection, int, int], Awaitable[int]]
When = Literal["now", "leave", "keep"]
AT_ONCE = 5_000  # acts


ERASURES: tuple[ErasureStep, ...] = (
    privacy.delete_signals,
    interests.erase_member,
    impressions.erase_member,
    digests.erase_member,
    personal_digests.erase_member,
    audit.forget_subject,
)


async def erase_member(connection: Connection, guild_id: int, user_id: int) -> int:
    """Delete all that is known of a member's taste; return how many rows that were."""
    return sum([await erase(connection, guild_id, user_id) for erase in ERASURES])


class Erasure:
    """What members chose, and doing it."""

    def __init__(self, database: Database, buffer: SignalBuffer, clock: Clock) -> None:
        self._database = database
        self._buffer = buffer
        self._clock = clock

    async def choice(self, guild_id: int, user_id: int) -> When:
        """Return what a member wants: "leave" or "keep"."""
        async with self._database.read() as reading:
            chosen = await privacy.choice(reading, guild_id, user_id)
        return "leave" if chosen.erase_on_leave else "keep"

    async def choose(self, guild_id: int, user_id: int, *, erase_on_leave: bool) -> None:
        """Note what shall happen when a member leaves."""
        async with self._database.write() as writing:
            await privacy.set_erase_on_leave(
                writing, guild_id, user_id, self._clock.now(), wanted=erase_on_leave
            )

    async def erase(self, guild_id: int, user_id: int) -> int:
        """Erase a member's taste for good; return how many rows that were.

        What they do from now on counts again; what Discord's history still shows does not.
        """
        taken = await self._take_back(guild_id, user_id)
        async with self._database.write() as writing:
            await privacy.set_erased(writing, guild_id, user_id, self._clock.now())
            erased = taken + await erase_member(writing, guild_id, user_id)
            disowned = await items.disown(writing, guild_id, user_id)
        await self._tell_of(guild_id, disowned)
        return erased + len(disowned)

    async def left(self, guild_id: int, user_id: int) -> bool:
        """Take note that a member left; tell whether their taste was erased."""
        if await self.choice(guild_id, user_id) == "keep":
            return False
        await self.erase(guild_id, user_id)
        return True

    async def erase_who_left(self, guild_id: int, is_member: Callable[[int], bool]) -> int:
        """Erase the taste of those who wanted so and left unheard; return how many they are."""
        async with self._database.read() as reading:
            leavers = await privacy.leavers(reading, guild_id)
        gone = [user_id for user_id in leavers if not is_member(user_id)]
        for user_id in gone:
            await self.erase(guild_id, user_id)
        return len(gone)

    async def _tell_of(self, guild_id: int, disowned: Sequence[Item]) -> None:
        """Let whoever keeps items in memory hear that these have no author any more."""
        for start in range(0, len(disowned), AT_ONCE):
            for row in disowned[start : start + AT_ONCE]:
                kind: ItemKind = next(kind for kind in get_args(ItemKind) if kind == row.kind)
                self._buffer.register(
                    NewItem(guild_id, kind, row.object_id, row.channel_id, None, row.created_at)
                )
            await self._buffer.flush()

    async def _take_back(self, guild_id: int, user_id: int) -> int:
        """Undo what a member did, so that whoever keeps it in memory hears of it as well."""
        await self._buffer.flush()
        async with self._database.read() as reading:
            known = await history.acts_of(reading, guild_id, user_id)
        for start in range(0, len(known), AT_ONCE):
            for each in known[start : start + AT_ONCE]:
                kind = NAMED[each.kind]
                act = SignalKey(guild_id, user_id, each.object_id, kind, each.source_id, each.key)
                self._buffer.undo(act)
            await self._buffer.flush()
        return len(known)
