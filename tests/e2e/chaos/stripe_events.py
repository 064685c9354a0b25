"""What happens at Stripe as time passes: renewals, settlements, decisions."""

from random import Random

from bot.simulator.stripe.store import Json
from tests.e2e.chaos.residents import Resident
from tests.e2e.chaos.world import ChaosWorld

DAY = 24 * 3600
CARDS = ("success",) * 8 + ("declined", "authenticate")
ENDS = ("canceled", "canceled", "unpaid", "paused")


async def work(world: ChaosWorld) -> None:
    """Do what is due now."""
    for purchase in list(world.record.purchases.values()):
        session = world.sandbox.stripe.sessions[purchase.session_id]
        if session["status"] != "complete":
            continue
        payer = world.residents[purchase.payer]
        if session["payment_status"] == "unpaid" and session["id"] not in world.bounced:
            await _settle(world, payer, session)
        elif subscription := world.sandbox.stripe.subscriptions.get(session["subscription"] or ""):
            await _invoice(world, payer, subscription)
    await _decide(world)


async def _settle(world: ChaosWorld, payer: Resident, session: Json) -> None:
    """Settle a bank transfer after some days, or return it."""
    waited = world.stamp() - session["created"]
    if waited < payer.rng.randrange(6 * DAY):
        return
    arrives = payer.rng.random() < 0.75
    try:
        await (world.sandbox.stripe.settle if arrives else world.sandbox.stripe.fail_settlement)(
            session["id"]
        )
    except ValueError:  # paid or given up otherwise in the meantime
        world.bounced.add(session["id"])
        return
    if arrives:
        world.did("delayed payment settles", payer, session["id"])
    else:
        world.bounced.add(session["id"])
        world.did("delayed payment fails", payer, session["id"])


async def _invoice(world: ChaosWorld, payer: Resident, subscription: Json) -> None:
    stripe, rng = world.sandbox.stripe, payer.rng
    end = min(item["current_period_end"] for item in subscription["items"]["data"])
    match subscription["status"]:
        case "active" | "trialing" if end <= world.stamp():
            await _renew(world, payer, subscription, end)
        case "past_due" if end <= world.stamp():  # Stripe continues billing a past due one
            await _renew(world, payer, subscription, end)
        case "past_due":
            await _chase(world, payer, subscription)
        case "unpaid" if rng.random() < 0.1:
            await stripe.retry_payment(subscription["id"])
            world.did("pay at last", payer, subscription["id"])
        case _:
            pass


async def _renew(world: ChaosWorld, payer: Resident, subscription: Json, end: int) -> None:
    """Begin the next period; now and then Stripe is days late."""
    late = world.lateness.setdefault(f"{subscription['id']} {end}", _lateness(payer.rng))
    if world.stamp() < end + late:
        return
    card = payer.rng.choice(CARDS)
    await world.sandbox.stripe.renew(subscription["id"], card)
    world.did(f"renew by {card}", payer, f"{subscription['id']} → {subscription['status']}")


def _lateness(rng: Random) -> int:
    return rng.randrange(2 * DAY, 10 * DAY) if rng.random() < 0.05 else 0


async def _chase(world: ChaosWorld, payer: Resident, subscription: Json) -> None:
    """Retry the open invoice until it is paid or given up."""
    stripe, rng = world.sandbox.stripe, payer.rng
    since = max(item["current_period_start"] for item in subscription["items"]["data"])
    invoice = stripe.invoices[subscription["latest_invoice"]]
    if invoice["status"] != "open" or rng.random() < 0.5:
        return
    if world.stamp() - since > 12 * DAY or rng.random() < 0.1:
        outcome = rng.choice(ENDS)
        await stripe.exhaust_retries(subscription["id"], outcome)
        world.did(f"retries exhausted: {outcome}", payer, subscription["id"])
    elif rng.random() < 0.4:
        await stripe.retry_payment(subscription["id"])
        world.did("failed payment recovers", payer, subscription["id"])


async def _decide(world: ChaosWorld) -> None:
    """Let banks decide disputes, and send some refunds back."""
    stripe, rng = world.sandbox.stripe, world.rng
    for dispute in list(stripe.disputes.values()):
        waiting = dispute["status"] in ("needs_response", "warning_needs_response")
        if waiting and world.stamp() - dispute["created"] > rng.randrange(20 * DAY):
            won = rng.random() < 0.5
            await stripe.close_dispute(dispute["id"], won=won)
            world.figures.acts[f"dispute: {dispute['status']}"] += 1
    for refund in list(stripe.refunds.values()):
        fresh = world.stamp() - refund["created"] < 6 * DAY
        if refund["status"] == "succeeded" and fresh and rng.random() < 0.03:
            await stripe.fail_refund(refund["id"])
            world.figures.acts["refund fails"] += 1
