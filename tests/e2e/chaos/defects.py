"""Defects that the launcher plants on request, to prove that the oracle sees them.

The product has no switch for any of this: a rule of the fold is replaced in the launched process.
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
    """A rule to break. `clue` stands in the oracle's report on whoever suffers or gains from it."""

    plant: Callable[[], None]
    clue: str


def _refunds_take_nothing() -> None:
    """Forget that a refund in full ends the right."""
    genuine = reversals.reversal_of

    @wraps(genuine)
    def turn_of(*about: object, **named: object) -> reversals.Reversal:
        turn = genuine(*about, **named)  # pyright: ignore[reportArgumentType] handed through
        return reversals.Reversal() if turn.reason == "refunded" else turn

    fold.reversal_of = turn_of


def _past_due_for_ever() -> None:
    """Let access go on as long as Stripe calls a subscription past due."""
    genuine = judging.evaluate_subscription

    @wraps(genuine)
    def judge(*about: object, **named: object) -> judging.Evaluation:
        verdict = genuine(*about, **named)  # pyright: ignore[reportArgumentType] handed through
        late = verdict.reason == "past-due"
        return replace(verdict, state=State.GRACE, ends_at=None) if late else verdict

    fold.evaluate_subscription = judge


def _passes_run_side_by_side() -> None:
    """Let each pass begin when it was paid, instead of after the one before."""
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
        KeyError: no such defect.
    """
    DEFECTS[name].plant()
