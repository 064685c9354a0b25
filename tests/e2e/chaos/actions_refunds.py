"""Refunds in full and in part, and disputes by the payer's bank."""

from bot.simulator.stripe.errors import StripeError
from bot.simulator.stripe.store import Json
from tests.e2e.chaos.residents import Resident
from tests.e2e.chaos.stripe_truth import look
from tests.e2e.chaos.world import ChaosWorld


async def refund(world: ChaosWorld, resident: Resident) -> bool:
    """Refund a charge as the owner, in full or in part."""
    if not (charge := _charge(world, resident)):
        return False
    left: int = charge["amount"] - charge["amount_refunded"]
    part = resident.rng.random() < 0.3 and left > 1
    amount = resident.rng.randrange(1, left) if part else None
    try:
        await world.sandbox.stripe.refund(charge["id"], amount)
    except StripeError:  # nothing left, or it is disputed
        return False
    words = f"{charge['id']} {amount or left} of {charge['amount']}"
    world.did("refund in part" if part else "refund in full", resident, words)
    return True


async def dispute(world: ChaosWorld, resident: Resident) -> bool:
    """Dispute a charge or a part of it as the payer's bank, or only inquire."""
    if not (charge := _charge(world, resident)):
        return False
    inquiry = resident.rng.random() < 0.25
    in_part = resident.rng.random() < 0.3
    part = resident.rng.randrange(1, charge["amount"]) if in_part else None
    try:
        made = await world.sandbox.stripe.dispute(charge["id"], amount=part, inquiry=inquiry)
    except ValueError:
        return False
    kind = "dispute: inquiry" if inquiry else "dispute: in part" if part else "dispute: opened"
    world.did(kind, resident, f"{made['id']} {made['amount']} of {charge['id']}")
    return True


def _charge(world: ChaosWorld, resident: Resident) -> Json | None:
    """Return one of the resident's paid charges, preferring newer ones."""
    truth = look(world.sandbox.stripe)
    found: list[Json] = []
    for purchase in world.record.purchases.values():
        session = truth.sessions[purchase.session_id]
        if purchase.holder != resident.name:
            continue
        subscription = truth.subscriptions.get(session["subscription"] or "")
        if subscription is not None:
            found += [charge for charge, _ in truth.charges_of(subscription)]
        elif charge := truth.charge_of(session):
            found.append(charge)
    if not found:
        return None
    found.sort(key=lambda charge: int(charge["created"]))
    return found[-1] if resident.rng.random() < 0.7 else resident.rng.choice(found)
