"""Refuses moves after which a planned switch would give something twice."""

from collections.abc import Iterable

from bot.errors import UserError
from bot.payments.moving.holdings import Movable
from bot.payments.planned_switch import PlannedSwitch, planned_switch
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.transport import StripeRefusedError
from data.plans import Listing, Plan


async def refuse_planned_double(
    api: StripeClient,
    listing: Listing,
    moving: Iterable[Movable],
    theirs: Iterable[Movable],
    to_id: int,
) -> None:
    """Refuse a move if a switch is planned to what the other account has.

    `theirs` is what the account `to_id` has already. Stripe is asked only if that is something.

    Raises:
        UserError: Both would be paid at the next renewal.
        RetryLaterError: Stripe can't be reached.
        PersonMustActError: Stripe refuses until the owner acts.
    """
    held, coming = _held(theirs), _held(moving)
    if not held or not coming:
        return
    planned_here = await _planned(api, listing, theirs)
    planned_there = await _planned(api, listing, moving)
    _refuse(planned_there, [*_plans(held), *(each.plan for each in planned_here)], to_id)
    _refuse(planned_here, _plans(coming), to_id)


def _refuse(planned: Iterable[PlannedSwitch], plans: Iterable[Plan], to_id: int) -> None:
    for each in planned:
        if any(each.plan.gives_same_as(plan) for plan in plans):
            day = f"<t:{int(each.at.timestamp())}:D>"
            raise UserError(
                "grants-move-planned", plan=each.plan.name, date=day, member=f"<@{to_id}>"
            )


def _held(holdings: Iterable[Movable]) -> list[Movable]:
    return [each for each in holdings if each.role == "held"]


def _plans(holdings: Iterable[Movable]) -> list[Plan]:
    return [plan for each in holdings for plan in each.plans]


async def _planned(
    api: StripeClient, listing: Listing, holdings: Iterable[Movable]
) -> list[PlannedSwitch]:
    """Return the switches that wait; what Stripe no longer has is planned for nothing."""
    found: list[PlannedSwitch] = []
    for each in _held(holdings):
        if each.kind != "subscription":
            continue
        try:
            planned = await planned_switch(api, await api.subscription(each.source), listing)
        except StripeRefusedError:
            continue
        found += [] if planned is None else [planned]
    return found
