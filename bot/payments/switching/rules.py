"""Decides which switches there are, and when each takes effect. Pure."""

from collections.abc import Collection, Iterable

from data.plan_terms import Terms
from data.plans import Plan
from data.prices import Price

# Days, only to compare lengths.
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}


def waits(held: Price, held_seats: int, wanted: Price, seats: int, terms: Terms) -> bool:
    """Return whether a switch waits for the next renewal.

    What costs less or is for a shorter time is never refunded: the period that was paid for runs
    to its end first. Everything else waits if the plan that the member holds says so.
    """
    cheaper = wanted.amount * seats < held.amount * held_seats
    return terms.on_switch == "renewal" or cheaper or _length(wanted) < _length(held)


def targets(
    on_sale: Iterable[Plan], held: Price, held_plan: Plan, taken: Collection[int]
) -> list[tuple[Plan, Price]]:
    """Return the prices in its currency that a subscription can be switched to.

    A product is only switched to another of its own prices.

    Args:
        on_sale: The plans on sale.
        held: The price that is paid now.
        held_plan: Its plan.
        taken: The roles that the member has otherwise.
    """
    return [
        (plan, price)
        for plan in on_sale
        for price in plan.prices
        if price.renews
        and price.currency == held.currency
        and (
            plan.id == held_plan.id
            or (plan.kind == held_plan.kind == "plan" and plan.role_id not in taken)
        )
        and not (plan.id == held_plan.id and price.terms == held.terms)
    ]


def _length(price: Price) -> int:
    return _DAYS.get(price.interval, 0) * price.interval_count
