"""What each server lets roles do that may not manage the server: their rights.

Whoever has the Manage Server permission may do everything. All rights are in memory, because each
staff command and each press asks for them.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Literal, get_args

from bot.clock import Clock
from bot.errors import UserError
from data import audit, offer_columns, staff_access
from data.engine import Connection, Database
from data.staff_access import RoleRight

Right = Literal["money", "content", "insight", "digest"]
Needed = Right | Literal["manage"]  # "manage": Manage Server; no role is given that here
RIGHTS: tuple[Right, ...] = get_args(Right)
HELD_STATES = ("active", "retired", "pending")

_NONE: frozenset[str] = frozenset()


class RightsChangedMeanwhileError(Exception):
    """The role's rights are not what the person saw; `rights` are what they are now."""

    def __init__(self, rights: AbstractSet[str]) -> None:
        super().__init__("changed meanwhile")
        self.rights = rights


class StaffAccess:
    """Reads and changes the rights of servers' roles."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._rights: dict[int, dict[int, frozenset[str]]] = {}  # by server and role
        self._lock = asyncio.Lock()  # a change compares what it replaces: one after the other

    async def load(self) -> None:
        """Read what is stored."""
        async with self._database.read() as reading:
            stored = await staff_access.every(reading)
        self._rights = {}
        for each in stored:
            of_guild = self._rights.setdefault(each.guild_id, {})
            of_guild[each.role_id] = of_guild.get(each.role_id, _NONE) | {each.right}

    def allows(self, guild_id: int, role_ids: Iterable[int], right: Needed) -> bool:
        """Return whether one of a member's roles has a right in a server."""
        of_guild = self._rights.get(guild_id)
        return of_guild is not None and any(
            right in of_guild.get(role_id, _NONE) for role_id in role_ids
        )

    def of_role(self, guild_id: int, role_id: int) -> frozenset[str]:
        """Return the rights of a role."""
        return self._rights.get(guild_id, {}).get(role_id, _NONE)

    def of_guild(self, guild_id: int) -> Mapping[int, frozenset[str]]:
        """Return the rights of each role that has some."""
        return self._rights.get(guild_id, {})

    async def change(
        self,
        guild_id: int,
        actor_id: int,
        role_id: int,
        rights: Collection[str],
        *,
        seen: AbstractSet[str],
    ) -> None:
        """Give a role exactly these rights; none removes it from the list.

        Args:
            guild_id: The server.
            actor_id: The staff member.
            role_id: The role.
            rights: Its rights from now on.
            seen: Its rights as the staff member saw them.

        Raises:
            RightsChangedMeanwhileError: They are no longer what the staff member saw.
            UserError: A plan gives the role, so that who pays would become staff.
        """
        async with self._lock:
            before, after = self.of_role(guild_id, role_id), frozenset(rights)
            if before != seen:
                raise RightsChangedMeanwhileError(before)
            if before == after:
                return
            async with self._database.write() as writing:
                states = HELD_STATES
                if after and await offer_columns.give_role(writing, guild_id, role_id, states):
                    raise UserError("access-sold", role=f"<@&{role_id}>")
                await self._store(writing, guild_id, actor_id, role_id, after)
            of_guild = {**self.of_guild(guild_id), role_id: after}
            self._rights[guild_id] = {role: held for role, held in of_guild.items() if held}

    async def _store(
        self,
        writing: Connection,
        guild_id: int,
        actor_id: int,
        role_id: int,
        after: AbstractSet[str],
    ) -> None:
        """Store a role's rights with an entry in the audit log."""
        before, now = self.of_role(guild_id, role_id), self._clock.now()
        given = [RoleRight(guild_id, role_id, each, now, actor_id) for each in sorted(after)]
        await staff_access.replace(writing, guild_id, role_id, given)
        await audit.record(
            writing,
            guild_id=guild_id,
            actor_id=actor_id,
            action="access.change",
            at=now,
            detail={"role_id": role_id, "before": sorted(before), "after": sorted(after)},
        )
