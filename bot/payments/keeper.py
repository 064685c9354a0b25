"""The keeper of access: folds what is known about a member, and notes what was done about it.

Each step is one transaction that holds the change, the audit line and the words for people
together: a crash leaves all of it or nothing.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import timedelta

from bot.clock import Clock
from bot.payments.access import wanted_roles
from bot.payments.entitlement import GRANTING, Entitlement
from bot.payments.facts import Fact, from_body
from bot.payments.ledger import fold
from bot.payments.policy import PlanPolicy, Policy
from bot.payments.roles import RoleChanges, plan_changes
from bot.payments.tasks import obstacle
from bot.worker import Wake
from data import access, audit, facts, notices, plans
from data.access import Task
from data.engine import Connection, Database
from data.plans import Plan

STATES = ("active", "retired")
ON_ITS_WAY = ("unpaid", "first-payment")  # reasons that mean a payment that settles later


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

    `wake` is rung when words wait to be delivered.
    """

    def __init__(
        self, database: Database, clock: Clock, *, default_grace: timedelta, wake: Wake
    ) -> None:
        self._database = database
        self._clock = clock
        self._default_grace = default_grace
        self._wake = wake

    async def ask_for_look(
        self, connection: Connection, guild_id: int, users: Iterable[int]
    ) -> None:
        """Ask for a look at members' roles, before anything about them is changed.

        Runs in the caller's transaction, as `refold`; the caller wakes the workers after its
        commit.
        """
        await access.request(connection, guild_id, users, self._clock.now())

    async def refold(self, connection: Connection, guild_id: int, user_id: int) -> None:
        """Fold a member's facts anew."""
        now = self._clock.now()
        known = await self._plans(connection, guild_id)
        folded = fold(
            await self._facts(connection, guild_id, user_id),
            await self._policy(connection, guild_id, known),
            now,
        )
        stored = [_store(guild_id, user_id, entitlement) for entitlement in folded]
        await facts.replace_entitlements(connection, guild_id, user_id, stored)
        names = {plan.id: plan.name for plan in known}
        for entitlement in folded:
            if entitlement.reason in ON_ITS_WAY and entitlement.plan_id in names:
                await notices.post(
                    connection,
                    guild_id=guild_id,
                    user_id=user_id,
                    key=f"pending:{entitlement.source}",
                    message="money-told-pending",
                    arguments={"plan": names[entitlement.plan_id]},
                    at=now,
                )

    async def standing(self, guild_id: int, user_id: int) -> Standing:
        """Return what a member should have and has, as of now."""
        async with self._database.read() as connection:
            listed = await self._plans(connection, guild_id)
            folded = fold(
                await self._facts(connection, guild_id, user_id),
                await self._policy(connection, guild_id, listed),
                self._clock.now(),
            )
            held = await access.held(connection, guild_id, user_id)
        known = {plan.id: plan for plan in listed}
        roles = {plan.id: plan.role_id for plan in listed}
        return Standing(
            wanted=wanted_roles(folded, roles),
            held=frozenset(held),
            entitlements=tuple(folded),
            plans=known,
        )

    async def note(self, task: Task, standing: Standing, done: RoleChanges) -> None:
        """Write down role changes that were made, and what people are to be told of them."""
        async with self._database.write() as connection:
            for role_id in sorted(done.add | done.adopt):
                await access.hold(
                    connection, task.guild_id, task.user_id, role_id, self._clock.now()
                )
                await self._changed(connection, task, standing, role_id, given=True)
            for role_id in sorted(done.remove):
                await access.let_go(connection, task.guild_id, task.user_id, role_id)
                await self._changed(connection, task, standing, role_id, given=False)
            for role_id in done.add | done.remove:
                await notices.withdraw(connection, obstacle(role_id), task.guild_id)
        self._wake.set()

    async def differing(self, guild_id: int, roles: Mapping[int, AbstractSet[int]]) -> list[int]:
        """Compare all members with what they should have; return those who differ.

        Args:
            guild_id: The guild.
            roles: Every present member's role ids.
        """
        async with self._database.read() as connection:
            rows = await facts.entitled(connection, guild_id, tuple(GRANTING))
            role_of = {plan.id: plan.role_id for plan in await self._plans(connection, guild_id)}
            held = await access.holders(connection, guild_id)
        wanted: dict[int, set[int]] = {}
        for row in rows:
            if row.plan_id in role_of:
                wanted.setdefault(row.user_id, set()).add(role_of[row.plan_id])
        return [
            user_id
            for user_id in sorted(wanted.keys() | held.keys())
            if user_id in roles
            and not plan_changes(
                wanted.get(user_id, set()), roles[user_id], held.get(user_id, set())
            ).nothing
        ]

    async def _changed(
        self, connection: Connection, task: Task, standing: Standing, role_id: int, *, given: bool
    ) -> None:
        """Write down one role that was given or taken, and leave words where a right changed."""
        behind = _behind(standing, role_id, granting=given)
        plan, source = (behind[0].name, behind[1].source) if behind else (None, None)
        await audit.record(
            connection,
            guild_id=task.guild_id,
            actor_id=None,
            action="role.grant" if given else "role.revoke",
            user_id=task.user_id,
            at=self._clock.now(),
            detail={"role_id": role_id, "source": source, "plan": plan},
        )
        if plan and source:  # else only the plan's role was changed: nobody won or lost anything
            await self._tell(connection, task, plan, source, role_id, given=given)

    async def _tell(
        self,
        connection: Connection,
        task: Task,
        plan: str,
        source: str,
        role_id: int,
        *,
        given: bool,
    ) -> None:
        """Leave a line for the member and one for staff: once for each beginning and each end."""
        what, before = ("granted", "ended") if given else ("ended", "granted")
        await notices.withdraw(connection, f"{before}:{source}:", task.guild_id)
        for user_id, audience in ((task.user_id, "told"), (None, "staff")):
            await notices.post(
                connection,
                guild_id=task.guild_id,
                user_id=user_id,
                key=f"{what}:{source}:{audience}",
                message=f"money-{audience}-{what}",
                arguments={"plan": plan, "member": f"<@{task.user_id}>", "role": f"<@&{role_id}>"},
                at=self._clock.now(),
            )

    @staticmethod
    async def _facts(connection: Connection, guild_id: int, user_id: int) -> list[Fact]:
        """Return what is known of a member, and of what others paid that the member claimed."""
        own = await facts.of_member(connection, guild_id, user_id)
        claimed = {row.source for row in own if row.kind == "claim"}
        others = await facts.of_sources(connection, claimed) if claimed else []
        known = {row.id for row in own}
        return [Fact(row.as_of, from_body(row.kind, row.body)) for row in own] + [
            Fact(row.as_of, from_body(row.kind, row.body), own=False)
            for row in others
            if row.id not in known and row.kind != "claim"
        ]

    @staticmethod
    async def _plans(connection: Connection, guild_id: int) -> list[Plan]:
        return await plans.of_guild(connection, guild_id, STATES)

    async def _policy(self, connection: Connection, guild_id: int, known: Iterable[Plan]) -> Policy:
        return Policy(
            plan_of_price=await plans.plan_of_each_price(connection, guild_id),
            plan_of_product={plan.product_id: plan.id for plan in known if plan.product_id},
            plans={plan.id: self._plan_policy(plan) for plan in known},
            default=PlanPolicy(self._default_grace),
        )

    def _plan_policy(self, plan: Plan) -> PlanPolicy:
        days = plan.terms.grace_days
        return PlanPolicy(
            grace=self._default_grace if days is None else timedelta(days=days),
            revoke_on_refund=plan.terms.on_refund == "revoke",
            revoke_on_partial_refund=plan.terms.on_partial_refund == "revoke",
            suspend_on_dispute=plan.terms.on_dispute == "suspend",
        )


def _store(guild_id: int, user_id: int, entitlement: Entitlement) -> facts.StoredEntitlement:
    return facts.StoredEntitlement(
        guild_id=guild_id,
        user_id=user_id,
        source=entitlement.source,
        stripe_id=entitlement.stripe_id,
        plan_id=entitlement.plan_id,
        state=entitlement.state.value,
        starts_at=entitlement.starts_at,
        ends_at=entitlement.ends_at,
        renews=entitlement.renews,
        reason=entitlement.reason,
        recheck_at=entitlement.recheck_at,
        to_cancel=entitlement.to_cancel,
    )


def _behind(standing: Standing, role_id: int, *, granting: bool) -> tuple[Plan, Entitlement] | None:
    """Return the plan and the right that explain a change of a role, if one does."""
    for entitlement in reversed(standing.entitlements):
        plan = standing.plans.get(entitlement.plan_id)
        if plan and plan.role_id == role_id and (entitlement.state in GRANTING) is granting:
            return plan, entitlement
    return None
