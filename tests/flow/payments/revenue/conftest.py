"""A scenario whose revenue can be read."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest

from bot.payments.revenue.report import CurrencyFigures, RevenueService
from tests.flow.conftest import GUILD, Billing
from tests.flow.payments.lifecycle.scenario import Scenario

UTC = ZoneInfo("UTC")


@dataclass(slots=True)
class RevenueScenario(Scenario):
    """A scenario with the report on it."""

    async def figures(self, currency: str = "eur") -> CurrencyFigures:
        """Return the figures of one currency now."""
        report = await self.service.report(GUILD)
        (found,) = (each for each in report.currencies if each.currency == currency)
        return found

    @property
    def service(self) -> RevenueService:
        """The report's service."""
        return RevenueService(self.billing.database, self.billing.clock, lambda _: UTC)


@pytest.fixture
async def scenario(billing: Billing) -> AsyncIterator[RevenueScenario]:
    """Yield a scenario; receiving all its events again must change nothing."""
    made = RevenueScenario(billing)
    yield made
    before = await made.service.report(GUILD)
    await made.receive_again()
    assert (await made.service.report(GUILD)).currencies == before.currencies
