"""The oracle for subscriptions, written from the owner's rules alone."""

from dataclasses import dataclass

from bot.simulator.stripe.store import Json
from tests.e2e.chaos.residents import Plan, Purchase
from tests.e2e.chaos.stripe_truth import Truth

DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class ExpectedState:
    """Whether an entitlement grants its role now, and why."""

    grants: bool
    why: str


def expected_subscription(
    truth: Truth, bought: Purchase, subscription: Json, item: Json, plan: Plan, now: int
) -> ExpectedState:
    """Judge whether a subscription grants its item's `plan` at `now` (unix seconds)."""
    invoices = truth.invoices.get(subscription["id"], [])
    if not any(invoice["status"] == "paid" for invoice in invoices):
        return ExpectedState(False, "no invoice of it was ever paid")
    if bought.revoked_at is not None and bought.revoked_at <= now:
        return ExpectedState(False, "revoked by staff")
    if stopped := _money_gone(truth, subscription, item, plan):
        return ExpectedState(False, stopped)
    if subscription["id"] in truth.ended_by_request and _is_paid(subscription, invoices):
        # The bot ended it; the refund failed since. (An unpaid one ends for a new one.)
        end: int = item["current_period_end"]
        return ExpectedState(now < end, f"its refund failed: restored until {end}")
    return _by_status(subscription, item, invoices, plan, now)


def _money_gone(truth: Truth, subscription: Json, item: Json, plan: Plan) -> str | None:
    """Return why the payment does not count (any more); None if it does."""
    charges = truth.charges_of(subscription)
    others = truth.other_products(subscription, item)
    for charge, invoice in _concerning(charges, others):
        dispute = truth.dispute_of(charge, parts=plan.on_partial_refund == "revoke")
        if dispute:
            return f"a dispute is {dispute[0]}"
        covers = max((line["period"]["end"] for line in _periods(invoice, item)), default=0)
        if covers < item["current_period_end"]:
            continue  # an older period's payment changes nothing
        left = _paid_beside(charge, invoice) or _change_paid(truth, charges, invoice, covers)
        whole = truth.refunded_at(charge) and not left
        if plan.on_refund == "revoke" and whole:
            return "this period was refunded"
        if plan.on_partial_refund == "revoke" and truth.partly_refunded_at(charge):
            return "this period was refunded in part"
    return None


def _concerning(charges: list[tuple[Json, Json]], others: set[str]) -> list[tuple[Json, Json]]:
    """Return the charges of an item: those that paid only for others are theirs alone.

    `others` are the products of the other items, and what is no plan of ours. An item that was
    never billed counts what was paid before it was added.
    """
    own = [each for each in charges if not _products(each[1]) <= others]
    return own or charges


def _products(invoice: Json) -> set[str]:
    lines = invoice["lines"]["data"]
    return {line["pricing"]["price_details"]["product"] for line in lines}


def _paid_beside(charge: Json, invoice: Json) -> bool:
    """Return whether the payer's balance paid a part, which a refund of the card leaves."""
    paid: int = invoice["total"] - (invoice["amount_remaining"] or 0)
    return paid > charge["amount"]


def _change_paid(truth: Truth, charges: list[tuple[Json, Json]], invoice: Json, end: int) -> bool:
    """Return whether a change within the period was paid apart, which a refund leaves."""
    return any(
        other["id"] != invoice["id"]
        and not truth.refunded_at(charge)
        and any(
            line["amount"] > 0 and line["period"]["end"] == end for line in other["lines"]["data"]
        )
        for charge, other in charges
    )


def _by_status(
    subscription: Json, item: Json, invoices: list[Json], plan: Plan, now: int
) -> ExpectedState:
    begin, end = item["current_period_start"], item["current_period_end"]
    status: str = subscription["status"]
    ending: int | None = subscription["cancel_at"]
    if status in ("active", "trialing"):
        paused: Json | None = subscription["pause_collection"]
        if paused and paused["behavior"] == "void":
            return _voided(subscription, item, invoices, now)
        if ending is not None:
            return ExpectedState(now < ending, f"{status}, ends at {ending}")
        return ExpectedState(True, f"{status}, paid until {end}")  # without events it has not ended
    if status == "past_due":
        begin = _unpaid_since(invoices) or begin
        last = begin + plan.grace_days * DAY
        last = last if ending is None else min(last, ending)
        return ExpectedState(now < last, f"past due since {begin}, grace until {last}")
    return ExpectedState(False, f"status {status}")


def _is_paid(subscription: Json, invoices: list[Json]) -> bool:
    newest = next(
        invoice for invoice in invoices if invoice["id"] == subscription["latest_invoice"]
    )
    return newest["status"] == "paid"


def _unpaid_since(invoices: list[Json]) -> int | None:
    """Return when grace begins: at the first of the latest failures in a row.

    A renewal may come days after its period began; before the attempt, nothing had failed.
    """
    since: int | None = None
    for invoice in reversed(invoices):
        if invoice["status"] != "open":
            break
        begun = min(
            (line["period"]["start"] for line in _periods(invoice)), default=invoice["created"]
        )
        since = max(begun, invoice["status_transitions"]["finalized_at"] or 0)
    return since


def _voided(subscription: Json, item: Json, invoices: list[Json], now: int) -> ExpectedState:
    """Judge a paused collection: no access in a voided period; earlier payments count."""
    newest = next(
        invoice for invoice in invoices if invoice["id"] == subscription["latest_invoice"]
    )
    last: int = item["current_period_end"]
    if subscription["cancel_at"] is not None:
        last = min(last, subscription["cancel_at"])
    grants = newest["status"] != "void" and now < last
    return ExpectedState(grants, f"collection paused (void), {newest['status']} until {last}")


def _periods(invoice: Json, item: Json | None = None) -> list[Json]:
    """Return the lines of whole periods, of one item or all, without prorations."""
    found: list[Json] = []
    for line in invoice["lines"]["data"]:
        about = line["parent"]["subscription_item_details"]
        if not about["proration"] and (item is None or about["subscription_item"] == item["id"]):
            found.append(line)
    return found
