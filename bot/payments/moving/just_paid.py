"""Refuses moves after which a page that was just paid would give something twice."""

from collections.abc import Iterable

from bot.errors import UserError
from bot.payments.moving.holdings import Movable
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.transport import StripeMissingError
from data.checkouts import Checkout
from data.plans import Plan


async def refuse_just_paid(
    api: StripeClient,
    moving: Iterable[Movable],
    pages: Iterable[Checkout],
    plans: Iterable[Plan],
    to_id: int,
) -> None:
    """Refuse a move if the other account has just paid a page for the same.

    Then it isn't recorded yet. `pages` are those that can be paid for the account `to_id`, and
    `plans` what they sell.

    Raises:
        UserError: It was paid.
        RetryLaterError: Stripe can't be reached.
        PersonMustActError: Stripe refuses until the owner acts.
    """
    held = [plan for each in moving if each.role == "held" for plan in each.plans]
    sold = {plan.id: plan for plan in plans}
    for page in pages:
        plan = sold.get(page.plan_id)
        if page.session_id is None or plan is None:
            continue
        if any(plan.gives_same_as(other) for other in held) and await _is_paid(
            api, page.session_id
        ):
            raise UserError("grants-move-paying", plan=plan.name, member=f"<@{to_id}>")


async def _is_paid(api: StripeClient, session_id: str) -> bool:
    try:
        return (await api.session(session_id))["status"] == "complete"
    except StripeMissingError:
        return False
