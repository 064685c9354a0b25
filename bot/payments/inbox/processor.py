"""Stores Stripe's events, and processes them from the inbox."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import structlog

from bot.clock import Clock
from bot.errors import PersonMustActError, RetryLaterError
from bot.payments.inbox.object_sync import ObjectSync
from bot.payments.inbox.writer import InboxWriter
from bot.payments.notifications.outbox import ALL_GUILDS
from bot.payments.stripe import event_targets
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.errors import cause_of
from bot.payments.stripe.event_targets import EventTarget, target_of
from bot.payments.stripe.objects.metadata import ForeignObjectError
from bot.payments.stripe.transport import API_VERSION, StripeMissingError, StripeRefusedError
from bot.payments.stripe.webhook_signature import StripeEvent, read_event, stored_event
from bot.scheduling.worker import WakeupEvent, all_ended, backoff_delay
from data import inbox, notices
from data.due import is_due
from data.engine import Database
from data.inbox import OTHER_MODE, InboxEvent

LEASE = timedelta(minutes=10)  # far more than a batch takes, even if Stripe hangs
BATCH = 100
MAX_WAIT = timedelta(hours=1)
ALERT_AFTER_ATTEMPTS = 5  # failed attempts after which staff are notified
CURSOR = "stripe-events"
OVERLAP = timedelta(hours=1)  # Stripe lists an event a little after its time
KEPT = timedelta(days=30)  # how long Stripe lists events
ON_ITS_WAY = timedelta(minutes=10)  # a webhook may be this late if Stripe had to resend it
MISSING = "webhooks-missing:"

EventOutcome = Literal["ours", "all ours", "not ours", "no answer", "failed"]

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ParsedEvent:
    """A stored event, parsed once, with the object that it is about."""

    stored: InboxEvent
    event: StripeEvent
    target: EventTarget


class EventProcessor:
    """Stores verified events and turns them into facts. New work notifies `wakeup`.

    `webhooks`: Whether Stripe is expected to send events by webhook.
    """

    def __init__(
        self,
        database: Database,
        api: StripeClient,
        object_sync: ObjectSync,
        clock: Clock,
        wakeup: WakeupEvent,
        *,
        webhooks: bool = True,
    ) -> None:
        self._database = database
        self._inbox_writer = InboxWriter(database, clock)
        self._api = api
        self._object_sync = object_sync
        self._clock = clock
        self._wakeup = wakeup
        self._webhooks = webhooks
        self._listening_since: datetime | None = None  # by Stripe's clock
        self._notified_of_missing = True  # staff may have been notified before the start
        self._notified_of_key = True

    async def store(self, event: StripeEvent) -> bool:
        """Store a webhook's event; return whether it was new.

        Once this returns, the event survives a crash.
        """
        new = await self._inbox_writer.write(event)
        if new:
            self._wakeup.notify()
        if self._notified_of_missing:  # a webhook arrived: staff are notified of the next gap
            async with self._database.write_statement() as connection:
                await notices.withdraw(connection, MISSING)
            self._notified_of_missing = False
        if event.api_version != API_VERSION and event.type in event_targets.USED_EVENTS:
            arguments = {"found": str(event.api_version), "wanted": API_VERSION}
            key = f"api-version:{event.api_version}"
            await self._notify_staff(key, "staff-api-version", arguments, notices.SELDOM)
        return new

    async def catch_up(self) -> int:
        """Store events that no webhook brought, from Stripe's list; return their number.

        Only a list read to its end moves the cursor, because Stripe lists the newest first. The
        cursor is in Stripe's time, because a clock of ours that was ahead would skip events.
        """
        async with self._database.read_fast() as connection:
            cursor = await inbox.cursor(connection, CURSOR)
        began = self._api.time.begin()
        since = self._since(cursor)
        brought = await self._read(since)
        earlier = self._since(cursor)  # again, because Stripe's time is known now
        if earlier < since - OVERLAP:
            brought += await self._read(earlier)
        now = self._api.time.at(began)
        async with self._database.write_fast() as connection:
            await inbox.move_cursor(connection, CURSOR, now)
        if brought:
            self._wakeup.notify()
        if self._webhooks:
            await self._report_missing(brought, now)
        return len(brought)

    def _since(self, cursor: datetime | None) -> datetime:
        """Return the time to read from; a future cursor was written by a wrong clock."""
        now = self._api.time.now()
        if cursor is None or cursor > now + OVERLAP:
            return now - KEPT
        return max(cursor - OVERLAP, now - KEPT)

    async def _read(self, since: datetime) -> list[StripeEvent]:
        """Store the events that Stripe lists; return the new ones."""
        brought: list[StripeEvent] = []
        async for page in self._api.events(event_targets.USED_EVENTS, since):
            events = [read_event(event) for event in page]
            news = await asyncio.gather(*(self._inbox_writer.write(event) for event in events))
            brought += [event for event, new in zip(events, news, strict=True) if new]
        return brought

    async def _report_missing(self, brought: Sequence[StripeEvent], now: datetime) -> None:
        """Notify staff of events that no webhook brought: each waits up to an hour.

        Events from before the start and those that may still arrive are not counted.
        """
        since = self._listening_since
        if since is None:
            self._listening_since = now.replace(microsecond=0)  # event times are whole seconds
            return
        late = [event for event in brought if since <= event.created <= now - ON_ITS_WAY]
        if late:
            self._notified_of_missing = True
            arguments = {"count": str(len(late))}
            await self._notify_staff(MISSING, "staff-webhooks-missing", arguments)

    async def release_claims(self) -> None:
        """Release all claims: at start none can belong to a running process."""
        async with self._database.write() as connection:
            await inbox.release(connection, self._clock.now())

    async def process_due(self) -> int:
        """Process due events; return how many were claimed.

        Events about one object are processed in order, different objects concurrently, because
        a fetch that hangs must delay no other payer.
        """
        async with self._database.read_fast() as connection:
            if not await is_due(connection, inbox.FIRST_DUE, self._clock.now()):
                return 0
        async with self._database.write() as connection:  # slow after an outage: it sorts all
            claimed = await inbox.claim(connection, self._clock.now(), LEASE, BATCH)
        groups, of_no_use = _sorted(claimed)
        work = [self._try_each(group) for group in groups]
        if of_no_use:
            work.append(self._finish(of_no_use, ours=False))
        await all_ended(work)
        return len(claimed)

    async def _try_each(self, group: Sequence[ParsedEvent]) -> None:
        """Process the events about one object. One fetch of a subscription serves all.

        If that fails, each event is processed by itself. If Stripe gave no answer, it is not asked
        again, because several payloads together may open access, and each time-out would delay it.
        """
        *older, newest = group
        outcome = await self._try(newest, older)
        if outcome != "all ours":
            for opened in older:
                await self._try(opened, ask=outcome != "no answer")
        self._wakeup.notify()

    async def _noted(self, group: Sequence[ParsedEvent]) -> bool:
        """Apply what the fetch did not cover; return whether that succeeded."""
        try:
            await self._object_sync.close_checkouts([opened.event for opened in group])
        except (RetryLaterError, PersonMustActError) as error:
            _log.warning("events.not_recorded", error=str(error))
            return False
        return True

    async def _try(
        self, opened: ParsedEvent, older: Sequence[ParsedEvent] = (), *, ask: bool = True
    ) -> EventOutcome:
        """Process one event; an error affects no other event.

        If it is about a subscription, the `older` ones about the same are finished with it: "all
        ours". With `ask=False` no request is sent, because Stripe just gave no answer.
        """
        stored, event = opened.stored, opened.event
        try:
            if self._is_of_other_mode(event):
                await self._notify_of_other_mode(event)
                await self._finish([stored], ours=False, state=OTHER_MODE)
                return "not ours"
            if not ask:
                await self._object_sync.apply_payload(opened.target, event)
                await self._postpone(stored, "Stripe just gave no answer about the same object")
                return "no answer"
            known = [each.event for each in older]
            await self._object_sync.sync(opened.target, event, known)
        except ForeignObjectError:
            await self._finish([stored], ours=False)
            return "not ours"
        except RetryLaterError as error:
            await self._postpone(stored, str(error))
            return "no answer"
        except StripeRefusedError as error:
            return await self._refused(opened, error)
        except PersonMustActError as error:
            await self._postpone(stored, str(error))
            await self._notify_of_key(error)
        except Exception as error:  # noqa: BLE001 one bad event must not stop the others
            _log.exception("events.failed", event_id=stored.external_id, attempts=stored.attempts)
            await self._postpone(stored, f"{type(error).__name__}: {error}")
        else:
            return await self._recorded(opened, older)
        return "failed"

    async def _refused(self, opened: ParsedEvent, error: StripeRefusedError) -> EventOutcome:
        """Postpone an event; put aside one about a connected account's object."""
        if isinstance(error, StripeMissingError) and opened.event.account is not None:
            await self._finish([opened.stored], ours=False)
            return "not ours"
        await self._postpone(opened.stored, str(error))
        return "failed"

    async def _recorded(self, opened: ParsedEvent, older: Sequence[ParsedEvent]) -> EventOutcome:
        """Finish an event whose object was recorded, with the older ones that this covers."""
        self._wakeup.notify()  # workers need not wait until the event is closed
        covers = older and opened.target.kind == "subscription" and await self._noted(older)
        finished = [*older, opened] if covers else [opened]
        await self._finish([each.stored for each in finished], ours=True)
        return "all ours" if covers else "ours"

    def _is_of_other_mode(self, event: StripeEvent) -> bool:
        """Return whether an event's mode, test or live, is not that of the key."""
        mine, its = self._api.livemode, event.livemode
        return mine is not None and its is not None and mine != its

    async def _notify_of_other_mode(self, event: StripeEvent) -> None:
        _log.warning("events.other_mode", event_id=event.id, livemode=event.livemode)
        mode = "live" if event.livemode else "test"
        await self._notify_staff(f"other-mode:{mode}", "staff-other-mode", {"mode": mode})

    async def _notify_of_key(self, error: PersonMustActError) -> None:
        self._notified_of_key = True
        key, arguments = f"stripe-key:{cause_of(error)}", {"error": str(error)}
        await self._notify_staff(key, "staff-stripe-key", arguments, notices.AGAIN)

    async def _finish(
        self, claimed: Sequence[InboxEvent], *, ours: bool, state: str | None = None
    ) -> None:
        ids = [stored.id for stored in claimed]
        async with self._database.write_statement() as connection:
            state = state or ("done" if ours else "ignored")
            await inbox.finish(connection, ids, state, self._clock.now())
        if (
            ours and self._notified_of_key
        ):  # Stripe answered: staff are notified of the next refusal
            async with self._database.write_statement() as connection:
                await notices.withdraw(connection, "stripe-key:")
            self._notified_of_key = False

    async def _postpone(self, stored: InboxEvent, error: str) -> None:
        """Postpone an event; notify staff after `ALERT_AFTER_ATTEMPTS` failures."""
        wait = backoff_delay(stored.attempts, longest=MAX_WAIT)
        async with self._database.write_fast() as connection:
            await inbox.postpone(connection, stored.id, self._clock.now() + wait, error)
        if stored.attempts == ALERT_AFTER_ATTEMPTS:
            arguments = {"event": stored.external_id, "error": error[:300]}
            key = f"event-stuck:{stored.external_id}"
            await self._notify_staff(key, "staff-event-stuck", arguments)

    async def _notify_staff(
        self,
        key: str,
        message: str,
        arguments: dict[str, str],
        again_after: timedelta | None = None,
    ) -> None:
        async with self._database.write_fast() as connection:
            await notices.post(
                connection,
                guild_id=ALL_GUILDS,
                key=key,
                message=message,
                arguments=arguments,
                at=self._clock.now(),
                again_after=again_after,
            )
        self._wakeup.notify()


def _sorted(claimed: Iterable[InboxEvent]) -> tuple[list[list[ParsedEvent]], list[InboxEvent]]:
    """Parse events; return them grouped by object, and those without a target."""
    groups: dict[str, list[ParsedEvent]] = {}
    of_no_use: list[InboxEvent] = []
    for stored in claimed:
        event = stored_event(stored.payload)
        target = target_of(event)
        if target is None:
            of_no_use.append(stored)
        else:
            groups.setdefault(target.object_id, []).append(ParsedEvent(stored, event, target))
    return list(groups.values()), of_no_use
