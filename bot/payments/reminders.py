"""Queues reminders before an entitlement ends or a long period is charged."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.errors import PersonMustActError, RetryLaterError
from bot.payments.fact_repository import newest_snapshot
from bot.payments.ledger.entitlement import carrier, is_subscription
from bot.payments.ledger.facts import Snapshot, Subscription, at, payer_of
from bot.payments.notifications.entitlement_changes import trial_just_ends
from bot.scheduling.worker import WakeupEvent
from bot.settings import PaymentsSettings
from data import inbox, notices, plans, prices, reminders
from data.engine import Connection, Database
from data.facts import StoredEntitlement
from data.plans import Plan

CURSOR = "reminders"
STATES = ("active", "retired")  # plans that members may hold
BATCH = 200  # reminders in one transaction
CHARGED = ("remind-renews", "remind-renews-for")  # not sent if nothing will be charged
Sync = Callable[[str], Awaitable[None]]  # syncs a subscription with Stripe
INTERVALS: Mapping[str, int] = {"day": 1, "week": 7, "month": 28, "year": 365}

_log = structlog.get_logger(__name__)


def reminder_due(
    starts_at: datetime, ends_at: datetime, since: datetime, now: datetime, days: Iterable[int]
) -> int | None:
    """Return the number of days before an end to remind of now; None if none is due.

    Only the nearest of those due since `since`, because a missed reminder must not follow a newer
    one. An entitlement no longer than the distance itself has no reminder at its start.
    """
    passed = [
        distance
        for distance in days
        if since < ends_at - timedelta(days=distance) <= now < ends_at
        and starts_at < ends_at - timedelta(days=distance)
    ]
    return min(passed, default=None)


class Reminders:
    """Queues reminders. Runs at intervals; the next run makes up for a missed one."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        wakeup: WakeupEvent,
        *,
        rules: Callable[[int], PaymentsSettings],
        sync: Sync | None = None,
    ) -> None:
        """Use `sync` to fetch changes that have no event (a card, credit) first.

        `rules` returns the settings of a server.
        """
        self._database = database
        self._clock = clock
        self._wakeup = wakeup
        self._rules = rules
        self._sync = sync

    async def run(self) -> int:
        """Queue the reminders that have become due since the last run; return how many."""
        now = self._clock.now()
        async with self._database.read() as connection:
            cursor = await inbox.cursor(connection, CURSOR)
            known = {plan.id: plan for plan in await plans.in_states(connection, STATES)}
        furthest = self._furthest(known.values())
        if not furthest:
            return 0
        since = now - furthest if cursor is None else max(min(cursor, now), now - furthest)
        wanted = await self._wanted(known, since, now, furthest)
        if await self._check_each(entitlement for entitlement, _ in wanted if entitlement.renews):
            wanted = await self._wanted(known, since, now, furthest)
        sent = 0
        for start in range(0, len(wanted), BATCH):
            async with self._database.write() as connection:
                for entitlement, distance in wanted[start : start + BATCH]:
                    sent += await self._remind(connection, entitlement, distance, known)
        async with self._database.write() as connection:
            await inbox.move_cursor(connection, CURSOR, now)
        if sent:
            self._wakeup.notify()
        return sent

    def _furthest(self, known: Iterable[Plan]) -> timedelta:
        """Return the longest time before an end at which a server reminds, or 0."""
        guilds = {plan.guild_id for plan in known}
        days = (each for guild_id in guilds for each in self._rules(guild_id).reminder_days)
        return timedelta(days=max(days, default=0))

    async def _wanted(
        self, known: Mapping[int, Plan], since: datetime, now: datetime, furthest: timedelta
    ) -> list[tuple[StoredEntitlement, int]]:
        """Return the entitlements to remind of now, each with its distance in days."""
        long = await self._long_plans(known)
        async with self._database.read() as connection:
            due = await reminders.ending(connection, now, now + furthest, renewing_plans=long)
        return [
            (entitlement, distance)
            for entitlement in due
            if (distance := self._distance(entitlement, since, now))
        ]

    def _distance(
        self, entitlement: StoredEntitlement, since: datetime, now: datetime
    ) -> int | None:
        days = self._rules(entitlement.guild_id).reminder_days
        return reminder_due(entitlement.starts_at, entitlement.ends_at or now, since, now, days)

    async def _check_each(self, entitlements: Iterable[StoredEntitlement]) -> bool:
        """Sync the subscriptions to be charged; return whether any request was sent.

        If Stripe does not answer, what is recorded is used.
        """
        asked = False
        for entitlement in entitlements:
            if self._sync is None or entitlement.stripe_id is None:
                continue
            asked = True
            try:
                await self._sync(entitlement.stripe_id)
            except (RetryLaterError, PersonMustActError) as error:
                _log.warning("reminders.not_fetched", source=entitlement.source, error=str(error))
                break
        return asked

    async def _long_plans(self, known: Mapping[int, Plan]) -> set[int]:
        """Return the plans ever sold at a long interval; the period is checked afterwards."""
        async with self._database.read() as connection:
            sold = await prices.intervals(connection)
        return {
            plan_id
            for plan_id, interval, count in sold
            if plan_id in known
            and INTERVALS.get(interval, 0) * count
            >= self._rules(known[plan_id].guild_id).reminder_interval_days
        }

    async def _remind(
        self,
        connection: Connection,
        entitlement: StoredEntitlement,
        distance: int,
        known: Mapping[int, Plan],
    ) -> bool:
        """Queue a reminder; return whether it is new for this source, end and distance."""
        plan = known.get(entitlement.plan_id)
        snapshot = await _backing(connection, entitlement)
        if plan is None or entitlement.ends_at is None or not self._concerns(entitlement, snapshot):
            return False
        payer = payer_of(snapshot)
        message = _message(entitlement, plan, snapshot, payer)
        cost = _cost(snapshot) if entitlement.renews else {"priced": "no"}
        if message is None or (message in CHARGED and cost["priced"] == "free"):
            return False
        return await notices.post(
            connection,
            guild_id=entitlement.guild_id,
            user_id=payer if payer is not None and entitlement.renews else entitlement.user_id,
            key=f"remind:{entitlement.source}:{entitlement.ends_at:%Y%m%d%H%M}:{distance}",
            message=message,
            arguments={
                "plan": plan.name,
                "plan_id": plan.id,
                "member": f"<@{entitlement.user_id}>",
                "until": f"<t:{int(entitlement.ends_at.timestamp())}:R>",
                **cost,
            },
            at=self._clock.now(),
        )

    def _concerns(self, entitlement: StoredEntitlement, snapshot: Snapshot | None) -> bool:
        """Return False for renewals of a short period, as under an earlier price."""
        if not entitlement.renews or entitlement.reason == "trialing":
            return True
        if not isinstance(snapshot, Subscription):
            return False
        period = at(snapshot.period_end) - at(snapshot.period_start)
        rules = self._rules(entitlement.guild_id)
        return period >= timedelta(days=rules.reminder_interval_days)


async def _backing(connection: Connection, entitlement: StoredEntitlement) -> Snapshot | None:
    """Return the newest snapshot of what was paid for an entitlement."""
    kind = "subscription" if is_subscription(entitlement.stripe_id) else "payment"
    return await newest_snapshot(connection, kind, entitlement.stripe_id or "")


def _message(
    entitlement: StoredEntitlement, plan: Plan, snapshot: Snapshot | None, payer: int | None
) -> str | None:
    if entitlement.reason == "trialing":
        ends = trial_just_ends(snapshot, asks_for_card=plan.terms.trial_card)
        return "remind-trial-cardless" if ends else "remind-trial"
    if entitlement.renews:
        return "remind-renews" if payer is None else "remind-renews-for"
    if entitlement.stripe_id is None:
        return "remind-comp"
    if entitlement.reason == "pausing":
        return None
    if carrier(entitlement.source) != entitlement.stripe_id or payer is not None:
        return "remind-gift"
    cancelled = entitlement.reason in ("cancelling", "restored")
    return "remind-cancelled" if cancelled else "remind-pass"


def _cost(snapshot: Snapshot | None) -> dict[str, str | float]:
    """Return the amount that will be charged, if it is known for certain."""
    match snapshot:
        case Subscription(next_amount=0):
            return {"priced": "free", "price": ""}
        case Subscription(next_amount=int(amount), currency=str(currency)) if currency:
            return {"priced": "yes", "amount": amount, "currency": currency, "price": ""}
        case _:
            return {"priced": "no", "price": ""}
