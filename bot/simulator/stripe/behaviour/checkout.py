"""Completes a checkout session, and settles delayed payment methods days later."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.behaviour import billing, charging, discounting, subscribing
from bot.simulator.stripe.behaviour.charging import Card
from bot.simulator.stripe.objects import payment, people
from bot.simulator.stripe.store import Json


def complete(account: Account, session: Json, card: Card, *, email: str) -> bool:
    """Pay an open session; return whether the payment was accepted."""
    if card is Card.DECLINED and _needs_card(session):
        _refuse(account, session)
        return False
    customer = _payer(account, session, email)
    session["customer"] = customer and customer["id"]
    session["customer_details"] = _details(customer, email)
    if session["mode"] == "subscription":
        assert customer is not None  # noqa: S101 - a subscription always has one
        _subscribe(account, session, customer, card)
    elif session["amount_total"]:
        intent = _intent(account, session)
        session["payment_intent"] = intent["id"]
        charging.charge(account, intent, card)
    discounting.redeem(account, session)
    session |= {"status": "complete", "url": None, "payment_status": _payment_status(session, card)}
    account.emit("checkout.session.completed", session)
    return True


def _payment_status(session: Json, card: Card) -> str:
    if not session["amount_total"]:
        return "no_payment_required"
    return "unpaid" if card is Card.DELAYED else "paid"


def _payer(account: Account, session: Json, email: str) -> Json | None:
    if session["customer"]:
        return account.require("customer", session["customer"])
    if session["mode"] == "payment" and session["customer_creation"] != "always":
        return None
    return account.add(people.customer(account, {"email": email}), "customer.created")


def _details(customer: Json | None, email: str) -> Json:
    known = customer or {}
    return {
        "address": None,
        "business_name": None,
        "email": known.get("email") or email,
        "individual_name": None,
        "name": known.get("name"),
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": [],
    }


def _subscribe(account: Account, session: Json, customer: Json, card: Card) -> None:
    private = account.private[session["id"]]
    made = subscribing.begin(
        account,
        customer,
        [(line["price"], line["quantity"]) for line in private["lines"]],
        params=private["params"].get("subscription_data", {})
        | {"automatic_tax": session["automatic_tax"]},
        card=card if _needs_card(session) else None,
        discounts=discounting.begin(account, session, customer),
    )
    session |= {"subscription": made["id"], "invoice": made["latest_invoice"]}


def _intent(account: Account, session: Json) -> Json:
    params = account.private[session["id"]]["params"].get("payment_intent_data", {})
    made = payment.intent(
        account,
        session["amount_total"],
        session["currency"],
        session["customer"],
        params=params,
    )
    return account.add(made, "payment_intent.created")


def _needs_card(session: Json) -> bool:
    """Return whether a session needs a card; a trial does by default."""
    return bool(session["amount_total"]) or session["payment_method_collection"] == "always"


def _refuse(account: Account, session: Json) -> None:
    if session["amount_total"]:
        charging.charge(account, _intent(account, session), Card.DECLINED)


def settle(account: Account, session: Json) -> None:
    """Settle a delayed payment."""
    charging.settle(account, _unsettled(account, session))
    if session["invoice"]:
        billing.mark_paid(account, account.require("invoice", session["invoice"]))
    session["payment_status"] = "paid"
    account.emit("checkout.session.async_payment_succeeded", session)


def fail_settlement(account: Account, session: Json) -> None:
    """Fail a delayed payment; a subscription that began with it becomes past due."""
    charging.bounce(account, _unsettled(account, session))
    if session["invoice"]:
        billing.mark_failed(account, account.require("invoice", session["invoice"]))
        subscription = account.require("subscription", session["subscription"])
        with account.changing(subscription, subscribing.UPDATED):
            subscription["status"] = "past_due"
    account.emit("checkout.session.async_payment_failed", session)


def _unsettled(account: Account, session: Json) -> Json:
    if session["invoice"]:
        intent = billing.intent_of(account, account.require("invoice", session["invoice"]))
    else:
        intent = account.store.get("payment_intent", session["payment_intent"])
    if intent is None or intent["status"] != "processing":
        raise ValueError(f"nothing is being settled for {session['id']}")
    return intent


def expire(account: Account, session: Json) -> None:
    """Expire an unpaid session."""
    session |= {"status": "expired", "url": None}
    account.emit("checkout.session.expired", session)
