"""What was paid for others, worked out by folding as if a code were redeemed now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.payments.fact_repository import HELD_STATES, DefaultGrace, facts_from_rows, policy_for
from bot.payments.ledger.entitlement import CODE_PREFIX, Entitlement, State
from bot.payments.ledger.fact_index import FactIndex
from bot.payments.ledger.facts import Claim, Fact, Payment, Subscription, at
from bot.payments.ledger.fold import fold
from bot.payments.mentioned_offers import mentioned_offers
from data import facts, plans
from data.engine import Connection
from data.facts import StoredFact
from data.plans import Listing

GIVING = (State.ACTIVE, State.GRACE, State.UPCOMING)  # a code that gives less is refused
NOBODY = 0


@dataclass(frozen=True, slots=True)
class Redeemable:
    """What others may redeem of one payment or subscription.

    Attributes:
        guild_id: The server.
        owner_id: The payer, who gives the codes away.
        source: The payment or subscription.
        total: How many people may redeem.
        seats: Whether it is a subscription's seats, else a gift.
        entitlement: What a code would give if it were redeemed now.
        plan: The plan's name.
    """

    guild_id: int
    owner_id: int
    source: str
    total: int
    seats: bool
    entitlement: Entitlement
    plan: str

    @property
    def is_redeemable(self) -> bool:
        """Whether a code would be accepted now."""
        return self.entitlement.state in GIVING


async def redeemable_of(
    connection: Connection, source: str, now: datetime, default_grace: DefaultGrace
) -> Redeemable | None:
    """Return what others may redeem of a payment or subscription; None if nothing."""
    rows = [row for row in await facts.of_sources(connection, [source]) if row.kind != "claim"]
    own = [row for row in rows if row.object_id == source and not row.body.get("left")]
    if not own:
        return None
    owner = max(own, key=lambda row: (row.as_of, row.id))
    known = facts_from_rows(rows, NOBODY)
    mentions = mentioned_offers(fact.snapshot for fact in known)
    listing = await plans.listing_of(connection, owner.guild_id, mentions)
    return redeemable(source, known, owner, listing, default_grace, now)


def redeemable(
    source: str,
    known: Sequence[Fact],
    owner: StoredFact,
    listing: Listing,
    default_grace: DefaultGrace,
    now: datetime,
) -> Redeemable | None:
    """Return what others may redeem of a source, by what is known of it. Pure."""
    backing = FactIndex.of(known).newest.get(source)
    match backing:
        case Payment(gift=True, status="paid"):
            total, seats = 1, False
        case Subscription():
            total, seats = 0, True  # the number depends on the plans that it pays for
        case _:
            return None
    listed = [plan for plan in listing.plans if plan.state in HELD_STATES]
    policy = policy_for(listed, listing.plan_of_price, default_grace(owner.guild_id))
    if isinstance(backing, Subscription):
        total = max(part.seats for part in policy.parts(backing).values()) - 1
        if total < 1:
            return None
    entitlement, *others = fold([*known, _probe(backing, now)], policy, now)
    given = {each.plan_id for each in (entitlement, *others)}
    name = " + ".join(plan.name for plan in listed if plan.id in given)
    return Redeemable(owner.guild_id, owner.user_id, source, total, seats, entitlement, name)


async def redeemables_of_member(
    connection: Connection, guild_id: int, user_id: int, now: datetime, default_grace: DefaultGrace
) -> list[Redeemable]:
    """Return what a member paid for others and may give away now."""
    own = await facts.of_member(connection, guild_id, user_id)
    sources = {
        row.source
        for row in own
        if (row.kind == "payment" and row.body.get("gift"))
        or (row.kind == "subscription" and _has_seats(row.body))
    }
    offers = [await redeemable_of(connection, it, now, default_grace) for it in sorted(sources)]
    return [
        offer
        for offer in offers
        if offer is not None and offer.owner_id == user_id and offer.is_redeemable
    ]


def _has_seats(body: Mapping[str, Any]) -> bool:
    """Return whether a subscription may have seats; whose plan it is is checked later."""
    counts = [body.get("quantity", 1), *(item["quantity"] for item in body.get("items", ()))]
    return len(counts) > 2 or max(counts) > 1  # noqa: PLR2004 items of one plan are added up


def _probe(backing: Payment | Subscription, now: datetime) -> Fact:
    """Return the claim of a member who would redeem the first code now."""
    second = int(now.timestamp())
    claim = Claim(f"{CODE_PREFIX}0", backing.plan_id, backing.id, claimed=second, seat=1)
    return Fact(at(second), claim)
