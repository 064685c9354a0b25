"""Finds what would move from one account to another, and what is in the way."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.errors import UserError
from bot.payments.fact_repository import HELD_STATES, DefaultGrace, newest_snapshot
from bot.payments.gifts.redeemable import redeemables_of_member
from bot.payments.ledger.entitlement import (
    CURRENT_STATES,
    SourceKind,
    carrier,
    is_subscription,
    source_kind,
)
from bot.payments.ledger.facts import Claim, Grant, Payment, payer_of
from data import checkouts, codes, facts, plans
from data.engine import Connection
from data.facts import StoredEntitlement
from data.plans import Plan

FACTS: Mapping[SourceKind, str] = {
    "subscription": "subscription",
    "payment": "payment",
    "comp": "grant",
    "code": "claim",
}  # kinds of facts


@dataclass(frozen=True, slots=True)
class Movable:
    """Something that moves.

    Attributes:
        source: The id of its subscription, payment, grant or claim.
        plans: The plans that it gives.
        role: Whether the account has it, only pays for it, or passes its code on.
        user_id: Who has it.
        entitlements: What is stored of it; empty for a code.
        starts: When it started or will start, in unix seconds; None: it lasts no fixed days.
        seats: How many others have a seat of it.
    """

    source: str
    plans: tuple[Plan, ...]
    role: Literal["held", "paid", "code"]
    user_id: int
    entitlements: tuple[StoredEntitlement, ...] = ()
    starts: int | None = None
    seats: int = 0

    @property
    def kind(self) -> SourceKind:
        """What it comes from."""
        return source_kind(self.source)


async def holdings_of(
    connection: Connection,
    guild_id: int,
    user_id: int,
    now: datetime,
    default_grace: DefaultGrace,
) -> list[Movable]:
    """Return all that an account holds, pays for others, and has codes of."""
    found = await _held(connection, guild_id, user_id)
    found += await _paid_for_others(connection, guild_id, user_id)
    for offer in await redeemables_of_member(connection, guild_id, user_id, now, default_grace):
        if not offer.seats and not await codes.redeemed(connection, offer.source):
            plan_id = offer.entitlement.plan_id
            plan = (await _known(connection, guild_id, (plan_id,)))[plan_id]
            found.append(Movable(offer.source, (plan,), "code", user_id))
    return found


async def _known(connection: Connection, guild_id: int, ids: Iterable[int]) -> dict[int, Plan]:
    """Return the offers with these ids that members may hold."""
    found = await plans.of_ids(connection, guild_id, set(ids))
    return {plan.id: plan for plan in found if plan.state in HELD_STATES}


def of_plan(holdings: Iterable[Movable], plan: Plan | None) -> list[Movable]:
    """Return those of one plan, and of others with the same role, which follow it."""
    return [
        each
        for each in holdings
        if plan is None or any(plan.gives_same_as(given) for given in each.plans)
    ]


async def refuse_double(
    connection: Connection, guild_id: int, to_id: int, moving: Collection[Movable]
) -> None:
    """Refuse to move what the other account has already.

    Raises:
        UserError: It has one of the plans, or another one with the same role.
    """
    wanted = [plan for each in moving if each.role == "held" for plan in each.plans]
    entitlements = await facts.entitlements_of(connection, guild_id, to_id)
    known = await _known(connection, guild_id, (each.plan_id for each in entitlements))
    for each in entitlements:
        plan = known.get(each.plan_id)
        if plan is None or each.state not in CURRENT_STATES:
            continue
        if any(plan.gives_same_as(other) for other in wanted):
            raise UserError("grants-move-held", plan=plan.name, member=f"<@{to_id}>")


async def _held(connection: Connection, guild_id: int, user_id: int) -> list[Movable]:
    by_source: dict[str, list[StoredEntitlement]] = {}
    every = await facts.entitlements_of(connection, guild_id, user_id)
    known = await _known(connection, guild_id, (each.plan_id for each in every))
    for each in every:
        by_source.setdefault(carrier(each.source), []).append(each)
    found: list[Movable] = []
    for source, entitlements in by_source.items():
        given = tuple(known[each.plan_id] for each in entitlements if each.plan_id in known)
        if not given or not any(each.state in CURRENT_STATES for each in entitlements):
            continue
        holding = Movable(source, given, "held", user_id, tuple(entitlements))
        if await _lasts_days(connection, holding):
            holding = replace(holding, starts=int(entitlements[0].starts_at.timestamp()))
        if is_subscription(source):
            others = set(await facts.redeemers(connection, guild_id, source)) - {user_id}
            holding = replace(holding, seats=len(others))
        found.append(holding)
    return found


async def _lasts_days(connection: Connection, holding: Movable) -> bool:
    """Return whether it lasts some days: it may follow what was given before."""
    snapshot = await newest_snapshot(connection, FACTS[holding.kind], holding.source)
    if isinstance(snapshot, Claim):
        snapshot = await newest_snapshot(connection, "payment", snapshot.source)
    return isinstance(snapshot, Payment | Grant) and snapshot.days is not None


async def _paid_for_others(connection: Connection, guild_id: int, user_id: int) -> list[Movable]:
    found: list[Movable] = []
    for recipient_id in await checkouts.gifted(connection, guild_id, user_id):
        for each in await _held(connection, guild_id, recipient_id):
            snapshot = await newest_snapshot(connection, FACTS[each.kind], each.source)
            if payer_of(snapshot) == user_id:
                found.append(replace(each, role="paid"))
    return found
