"""Defects that the launcher plants on request, to prove that the oracle sees them.

The product has no switch for these: a rule of the ledger is replaced in the launched process.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps

from bot.payments.ledger import fold, passes, reversals
from bot.payments.ledger import subscription_rules as judging
from bot.payments.ledger.entitlement import Entitlement, State


@dataclass(frozen=True, slots=True)
class Defect:
    """A rule to break. `clue` is in the oracle's report on each member concerned."""

    plant: Callable[[], None]
    clue: str


def _refunds_take_nothing() -> None:
    """Ignore that a full refund ends the entitlement."""
    genuine = reversals.reversal_of

    @wraps(genuine)
    def reversal_of(*about: object, **named: object) -> reversals.Reversal:
        reversal = genuine(*about, **named)  # pyright: ignore[reportArgumentType] passed through
        return reversals.Reversal() if reversal.reason == "refunded" else reversal

    fold.reversal_of = reversal_of


def _past_due_for_ever() -> None:
    """Keep access as long as Stripe's status of a subscription is past due."""
    genuine = judging.evaluate_subscription

    @wraps(genuine)
    def evaluate(*about: object, **named: object) -> judging.Evaluation:
        expected = genuine(*about, **named)  # pyright: ignore[reportArgumentType] passed through
        late = expected.reason == "past-due"
        return replace(expected, state=State.GRACE, ends_at=None) if late else expected

    fold.evaluate_subscription = evaluate


def _passes_run_side_by_side() -> None:
    """Begin each pass when it was paid, instead of after the previous one."""
    genuine = passes.stack

    def stack(given: Iterable[passes.FixedTerm], now: datetime) -> list[Entitlement]:
        return [right for term in given for right in genuine([term], now)]

    fold.stack = stack


DEFECTS = {
    "refunds take nothing": Defect(_refunds_take_nothing, "refunded"),
    "past due for ever": Defect(_past_due_for_ever, "past due since"),
    "passes run side by side": Defect(_passes_run_side_by_side, " pass: "),
}


def plant(name: str) -> None:
    """Replace one rule in this process.

    Raises:
        KeyError: There is no such defect.
    """
    DEFECTS[name].plant()
