"""The oracle on subscriptions: what the owner's rules say, written anew from the rules alone."""

from dataclasses import dataclass

from bot.simulator.stripe.store import Json
from tests.e2e.chaos.residents import Plan, Purchase
from tests.e2e.chaos.stripe_truth import Truth

DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a right grants its role now, and why."""

    grants: bool
    why: str


def judge_subscription(
    truth: Truth, bought: Purchase, subscription: Json, item: Json, plan: Plan, now: int
) -> Verdict:
    """Say whether a subscription grants the `plan` that `item` of it sells at `now` (seconds)."""
    invoices = truth.invoices.get(subscription["id"], [])
    if not any(bill["status"] == "paid" for bill in invoices):
        return Verdict(False, "no invoice of it was ever paid")
    if bought.revoked_at is not None and bought.revoked_at <= now:
        return Verdict(False, "revoked by staff")
    if stopped := _money_gone(truth, subscription, item, plan):
        return Verdict(False, stopped)
    if subscription["id"] in truth.ended_by_request and _is_paid(subscription, invoices):
        # The bot ended it; the refund failed since. (One that is unpaid ends for a new one.)
        end: int = item["current_period_end"]
        return Verdict(now < end, f"its refund failed: restored until {end}")
    return _by_status(subscription, item, invoices, plan, now)


def _money_gone(truth: Truth, subscription: Json, item: Json, plan: Plan) -> str | None:
    """Say why the money is not (any more) there, if so."""
    for charge, invoice in truth.charges_of(subscription):
        dispute = truth.dispute_of(charge)
        if dispute:
            return f"a dispute is {dispute[0]}"
        covers = max((line["period"]["end"] for line in _periods(invoice, item)), default=0)
        if covers < item["current_period_end"]:
            continue  # an older period's money changes nothing
        if plan.on_refund == "revoke" and truth.refunded_at(charge):
            return "this period was refunded"
        if plan.on_partial_refund == "revoke" and truth.partly_refunded_at(charge):
            return "this period was refunded in part"
    return None


def _by_status(
    subscription: Json, item: Json, invoices: list[Json], plan: Plan, now: int
) -> Verdict:
    begin, end = item["current_period_start"], item["current_period_end"]
    status: str = subscription["status"]
    ending: int | None = subscription["cancel_at"]
    if status in ("active", "trialing"):
        paused: Json | None = subscription["pause_collection"]
        if paused and paused["behavior"] == "void":
            return _voided(subscription, item, invoices, now)
        if ending is not None:
            return Verdict(now < ending, f"{status}, ends at {ending}")
        return Verdict(True, f"{status}, paid until {end}")  # silence is no evidence of an end
    if status == "past_due":
        begin = _unpaid_since(invoices) or begin
        last = begin + plan.grace_days * DAY
        last = last if ending is None else min(last, ending)
        return Verdict(now < last, f"past due since {begin}, grace until {last}")
    return Verdict(False, f"status {status}")


def _is_paid(subscription: Json, invoices: list[Json]) -> bool:
    newest = next(bill for bill in invoices if bill["id"] == subscription["latest_invoice"])
    return newest["status"] == "paid"


def _unpaid_since(invoices: list[Json]) -> int | None:
    """Return since when grace counts: the first failure of those that wait, in a row, to be paid.

    A renewal may come days after its period began; before it was tried, nothing had failed.
    """
    since: int | None = None
    for bill in reversed(invoices):
        if bill["status"] != "open":
            break
        begun = min((line["period"]["start"] for line in _periods(bill)), default=bill["created"])
        since = max(begun, bill["status_transitions"]["finalized_at"] or 0)
    return since


def _voided(subscription: Json, item: Json, invoices: list[Json], now: int) -> Verdict:
    """Nothing is served for a voided period; what was paid or given before is honoured."""
    newest = next(bill for bill in invoices if bill["id"] == subscription["latest_invoice"])
    last: int = item["current_period_end"]
    if subscription["cancel_at"] is not None:
        last = min(last, subscription["cancel_at"])
    grants = newest["status"] != "void" and now < last
    return Verdict(grants, f"collection paused (void), {newest['status']} until {last}")


def _periods(invoice: Json, item: Json | None = None) -> list[Json]:
    """Return the lines for whole periods, of one item or of all; prorations are for parts."""
    found: list[Json] = []
    for line in invoice["lines"]["data"]:
        about = line["parent"]["subscription_item_details"]
        if not about["proration"] and (item is None or about["subscription_item"] == item["id"]):
            found.append(line)
    return found
