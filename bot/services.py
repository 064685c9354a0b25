"""The services that cogs may ask: built once by `bot.app`, handed over with the client."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.clock import Clock
from bot.digest.personal_schedule import OwnTimes
from bot.digest.preferences import OwnChoices
from bot.digest.schedule import DigestChoices
from bot.i18n import Catalogue
from bot.metrics import Metrics
from bot.payments.assignment import AssignDesk
from bot.payments.billing_portal import PortalDesk
from bot.payments.cancellation import LeavingDesk
from bot.payments.checkout import CheckoutDesk
from bot.payments.entitlements.service import Keeper
from bot.payments.explain.service import Inquiry
from bot.payments.gifts.gift_codes import GiftDesk
from bot.payments.gifts.redemption import RedeemDesk
from bot.payments.grants import GrantDesk
from bot.payments.inbox.processor import Intake
from bot.payments.membership_overview import OverviewDesk
from bot.payments.notifications.outbox import Tidings
from bot.payments.plans import PlanDesk
from bot.payments.reconcile.catch_up import CatchUp
from bot.payments.reconcile.clock_check import ClockWatch
from bot.payments.reconcile.expiry import Timekeeper
from bot.payments.reconcile.reconciler import Comparison
from bot.payments.reminders import Reminders
from bot.payments.removal.absent_payers import Absence
from bot.payments.removal.breaker import RemovalBrake
from bot.payments.role_sync.dry_run import RehearsalDesk
from bot.payments.role_sync.queue import AccessTasks
from bot.payments.stripe.server_time import ProvenTime
from bot.recommend.experiment.impressions import Impressions
from bot.recommend.experiment.report import LiftDesk
from bot.recommend.history.backfill import History
from bot.recommend.index_cache import Indexes
from bot.recommend.profile.erasure import Eraser
from bot.recommend.profile.interests import InterestDesk
from bot.recommend.profile.saved import SavedItems
from bot.recommend.service import Recommender
from bot.recommend.signals.buffer import SignalBuffer
from bot.scheduling.scheduler import Jobs
from bot.scheduling.worker import Wake
from bot.served_guilds import Admission
from bot.settings import Settings
from data.engine import Database


@dataclass(frozen=True, slots=True)
class Parts:
    """One attribute a service. `wake` rings when stored work may be waiting.

    `loaded` is called whenever all that Discord tells of servers and members is in memory.
    """

    settings: Settings
    clock: Clock
    catalogue: Catalogue
    metrics: Metrics
    database: Database
    admission: Admission
    wake: Wake
    jobs: Jobs
    plans: PlanDesk
    checkout: CheckoutDesk
    gifts: GiftDesk
    redemption: RedeemDesk
    portal: PortalDesk
    leaving: LeavingDesk
    overview: OverviewDesk
    reminders: Reminders
    keeper: Keeper
    assigning: AssignDesk
    grants: GrantDesk
    absence: Absence
    inquiry: Inquiry
    rehearsals: RehearsalDesk
    access_tasks: AccessTasks
    brake: RemovalBrake
    intake: Intake
    timekeeper: Timekeeper
    comparison: Comparison
    clock_watch: ClockWatch
    proven: ProvenTime
    catch_up: CatchUp
    tidings: Tidings
    signals: SignalBuffer
    eraser: Eraser
    history: History
    indexes: Indexes
    recommender: Recommender
    impressions: Impressions
    lift: LiftDesk
    interests: InterestDesk
    digest_choices: DigestChoices
    own_times: OwnTimes
    saved: SavedItems
    own_choices: OwnChoices
    loaded: Callable[[], None] = lambda: None
