"""The intake: stores what Stripe tells, answers, and then works it off from the store."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.clock import Clock
from bot.errors import PersonMustActError, RetryLaterError
from bot.payments import hints
from bot.payments.facts import (
    NotOursError,
    Owner,
    Snapshot,
    kind_of,
    owner,
    read_payment,
    read_receipt,
    read_subscription,
    to_body,
)
from bot.payments.hints import Hint, read_hint
from bot.payments.keeper import Keeper
from bot.payments.postbox import SOURCE, Postbox
from bot.payments.stripe_api import API_VERSION, StripeApi, StripeRefusedError
from bot.payments.verify import Event, read_event
from bot.worker import Wake
from data import checkouts, facts, inbox, notices
from data.engine import Connection, Database
from data.inbox import Letter

LEASE = timedelta(minutes=2)
BATCH = 20
LONGEST_WAIT = timedelta(hours=1)
POISONED_AFTER = 5  # attempts, after which a person should know
OVERLAP = timedelta(hours=1)  # Stripe lists an event a little after its time
KEPT = timedelta(days=30)  # how long Stripe lists events
STATUSES = frozenset(
    "active trialing past_due unpaid canceled incomplete incomplete_expired paused".split()
)
EVERYONE = 0  # the guild of notices that concern no guild in particular

_log = structlog.get_logger(__name__)


class Intake:
    """From a believed event to facts. `wake` is rung when something new was stored."""

    def __init__(
        self, database: Database, api: StripeApi, keeper: Keeper, clock: Clock, wake: Wake
    ) -> None:
        self._database = database
        self._postbox = Postbox(database, clock)
        self._api = api
        self._keeper = keeper
        self._clock = clock
        self._wake = wake

    async def receive(self, event: Event) -> bool:
        """Store an event for good; return whether it was new. After this nothing may lose it."""
        new = await self._postbox.put(event)
        if new:
            self._wake.set()
        return new

    async def catch_up(self) -> int:
        """Read from Stripe's event list what no webhook brought; return how many were new."""
        now = self._clock.now()
        async with self._database.read() as connection:
            newest = await inbox.newest(connection, SOURCE)
        since = max(newest - OVERLAP, now - KEPT) if newest else now - KEPT
        found = 0
        async for page in self._api.events(hints.USED_EVENTS, since):
            found += sum(await asyncio.gather(*(self.receive(read_event(event)) for event in page)))
        return found

    async def resume(self) -> None:
        """Make all open work due: at start no earlier claim can be alive."""
        async with self._database.write() as connection:
            await inbox.release(connection, self._clock.now())

    async def work(self) -> int:
        """Work off what is due; return how many events were taken."""
        async with self._database.write() as connection:
            letters = await inbox.claim(connection, self._clock.now(), LEASE, BATCH)
        for letter in letters:
            await self._try(letter)
        return len(letters)

    async def recheck(self) -> None:
        """Look again at every right whose time is up, at Stripe where it renews there."""
        async with self._database.read() as connection:
            due = await facts.entitlements_due(connection, self._clock.now())
        for entitlement in due:
            try:
                await self._look(Hint("subscription", entitlement.source, None), None)
            except (RetryLaterError, PersonMustActError, StripeRefusedError):
                async with self._database.write() as connection:
                    await self._keeper.refold(connection, entitlement.guild_id, entitlement.user_id)
        if due:
            self._wake.set()

    async def _try(self, letter: Letter) -> None:
        """Handle one event; whatever goes wrong with it stays with it."""
        event = read_event(letter.payload)
        try:
            ours = await self._handle(event)
        except RetryLaterError as error:
            await self._postpone(letter, str(error))
        except PersonMustActError as error:
            await self._postpone(letter, str(error), notice="staff-stripe-key")
        except Exception as error:  # noqa: BLE001 one bad event must not stop the others
            _log.exception("intake.failed", event_id=event.id, attempts=letter.attempts)
            poisoned = letter.attempts >= POISONED_AFTER
            words = f"{type(error).__name__}: {error}"
            await self._postpone(letter, words, notice="staff-event-stuck" if poisoned else None)
        else:
            async with self._database.write() as connection:
                state = "done" if ours else "ignored"
                await inbox.finish(connection, letter.id, state, self._clock.now())
        self._wake.set()

    async def _handle(self, event: Event) -> bool:
        """Follow an event's hint; return whether it was our business."""
        hint = read_hint(event)
        if hint is None:
            return False
        try:
            if event.api_version != API_VERSION:
                await self._warn_version(event)
            await self._look(hint, event)
        except NotOursError:
            return False
        except (RetryLaterError, PersonMustActError):
            await self._believe(hint, event)
            raise
        return True

    async def _look(self, hint: Hint, event: Event | None) -> None:
        """Fetch what a hint points at, and record how it is now."""
        as_of = self._clock.now()
        if hint.kind == "subscription":
            await self._look_at_subscription(hint.object_id, as_of, event)
            return
        session = await self._api.session(hint.object_id)
        whose = owner(session["metadata"])
        if session["mode"] == "payment":
            await self._record(read_payment(session), whose, as_of, event)
        elif session["subscription"] is not None:
            await self._look_at_subscription(session["subscription"], as_of, event)
        await self._close_checkout(session)

    async def _look_at_subscription(
        self, subscription_id: str, as_of: datetime, event: Event | None
    ) -> None:
        body = await self._api.subscription(subscription_id)
        await self._record(read_subscription(body), owner(body["metadata"]), as_of, event)

    async def _believe(self, hint: Hint, event: Event) -> None:
        """Serve the payload until Stripe can be asked: it is signed, only perhaps outdated."""
        if hint.seen is None or event.api_version != API_VERSION:
            return
        snapshot = _seen(hint.seen)
        if snapshot is not None:
            await self._record(snapshot, owner(hint.seen["metadata"]), event.created, event)

    async def _record(
        self, snapshot: Snapshot, whose: Owner, as_of: datetime, event: Event | None
    ) -> None:
        async with self._database.write() as connection:
            await facts.append(
                connection,
                guild_id=whose.guild_id,
                user_id=whose.user_id,
                kind=kind_of(snapshot),
                object_id=snapshot.id,
                as_of=as_of,
                body=to_body(snapshot),
                event_id=event.id if event else None,
                recorded_at=self._clock.now(),
            )
            await self._keeper.refold(connection, whose.guild_id, whose.user_id)
            await self._warn_status(connection, whose, snapshot)

    async def _close_checkout(self, session: Mapping[str, Any]) -> None:
        state = {"complete": "completed", "expired": "expired"}.get(session["status"])
        if state is not None:
            async with self._database.write() as connection:
                await checkouts.finish(connection, session["id"], state)

    async def _postpone(self, letter: Letter, error: str, notice: str | None = None) -> None:
        """Put an event back; the first tries follow quickly, the later ones hourly."""
        now = self._clock.now()
        wait = min(timedelta(seconds=1) * 2 ** min(letter.attempts, 12), LONGEST_WAIT)
        async with self._database.write() as connection:
            await inbox.postpone(connection, letter.id, now + wait, error)
            if notice is not None:
                await notices.post(
                    connection,
                    guild_id=EVERYONE,
                    key=f"{notice}:{letter.external_id if notice.endswith('stuck') else ''}",
                    message=notice,
                    arguments={"event": letter.external_id, "error": error[:300]},
                    at=now,
                )

    async def _warn_version(self, event: Event) -> None:
        async with self._database.write() as connection:
            await notices.post(
                connection,
                guild_id=EVERYONE,
                key=f"api-version:{event.api_version}",
                message="staff-api-version",
                arguments={"found": str(event.api_version), "wanted": API_VERSION},
                at=self._clock.now(),
            )

    async def _warn_status(self, connection: Connection, whose: Owner, snapshot: Snapshot) -> None:
        status = snapshot.status
        if kind_of(snapshot) == "subscription" and status not in STATUSES:
            await notices.post(
                connection,
                guild_id=whose.guild_id,
                key=f"unknown-status:{status}",
                message="staff-unknown-status",
                arguments={"status": status, "subscription": snapshot.id},
                at=self._clock.now(),
            )


def _seen(body: Mapping[str, Any]) -> Snapshot | None:
    """Read what a payload shows by itself; a subscription is not told to be paid by its own."""
    if body["object"] == "subscription":
        return read_subscription(body)
    if body["mode"] == "payment":
        return read_payment(body)
    settled = body["payment_status"] in ("paid", "no_payment_required")
    return read_receipt(body) if settled and body["subscription"] else None
