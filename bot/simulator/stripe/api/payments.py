"""`/v1/payment_intents`, `/v1/charges`, `/v1/refunds`."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.api.lists import list_of
from bot.simulator.stripe.api.routing import (
    CREATED,
    PAGING,
    ApiCall,
    get,
    merge_metadata,
    post,
    retrieve,
)
from bot.simulator.stripe.behaviour import refunding
from bot.simulator.stripe.errors import StripeError
from bot.simulator.stripe.parameters import integer, metadata, text
from bot.simulator.stripe.store import Json


def create_refund(account: Account, call: ApiCall) -> Json:
    """Refund a charge, given by its own id or its payment intent's."""
    return refunding.refund(account, charge_of(account, call.params), call.params)


def charge_of(account: Account, params: Json) -> Json:
    """Return the charge to refund.

    Raises:
        StripeError: None is given, or it doesn't exist or was never made.
    """
    if "charge" in params:
        return account.require("charge", params["charge"], param="charge")
    if "payment_intent" not in params:
        raise StripeError(
            "One of the following params should be provided for this request: payment_intent or "
            "charge."
        )
    intent = account.require("payment_intent", params["payment_intent"], param="payment_intent")
    if not intent["latest_charge"]:
        raise StripeError(
            f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.",
            param="payment_intent",
        )
    return account.require("charge", intent["latest_charge"])


def update_refund(account: Account, call: ApiCall) -> Json:
    """Change a refund's metadata."""
    refund = account.require("refund", call.id)
    with account.changing(refund, "refund.updated"):
        merge_metadata(refund, call.params)
    return refund


_REASONS = text("duplicate", "fraudulent", "requested_by_customer")

ROUTES = (
    get("/v1/payment_intents/{id}", "payment_intent", retrieve("payment_intent")),
    get(
        "/v1/payment_intents",
        "payment_intent",
        list_of("payment_intent", "customer"),
        **PAGING | CREATED,
        customer=text(),
    ),
    get("/v1/charges/{id}", "charge", retrieve("charge")),
    get(
        "/v1/charges",
        "charge",
        list_of("charge", "customer", "payment_intent"),
        **PAGING | CREATED,
        customer=text(),
        payment_intent=text(),
    ),
    post(
        "/v1/refunds",
        "charge",
        create_refund,
        amount=integer(1),
        charge=text(),
        metadata=metadata(),
        payment_intent=text(),
        reason=_REASONS,
    ),
    get("/v1/refunds/{id}", "charge", retrieve("refund")),
    post("/v1/refunds/{id}", "charge", update_refund, metadata=metadata()),
    get(
        "/v1/refunds",
        "charge",
        list_of("refund", "charge", "payment_intent"),
        **PAGING | CREATED,
        charge=text(),
        payment_intent=text(),
    ),
)
