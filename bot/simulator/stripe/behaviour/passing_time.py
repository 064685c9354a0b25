"""What changes as time passes."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.behaviour import (
    checkout,
    pausing,
    pending_updates,
    scheduling,
    subscribing,
)
from bot.simulator.stripe.behaviour.periods import next_renewal
from bot.simulator.stripe.store import Json


def catch_up(account: Account) -> None:
    """Expire old sessions and apply planned changes; tests call `renew` themselves."""
    now = account.clock.stamp()
    if now == account.caught_up:
        return
    account.caught_up = now
    for session in account.store.where("checkout.session", status="open"):
        if session["expires_at"] <= now:
            checkout.expire(account, session)
    for subscription in account.store.where("subscription"):
        if subscription["status"] != "canceled":
            _catch_up_subscription(account, subscription, now)


def _catch_up_subscription(account: Account, subscription: Json, now: int) -> None:
    if _reached(subscription["cancel_at"], now):
        subscribing.end(account, subscription)
        return
    if subscription["schedule"]:
        with account.changing(subscription, subscribing.UPDATED):
            scheduling.reach(account, subscription, min(now, next_renewal(subscription) - 1))
    pending_updates.expire(account, subscription, now)
    subscribing.emit_trial_end(account, subscription)
    paused: Json = subscription["pause_collection"] or {}
    if _reached(paused.get("resumes_at"), now):
        with account.changing(subscription, subscribing.UPDATED):
            pausing.pause_collection(subscription, None)


def _reached(moment: int | None, now: int) -> bool:
    return moment is not None and moment <= now
