"""The services that cogs may ask: built once by `bot.app`, handed over with the client."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.clock import Clock
from bot.digest.personal_schedule import PersonalSchedule
from bot.digest.preferences import DigestPreferences
from bot.digest.schedule import DigestScheduleService
from bot.i18n import Catalogue
from bot.metrics import Metrics
from bot.payments.assignment import AssignmentService
from bot.payments.billing_portal import BillingPortalService
from bot.payments.cancellation import SubscriptionCancellation
from bot.payments.checkout import CheckoutService
from bot.payments.entitlements.service import EntitlementService
from bot.payments.explain.service import AccessExplainer
from bot.payments.gifts.gift_codes import GiftCodeService
from bot.payments.gifts.redemption import RedemptionService
from bot.payments.grants import GrantService
from bot.payments.inbox.processor import EventProcessor
from bot.payments.membership_overview import MembershipOverviewService
from bot.payments.notifications.outbox import NotificationOutbox
from bot.payments.plans import PlanService
from bot.payments.reconcile.catch_up import CatchUp
from bot.payments.reconcile.clock_check import ClockCheck
from bot.payments.reconcile.expiry import ExpiryWorker
from bot.payments.reconcile.reconciler import Reconciler
from bot.payments.reminders import Reminders
from bot.payments.removal.absent_payers import AbsentPayers
from bot.payments.removal.breaker import RemovalBreaker
from bot.payments.role_sync.dry_run import RoleDryRunService
from bot.payments.role_sync.queue import RoleSyncQueue
from bot.payments.stripe.server_time import ConfirmedTime
from bot.recommend.experiment.impressions import ImpressionLog
from bot.recommend.experiment.report import LiftReportService
from bot.recommend.history.backfill import Backfill
from bot.recommend.index_cache import IndexCache
from bot.recommend.profile.erasure import Erasure
from bot.recommend.profile.interests import InterestService
from bot.recommend.profile.saved import SavedItems
from bot.recommend.service import Recommender
from bot.recommend.signals.buffer import SignalBuffer
from bot.scheduling.scheduler import Scheduler
from bot.scheduling.worker import WakeupEvent
from bot.served_guilds import ServedGuilds
from bot.settings import Settings
from data.engine import Database


@dataclass(frozen=True, slots=True)
class Services:
    """One attribute a service. `wake` rings when stored work may be waiting.

    `loaded` is called whenever all that Discord tells of servers and members is in memory.
    """

    settings: Settings
    clock: Clock
    catalogue: Catalogue
    metrics: Metrics
    database: Database
    served_guilds: ServedGuilds
    wakeup: WakeupEvent
    scheduler: Scheduler
    plans: PlanService
    checkout: CheckoutService
    gifts: GiftCodeService
    redemption: RedemptionService
    portal: BillingPortalService
    cancellation: SubscriptionCancellation
    overview: MembershipOverviewService
    reminders: Reminders
    entitlements: EntitlementService
    assignment: AssignmentService
    grants: GrantService
    absent_payers: AbsentPayers
    explainer: AccessExplainer
    dry_runs: RoleDryRunService
    role_sync_queue: RoleSyncQueue
    removal_breaker: RemovalBreaker
    event_processor: EventProcessor
    expiry: ExpiryWorker
    reconciler: Reconciler
    clock_check: ClockCheck
    proven: ConfirmedTime
    catch_up: CatchUp
    outbox: NotificationOutbox
    signals: SignalBuffer
    erasure: Erasure
    history: Backfill
    index_cache: IndexCache
    recommender: Recommender
    impressions: ImpressionLog
    lift_report: LiftReportService
    interests: InterestService
    digest_schedules: DigestScheduleService
    personal_schedules: PersonalSchedule
    saved: SavedItems
    digest_preferences: DigestPreferences
    mark_loaded: Callable[[], None] = lambda: None
