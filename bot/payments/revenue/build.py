"""Build the owner's reports, with their job."""

from dataclasses import dataclass

from bot.deps import Deps
from bot.payments.notifications.outbox import NotificationOutbox
from bot.payments.revenue.export import MembershipExport
from bot.payments.revenue.fill import RevenueFill
from bot.payments.revenue.report import RevenueService
from bot.payments.revenue.weekly import WeeklySummary

FILL_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class OwnerReports:
    """What owners can read about their memberships."""

    revenue: RevenueService
    weekly: WeeklySummary
    export: MembershipExport


def build_reports(deps: Deps, outbox: NotificationOutbox) -> OwnerReports:
    """Build the reports; the weekly one is scheduled by the cog that renders it."""
    database, clock, settings = deps.database, deps.clock, deps.guild_settings
    fill = RevenueFill(database, clock)
    deps.scheduler.add_interval_job(FILL_SECONDS, "fill-revenue", fill.run)
    revenue = RevenueService(database, clock, settings.zone)
    return OwnerReports(
        revenue=revenue,
        weekly=WeeklySummary(database, clock, revenue, outbox, settings.of, deps.wakeup),
        export=MembershipExport(database, clock, settings.zone),
    )
