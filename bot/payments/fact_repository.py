"""Loads a member's facts and a guild's policy from the database for the fold."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from bot.payments.ledger.entitlement import Entitlement
from bot.payments.ledger.facts import Fact, Snapshot, from_body
from bot.payments.ledger.policy import PlanPolicy, Policy
from data import facts, offer_columns
from data.engine import Connection
from data.facts import StoredEntitlement, StoredFact
from data.plans import Plan, roles_of

HELD_STATES = ("active", "retired")  # plans that members may hold

# Returns the grace period, in a server, of plans without one of their own.
DefaultGrace = Callable[[int], timedelta]


async def load_facts(connection: Connection, guild_id: int, user_id: int) -> list[StoredFact]:
    """Return a member's facts, and those of what others paid and the member claimed.

    The latter have the payer's `user_id`.
    """
    own = await facts.of_member(connection, guild_id, user_id)
    claimed = {row.source for row in own if row.kind == "claim"}
    others = await facts.of_sources(connection, claimed) if claimed else []
    return own + backing_facts(own, others)


def backing_facts(own: Iterable[StoredFact], others: Iterable[StoredFact]) -> list[StoredFact]:
    """Return the facts of others that back a member's claims, without others' claims."""
    known = {row.id for row in own}
    return [row for row in others if row.id not in known and row.kind != "claim"]


async def newest_snapshot(connection: Connection, kind: str, object_id: str) -> Snapshot | None:
    """Return what is newest known of an object at Stripe; None if nothing is."""
    rows = await facts.of_object(connection, kind, object_id)
    newest = max(rows, key=lambda row: (row.as_of, row.id), default=None)
    return None if newest is None else from_body(newest.kind, newest.body)


def facts_from_rows(rows: Iterable[StoredFact], user_id: int) -> list[Fact]:
    """Return stored rows as facts for the fold of one member."""
    return [
        Fact(row.as_of, from_body(row.kind, row.body), own=row.user_id == user_id) for row in rows
    ]


async def load_policy(
    connection: Connection, guild_id: int, known: Iterable[Plan], default_grace: DefaultGrace
) -> Policy:
    """Return the policies of a guild's plans."""
    plan_of_price = await offer_columns.plan_of_each_price(connection, guild_id)
    return policy_for(known, plan_of_price, default_grace(guild_id))


def policy_for(
    known: Iterable[Plan], plan_of_price: Mapping[str, int], default_grace: timedelta
) -> Policy:
    """Return the policies of these plans."""
    known = list(known)
    by_product: dict[str, set[int]] = {}
    for plan in known:
        if plan.product_id:
            by_product.setdefault(plan.product_id, set()).add(plan.id)
    return Policy(
        plan_of_price=dict(plan_of_price),
        plan_of_product={each: min(of) for each, of in by_product.items() if len(of) == 1},
        shared_products={each: of for each, of in by_product.items() if len(of) > 1},
        plans={plan.id: _plan_policy(plan, default_grace) for plan in known},
        default=PlanPolicy(default_grace),
        roles=roles_of(known),
    )


def _plan_policy(plan: Plan, default_grace: timedelta) -> PlanPolicy:
    days = plan.terms.grace_days
    return PlanPolicy(default_grace if days is None else timedelta(days=days), plan.terms)


def stored_entitlement(guild_id: int, user_id: int, entitlement: Entitlement) -> StoredEntitlement:
    """Return an entitlement in its stored form."""
    return StoredEntitlement(
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
