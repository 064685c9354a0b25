"""Payment intents, charges and refunds."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.ids import mint
from bot.simulator.stripe.objects.common import NO_ADDRESS, start
from bot.simulator.stripe.store import Json

_INTENT_ABSENT = (
    "application",
    "application_fee_amount",
    "automatic_payment_methods",
    "canceled_at",
    "cancellation_reason",
    "customer_account",
    "excluded_payment_method_types",
    "last_payment_error",
    "latest_charge",
    "next_action",
    "on_behalf_of",
    "payment_method",
    "payment_method_configuration_details",
    "processing",
    "receipt_email",
    "review",
    "setup_future_usage",
    "shipping",
    "source",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_data",
    "transfer_group",
)
_CHARGE_ABSENT = (
    "application",
    "application_fee",
    "application_fee_amount",
    "balance_transaction",
    "calculated_statement_descriptor",
    "failure_balance_transaction",
    "failure_code",
    "failure_message",
    "on_behalf_of",
    "receipt_email",
    "receipt_number",
    "receipt_url",
    "review",
    "shipping",
    "source",
    "source_transfer",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_data",
    "transfer_group",
)
_REFUND_ABSENT = (
    "balance_transaction",
    "customer_account",
    "receipt_number",
    "source_transfer_reversal",
    "transfer_reversal",
)
METHODS = {"card": "card", "bank": "us_bank_account"}


def intent(
    account: Account, amount: int, currency: str, customer: str | None, *, params: Json
) -> Json:
    """Return a payment intent that waits for a payment method.

    Args:
        account: The merchant.
        amount: In the currency's smallest unit.
        currency: Lower-case code.
        customer: The payer's id, if known.
        params: `payment_intent_data` of its checkout session.
    """
    made = start(
        account,
        "pi",
        "payment_intent",
        amount=amount,
        amount_capturable=0,
        amount_details={"tip": {}},
        amount_received=0,
        capture_method="automatic",
        confirmation_method="automatic",
        currency=currency,
        customer=customer,
        description=params.get("description"),
        managed_payments={"enabled": False},
        metadata=params.get("metadata", {}),
        payment_method_options={},
        payment_method_types=["card", "us_bank_account"],
        status="requires_payment_method",
    )
    made["client_secret"] = f"{made['id']}_secret_{mint('x')[2:]}"
    return made | dict.fromkeys(_INTENT_ABSENT)


def charge(account: Account, of: Json, *, method: str) -> Json:
    """Return a charge of an intent's amount, pending until it is decided."""
    made = start(
        account,
        "ch",
        "charge",
        amount=of["amount"],
        amount_captured=0,
        amount_refunded=0,
        captured=False,
        currency=of["currency"],
        customer=of["customer"],
        description=of["description"],
        disputed=False,
        fraud_details={},
        metadata=of["metadata"],
        paid=False,
        payment_intent=of["id"],
        payment_method=mint("pm"),
        payment_method_details={"type": method, method: _details(method)},
        refunded=False,
        status="pending",
    )
    made["billing_details"] = {
        "address": dict(NO_ADDRESS),
        "email": None,
        "name": None,
        "phone": None,
        "tax_id": None,
    }
    made["outcome"] = _outcome("authorized", "approved_by_network", "Payment complete.")
    return made | dict.fromkeys(_CHARGE_ABSENT)


def declined_outcome() -> Json:
    """Return the outcome of a charge that the card's bank refused."""
    return _outcome("issuer_declined", "declined_by_network", "The bank declined the payment.")


def _outcome(kind: str, network: str, message: str) -> Json:
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": network,
        "reason": None,
        "seller_message": message,
        "type": kind,
    }


def _details(method: str) -> Json:
    if method != "card":
        return {"bank_name": "STRIPE TEST BANK", "last4": "6789"}
    return {"brand": "visa", "country": "US", "exp_month": 12, "exp_year": 2040, "last4": "4242"}


def refund(account: Account, of: Json, amount: int, params: Json) -> Json:
    """Return a completed refund of part or all of a charge."""
    made = start(
        account,
        "re",
        "refund",
        amount=amount,
        charge=of["id"],
        currency=of["currency"],
        customer=of["customer"],
        destination_details={"type": "card", "card": {"type": "refund"}},
        metadata=params.get("metadata", {}),
        payment_intent=of["payment_intent"],
        payment_method=of["payment_method"],
        reason=params.get("reason"),
        status="succeeded",
    )
    del made["livemode"]  # a refund has none
    return made | dict.fromkeys(_REFUND_ABSENT)
