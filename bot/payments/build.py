"""Build the services of payments, with their jobs and workers."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass

from bot.deps import Deps
from bot.payments.assignment import AssignmentService
from bot.payments.billing_portal import BillingPortalService
from bot.payments.cancellation import SubscriptionCancellation
from bot.payments.checkout import CheckoutService
from bot.payments.checkout_expiry import CheckoutPages
from bot.payments.coupons.service import CouponService
from bot.payments.entitlements.recorder import FactRecorder
from bot.payments.entitlements.service import EntitlementService
from bot.payments.explain.service import AccessExplainer
from bot.payments.gifts.gift_codes import GiftCodeService
from bot.payments.gifts.redemption import RedemptionService
from bot.payments.grants import GrantService
from bot.payments.inbox.object_sync import ObjectSync
from bot.payments.inbox.processor import EventProcessor
from bot.payments.membership_overview import MembershipOverviewService
from bot.payments.moving.purchases import PurchaseMover
from bot.payments.moving.service import MoveService
from bot.payments.notifications.outbox import NotificationOutbox
from bot.payments.plan_panels import PlanPanelService
from bot.payments.plan_prices import PlanPriceService
from bot.payments.plans import PlanService
from bot.payments.receipts import ReceiptService
from bot.payments.reconcile.catch_up import CatchUp
from bot.payments.reconcile.clock_check import ClockCheck
from bot.payments.reconcile.expiry import ExpiryWorker
from bot.payments.reconcile.reconciler import Reconciler
from bot.payments.reconcile.schedule import NightlyReconcile
from bot.payments.reminders import Reminders
from bot.payments.removal.absent_payers import AbsentPayers
from bot.payments.removal.breaker import BreakerLimits, RemovalBreaker
from bot.payments.removal.kicks import Kicks
from bot.payments.revenue.build import OwnerReports, build_reports
from bot.payments.role_sync.dry_run import RoleDryRunService
from bot.payments.role_sync.queue import RoleSyncQueue
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.event_targets import EventTarget
from bot.payments.stripe.objects.metadata import ForeignObjectError
from bot.payments.stripe.server_time import ConfirmedTime, StripeTime
from bot.payments.stripe.transport import StripeRefusedError
from bot.payments.stripe.webhook_test import WebhookTest
from bot.payments.switching.service import SwitchService
from bot.scheduling.worker import LONG_REST_SECONDS, Worker

INBOX_SECONDS = 5.0
CATCH_UP_SECONDS = 3600.0
CATCH_UP_AGAIN_SECONDS = 60.0  # if Stripe was unreachable: payers wait for it
RECHECK_SECONDS = 60.0
CLOCK_SECONDS = 60.0
REMINDER_SECONDS = 3600.0
MOVE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Intake:
    """What feeds the ledger: events, polling, comparisons and passing time."""

    event_processor: EventProcessor
    reconciler: Reconciler
    nightly: NightlyReconcile
    expiry: ExpiryWorker
    clock_check: ClockCheck
    workers: tuple[Worker, ...]

    @asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Process what a crash left, then what arrives."""
        await self.clock_check.begin()
        await self.event_processor.release_claims()
        async with AsyncExitStack() as stack:
            for worker in self.workers:
                worker.start()
                stack.push_async_callback(worker.close)
            yield


@dataclass(frozen=True, slots=True)
class Payments:
    """What other features may use of payments."""

    api: StripeClient
    plans: PlanService
    plan_prices: PlanPriceService
    panels: PlanPanelService
    receipts: ReceiptService
    test_mode: bool  # the key is a test key: no real money moves
    coupons: CouponService
    checkout: CheckoutService
    portal: BillingPortalService
    cancellation: SubscriptionCancellation
    switching: SwitchService
    overview: MembershipOverviewService
    gifts: GiftCodeService
    redemption: RedemptionService
    assignment: AssignmentService
    moving: MoveService
    grants: GrantService
    explainer: AccessExplainer
    dry_runs: RoleDryRunService
    reminders: Reminders
    entitlements: EntitlementService
    role_sync_queue: RoleSyncQueue
    removal_breaker: RemovalBreaker
    kicks: Kicks
    absent_payers: AbsentPayers
    outbox: NotificationOutbox
    reports: OwnerReports
    webhook_test: WebhookTest
    confirmed_time: ConfirmedTime
    intake: Intake


@dataclass(frozen=True, slots=True)
class _Base:
    """What most services of payments are built on."""

    api: StripeClient
    time: StripeTime  # payments use Stripe's time, because ours may be wrong
    confirmed: ConfirmedTime
    entitlements: EntitlementService
    recorder: FactRecorder
    object_sync: ObjectSync
    pages: CheckoutPages
    outbox: NotificationOutbox
    breaker: RemovalBreaker


def _checkout(deps: Deps, base: _Base) -> CheckoutService:
    url, asks_terms = deps.settings.web.public_url, deps.guild_settings.asks_terms
    return CheckoutService(
        deps.database, base.api, base.pages, base.entitlements, base.time, url, asks_terms
    )


def build_payments(deps: Deps) -> Payments:
    """Build the services and add their jobs; nothing runs yet."""
    database, clock, wakeup, settings = deps.database, deps.clock, deps.wakeup, deps.settings
    base, grace = _base(deps), deps.guild_settings.default_grace
    api, time, entitlements = base.api, base.time, base.entitlements
    queue, intake = RoleSyncQueue(database, clock, wakeup), _intake(deps, base)
    plans, reminders = PlanService(database, api, queue, clock), _reminders(deps, base)
    _add_jobs(deps, plans, reminders)
    return Payments(
        api=api,
        plans=plans,
        plan_prices=PlanPriceService(database, plans, clock),
        panels=PlanPanelService(database, clock),
        receipts=ReceiptService(api),
        test_mode=api.livemode is False,
        coupons=_coupons(deps, base),
        checkout=_checkout(deps, base),
        portal=BillingPortalService(database, api, clock),
        cancellation=SubscriptionCancellation(api, base.object_sync, wakeup),
        switching=SwitchService(database, api, base.object_sync, entitlements, time, wakeup),
        overview=MembershipOverviewService(database, api, entitlements, time),
        gifts=GiftCodeService(database, entitlements, time, default_grace=grace),
        redemption=_redemption(deps, base),
        assignment=AssignmentService(database, api, base.object_sync, time, wakeup),
        moving=_moving(deps, base),
        grants=GrantService(database, base.recorder, api, wakeup),
        explainer=AccessExplainer(database, time, default_grace=grace),
        dry_runs=RoleDryRunService(database, clock, wakeup),
        reminders=reminders,
        entitlements=entitlements,
        role_sync_queue=queue,
        removal_breaker=base.breaker,
        kicks=Kicks(database, clock, wakeup),
        absent_payers=AbsentPayers(database, clock, wakeup),
        outbox=base.outbox,
        reports=build_reports(deps, base.outbox),
        webhook_test=WebhookTest(settings, database, clock, intake.event_processor.catch_up),
        confirmed_time=base.confirmed,
        intake=intake,
    )


def _redemption(deps: Deps, base: _Base) -> RedemptionService:
    grace = deps.guild_settings.default_grace
    return RedemptionService(
        deps.database,
        base.entitlements,
        base.recorder,
        base.api,
        deps.wakeup,
        default_grace=grace,
    )


def _moving(deps: Deps, base: _Base) -> MoveService:
    moving = MoveService(
        deps.database,
        base.api,
        PurchaseMover(deps.database, base.api, base.object_sync),
        base.pages,
        base.entitlements,
        base.recorder,
        deps.wakeup,
        default_grace=deps.guild_settings.default_grace,
    )
    deps.scheduler.add_interval_job(MOVE_SECONDS, "moves", moving.finish_open)
    return moving


def _coupons(deps: Deps, base: _Base) -> CouponService:
    coupons = CouponService(deps.database, base.api, base.time)
    deps.scheduler.add_interval_job(RECHECK_SECONDS, "coupons", coupons.finish_interrupted)
    return coupons


def _add_jobs(deps: Deps, plans: PlanService, reminders: Reminders) -> None:
    deps.scheduler.add_interval_job(RECHECK_SECONDS, "archive-prices", plans.archive)
    deps.scheduler.add_interval_job(REMINDER_SECONDS, "reminders", reminders.run)


def _base(deps: Deps) -> _Base:
    settings, database = deps.settings, deps.database
    time = StripeTime(deps.clock)
    confirmed = ConfirmedTime(time)
    api = StripeClient(
        key=settings.stripe_api_key.get_secret_value(),
        api_base=settings.stripe.api_base,
        http=deps.http,
        requests_per_second=settings.stripe.requests_per_second,
        time=time,
        tax=settings.tax,
    )
    entitlements = EntitlementService(
        database, confirmed, default_grace=deps.guild_settings.default_grace, wakeup=deps.wakeup
    )
    deps.guild_settings.follow("payments.grace_days", entitlements.recheck_default_grace)
    recorder = FactRecorder(database, entitlements, time)
    object_sync = ObjectSync(database, api, recorder, time)
    limits = BreakerLimits(
        settings.payments.breaker_minimum_members, settings.payments.breaker_share
    )
    return _Base(
        api=api,
        time=time,
        confirmed=confirmed,
        entitlements=entitlements,
        recorder=recorder,
        object_sync=object_sync,
        pages=CheckoutPages(database, api, object_sync),
        outbox=NotificationOutbox(database, deps.clock),
        breaker=RemovalBreaker(database, confirmed, limits, deps.wakeup),
    )


def _intake(deps: Deps, base: _Base) -> Intake:
    database, wakeup, stripe = deps.database, deps.wakeup, deps.settings.stripe
    api, object_sync, outbox, time = base.api, base.object_sync, base.outbox, base.time
    webhooks = stripe.delivery == "webhook"
    processor = EventProcessor(database, api, object_sync, deps.clock, wakeup, webhooks=webhooks)
    reconciler = Reconciler(database, api, object_sync, outbox, time, wakeup)
    zone = deps.settings.discord.zone
    expiry = ExpiryWorker(database, api, object_sync, base.recorder, time, wakeup)
    clock_check = ClockCheck(api, base.confirmed, database, outbox)
    during, scheduler = base.breaker.during, deps.scheduler
    catch_up = CatchUp(database, processor, reconciler, outbox, time)
    scheduler.add_interval_job(
        stripe.poll_seconds if stripe.delivery == "poll" else CATCH_UP_SECONDS,
        "catch-up",
        during(catch_up.run),
        again_seconds=CATCH_UP_AGAIN_SECONDS,
    )
    scheduler.add_interval_job(CLOCK_SECONDS, "clock", clock_check.run)
    scheduler.add_interval_job(RECHECK_SECONDS, "recheck", during(expiry.refresh_due))
    return Intake(
        event_processor=processor,
        reconciler=reconciler,
        nightly=NightlyReconcile(database, deps.clock, reconciler, base.breaker, zone),
        expiry=expiry,
        clock_check=clock_check,
        workers=(
            Worker("intake", processor.process_due, wakeup, seconds=INBOX_SECONDS),
            Worker(
                "cancel", expiry.cancel_ended, wakeup, seconds=INBOX_SECONDS, rest=LONG_REST_SECONDS
            ),
            Worker(
                "close-pages",
                base.pages.close_due,
                wakeup,
                seconds=INBOX_SECONDS,
                rest=LONG_REST_SECONDS,
            ),
        ),
    )


def _reminders(deps: Deps, base: _Base) -> Reminders:
    async def sync(subscription_id: str) -> None:
        with suppress(ForeignObjectError, StripeRefusedError):
            await base.object_sync.sync(EventTarget("subscription", subscription_id))

    return Reminders(
        deps.database,
        base.time,
        deps.wakeup,
        rules=lambda guild_id: deps.guild_settings.of(guild_id).payments,
        sync=sync,
    )
