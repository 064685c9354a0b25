"""Makes income of facts: money that came in, and money that went back. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.payments.ledger.facts import Charge, Payment, at
from bot.payments.ledger.stripe_statuses import OPEN
from bot.payments.stripe.objects.invoice import PaidInvoice
from bot.payments.stripe.objects.metadata import Owner
from data.revenue import IncomeRow, IncomeSum

WON = ("won", "prevented")


def of_invoice(invoice: PaidInvoice, owner: Owner) -> IncomeRow:
    """Return what a paid invoice brought."""
    return IncomeRow(
        guild_id=owner.guild_id,
        kind="invoice",
        object_id=invoice.id,
        part=0,
        user_id=owner.payer_id or owner.user_id,
        plan_id=owner.plan_id,
        at=at(invoice.paid),
        currency=invoice.currency,
        amount=invoice.amount,
        tax=invoice.tax,
    )


def of_payment(payment: Payment, owner: Owner) -> list[IncomeRow]:
    """Return what a one-time payment brought, once it is paid."""
    if payment.status != "paid" or not payment.amount:
        return []
    return [
        IncomeRow(
            guild_id=owner.guild_id,
            kind="payment",
            object_id=payment.id,
            part=0,
            user_id=owner.payer_id or owner.user_id,
            plan_id=owner.plan_id,
            at=at(payment.paid or payment.opened),
            currency=payment.currency,
            amount=payment.amount,
            tax=payment.tax or 0,
        )
    ]


def of_charge(charge: Charge, owner: Owner) -> list[IncomeRow]:
    """Return what went back of a charge: each refund and each dispute.

    An inquiry moves no money. Older facts hold only the sum of the refunds, dated by the newest.
    """
    refunds = [(refund.created, refund.amount) for refund in charge.refunds]
    if not refunds and charge.refunded:
        refunds = [(charge.refunded_at or 0, charge.refunded)]
    rows = [
        _back(charge, owner, "refund", part, when, amount)
        for part, (when, amount) in enumerate(refunds)
    ]
    states = [(each, _dispute_state(each.status)) for each in charge.all_disputes]
    rows += [
        _back(charge, owner, "dispute", part, each.created, each.amount, state)
        for part, (each, state) in enumerate(states)
        if state
    ]
    return rows


def _dispute_state(status: str) -> str:
    if status in OPEN:
        return "open"
    if status in WON:
        return "won"
    return "lost" if status == "lost" else ""


def _back(
    charge: Charge, owner: Owner, kind: str, part: int, when: int, amount: int, state: str = ""
) -> IncomeRow:
    return IncomeRow(
        guild_id=owner.guild_id,
        kind=kind,
        object_id=charge.id,
        part=part,
        user_id=owner.payer_id or owner.user_id,
        plan_id=owner.plan_id,
        at=at(when),
        currency=charge.currency,
        amount=amount,
        state=state,
    )


@dataclass(frozen=True, slots=True)
class IncomeFigures:
    """What came in and went back in one month, in one currency.

    Attributes:
        received: All that was paid, with tax.
        one_time: This much of it for passes, lifetime access and gifts of these.
        tax: This much of it is tax.
        refunds, refunded: How many refunds there were, and their sum.
        disputes, disputed: How many disputes were opened, and the sum of those not won.
        lost: How many of these disputes are lost.
    """

    received: int = 0
    one_time: int = 0
    tax: int = 0
    refunds: int = 0
    refunded: int = 0
    disputes: int = 0
    disputed: int = 0
    lost: int = 0

    @property
    def net(self) -> int:
        """What is left after refunds and disputes."""
        return self.received - self.refunded - self.disputed


def income_figures(sums: Iterable[IncomeSum], months: int) -> dict[str, list[IncomeFigures]]:
    """Return each month's figures for each currency."""
    found: dict[str, list[IncomeFigures]] = {}
    for each in sums:
        of = found.setdefault(each.currency, [IncomeFigures()] * months)
        of[each.month] = _with(of[each.month], each)
    return found


def _with(figures: IncomeFigures, more: IncomeSum) -> IncomeFigures:
    match more.kind:
        case "refund":
            return replace(
                figures,
                refunds=figures.refunds + more.count,
                refunded=figures.refunded + more.amount,
            )
        case "dispute":
            gone = 0 if more.state == "won" else more.amount
            return replace(
                figures,
                disputes=figures.disputes + more.count,
                disputed=figures.disputed + gone,
                lost=figures.lost + (more.count if more.state == "lost" else 0),
            )
        case kind:
            once = more.amount if kind == "payment" else 0
            return replace(
                figures,
                received=figures.received + more.amount,
                one_time=figures.one_time + once,
                tax=figures.tax + more.tax,
            )
