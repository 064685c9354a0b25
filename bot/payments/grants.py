"""Gives free memberships and revokes entitlements, with actor and reason."""

import asyncio
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from secrets import token_hex

from bot.errors import UserError
from bot.payments.entitlements.recorder import FactRecorder
from bot.payments.fact_repository import HELD_STATES
from bot.payments.ledger.entitlement import (
    CURRENT_STATES,
    GRANT_PREFIX,
    GRANTING,
    carrier,
    source_kind,
)
from bot.payments.ledger.facts import Grant, Revocation, Snapshot, from_body
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.objects.metadata import Owner
from bot.scheduling.worker import WakeupEvent
from data import audit, facts, offer_names, plans
from data.engine import Connection, Database
from data.facts import StoredEntitlement
from data.plans import Plan

MAX_GRANT_DAYS = 3650  # days
MAX_REASON_LENGTH = 300


@dataclass(frozen=True, slots=True)
class CompGrant:
    """A free membership to give. `days` None: until it is revoked."""

    guild_id: int
    actor_id: int
    user_id: int
    plan: str
    days: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class HeldEntitlement:
    """An entitlement of a member that is not over, with its kind.

    Attributes:
        entitlement: The entitlement.
        kind: subscription | payment | comp | code.
        seats: The number of others who have access by it, because they redeemed a code.
    """

    entitlement: StoredEntitlement
    kind: str
    seats: int = 0


@dataclass(frozen=True, slots=True)
class RevokeRequest:
    """The entitlements of a member to a plan, as shown to staff, that they revoke."""

    guild_id: int
    actor_id: int
    user_id: int
    plan: str
    reason: str
    sources: Collection[str]


class GrantService:
    """Gives and revokes memberships for staff. `wakeup` notifies the role sync."""

    def __init__(
        self, database: Database, recorder: FactRecorder, api: StripeClient, wakeup: WakeupEvent
    ) -> None:
        self._database = database
        self._recorder = recorder
        self._api = api
        self._wakeup = wakeup

    async def plan(self, guild_id: int, name: str) -> Plan:
        """Return a plan by its name.

        Raises:
            UserError: If there is none.
        """
        async with self._database.read() as connection:
            return await _plan(connection, guild_id, name)

    async def give(self, comp: CompGrant) -> StoredEntitlement:
        """Give a membership; return the entitlement, which may start after another one."""
        await self._api.confirm_time()
        reason, now = _fit(comp.reason), self._api.time.now()
        source = _new_source(now)
        async with self._database.write() as connection:
            plan = await _plan(connection, comp.guild_id, comp.plan)
            given = Grant(
                id=source,
                plan_id=plan.id,
                given=int(now.timestamp()),
                days=comp.days,
                revoked=None,
                actor_id=comp.actor_id,
                reason=reason,
            )
            owner = Owner(comp.guild_id, comp.user_id, plan.id)
            await self._recorder.record_in(connection, given, owner, now)
            await audit.record(
                connection,
                guild_id=comp.guild_id,
                actor_id=comp.actor_id,
                action="grants.give",
                user_id=comp.user_id,
                at=now,
                detail={"plan": plan.name, "source": source, "days": comp.days, "reason": reason},
            )
            entitlements = await facts.entitlements_of(connection, comp.guild_id, comp.user_id)
        self._wakeup.notify()
        return next(entitlement for entitlement in entitlements if entitlement.source == source)

    async def current(self, guild_id: int, user_id: int, plan: str) -> list[HeldEntitlement]:
        """Return a member's entitlements to a plan that are not over.

        Raises:
            UserError: If there is none.
        """
        async with self._database.read() as connection:
            found = await _plan(connection, guild_id, plan)
            held = await _living(connection, guild_id, user_id, found)
        if not held:
            raise UserError("grants-nothing-to-revoke", plan=found.name, member=f"<@{user_id}>")
        return held

    async def revoke(self, request: RevokeRequest) -> list[HeldEntitlement]:
        """End entitlements now. `ExpiryWorker` also cancels paid ones at Stripe.

        Raises:
            UserError: If all of them are over already.
        """
        await self._api.confirm_time()
        reason, now = _fit(request.reason), self._api.time.now()
        async with self._database.write() as connection:
            plan = await _plan(connection, request.guild_id, request.plan)
            held = await _living(connection, request.guild_id, request.user_id, plan)
            ending = [one for one in held if one.entitlement.source in request.sources]
            if not ending:
                member = f"<@{request.user_id}>"
                raise UserError("grants-nothing-to-revoke", plan=plan.name, member=member)
            owner = Owner(request.guild_id, request.user_id, plan.id)
            for one in ending:
                end = await _end(connection, one, replace(request, reason=reason), now)
                await self._recorder.record_in(connection, end, owner, now)
                await audit.record(
                    connection,
                    guild_id=request.guild_id,
                    actor_id=request.actor_id,
                    action="grants.revoke",
                    user_id=request.user_id,
                    at=now,
                    detail={"plan": plan.name, "source": one.entitlement.source, "reason": reason},
                )
        self._wakeup.notify()
        return ending

    async def holders(
        self, guild_id: int, *, plan: str | None, kind: str | None
    ) -> list[tuple[Plan, list[HeldEntitlement]]]:
        """Return the active entitlements by plan, newest first.

        Only those of `plan` and `kind`, if these are given.
        """
        async with self._database.read() as connection:
            only = None if plan is None else await _plan(connection, guild_id, plan)
            entitlements = await facts.entitled(
                connection, guild_id, tuple(GRANTING), plan_id=only and only.id
            )
            held = await asyncio.to_thread(_by_plan, entitlements, kind)
            known = await plans.of_ids(connection, guild_id, held.keys())
        return [(found, held[found.id]) for found in known if found.state in HELD_STATES]


def _new_source(now: datetime) -> str:
    """Return a new grant's source, which sorts by time to the microsecond.

    Grants of the same second must stack in the order in which they were given.
    """
    return f"{GRANT_PREFIX}{int(now.timestamp() * 1_000_000):014x}{token_hex(6)}"


def _by_plan(
    entitlements: Iterable[StoredEntitlement], kind: str | None
) -> dict[int, list[HeldEntitlement]]:
    """Group entitlements of a kind by plan, the newest first."""
    held: dict[int, list[HeldEntitlement]] = {}
    for each in sorted(entitlements, key=attrgetter("starts_at"), reverse=True):
        one = HeldEntitlement(each, source_kind(each.source))
        if kind in (None, one.kind):
            held.setdefault(each.plan_id, []).append(one)
    return held


async def _plan(connection: Connection, guild_id: int, name: str) -> Plan:
    """Return a plan by its name; if several had it, the one on sale."""
    for state in HELD_STATES:
        found = await offer_names.find(connection, guild_id, name, (state,))
        if found is not None:
            return found
    raise UserError("grants-no-such-plan", plan=name[:80])


async def _living(
    connection: Connection, guild_id: int, user_id: int, plan: Plan
) -> list[HeldEntitlement]:
    found: list[HeldEntitlement] = []
    for entitlement in await facts.entitlements_of(connection, guild_id, user_id):
        if entitlement.plan_id == plan.id and entitlement.state in CURRENT_STATES:
            seats = await facts.redeemers(connection, guild_id, carrier(entitlement.source))
            found.append(HeldEntitlement(entitlement, source_kind(entitlement.source), len(seats)))
    return found


async def _end(
    connection: Connection, held: HeldEntitlement, request: RevokeRequest, now: datetime
) -> Snapshot:
    """Return the fact that ends an entitlement, and all others of its subscription."""
    seconds, source = int(now.timestamp()), carrier(held.entitlement.source)
    if held.kind == "comp":
        rows = await facts.of_object(connection, "grant", source)
        given = from_body("grant", rows[-1].body)
        assert isinstance(given, Grant)  # noqa: S101 stored under this kind
        return replace(given, revoked=seconds)
    return Revocation(
        id=f"revocation:{source}",
        plan_id=held.entitlement.plan_id,
        source=source,
        at=seconds,
        actor_id=request.actor_id,
        reason=request.reason,
    )


def _fit(reason: str) -> str:
    """Return a reason as one line.

    Raises:
        UserError: If it is empty.
    """
    fit = " ".join(reason.split())[:MAX_REASON_LENGTH]
    if not fit:
        raise UserError("grants-reason-empty")
    return fit
