"""What happens by itself when time passes."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.acts import checkout, subscribing


def catch_up(account: Account) -> None:
    """Expire old sessions and end subscriptions whose end was planned; renewals are played."""
    now = account.clock.stamp()
    if now == account.caught_up:
        return
    account.caught_up = now
    for session in account.store.where("checkout.session", status="open"):
        if session["expires_at"] <= now:
            checkout.expire(account, session)
    for subscription in account.store.where("subscription"):
        due = subscription["cancel_at"] is not None and subscription["cancel_at"] <= now
        if due and subscription["status"] != "canceled":
            subscribing.end(account, subscription)
