"""Renders the weekly summary: lines of plain text, one block for each currency."""

from fractions import Fraction

from bot.i18n import Translator
from bot.payments.money import format_amount
from bot.payments.revenue.mrr import Trials, rounded
from bot.payments.revenue.report import CurrencyFigures, RevenueReport

MINUS = "\N{MINUS SIGN}"


def summary_lines(translate: Translator, report: RevenueReport, *, money: bool) -> str:
    """Return what happened since the last edge but one; amounts only with `money`."""
    return "\n".join(
        line for of in report.currencies for line in _lines(translate, of, money=money)
    )


def _lines(translate: Translator, of: CurrencyFigures, *, money: bool) -> list[str]:
    now, code = of.subscriptions, of.currency.upper()
    moved, trials = now.movements[-1], now.trials[-1]
    lines = [
        translate(
            "summary-members",
            currency=code,
            members=now.members[-1],
            new=moved.new,
            lost=moved.lost,
        )
    ]
    if trials != Trials():
        lines.append(
            translate(
                "summary-trials",
                started=trials.started,
                converted=trials.converted,
                ended=trials.ended,
            )
        )
    if now.past_due.count or now.cancelling.count:
        lines.append(
            translate("summary-leaving", failed=now.past_due.count, cancelled=now.cancelling.count)
        )
    if money:
        lines += _money(translate, of)
    return lines


def _money(translate: Translator, of: CurrencyFigures) -> list[str]:
    week, mrr = of.income[-1], of.subscriptions.mrr
    change = rounded(mrr[-1] - mrr[-2])

    def shown(amount: int | Fraction) -> str:
        return format_amount(rounded(Fraction(amount)), of.currency, translate.language)

    return [
        translate(
            "summary-mrr",
            mrr=shown(mrr[-1]),
            change=(MINUS if change < 0 else "+") + shown(abs(change)),
        ),
        translate(
            "summary-income",
            received=shown(week.received),
            gone=shown(week.refunded + week.disputed),
        ),
    ]
