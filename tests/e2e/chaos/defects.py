"""Defects that the launcher plants on request, to prove that the oracle sees them.

The product has no switch for any of this: a rule of the fold is replaced in the launched process.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.payments import judge as judging
from bot.payments import ledger, terms, turns
from bot.payments.book import Book
from bot.payments.entitlement import Entitlement, State
from bot.payments.facts import Payment, Subscription
from bot.payments.policy import PlanPolicy


def refunds_take_nothing() -> None:
    """Forget that a refund in full ends the right."""
    genuine = turns.turn_of

    def turn_of(book: Book, source: Subscription | Payment, policy: PlanPolicy) -> turns.Turn:
        turn = genuine(book, source, policy)
        return turns.Turn() if turn.reason == "refunded" else turn

    ledger.turn_of = turn_of


def past_due_for_ever() -> None:
    """Let access go on as long as Stripe calls a subscription past due."""
    genuine = judging.judge

    def judge(
        subscription: Subscription,
        grace: timedelta,
        turn: turns.Turn,
        now: datetime,
        *,
        paid: bool,
    ) -> judging.Verdict:
        verdict = genuine(subscription, grace, turn, now, paid=paid)
        late = verdict.reason == "past-due"
        return replace(verdict, state=State.GRACE, ends_at=None) if late else verdict

    ledger.judge = judge


def passes_run_side_by_side() -> None:
    """Let each pass begin when it was paid, instead of after the one before."""
    genuine = terms.stack

    def stack(given: Iterable[terms.Term], now: datetime) -> list[Entitlement]:
        return [right for term in given for right in genuine([term], now)]

    ledger.stack = stack


DEFECTS: dict[str, Callable[[], None]] = {
    "refunds take nothing": refunds_take_nothing,
    "past due for ever": past_due_for_ever,
    "passes run side by side": passes_run_side_by_side,
}


def plant(name: str) -> None:
    """Replace one rule in this process.

    Raises:
        KeyError: no such defect.
    """
    DEFECTS[name]()
