"""Refresh entitlements that change by time; cancel at Stripe what ended here."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.errors import PersonMustActError, RetryLaterError
from bot.payments.entitlements.recorder import FactRecorder
from bot.payments.inbox.object_sync import ObjectSync
from bot.payments.ledger.entitlement import GRANTING, is_subscription
from bot.payments.ledger.subscription_rules import ASK_AGAIN, RENEWAL_UNKNOWN
from bot.payments.notifications.outbox import ALL_GUILDS
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.errors import cause_of
from bot.payments.stripe.event_targets import EventTarget
from bot.payments.stripe.transport import StripeRefusedError
from bot.scheduling.worker import WakeupEvent
from data import facts, notices, plans
from data.engine import Database
from data.facts import StoredEntitlement

BATCH = 200  # entitlements between two progress reports
CONCURRENCY = 8  # requests to Stripe: hides its latency, and others need not queue long

ALERT_AFTER = timedelta(days=1)  # then staff are told what waits for Stripe's answer
DOUBTS, OVERDUE = "unasked:", "unrenewed:"

_log = structlog.get_logger(__name__)


class ExpiryWorker:
    """Runs at intervals. Notifies `wakeup` when something changed."""

    def __init__(
        self,
        database: Database,
        api: StripeClient,
        object_sync: ObjectSync,
        recorder: FactRecorder,
        clock: Clock,
        wakeup: WakeupEvent,
    ) -> None:
        self._database = database
        self._api = api
        self._object_sync = object_sync
        self._recorder = recorder
        self._clock = clock
        self._wakeup = wakeup
        self._began: datetime | None = None  # when the first refresh since the start ended
        self._refused: dict[str, datetime] = {}  # until when Stripe need not be asked again
        self._reported: dict[str, set[int]] = {}  # guilds whose staff were told, by topic

    async def refresh_due(self) -> None:
        """Refresh every due entitlement, from Stripe if it comes from a subscription.

        Each refresh is stored separately, so an interrupted run continues where it ended.
        """
        async with self._database.read() as connection:
            due = await facts.entitlements_due(connection, self._clock.now())
        reachable = not due or await self._know_time()
        for start in range(0, len(due), BATCH):
            batch = due[start : start + BATCH]
            if reachable:
                reachable = await self._check_each(self._to_ask(batch))
            # A sync has refolded its members; time alone decides about all others.
            now = self._clock.now()
            await self._refold(
                [entitlement for entitlement in batch if not _in_doubt(entitlement, now)], now
            )
            self._wakeup.notify()
        await self._report_doubts()

    async def _know_time(self) -> bool:
        """Ask Stripe for the time before time decides; return whether it answered."""
        if not self._api.time.is_stale:
            return True
        try:
            await self._api.read_server_time()
        except (RetryLaterError, PersonMustActError) as error:
            _log.warning("expiry.unreachable", error=str(error))
            return False
        return True

    def _to_ask(self, batch: Sequence[StoredEntitlement]) -> list[str]:
        """Return the ids to fetch, without those that Stripe refused within the last hour."""
        now = self._clock.now()
        refused = self._refused
        return [id_ for id_ in _subscriptions(batch) if refused.get(id_, now) <= now]

    async def _report_doubts(self) -> None:
        """Tell staff once which entitlements stay active beyond their time.

        The reason is that Stripe does not answer, or still reports an unrenewed one as active.
        """
        now = self._clock.now()
        self._began = self._began or now
        async with self._database.read() as connection:
            due = await facts.entitlements_due(connection, now - ALERT_AFTER)
            asked = now + ASK_AGAIN  # what Stripe was asked about is due again by then
            overdue = await facts.entitlements_over(connection, now, asked, RENEWAL_UNKNOWN)
        unasked = [entitlement for entitlement in due if _in_doubt(entitlement, now)]
        if now - self._began >= ASK_AGAIN:  # otherwise much is due because we were offline
            await self._notify_while(DOUBTS, "staff-unasked", unasked)
        await self._notify_while(OVERDUE, "staff-unrenewed", overdue)

    async def _notify_while(
        self, key: str, message: str, entitlements: Sequence[StoredEntitlement]
    ) -> None:
        """Tell the staff of each guild concerned; withdraw what no longer applies."""
        found: dict[int, list[datetime]] = {}
        for entitlement in entitlements:
            if entitlement.ends_at is not None:
                found.setdefault(entitlement.guild_id, []).append(entitlement.ends_at)
        reported = self._reported.get(key, set())
        for guild_id in found.keys() - reported:
            await self._notify_of_uncertain(guild_id, key, message, found[guild_id])
        if reported - found.keys():
            async with self._database.write_fast() as connection:
                for guild_id in reported - found.keys():
                    await notices.withdraw(connection, key, guild_id)
        self._reported[key] = set(found)

    async def _notify_of_uncertain(
        self, guild_id: int, key: str, message: str, since: Sequence[datetime]
    ) -> None:
        async with self._database.write_fast() as connection:
            await notices.post(
                connection,
                guild_id=guild_id,
                key=key,
                message=message,
                arguments={"count": len(since), "since": f"<t:{int(min(since).timestamp())}:D>"},
                at=self._clock.now(),
            )
        self._wakeup.notify()

    async def cancel_ended(self) -> int:
        """Cancel at Stripe what ended here, so that nobody is charged for nothing.

        Retried until Stripe shows it as ended. Returns how many ended.
        """
        async with self._database.read_fast() as connection:
            over = await facts.entitlements_to_cancel(connection)
        for entitlement in over:
            try:
                await self._end(entitlement)
            except PersonMustActError as error:
                await self._notify_staff(error)
            except Exception as error:  # noqa: BLE001 one subscription must not stop the others
                _log.warning("expiry.not_cancelled", source=entitlement.source, error=str(error))
        if not over:
            return 0
        async with self._database.read_fast() as connection:
            return len(over) - len(await facts.entitlements_to_cancel(connection))

    async def _refold(self, batch: Sequence[StoredEntitlement], now: datetime) -> None:
        """Refold those members of a batch for whom something is still due."""
        async with self._database.read() as connection:
            late = await facts.members_due(
                connection, now, {entitlement.user_id for entitlement in batch}
            )
        for guild_id, user_id in late:
            await self._recorder.recompute(guild_id, user_id)

    async def _check_each(self, subscriptions: Sequence[str]) -> bool:
        """Sync subscriptions, several at once; return False if Stripe is unreachable."""
        for start in range(0, len(subscriptions), CONCURRENCY):
            syncs = map(self._sync, subscriptions[start : start + CONCURRENCY])
            if not all(await asyncio.gather(*syncs)):
                return False
        return True

    async def _sync(self, subscription_id: str) -> bool:
        """Sync a subscription; return whether Stripe was reachable."""
        try:
            await self._object_sync.sync(EventTarget("subscription", subscription_id))
        except StripeRefusedError as error:
            self._refused[subscription_id] = self._clock.now() + ASK_AGAIN
            _log.warning("expiry.not_refreshed", source=subscription_id, error=str(error))
        except (RetryLaterError, PersonMustActError) as error:
            _log.warning("expiry.unreachable", error=str(error))
            return False
        except Exception:  # noqa: BLE001 one object must not stop the refresh
            _log.exception("expiry.not_refreshed", source=subscription_id)
        return True

    async def _end(self, entitlement: StoredEntitlement) -> None:
        refused: StripeRefusedError | None = None
        try:
            await self._api.cancel_ended_subscription(entitlement.source)
        except StripeRefusedError as error:  # it may have ended by itself: the sync will show
            _log.info("expiry.not_cancelled", source=entitlement.source, error=str(error))
            refused = error
        else:
            await self._report(entitlement)
        await self._object_sync.sync(EventTarget("subscription", entitlement.source))
        if refused is not None:
            await self._notify_if_it_goes_on(entitlement, refused)

    async def _notify_if_it_goes_on(
        self, entitlement: StoredEntitlement, refused: StripeRefusedError
    ) -> None:
        """Tell staff if somebody is still charged for what they no longer have."""
        async with self._database.write_fast() as connection:
            over = await facts.entitlements_to_cancel(connection)
            if entitlement.source not in {each.source for each in over}:
                return
            plan = await plans.get(connection, entitlement.plan_id)
            news = await notices.post(
                connection,
                guild_id=entitlement.guild_id,
                key=f"not-cancelled:{entitlement.source}:{cause_of(refused)}",
                message="turn-staff-not-cancelled",
                arguments={
                    "member": f"<@{entitlement.user_id}>",
                    "plan": plan.name,
                    "subscription": entitlement.source,
                    "error": str(refused),
                },
                at=self._clock.now(),
                again_after=notices.SELDOM,
            )
        if news:
            self._wakeup.notify()

    async def _report(self, entitlement: StoredEntitlement) -> None:
        """Tell staff what was cancelled, once."""
        async with self._database.write_fast() as connection:
            plan = await plans.get(connection, entitlement.plan_id)
            await notices.post(
                connection,
                guild_id=entitlement.guild_id,
                key=f"cancelled:{entitlement.source}",
                message="turn-staff-cancelled",
                arguments={
                    "member": f"<@{entitlement.user_id}>",
                    "plan": plan.name,
                    "subscription": entitlement.source,
                    "why": entitlement.reason,
                },
                at=self._clock.now(),
            )

    async def _notify_staff(self, error: PersonMustActError) -> None:
        async with self._database.write_fast() as connection:
            news = await notices.post(
                connection,
                guild_id=ALL_GUILDS,
                key=f"stripe-key:{cause_of(error)}",
                message="staff-stripe-key",
                arguments={"error": str(error)},
                at=self._clock.now(),
                again_after=notices.AGAIN,
            )
        if news:  # else our own notification would make us ask again at once, without end
            self._wakeup.notify()


def _subscriptions(entitlements: Sequence[StoredEntitlement]) -> list[str]:
    """Return the subscriptions behind entitlements, each once, the longest due first."""
    ids = (entitlement.stripe_id for entitlement in entitlements)
    return list(dict.fromkeys(id_ for id_ in ids if id_ is not None and is_subscription(id_)))


def _in_doubt(entitlement: StoredEntitlement, now: datetime) -> bool:
    """Return whether an entitlement is active beyond its time until Stripe answers."""
    return (
        entitlement.state in GRANTING
        and entitlement.ends_at is not None
        and entitlement.ends_at < now
        and (entitlement.recheck_at is not None and entitlement.recheck_at > entitlement.ends_at)
    )
