"""`/v1/invoices` and `/v1/invoice_payments`."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.api.lists import list_of, page
from bot.simulator.stripe.api.routing import (
    CREATED,
    PAGING,
    ApiCall,
    get,
    merge_metadata,
    post,
    retrieve,
)
from bot.simulator.stripe.behaviour import billing, renewing, settling
from bot.simulator.stripe.behaviour.charging import Card
from bot.simulator.stripe.errors import StripeError, declined
from bot.simulator.stripe.parameters import flag, group, metadata, text
from bot.simulator.stripe.store import Json


def lines(account: Account, call: ApiCall) -> Json:
    """Return a page of an invoice's lines in the invoice's order, prorations first."""
    invoice = account.require("invoice", call.id)
    return page(reversed(billing.lines_of(account, invoice)), call)


def update(account: Account, call: ApiCall) -> Json:
    """Change an invoice's metadata."""
    invoice = account.require("invoice", call.id)
    with account.changing(invoice, "invoice.updated"):
        merge_metadata(invoice, call.params)
    return invoice


def finalize(account: Account, call: ApiCall) -> Json:
    """Finalize a draft; that alone charges nothing."""
    invoice = account.require("invoice", call.id)
    if invoice["status"] != "draft":
        raise StripeError(
            "This invoice is already finalized, you can't re-finalize a non-draft invoice.",
            code="invoice_not_editable",
        )
    billing.finalize(account, invoice)
    if not invoice["amount_due"]:
        billing.mark_paid(account, invoice)
    return invoice


def pay(account: Account, call: ApiCall) -> Json:
    """Charge an invoice to its subscription's payment method, or mark it paid in cash."""
    invoice = account.require("invoice", call.id)
    if invoice["status"] == "paid":
        raise StripeError("Invoice is already paid", code="invoice_already_paid")
    if invoice["status"] == "draft":
        billing.finalize(account, invoice)
    _check_open(invoice, "pay", "open", "uncollectible")
    if call.params.get("paid_out_of_band"):
        settling.mark_paid_out_of_band(account, invoice)
        renewing.forgive(account, invoice)
        return invoice
    subscription = account.require("subscription", billing.subscription_id(invoice))
    card = renewing.card_of(account, subscription)
    renewing.pay(account, invoice, card)
    if card is not Card.SUCCESS:
        raise declined()
    return invoice


def void(account: Account, call: ApiCall) -> Json:
    """Void an invoice: it can't be paid any more."""
    invoice = account.require("invoice", call.id)
    _check_open(invoice, "void", "open", "uncollectible")
    settling.void(account, invoice)
    renewing.forgive(account, invoice)
    return invoice


def mark_uncollectible(account: Account, call: ApiCall) -> Json:
    """Mark an invoice uncollectible; it can still be paid."""
    invoice = account.require("invoice", call.id)
    _check_open(invoice, "mark as uncollectible", "open")
    settling.mark_uncollectible(account, invoice)
    renewing.forgive(account, invoice)
    return invoice


def _check_open(invoice: Json, action: str, *allowed: str) -> None:
    """Refuse what an invoice's status forbids; the wording is the simulator's own."""
    if invoice["status"] not in allowed:
        raise StripeError(
            f"You can only {action} an invoice that is {' or '.join(allowed)}; "
            f"{invoice['id']} is {invoice['status']}.",
            code="invoice_not_editable",
        )


def _of_subscription(invoice: Json, subscription: str) -> bool:
    return billing.subscription_id(invoice) == subscription


def _of_payment(link: Json, wanted: Json) -> bool:
    return link["payment"].get(wanted["type"]) == wanted.get(wanted["type"])


_PAYMENT = group(
    type=text("payment_intent", "payment_record", required=True),
    payment_intent=text(),
    payment_record=text(),
)
_ONE = "/v1/invoices/{id}"

ROUTES = (
    get(_ONE, "invoice", retrieve("invoice")),
    post(_ONE, "invoice", update, metadata=metadata()),
    get(f"{_ONE}/lines", "invoice", lines, **PAGING),
    post(f"{_ONE}/finalize", "invoice", finalize, auto_advance=flag()),
    post(f"{_ONE}/pay", "invoice", pay, off_session=flag(), paid_out_of_band=flag()),
    post(f"{_ONE}/void", "invoice", void),
    post(f"{_ONE}/mark_uncollectible", "invoice", mark_uncollectible),
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
)
