"""Subscription schedules: their phases, one after another, and their end.

A phase that begins together with a period changes what this period charges; one that begins
within a period is prorated. After the last phase the subscription continues by itself
(`release`) or ends (`cancel`, which Stripe shows as the subscription's `cancel_at`).
"""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.behaviour import prorating
from bot.simulator.stripe.behaviour.periods import join, next_renewal
from bot.simulator.stripe.errors import StripeError
from bot.simulator.stripe.objects.catalogue import plan
from bot.simulator.stripe.objects.schedule import SETTINGS
from bot.simulator.stripe.objects.subscription import item as new_item
from bot.simulator.stripe.store import Json, copied

_UPDATED = "subscription_schedule.updated"


def of(account: Account, subscription: Json) -> Json | None:
    """Return the schedule that manages a subscription; None without one."""
    return account.store.get("subscription_schedule", subscription["schedule"])


def refuse_cancelling(subscription: Json) -> None:
    """Refuse to plan the end of a subscription that a schedule manages.

    Raises:
        StripeError: A schedule manages it.
    """
    if subscription["schedule"]:
        raise StripeError(
            "The subscription is managed by the subscription schedule "
            f"`{subscription['schedule']}`, and updating any cancelation behavior directly is not "
            "allowed. Please update the schedule instead."
        )


def reach(account: Account, subscription: Json, moment: int) -> None:
    """Begin all phases that start up to a time; the caller records the event."""
    schedule = of(account, subscription)
    while schedule and schedule["status"] == "active":
        if schedule["current_phase"]["end_date"] > moment:
            return
        following = _following(schedule)
        if following is None:
            let_go(account, schedule, subscription)
        else:
            with account.changing(schedule, _UPDATED):
                schedule["current_phase"] = {
                    name: following[name] for name in ("start_date", "end_date")
                }
            _apply(account, subscription, following)


def next_phase(account: Account, subscription: Json, moment: int) -> Json | None:
    """Return the phase after the current one, if it has begun by a time."""
    schedule = of(account, subscription)
    if schedule is None or schedule["status"] != "active":
        return None
    return _following(schedule) if schedule["current_phase"]["end_date"] <= moment else None


def _following(schedule: Json) -> Json | None:
    ends: int = schedule["current_phase"]["end_date"]
    return next((each for each in schedule["phases"] if each["start_date"] == ends), None)


def _apply(account: Account, subscription: Json, phase: Json) -> None:
    before: list[Json] = copied(subscription["items"]["data"])
    within = phase["start_date"] < next_renewal(subscription)
    sell(account, subscription, phase)
    if within and phase["proration_behavior"] != "none":
        prorating.prorate(account, subscription, before)


def sell(account: Account, subscription: Json, phase: Json) -> None:
    """Apply a phase's prices to a subscription; items keep their order where possible."""
    data: list[Json] = subscription["items"]["data"]
    wanted: list[Json] = phase["items"]
    del data[len(wanted) :]
    for index, each in enumerate(wanted):
        price = account.require("price", each["price"])
        if index == len(data):
            made = new_item(account, subscription["id"], price, each["quantity"])
            join(subscription, made, phase["start_date"])
            data.append(made)
        data[index] |= {"price": price, "plan": plan(price), "quantity": each["quantity"]}
        data[index] |= {name: each[name] for name in ("billing_thresholds", "tax_rates")}
        data[index]["metadata"] |= each["metadata"]
    subscription["metadata"] |= phase["metadata"]
    # What a phase leaves open is the schedule's default at Stripe, here what it was; but its own
    # tax rates and text are gone.
    set_now: Json = {name: phase[name] for name in SETTINGS if phase[name] is not None}
    if "invoice_settings" in set_now:  # a subscription has the days by themselves
        invoices: Json = dict(set_now["invoice_settings"])
        days = invoices.pop("days_until_due")
        set_now |= {"invoice_settings": invoices, "days_until_due": days}
    subscription |= set_now
    subscription |= {name: phase[name] for name in ("default_tax_rates", "description")}
    # What a phase doesn't name is gone: Stripe then takes the customer's own discount, here none.
    named = [each["discount"] for each in phase["discounts"] if each["discount"]]
    subscription["discounts"] = [id_ for id_ in subscription["discounts"] if id_ in named]


def let_go(account: Account, schedule: Json, subscription: Json) -> None:
    """Release a subscription, which continues as it is; the caller records its event."""
    with account.changing(schedule, "subscription_schedule.released"):
        schedule |= {"status": "released", "current_phase": None, "subscription": None}
        schedule["released_at"] = account.clock.stamp()
        schedule["released_subscription"] = subscription["id"]
    subscription["schedule"] = None


def end(account: Account, subscription: Json) -> None:
    """End a schedule together with its subscription, as planned or earlier."""
    schedule = of(account, subscription)
    if schedule is None or schedule["status"] != "active":
        return
    now = account.clock.stamp()
    planned = schedule["end_behavior"] == "cancel" and schedule["phases"][-1]["end_date"] <= now
    status = "completed" if planned else "canceled"
    with account.changing(schedule, f"subscription_schedule.{status}"):
        schedule |= {"status": status, "current_phase": None, f"{status}_at": now}
