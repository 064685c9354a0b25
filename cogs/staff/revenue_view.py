"""Renders one currency's revenue: figures, a picture of the year, a table."""

from collections.abc import Sequence
from fractions import Fraction
from io import BytesIO

import discord
from babel.dates import format_skeleton
from discord import ui

from bot.discord.layout import AnswerView
from bot.i18n import Translator
from bot.payments.money import decimals, format_amount
from bot.payments.revenue.chart import YearChart
from bot.payments.revenue.income import IncomeFigures
from bot.payments.revenue.months import month_of
from bot.payments.revenue.mrr import HeldPrice, Movement, Trials, rounded
from bot.payments.revenue.report import CurrencyFigures, RevenueReport

FILE = "revenue.png"
MAX_PRICES = 10
MAX_ALT = 1024  # characters, Discord's limit
MINUS = "\N{MINUS SIGN}"


class RevenueView(AnswerView):
    """One container: now, this month and the last, the picture, the year as text."""

    def __init__(
        self,
        translate: Translator,
        report: RevenueReport,
        of: CurrencyFigures,
        *,
        test_mode: bool = False,
    ) -> None:
        text = _Text(translate, report, of)
        picture = discord.MediaGalleryItem(f"attachment://{FILE}", description=text.alternative())
        super().__init__(
            text.now(),
            ui.Separator(),
            text.months(),
            ui.Separator(),
            ui.MediaGallery(picture),
            text.year(),
            text.basis(),
            note=translate("payments-test-mode-staff") if test_mode else None,
        )


def picture_of(
    translate: Translator, png: bytes, report: RevenueReport, of: CurrencyFigures
) -> discord.File:
    """Return the picture as a file, with a text for those who can't see it."""
    description = _Text(translate, report, of).alternative()
    return discord.File(BytesIO(png), FILE, description=description)


def chart_of(report: RevenueReport, of: CurrencyFigures) -> YearChart:
    """Return what to draw, in units of the currency."""
    unit = 10 ** decimals(of.currency)
    return YearChart(
        currency=of.currency.upper(),
        months=_months(report),
        mrr=[float(each / unit) for each in of.subscriptions.mrr[1:]],
        received=[month.received / unit for month in of.income],
        gone=[(month.refunded + month.disputed) / unit for month in of.income],
    )


def price_text(translate: Translator, held: HeldPrice, currency: str) -> str:
    """Return the price that members hold, such as `€9.00 a month`."""
    amount = format_amount(held.unit_amount, currency, translate.language)
    if held.interval_count > 1:
        message = f"payments-price-{held.interval}s"
        return translate(message, amount=amount, count=held.interval_count)
    return translate(f"payments-price-{held.interval}", amount=amount)


def _months(report: RevenueReport) -> list[str]:
    return [month_of(edge, report.zone) for edge in report.edges[:-1]]


class _Text:
    """The words about one currency."""

    def __init__(self, translate: Translator, report: RevenueReport, of: CurrencyFigures) -> None:
        self._translate = translate
        self._report = report
        self._of = of

    def now(self) -> str:
        """Return what is so now: MRR, members by plan and price, and what may go."""
        translate, now = self._translate, self._of.subscriptions
        since = now.mrr[-1] - now.mrr[-2]
        lines = [
            translate("revenue-title", currency=self._of.currency.upper()),
            translate(
                "revenue-mrr",
                mrr=self._money(now.mrr[-1]),
                change=self._signed(since),
                members=now.members[-1],
            ),
            *(self._held_price(held) for held in now.held_prices[:MAX_PRICES]),
        ]
        more = len(now.held_prices) - MAX_PRICES
        if more > 0:
            lines.append(translate("revenue-offers-more", count=more))
        for message, part in (
            ("revenue-past-due", now.past_due),
            ("revenue-cancelling", now.cancelling),
        ):
            if part.count:
                money = {"amount": self._money(part.amount), "mrr": self._money(part.mrr)}
                lines.append(translate(message, count=part.count, **money))
        if now.running_trials:
            lines.append(translate("revenue-trials-now", count=now.running_trials))
        return "\n".join(lines)

    def months(self) -> str:
        """Return this month against the last."""
        locale = self._translate.language.replace("-", "_")
        last, this = (
            format_skeleton("yMMMM", edge.astimezone(self._report.zone), locale=locale)
            for edge in self._report.edges[-3:-1]
        )
        parts = [
            self._translate("revenue-this-month", month=this),
            *self._month(-1),
            "",
            self._translate("revenue-last-month", month=last),
            *self._month(-2),
        ]
        return "\n".join(parts)

    def year(self) -> str:
        """Return the figures of the picture, a line for each month."""
        mrr = [self._plain(rounded(each)) for each in self._of.subscriptions.mrr[1:]]
        received = [self._plain(month.received) for month in self._of.income]
        gone = [self._plain(month.refunded + month.disputed) for month in self._of.income]
        columns = [("", _months(self._report)), ("MRR", mrr), ("+", received), (MINUS, gone)]
        widths = [max(map(len, (head, *cells))) for head, cells in columns]
        rows = zip(*((head, *cells) for head, cells in columns), strict=True)
        table = "\n".join(
            "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
            for row in rows
        )
        return f"{self._translate('revenue-year')}\n```\n{table}\n```"

    def alternative(self) -> str:
        """Return the picture's alternative text."""
        mrr, income = self._of.subscriptions.mrr[1:], self._of.income
        head = self._translate("revenue-alt", currency=self._of.currency.upper())
        cells = (
            f"{month}: {self._plain(rounded(worth))} / {self._plain(of.received)} / "
            f"{self._plain(of.refunded + of.disputed)}"
            for month, worth, of in zip(_months(self._report), mrr, income, strict=True)
        )
        return f"{head} {'; '.join(cells)}"[:MAX_ALT]

    def basis(self) -> str:
        """Return what the figures mean, and which of them may be missing."""
        translate, report = self._translate, self._report
        lines = [translate("revenue-basis", zone=report.zone.key)]
        others = [each for each in report.currencies if each is not self._of]
        if others:
            listed = " · ".join(
                f"{each.currency.upper()} "
                + format_amount(
                    rounded(each.subscriptions.mrr[-1]), each.currency, translate.language
                )
                for each in others[:MAX_PRICES]
            )
            lines.append(translate("revenue-others", list=listed))
        if not report.is_complete:
            lines.append(translate("revenue-incomplete"))
        return "\n".join(lines)

    def _month(self, place: int) -> Sequence[str]:
        figures = self._of.subscriptions
        return (
            self._moved(figures.movements[place]),
            *self._tried(figures.trials[place]),
            *self._income(self._of.income[place]),
        )

    def _moved(self, moved: Movement) -> str:
        line = self._translate(
            "revenue-moved",
            new=moved.new,
            lost=moved.lost,
            new_mrr=self._signed(moved.new_mrr),
            lost_mrr=self._signed(-moved.lost_mrr),
        )
        if not (moved.more_mrr or moved.less_mrr):
            return line
        changed = self._translate(
            "revenue-changed",
            more=self._signed(moved.more_mrr),
            less=self._signed(-moved.less_mrr),
        )
        return f"{line} · {changed}"

    def _tried(self, trials: Trials) -> Sequence[str]:
        if trials == Trials():
            return ()
        return (
            self._translate(
                "revenue-trials",
                started=trials.started,
                converted=trials.converted,
                ended=trials.ended,
            ),
        )

    def _income(self, month: IncomeFigures) -> Sequence[str]:
        translate, money = self._translate, self._money
        lines = [translate("revenue-received", amount=money(month.received))]
        parts: list[tuple[str, int]] = [("once", month.one_time), ("tax", month.tax)]
        within = [
            translate(f"revenue-of-{name}", amount=money(part)) for name, part in parts if part
        ]
        if within:
            lines[0] += translate("revenue-within", list=translate("revenue-and").join(within))
        gone: list[str] = []
        if month.refunds:
            gone.append(
                translate("revenue-refunds", count=month.refunds, amount=money(month.refunded))
            )
        if month.disputes:
            gone.append(
                translate(
                    "revenue-disputes",
                    count=month.disputes,
                    lost=month.lost,
                    amount=money(month.disputed),
                )
            )
        if gone:
            lines.append(translate("revenue-gone", list=" · ".join(gone), net=money(month.net)))
        return lines

    def _held_price(self, held: HeldPrice) -> str:
        return self._translate(
            "revenue-offer",
            plan=discord.utils.escape_markdown(
                self._report.plans.get(held.plan_id, f"#{held.plan_id}")
            ),
            price=price_text(self._translate, held, self._of.currency),
            members=held.members,
            mrr=self._money(held.mrr),
        )

    def _money(self, amount: int | Fraction) -> str:
        whole = rounded(Fraction(amount))
        return format_amount(whole, self._of.currency, self._translate.language)

    def _signed(self, amount: Fraction) -> str:
        whole = rounded(amount)
        sign = MINUS if whole < 0 else "+" if whole else ""
        return sign + format_amount(abs(whole), self._of.currency, self._translate.language)

    def _plain(self, amount: int) -> str:
        places = decimals(self._of.currency)
        return f"{amount / 10**places:,.{places}f}"
