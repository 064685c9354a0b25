"""Computes who would gain and lose which role, before anything is changed."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot.clock import Clock
from bot.payments.fact_repository import HELD_STATES
from bot.payments.ledger.entitlement import GRANTING
from bot.payments.role_sync.role_diff import diff_roles
from bot.payments.role_sync.wanted_roles import roles_by_member
from bot.scheduling.worker import WakeupEvent
from data import audit, facts, plans, role_sync
from data.engine import Connection, Database
from data.offer_mentions import OfferMentions

Roles = Mapping[int, AbstractSet[int]]  # role ids by member


@dataclass(frozen=True, slots=True)
class RoleDryRun:
    """The role changes that a role check would make.

    Attributes:
        gains: The members who would get a role, by role.
        losses: The members who would lose a role, by role.
        adopted: The members with a role that we did not give and would manage from then on.
    """

    gains: Mapping[int, tuple[int, ...]]
    losses: Mapping[int, tuple[int, ...]]
    adopted: tuple[int, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return not (self.gains or self.losses or self.adopted)

    @property
    def members(self) -> list[int]:
        """All members whose roles would change, or be adopted."""
        by_role = (*self.gains.values(), *self.losses.values(), self.adopted)
        return sorted({user_id for users in by_role for user_id in users})

    def of(self, roles: AbstractSet[int]) -> "RoleDryRun":
        """Return only the gains and losses of some roles."""
        return RoleDryRun(
            {role: users for role, users in self.gains.items() if role in roles},
            {role: users for role, users in self.losses.items() if role in roles},
            (),
        )


def dry_run(wanted: Roles, actual: Roles, held: Roles) -> RoleDryRun:
    """Compare the roles that present members should have, have, and have from us."""
    gains: dict[int, list[int]] = {}
    losses: dict[int, list[int]] = {}
    adopted: list[int] = []
    for user_id in sorted((wanted.keys() | held.keys()) & actual.keys()):
        changes = diff_roles(
            wanted.get(user_id, frozenset()), actual[user_id], held.get(user_id, frozenset())
        )
        _note(gains, changes.add, user_id)
        _note(losses, changes.remove, user_id)
        if changes.adopt:
            adopted.append(user_id)
    return RoleDryRun(_frozen(gains), _frozen(losses), tuple(adopted))


def _note(by_role: dict[int, list[int]], roles: Iterable[int], user_id: int) -> None:
    for role_id in roles:
        by_role.setdefault(role_id, []).append(user_id)


def _frozen(by_role: Mapping[int, list[int]]) -> dict[int, tuple[int, ...]]:
    return {role_id: tuple(users) for role_id, users in sorted(by_role.items())}


class RoleDryRunService:
    """Computes and requests role changes for staff. `wakeup` notifies the role sync."""

    def __init__(self, database: Database, clock: Clock, wakeup: WakeupEvent) -> None:
        self._database = database
        self._clock = clock
        self._wakeup = wakeup

    async def dry_run(
        self, guild_id: int, actual: Roles, role_of: Mapping[int, int] | None = None
    ) -> RoleDryRun:
        """Compare the roles of every present member with their entitlements.

        Args:
            guild_id: The guild.
            actual: The role ids of every present member.
            role_of: Roles to assume instead of the current ones, by plan.
        """
        async with self._database.read() as connection:
            return await _compared(connection, guild_id, actual, role_of or {})

    async def apply(self, guild_id: int, actor_id: int, actual: Roles) -> RoleDryRun:
        """Compare again, queue a role sync for members who differ, and return those."""
        now = self._clock.now()
        async with self._database.write() as connection:
            found = await _compared(connection, guild_id, actual, {})
            await role_sync.request(connection, guild_id, found.members, now)
            await audit.record(
                connection,
                guild_id=guild_id,
                actor_id=actor_id,
                action="grants.reconcile",
                at=now,
                detail={
                    "gains": sum(len(users) for users in found.gains.values()),
                    "losses": sum(len(users) for users in found.losses.values()),
                },
            )
        self._wakeup.notify()
        return found


async def _compared(
    connection: Connection, guild_id: int, actual: Roles, instead: Mapping[int, int]
) -> RoleDryRun:
    held = await facts.plans_held(connection, guild_id, tuple(GRANTING))
    known = (await plans.listing_of(connection, guild_id, OfferMentions())).plans
    sold = [plan for plan in known if plan.state in HELD_STATES]
    role_of = {**plans.roles_of(sold), **instead}
    wanted = roles_by_member(held, role_of)
    return dry_run(wanted, actual, await role_sync.holders(connection, guild_id))
