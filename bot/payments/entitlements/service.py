"""Recomputes members' entitlements, and records the role changes that follow.

Each step is one transaction with the change, the audit entry and the notices, so that a crash
leaves all of it or nothing.
"""

import asyncio
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.clock import Clock
from bot.payments.fact_repository import (
    HELD_STATES,
    DefaultGrace,
    facts_from_rows,
    load_facts,
    policy_for,
    stored_entitlement,
)
from bot.payments.ledger.entitlement import GRANTING, Entitlement, carrier
from bot.payments.ledger.fact_index import FactIndex
from bot.payments.ledger.facts import Fact, Snapshot, Subscription
from bot.payments.ledger.fold import fold
from bot.payments.ledger.policy import Policy
from bot.payments.mentioned_offers import mentioned_offers
from bot.payments.notifications.entitlement_changes import end_reason
from bot.payments.notifications.entitlement_update import EntitlementUpdate
from bot.payments.notifications.member_notices import notify_member
from bot.payments.notifications.open_invoice import OpenInvoice
from bot.payments.role_sync.queue import obstacle
from bot.payments.role_sync.role_diff import RoleDiff, diff_roles
from bot.payments.role_sync.wanted_roles import roles_by_member, wanted_roles
from bot.scheduling.worker import WakeupEvent
from data import audit, facts, notices, offer_columns, plans, role_sync, signal_requests
from data.engine import Connection, Database
from data.facts import StoredEntitlement
from data.offer_mentions import OfferMentions
from data.plans import Listing, Plan, roles_of
from data.role_sync import RoleSyncTask


@dataclass(frozen=True, slots=True)
class MemberEntitlements:
    """The roles that a member should have and has from us, with the entitlements."""

    wanted: frozenset[int]
    held: frozenset[int]
    entitlements: tuple[Entitlement, ...]
    plans: Mapping[int, Plan]
    # The newest snapshot of each object by its id, and that of each entitlement by its source.
    snapshots: Mapping[str, Snapshot]
    # Since when the member's former sources have belonged to others.
    gone: Mapping[str, datetime] = field(default_factory=dict[str, datetime])

    @property
    def kick_roles(self) -> dict[int, int]:
        """The roles, by plan, whose loss removes the member from the server."""
        return roles_of(plan for plan in self.plans.values() if plan.terms.on_end == "kick")

    def role_diff(
        self, actual: AbstractSet[int], granting: AbstractSet[int] = frozenset()
    ) -> RoleDiff:
        """Compare with the roles that the member has on Discord.

        Roles in `granting` may have been given just before a crash, unrecorded: of those present,
        the wanted ones are adopted and the others removed.
        """
        ours = self.held | (granting & actual) - self.wanted
        return diff_roles(self.wanted, actual, ours)

    def after(self, done: RoleDiff) -> "MemberEntitlements":
        """Return the state once these changes are made and recorded."""
        return replace(self, held=(self.held | done.add | done.adopt) - done.remove)


class EntitlementService:
    """Recomputes entitlements and records what follows from them.

    `wakeup` is notified when notices wait to be delivered.
    """

    def __init__(
        self, database: Database, clock: Clock, *, default_grace: DefaultGrace, wakeup: WakeupEvent
    ) -> None:
        self._database = database
        self._clock = clock
        self._default_grace = default_grace
        self._wakeup = wakeup

    async def request_role_sync(
        self, connection: Connection, guild_id: int, users: Iterable[int], *, locked: bool = False
    ) -> None:
        """Queue a role sync for these members, before anything about them is changed.

        Runs in the caller's transaction, as `recompute`; the caller notifies the workers after its
        commit.
        """
        now = self._clock.now()
        await role_sync.request(connection, guild_id, users, now, locked=locked)

    async def recompute(
        self,
        connection: Connection,
        guild_id: int,
        user_id: int,
        invoice: OpenInvoice | None = None,
        listing: Listing | None = None,
    ) -> None:
        """Recompute a member's entitlements, and queue notices of what changed.

        `invoice` is the open invoice of one of their subscriptions, if it was fetched; `listing` is
        what the guild sells, or a part of that, if it was read in this transaction.
        """
        now = self._clock.now()
        before = await facts.entitlements_of(connection, guild_id, user_id)
        held = [entitlement.plan_id for entitlement in before]
        known, about, folded, _ = await self._fold(connection, guild_id, user_id, listing, held)
        products = frozenset(plan.id for plan in known if plan.kind == "product")
        stored = [stored_entitlement(guild_id, user_id, entitlement) for entitlement in folded]
        if sorted(stored, key=_source) != sorted(before, key=_source):
            await facts.replace_entitlements(
                connection, guild_id, user_id, stored, had_none=not before
            )
            if any(each.plan_id in products for each in (*stored, *before)):
                await signal_requests.add(connection, guild_id, user_id)
        names = {plan.id: plan.name for plan in known}
        roles = roles_of(known)
        change = EntitlementUpdate(
            guild_id, user_id, before, folded, about, names, roles, now, products
        )
        await notify_member(connection, change, invoice)

    async def recheck_default_grace(
        self, connection: Connection, guild_id: int, _before: object
    ) -> None:
        """Make entitlements due whose plan has no grace period of its own.

        Runs in the transaction that changes the server's grace period.
        """
        now = self._clock.now()
        await offer_columns.recheck_default_grace(connection, guild_id, HELD_STATES, now)

    async def load(self, guild_id: int, user_id: int) -> MemberEntitlements:
        """Return the roles that a member should have and has now, with the entitlements."""
        async with self._database.read_fast() as connection:
            listed, about, folded, policy = await self._fold(connection, guild_id, user_id)
            held = await role_sync.held(connection, guild_id, user_id)
        known = {plan.id: plan for plan in listed}
        roles = roles_of(listed)
        index = FactIndex.of(about)
        return MemberEntitlements(
            wanted=wanted_roles(folded, roles),
            held=frozenset(held),
            entitlements=tuple(folded),
            plans=known,
            snapshots=_snapshots(index.newest, folded, policy),
            gone=index.gone,
        )

    async def _fold(
        self,
        connection: Connection,
        guild_id: int,
        user_id: int,
        listing: Listing | None = None,
        held: Iterable[int] = (),
    ) -> tuple[list[Plan], list[Fact], list[Entitlement], Policy]:
        """Return offers, a member's facts and entitlements, and the policy.

        The offers are those with a role, those that the facts mention, and `held`. They decide as
        all offers of the guild would.
        """
        about = facts_from_rows(await load_facts(connection, guild_id, user_id), user_id)
        mentions = mentioned_offers((fact.snapshot for fact in about), also=held)
        if listing is None or not listing.has(mentions):
            listing = await plans.listing_of(connection, guild_id, mentions)
        known = [plan for plan in listing.plans if plan.state in HELD_STATES]
        policy = policy_for(known, listing.plan_of_price, self._default_grace(guild_id))
        return known, about, fold(about, policy, self._clock.now()), policy

    async def record_role_changes(
        self, task: RoleSyncTask, entitlements: MemberEntitlements, done: RoleDiff
    ) -> None:
        """Record role changes that were made, and queue the notices of them."""
        async with self._database.write_fast() as connection:
            outdated = [obstacle(role_id) for role_id in sorted(done.add | done.remove)]
            for role_id in sorted(done.add | done.adopt):
                await role_sync.add_role(
                    connection, task.guild_id, task.user_id, role_id, self._clock.now()
                )
                outdated += await self._changed(connection, task, entitlements, role_id, given=True)
            for role_id in sorted(done.remove):
                await role_sync.remove_role(connection, task.guild_id, task.user_id, role_id)
                outdated += await self._changed(
                    connection, task, entitlements, role_id, given=False
                )
            await notices.withdraw_each(connection, task.guild_id, outdated)
        self._wakeup.notify()

    async def find_role_drift(
        self, guild_id: int, roles: Mapping[int, AbstractSet[int]]
    ) -> list[int]:
        """Return the ids of members whose roles differ from their entitlements.

        Args:
            guild_id: The guild.
            roles: The role ids of every present member.
        """
        async with self._database.read() as connection:
            entitled = await facts.plans_held(connection, guild_id, tuple(GRANTING))
            listed = (await plans.listing_of(connection, guild_id, OfferMentions())).plans
            role_of = roles_of(plan for plan in listed if plan.state in HELD_STATES)
            held = await role_sync.holders(connection, guild_id)
        return await asyncio.to_thread(_differing, entitled, role_of, roles, held)

    async def _changed(
        self,
        connection: Connection,
        task: RoleSyncTask,
        entitlements: MemberEntitlements,
        role_id: int,
        *,
        given: bool,
    ) -> list[str]:
        """Record one role change; notify staff if an entitlement explains it.

        Returns the key prefixes of notices that it makes outdated.
        """
        behind = _behind(entitlements, role_id, granting=given)
        plan, source = (behind[0].name, behind[1].source) if behind else (None, None)
        await audit.record(
            connection,
            guild_id=task.guild_id,
            actor_id=None,
            action="role.grant" if given else "role.revoke",
            user_id=task.user_id,
            at=self._clock.now(),
            detail={"role_id": role_id, "source": source, "plan": plan} | _why(behind),
        )
        if behind is None:  # only the plan's role was changed, no entitlement
            return []
        why = end_reason(behind[1], entitlements.snapshots.get(behind[1].stripe_id or ""))
        await self._notify_staff(connection, task, *behind, role_id, why, given=given)
        return [f"role-{'taken' if given else 'given'}:{behind[1].source}:"]

    async def _notify_staff(
        self,
        connection: Connection,
        task: RoleSyncTask,
        plan: Plan,
        entitlement: Entitlement,
        role_id: int,
        why: str,
        *,
        given: bool,
    ) -> None:
        """Queue a notice to staff, one for each start and each end."""
        what = "given" if given else "taken"
        await notices.post(
            connection,
            guild_id=task.guild_id,
            key=f"role-{what}:{entitlement.source}:staff",
            message=f"turn-staff-{what}",
            arguments={
                "plan": plan.name,
                "member": f"<@{task.user_id}>",
                "role": f"<@&{role_id}>",
                "why": why,
            },
            at=self._clock.now(),
        )


def _differing(
    entitled: Iterable[tuple[int, int]],
    role_of: Mapping[int, int],
    roles: Mapping[int, AbstractSet[int]],
    held: Mapping[int, AbstractSet[int]],
) -> list[int]:
    """Return the members whose role ids must change. Slow for thousands of members."""
    wanted = roles_by_member(entitled, role_of)
    none: AbstractSet[int] = frozenset()
    return [
        user_id
        for user_id in sorted(wanted.keys() | held.keys())
        if user_id in roles
        and not diff_roles(
            wanted.get(user_id, none), roles[user_id], held.get(user_id, none)
        ).is_empty
    ]


def _source(entitlement: StoredEntitlement) -> str:
    return entitlement.source


def _snapshots(
    newest: Mapping[str, Snapshot], folded: Iterable[Entitlement], policy: Policy
) -> dict[str, Snapshot]:
    """Return snapshots by id, and by source each entitlement's for its plan alone."""
    found = dict(newest)
    for entitlement in folded:
        behind = newest.get(carrier(entitlement.source))
        if isinstance(behind, Subscription):
            found[entitlement.source] = policy.parts(behind).get(entitlement.plan_id, behind)
        elif behind is not None:
            found[entitlement.source] = behind
    return found


def _why(behind: tuple[Plan, Entitlement] | None) -> dict[str, str]:
    """Return the reason and state of an entitlement, for the audit log."""
    return {} if behind is None else {"reason": behind[1].reason, "state": behind[1].state.value}


def _behind(
    entitlements: MemberEntitlements, role_id: int, *, granting: bool
) -> tuple[Plan, Entitlement] | None:
    """Return the plan and entitlement that explain a role change; None if none does."""
    for entitlement in reversed(entitlements.entitlements):
        plan = entitlements.plans.get(entitlement.plan_id)
        if plan and plan.role_id == role_id and (entitlement.state in GRANTING) is granting:
            return plan, entitlement
    return None
