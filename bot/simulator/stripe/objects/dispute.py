"""Disputes: a payer's bank takes a charge back."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.objects.common import start
from bot.simulator.stripe.store import Json

_TIME_TO_ANSWER = 9 * 24 * 3600  # seconds
_EVIDENCE = (
    "access_activity_log",
    "billing_address",
    "cancellation_policy",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_communication",
    "customer_email_address",
    "customer_name",
    "customer_purchase_ip",
    "customer_signature",
    "duplicate_charge_documentation",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "product_description",
    "receipt",
    "refund_policy",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "service_documentation",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_documentation",
    "shipping_tracking_number",
    "uncategorized_file",
    "uncategorized_text",
)


def dispute(account: Account, charge: Json, amount: int, *, reason: str, inquiry: bool) -> Json:
    """Return a dispute of a charge that waits for the merchant's response.

    Args:
        account: The merchant.
        charge: The disputed charge.
        amount: The disputed amount, in the currency's smallest unit.
        reason: The bank's reason, such as "fraudulent".
        inquiry: Whether the bank only asks, and takes no money yet.
    """
    return start(
        account,
        "dp",
        "dispute",
        amount=amount,
        balance_transactions=[],
        charge=charge["id"],
        currency=charge["currency"],
        enhanced_eligibility_types=[],
        evidence=dict.fromkeys(_EVIDENCE) | {"enhanced_evidence": {}},
        evidence_details={
            "due_by": account.clock.stamp() + _TIME_TO_ANSWER,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        is_charge_refundable=inquiry,
        metadata={},
        payment_intent=charge["payment_intent"],
        payment_method_details=_card("inquiry" if inquiry else "chargeback"),
        reason=reason,
        status="warning_needs_response" if inquiry else "needs_response",
    )


def _card(case: str) -> Json:
    card = {"brand": "visa", "case_type": case, "network": "visa", "network_reason_code": "10.4"}
    return {"type": "card", "card": card}
