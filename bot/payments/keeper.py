"""The keeper of access: folds what is known about a member, and notes what was done about it.

Each step is one transaction that holds the change, the audit line and the words for people
together: a crash leaves all of it or nothing.
"""

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.payments.access import wanted_roles
from bot.payments.facts import Fact, from_body
from bot.payments.ledger import GRANTING, Entitlement, Policy, State, fold
from bot.payments.roles import RoleChanges, plan_changes
from bot.worker import Wake
from data import access, audit, facts, notices, plans
from data.access import Task
from data.engine import Connection, Database
from data.plans import Plan

STATES = ("active", "retired")
LEASE = timedelta(minutes=2)
BATCH = 20
LONGEST_WAIT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a member should have and has from us, and the rights behind it."""

    wanted: frozenset[int]
    held: frozenset[int]
    entitlements: tuple[Entitlement, ...]
    plans: Mapping[int, Plan]

    def changes(self, actual: AbstractSet[int]) -> RoleChanges:
        """Compare with the roles that the member really has."""
        return plan_changes(self.wanted, actual, self.held)


class Keeper:
    """Entitlements and the work that follows from them.

    `wake` is set whenever there may be roles to change or words to deliver.
    """

    def __init__(
        self, database: Database, clock: Clock, *, default_grace: timedelta, wake: Wake
    ) -> None:
        self._database = database
        self._clock = clock
        self._default_grace = default_grace
        self._wake = wake

    async def refold(self, connection: Connection, guild_id: int, user_id: int) -> None:
        """Fold a member's facts anew, and ask for a look at the member's roles.

        Runs in the caller's transaction; the caller wakes the workers after its commit.
        """
        now = self._clock.now()
        before = {
            stored.source: stored.state
            for stored in await facts.entitlements_of(connection, guild_id, user_id)
        }
        folded = fold(
            await self._facts(connection, guild_id, user_id),
            await self._policy(connection, guild_id),
            now,
        )
        stored = [_store(guild_id, user_id, entitlement) for entitlement in folded]
        await facts.replace_entitlements(connection, guild_id, user_id, stored)
        await access.request(connection, guild_id, [user_id], now)
        names = {plan.id: plan.name for plan in await self._plans(connection, guild_id)}
        for entitlement in folded:
            if entitlement.state is State.PENDING and entitlement.source not in before:
                await notices.post(
                    connection,
                    guild_id=guild_id,
                    user_id=user_id,
                    key=f"pending:{entitlement.source}",
                    message="money-told-pending",
                    arguments={"plan": names.get(entitlement.plan_id, "?")},
                    at=now,
                )

    def wake(self) -> None:
        """Let the workers look at once."""
        self._wake.set()

    async def standing(self, guild_id: int, user_id: int) -> Standing:
        """Return what a member should have and has, as of now."""
        async with self._database.read() as connection:
            folded = fold(
                await self._facts(connection, guild_id, user_id),
                await self._policy(connection, guild_id),
                self._clock.now(),
            )
            known = {plan.id: plan for plan in await self._plans(connection, guild_id)}
            held = await access.held(connection, guild_id, user_id)
        roles = {plan.id: plan.role_id for plan in known.values()}
        return Standing(
            wanted=wanted_roles(folded, roles),
            held=frozenset(held),
            entitlements=tuple(folded),
            plans=known,
        )

    async def claim(self) -> list[Task]:
        """Take members whose roles must be looked at."""
        async with self._database.write() as connection:
            return await access.claim(connection, self._clock.now(), LEASE, BATCH)

    async def note(self, task: Task, standing: Standing, done: RoleChanges) -> None:
        """Write down role changes that were made, and what people are to be told of them."""
        async with self._database.write() as connection:
            for role_id in sorted(done.add | done.adopt):
                await self._changed(connection, task, standing, role_id, given=True)
            for role_id in sorted(done.remove | done.forget):
                await self._changed(connection, task, standing, role_id, given=False)
        self._wake.set()

    async def close(self, task: Task) -> None:
        """Close a task, unless it was asked for anew meanwhile."""
        async with self._database.write() as connection:
            await access.finish(connection, task)

    async def postpone(self, task: Task, error: str) -> None:
        """Try again later, at growing distance."""
        wait = min(timedelta(seconds=2) * 2 ** min(task.attempts, 10), LONGEST_WAIT)
        async with self._database.write() as connection:
            await access.postpone(connection, task, self._clock.now() + wait, error)

    async def blocked(
        self, task: Task, role_id: int, message: str, arguments: Mapping[str, str | float]
    ) -> None:
        """Put a task aside until a person acts, and tell staff once what is to be done."""
        now = self._clock.now()
        async with self._database.write() as connection:
            await access.postpone(connection, task, now + LONGEST_WAIT, message)
            await notices.post(
                connection,
                guild_id=task.guild_id,
                key=f"{_obstacle(role_id)}{message}",
                message=message,
                arguments=arguments,
                at=now,
            )
        self._wake.set()

    async def try_all_again(self, guild_id: int) -> None:
        """Take up a guild's tasks at once: it changed what may have stood in the way."""
        async with self._database.write() as connection:
            await access.release(connection, self._clock.now(), guild_id)
        self._wake.set()

    async def resume(self) -> None:
        """Make all open tasks due: at start no earlier claim can be alive."""
        async with self._database.write() as connection:
            await access.release(connection, self._clock.now())

    async def look_at(self, guild_id: int, users: Collection[int]) -> None:
        """Ask for a look at members' roles."""
        async with self._database.write() as connection:
            await access.request(connection, guild_id, users, self._clock.now())
        self._wake.set()

    async def reconcile(self, guild_id: int, roles: Mapping[int, AbstractSet[int]]) -> int:
        """Compare all members with what they should have; ask for a look where they differ.

        Args:
            guild_id: The guild.
            roles: Every present member's role ids.

        Returns:
            How many members differ.
        """
        async with self._database.read() as connection:
            rows = await facts.entitled(connection, guild_id, tuple(GRANTING))
            role_of = {plan.id: plan.role_id for plan in await self._plans(connection, guild_id)}
            held = await access.holders(connection, guild_id)
        wanted: dict[int, set[int]] = {}
        for row in rows:
            if row.plan_id in role_of:
                wanted.setdefault(row.user_id, set()).add(role_of[row.plan_id])
        differing = [
            user_id
            for user_id in sorted(wanted.keys() | held.keys())
            if user_id in roles
            and not plan_changes(
                wanted.get(user_id, set()), roles[user_id], held.get(user_id, set())
            ).nothing
        ]
        if differing:
            await self.look_at(guild_id, differing)
        return len(differing)

    async def _changed(
        self, connection: Connection, task: Task, standing: Standing, role_id: int, *, given: bool
    ) -> None:
        """Write down one role that was given or taken; tell people where it is news."""
        now = self._clock.now()
        guild_id, user_id = task.guild_id, task.user_id
        plan, source = _behind(standing, role_id, granting=given)
        await notices.withdraw(connection, guild_id, _obstacle(role_id))
        await audit.record(
            connection,
            guild_id=guild_id,
            actor_id=None,
            action="role.grant" if given else "role.revoke",
            user_id=user_id,
            at=now,
            detail={"role_id": role_id, "source": source, "plan": plan},
        )
        if given:
            news = await access.hold(connection, guild_id, user_id, role_id, now)
        else:
            news = await access.let_go(connection, guild_id, user_id, role_id)
        if news:
            await self._tell(connection, task, "granted" if given else "ended", role_id, plan, now)

    @staticmethod
    async def _tell(
        connection: Connection, task: Task, what: str, role_id: int, plan: str, now: datetime
    ) -> None:
        """Leave a line for the member and one for staff."""
        for user_id, audience in ((task.user_id, "told"), (None, "staff")):
            await notices.post(
                connection,
                guild_id=task.guild_id,
                user_id=user_id,
                key=f"{what}:{audience}:{task.user_id}:{role_id}:{now.isoformat()}",
                message=f"money-{audience}-{what}",
                arguments={"plan": plan, "member": f"<@{task.user_id}>", "role": f"<@&{role_id}>"},
                at=now,
            )

    @staticmethod
    async def _facts(connection: Connection, guild_id: int, user_id: int) -> list[Fact]:
        rows = await facts.of_member(connection, guild_id, user_id)
        return [Fact(row.as_of, from_body(row.kind, row.body)) for row in rows]

    @staticmethod
    async def _plans(connection: Connection, guild_id: int) -> list[Plan]:
        return await plans.of_guild(connection, guild_id, STATES)

    async def _policy(self, connection: Connection, guild_id: int) -> Policy:
        return Policy(
            plan_of_price=await plans.plan_of_each_price(connection, guild_id),
            grace={
                plan.id: timedelta(days=plan.grace_days)
                for plan in await self._plans(connection, guild_id)
                if plan.grace_days is not None
            },
            default_grace=self._default_grace,
        )


def _store(guild_id: int, user_id: int, entitlement: Entitlement) -> facts.StoredEntitlement:
    return facts.StoredEntitlement(
        guild_id=guild_id,
        user_id=user_id,
        source=entitlement.source,
        plan_id=entitlement.plan_id,
        state=entitlement.state.value,
        starts_at=entitlement.starts_at,
        ends_at=entitlement.ends_at,
        renews=entitlement.renews,
        reason=entitlement.reason,
        recheck_at=entitlement.recheck_at,
    )


def _behind(standing: Standing, role_id: int, *, granting: bool) -> tuple[str, str]:
    """Return the plan's name and the paid object that explain a change of a role."""
    for entitlement in reversed(standing.entitlements):
        plan = standing.plans.get(entitlement.plan_id)
        if plan and plan.role_id == role_id and (entitlement.state in GRANTING) is granting:
            return plan.name, entitlement.source
    return "?", ""


def _obstacle(role_id: int) -> str:
    """Return how the keys of notices about a role that can't be given begin."""
    return f"blocked:{role_id}:"
