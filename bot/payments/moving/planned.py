"""Refuses moves after which a planned switch would give something twice."""

from collections.abc import Awaitable, Callable, Iterable

from bot.errors import UserError
from bot.payments.moving.holdings import Movable
from bot.payments.planned_switch import LaterPhase, PlannedSwitch, later_phase
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.transport import StripeRefusedError
from data.offer_mentions import OfferMentions
from data.plans import Listing, Plan

ReadOffers = Callable[[OfferMentions], Awaitable[Listing]]


async def refuse_planned_double(
    api: StripeClient,
    read: ReadOffers,
    moving: Iterable[Movable],
    theirs: Iterable[Movable],
    to_id: int,
) -> None:
    """Refuse a move if a switch is planned to what the other account has.

    `theirs` is what the account `to_id` has already. Stripe is asked only if that is something.
    `read` returns what the guild sells, as far as it is mentioned.

    Raises:
        UserError: Both would be paid at the next renewal.
        RetryLaterError: Stripe can't be reached.
        PersonMustActError: Stripe refuses until the owner acts.
    """
    held, coming = _held(theirs), _held(moving)
    if not held or not coming:
        return
    here, there = await _phases(api, theirs), await _phases(api, moving)
    sold = frozenset((phase.price_id, "") for phase in (*here, *there))
    listing = await read(OfferMentions(sold=sold))
    planned_here, planned_there = _switches(here, listing), _switches(there, listing)
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


def _switches(phases: Iterable[LaterPhase], listing: Listing) -> list[PlannedSwitch]:
    found = [phase.switch(listing) for phase in phases]
    return [each for each in found if each is not None]


async def _phases(api: StripeClient, holdings: Iterable[Movable]) -> list[LaterPhase]:
    """Return what is planned; what Stripe no longer has is planned for nothing."""
    found: list[LaterPhase] = []
    for each in _held(holdings):
        if each.kind != "subscription":
            continue
        try:
            phase = await later_phase(api, await api.subscription(each.source))
        except StripeRefusedError:
            continue
        found += [] if phase is None else [phase]
    return found
