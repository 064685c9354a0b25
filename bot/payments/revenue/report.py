"""The use case of `/insights revenue`: each currency's own figures."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.errors import UserError
from bot.payments.revenue.backfill import COMPLETE
from bot.payments.revenue.income import IncomeFigures, income_figures
from bot.payments.revenue.months import month_edges
from bot.payments.revenue.mrr import SubscriptionFigures, Trials, subscription_figures
from data import inbox, revenue
from data.engine import Database
from data.revenue import IncomeSum, StoredHistory


@dataclass(frozen=True, slots=True)
class CurrencyFigures:
    """The figures of one currency; income by month, as the report's edges."""

    currency: str
    subscriptions: SubscriptionFigures
    income: Sequence[IncomeFigures]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show for the whole time."""
        return not (
            any(self.subscriptions.mrr)
            or self.subscriptions.running_trials
            or any(each != Trials() for each in self.subscriptions.trials)
            or any(each != IncomeFigures() for each in self.income)
        )


@dataclass(frozen=True, slots=True)
class RevenueReport:
    """A guild's revenue.

    Attributes:
        edges: Where the months begin, the current one last, and the end of now.
        zone: The time zone of these months.
        currencies: The figures, those with the most paying members first.
        plans: The names of the plans, by id.
        complete_since: From when all invoices are counted; None: not known yet.
    """

    edges: Sequence[datetime]
    zone: ZoneInfo
    currencies: Sequence[CurrencyFigures]
    plans: Mapping[int, str]
    complete_since: datetime | None

    def of(self, currency: str | None) -> CurrencyFigures:
        """Return the figures of a currency, by default of the first.

        Raises:
            UserError: There are none in it.
        """
        for each in self.currencies:
            if currency is None or each.currency == currency.strip().lower():
                return each
        known = ", ".join(each.currency.upper() for each in self.currencies)
        raise UserError("revenue-no-currency", currency=str(currency)[:20], known=known)

    @property
    def is_complete(self) -> bool:
        """Whether no invoice of the shown time is missing."""
        return self.complete_since is not None and self.complete_since <= self.edges[0]


class RevenueService:
    """Computes the figures from what facts have left, in a thread."""

    def __init__(self, database: Database, clock: Clock, zone: Callable[[int], ZoneInfo]) -> None:
        self._database = database
        self._clock = clock
        self._zone = zone

    async def currencies(self, guild_id: int) -> list[str]:
        """Return the currencies of a guild's prices and subscriptions, sorted."""
        async with self._database.read() as connection:
            known = await revenue.currencies(connection, guild_id)
            prices = await revenue.list_prices(connection, guild_id)
        return sorted({*known, *(price.currency for price in prices.values())})

    async def report(self, guild_id: int, edges: Sequence[datetime] | None = None) -> RevenueReport:
        """Return a guild's figures by month, or between other instants."""
        zone = self._zone(guild_id)
        edges = edges or month_edges(self._clock.now(), zone)
        async with self._database.read() as connection:
            known = await revenue.currencies(connection, guild_id)
            stored = await revenue.history(connection, guild_id, known)
            sums = await revenue.income_by_month(connection, guild_id, edges)
            names = await revenue.plan_names(connection, guild_id)
            complete = await inbox.cursor(connection, COMPLETE)
        figures = await asyncio.to_thread(_figures, stored, known, sums, edges)
        return RevenueReport(edges, zone, figures, names, complete)


def _figures(
    stored: StoredHistory,
    known: Sequence[str],
    sums: Sequence[IncomeSum],
    edges: Sequence[datetime],
) -> list[CurrencyFigures]:
    months = len(edges) - 1
    instants = [revenue.milliseconds(edge) for edge in edges]
    income = income_figures(sums, months)
    every = sorted({*known, *income} - {""})
    places = {currency: place for place, currency in enumerate(known)}
    found = [
        CurrencyFigures(
            currency,
            subscription_figures(stored, places.get(currency, len(known)), instants),
            income.get(currency, [IncomeFigures()] * months),
        )
        for currency in every
    ]
    shown = [each for each in found if not each.is_empty]
    return sorted(shown, key=lambda each: -each.subscriptions.members[-1])
