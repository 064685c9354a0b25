"""`/v1/invoices`, `/v1/invoice_payments`, `/v1/payment_intents`, `/v1/charges`, `/v1/refunds`."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.acts import refunding
from bot.simulator.stripe.api.lists import list_of
from bot.simulator.stripe.api.routing import (
    CREATED,
    PAGING,
    Call,
    get,
    merge_metadata,
    post,
    retrieve,
)
from bot.simulator.stripe.errors import StripeError
from bot.simulator.stripe.parameters import group, integer, metadata, text
from bot.simulator.stripe.store import Json


def create_refund(account: Account, call: Call) -> Json:
    """Refund a charge, named itself or by its payment intent."""
    return refunding.refund(account, charge_of(account, call.params), call.params)


def charge_of(account: Account, params: Json) -> Json:
    """The charge that a refund means.

    Raises:
        StripeError: None is named, or it doesn't exist or was never made.
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


def update_refund(account: Account, call: Call) -> Json:
    """Change a refund's metadata."""
    refund = account.require("refund", call.id)
    with account.changing(refund, "refund.updated"):
        merge_metadata(refund, call.params)
    return refund


def _of_subscription(invoice: Json, subscription: str) -> bool:
    held: str = invoice["parent"]["subscription_details"]["subscription"]
    return held == subscription


def _of_payment(link: Json, wanted: Json) -> bool:
    return link["payment"].get(wanted["type"]) == wanted.get(wanted["type"])


_PAYMENT = group(
    type=text("payment_intent", "payment_record", required=True),
    payment_intent=text(),
    payment_record=text(),
)
_REASONS = text("duplicate", "fraudulent", "requested_by_customer")

ROUTES = (
    get("/v1/invoices/{id}", "invoice", retrieve("invoice")),
    get(
        "/v1/invoices",
        "invoice",
        list_of("invoice", "customer", "status", subscription=_of_subscription),
        **PAGING | CREATED,
        customer=text(),
        status=text("draft", "open", "paid", "uncollectible", "void"),
        subscription=text(),
    ),
    get("/v1/invoice_payments/{id}", "invoice", retrieve("invoice_payment")),
    get(
        "/v1/invoice_payments",
        "invoice",
        list_of("invoice_payment", "invoice", "status", payment=_of_payment),
        **PAGING | CREATED,
        invoice=text(),
        payment=_PAYMENT,
        status=text("canceled", "open", "paid"),
    ),
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
