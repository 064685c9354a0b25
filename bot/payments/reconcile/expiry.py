"""Looks again where time, and not an event, changes a right; ends at Stripe what is over here."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.errors import PersonMustActError, RetryLaterError
from bot.payments.entitlements.recorder import FactRecorder
from bot.payments.inbox.object_sync import ObjectSync
from bot.payments.ledger.entitlement import GRANTING
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

SUBSCRIPTION = "sub_"  # how Stripe's ids of subscriptions begin
BATCH = 200  # rights between two reports of progress
CONCURRENCY = 8  # requests to Stripe: hides its latency, and others need not queue long

ALERT_AFTER = timedelta(days=1)  # then staff hear of what waits for Stripe's answer
DOUBTS, OVERDUE = "unasked:", "unrenewed:"

_log = structlog.get_logger(__name__)


class ExpiryWorker:
    """Runs by the clock. `wakeup` is rung when something changed."""

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
        self._began: datetime | None = None  # when the first recheck since the start was over
        self._refused: dict[str, datetime] = {}  # until when Stripe need not be asked again
        self._reported: dict[str, set[int]] = {}  # guilds whose staff know, by what of

    async def refresh_due(self) -> None:
        """Look again at every right whose time is up, at Stripe where it lives there.

        Each look is stored by itself: a run that is cut short goes on where it ended.
        """
        async with self._database.read() as connection:
            due = await facts.entitlements_due(connection, self._clock.now())
        reachable = not due or await self._know_time()
        for start in range(0, len(due), BATCH):
            batch = due[start : start + BATCH]
            if reachable:
                reachable = await self._look_at_each(self._to_ask(batch))
            # A look has refolded whom it concerned; time alone decides about all the others.
            now = self._clock.now()
            await self._refold(
                [entitlement for entitlement in batch if not _in_doubt(entitlement, now)], now
            )
            self._wakeup.notify()
        await self._report_doubts()

    async def _know_time(self) -> bool:
        """Hear from Stripe what time it is before time decides; return whether it answered."""
        if not self._api.time.is_stale:
            return True
        try:
            await self._api.read_server_time()
        except (RetryLaterError, PersonMustActError) as error:
            _log.warning("timekeeper.unreachable", error=str(error))
            return False
        return True

    def _to_ask(self, batch: Sequence[StoredEntitlement]) -> list[str]:
        """Return what to look at: not what Stripe refused to show within the last hour."""
        now = self._clock.now()
        refused = self._refused
        return [id_ for id_ in _subscriptions(batch) if refused.get(id_, now) <= now]

    async def _report_doubts(self) -> None:
        """Tell staff what stays open beyond its time, once while it lasts.

        Because Stripe does not answer for long, or goes on calling active what is not renewed.
        """
        now = self._clock.now()
        self._began = self._began or now
        async with self._database.read() as connection:
            due = await facts.entitlements_due(connection, now - ALERT_AFTER)
            asked = now + ASK_AGAIN  # what Stripe was asked about is due again by then
            overdue = await facts.entitlements_over(connection, now, asked, RENEWAL_UNKNOWN)
        unasked = [entitlement for entitlement in due if _in_doubt(entitlement, now)]
        if now - self._began >= ASK_AGAIN:  # else much is due because we were away
            await self._tell_while(DOUBTS, "staff-unasked", unasked)
        await self._tell_while(OVERDUE, "staff-unrenewed", overdue)

    async def _tell_while(
        self, key: str, message: str, entitlements: Sequence[StoredEntitlement]
    ) -> None:
        """Tell the staff of each guild concerned; forget it where it is no longer so."""
        found: dict[int, list[datetime]] = {}
        for entitlement in entitlements:
            if entitlement.ends_at is not None:
                found.setdefault(entitlement.guild_id, []).append(entitlement.ends_at)
        reported = self._reported.get(key, set())
        for guild_id in found.keys() - reported:
            await self._tell_of_doubts(guild_id, key, message, found[guild_id])
        if reported - found.keys():
            async with self._database.write_fast() as connection:
                for guild_id in reported - found.keys():
                    await notices.withdraw(connection, key, guild_id)
        self._reported[key] = set(found)

    async def _tell_of_doubts(
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
        """End at Stripe what is over here, so that nobody is charged for what they don't have.

        Tried until Stripe shows it as ended. Returns how many did end.
        """
        async with self._database.read_fast() as connection:
            over = await facts.entitlements_to_cancel(connection)
        for entitlement in over:
            try:
                await self._end(entitlement)
            except PersonMustActError as error:
                await self._tell_staff(error)
            except Exception as error:  # noqa: BLE001 one subscription must not stop the others
                _log.warning("timekeeper.cancel", source=entitlement.source, error=str(error))
        if not over:
            return 0
        async with self._database.read_fast() as connection:
            return len(over) - len(await facts.entitlements_to_cancel(connection))

    async def _refold(self, batch: Sequence[StoredEntitlement], now: datetime) -> None:
        """Fold anew those members of a batch for whom something is still due."""
        async with self._database.read() as connection:
            late = await facts.members_due(
                connection, now, {entitlement.user_id for entitlement in batch}
            )
        for guild_id, user_id in late:
            await self._recorder.recompute(guild_id, user_id)

    async def _look_at_each(self, subscriptions: Sequence[str]) -> bool:
        """Look, some side by side; stop, and return False, once Stripe can't be asked."""
        for start in range(0, len(subscriptions), CONCURRENCY):
            looks = map(self._look, subscriptions[start : start + CONCURRENCY])
            if not all(await asyncio.gather(*looks)):
                return False
        return True

    async def _look(self, subscription_id: str) -> bool:
        """Look at a subscription; return whether Stripe could be asked."""
        try:
            await self._object_sync.sync(EventTarget("subscription", subscription_id, None, None))
        except StripeRefusedError as error:
            self._refused[subscription_id] = self._clock.now() + ASK_AGAIN
            _log.warning("timekeeper.recheck", source=subscription_id, error=str(error))
        except (RetryLaterError, PersonMustActError) as error:
            _log.warning("timekeeper.unreachable", error=str(error))
            return False
        except Exception:  # noqa: BLE001 time goes on whatever one object looks like
            _log.exception("timekeeper.recheck", source=subscription_id)
        return True

    async def _end(self, entitlement: StoredEntitlement) -> None:
        refused: StripeRefusedError | None = None
        try:
            await self._api.cancel_ended_subscription(entitlement.source)
        except StripeRefusedError as error:  # it may have ended by itself: the look will tell
            _log.info("timekeeper.cancel", source=entitlement.source, error=str(error))
            refused = error
        else:
            await self._report(entitlement)
        await self._object_sync.sync(EventTarget("subscription", entitlement.source, None, None))
        if refused is not None:
            await self._tell_if_it_goes_on(entitlement, refused)

    async def _tell_if_it_goes_on(
        self, entitlement: StoredEntitlement, refused: StripeRefusedError
    ) -> None:
        """Tell staff where somebody goes on being charged for what they no longer have."""
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

    async def _tell_staff(self, error: PersonMustActError) -> None:
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
        if news:  # else our own ring would have us ask again at once, for ever
            self._wakeup.notify()


def _subscriptions(entitlements: Sequence[StoredEntitlement]) -> list[str]:
    """Return what the rights live of at Stripe, each once, those longest due first."""
    ids = (entitlement.stripe_id or "" for entitlement in entitlements)
    return list(dict.fromkeys(id_ for id_ in ids if id_.startswith(SUBSCRIPTION)))


def _in_doubt(entitlement: StoredEntitlement, now: datetime) -> bool:
    """Tell whether a right is open beyond its time until Stripe says more: time adds nothing."""
    return (
        entitlement.state in GRANTING
        and entitlement.ends_at is not None
        and entitlement.ends_at < now
        and (entitlement.recheck_at is not None and entitlement.recheck_at > entitlement.ends_at)
    )
