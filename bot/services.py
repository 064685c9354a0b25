"""The services that cogs may ask: built once by `bot.app`, handed over with the client."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.clock import Clock
from bot.i18n import Catalogue
from bot.insights.lift import LiftDesk
from bot.metrics import Metrics
from bot.payments.absence import Absence
from bot.payments.assigning import AssignDesk
from bot.payments.at_stripe.portal import PortalDesk
from bot.payments.brake import RemovalBrake
from bot.payments.checkout import CheckoutDesk
from bot.payments.explaining.inquiry import Inquiry
from bot.payments.explaining.rehearsal import RehearsalDesk
from bot.payments.grants import GrantDesk
from bot.payments.healing.catchup import CatchUp
from bot.payments.healing.clock_watch import ClockWatch
from bot.payments.healing.comparison import Comparison
from bot.payments.healing.timekeeper import Timekeeper
from bot.payments.intake import Intake
from bot.payments.keeper import Keeper
from bot.payments.leaving import LeavingDesk
from bot.payments.overview import OverviewDesk
from bot.payments.plans import PlanDesk
from bot.payments.sharing.gifts import GiftDesk
from bot.payments.sharing.redeeming import RedeemDesk
from bot.payments.stripe.server_time import ProvenTime
from bot.payments.tasks import AccessTasks
from bot.payments.telling.reminders import Reminders
from bot.payments.telling.tidings import Tidings
from bot.recommend.buffer import SignalBuffer
from bot.recommend.digest_choices import DigestChoices
from bot.recommend.erasing import Eraser
from bot.recommend.history.history import History
from bot.recommend.indexes import Indexes
from bot.recommend.interests import InterestDesk
from bot.recommend.lift.impressions import Impressions
from bot.recommend.own_choices import OwnChoices
from bot.recommend.own_times import OwnTimes
from bot.recommend.saved import SavedItems
from bot.recommend.service import Recommender
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
