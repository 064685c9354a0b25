"""Fetches a subscription for the member who pays it. Its metadata names the payer."""

from bot.errors import UserError
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.objects.metadata import ForeignObjectError, Owner, owner_from_metadata
from bot.payments.stripe.queries import Answer
from bot.payments.stripe.transport import StripeMissingError

OVER = ("canceled", "incomplete_expired", "incomplete")


async def payer_subscription(
    api: StripeClient, subscription_id: str, user_id: int
) -> tuple[Answer, Owner]:
    """Return a running subscription and its owner, if the member pays for it.

    Raises:
        UserError: If it is over, or another member pays for it.
    """
    try:
        body = await api.subscription(subscription_id)
        owner = owner_from_metadata(body["metadata"])
    except (StripeMissingError, ForeignObjectError):
        raise UserError("status-over") from None
    if user_id != (owner.payer_id or owner.user_id):
        raise UserError("status-not-yours")
    if body["status"] in OVER:
        raise UserError("status-over")
    return body, owner
