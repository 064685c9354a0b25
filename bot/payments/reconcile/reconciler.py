"""Compare Stripe, ledger and Discord: find what no event reported, and repair it.

It starts from Stripe's own lists and from Discord's own members, never from our rows, so unknown
objects are found too. What agrees costs a share of one query per page; what differs is fetched and
recorded in the normal way. Entitlements unknown to Stripe are reported, not removed.
"""

import asyncio
from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import Any, Literal

import structlog

from bot.clock import Clock
from bot.errors import PersonMustActError, RetryLaterError
from bot.payments.ended_subscriptions import OVER
from bot.payments.inbox.object_sync import ObjectSync
from bot.payments.inbox.purchase_match import sold_items
from bot.payments.ledger.entitlement import CURRENT_STATES, SUBSCRIPTION_PREFIX
from bot.payments.ledger.facts import Snapshot
from bot.payments.notifications.outbox import ALL_GUILDS, NotificationOutbox
from bot.payments.reconcile.diff import ChargeActivity, agrees, charge_agrees
from bot.payments.reconcile.report import MESSAGE, ReconcileReport
from bot.payments.revenue.backfill import RevenueBackfill
from bot.payments.stripe.event_targets import EventTarget
from bot.payments.stripe.objects.invoice import subscription_of
from bot.payments.stripe.objects.metadata import ForeignObjectError, Owner, owner_from_metadata
from bot.payments.stripe.objects.parsing import parse_payment, parse_subscription
from bot.payments.stripe.queries import Answer, StripeQueries
from bot.payments.stripe.transport import StripeMissingError, StripeRefusedError
from bot.scheduling.worker import WakeupEvent
from data import reconcile
from data.engine import Database
from data.reconcile import NewestFact

BACK = timedelta(days=35)  # longer than a delayed payment or a failed refund takes
INVOICES_BACK = timedelta(days=70)  # Stripe tries a renewal for up to two months
INCOME_BACK = timedelta(days=400)  # more than the year that figures show
DISPUTES_BACK = timedelta(days=150)  # banks take months to decide
CONCURRENCY = 8  # concurrent requests; others to Stripe wait for no more than these

Members = Callable[[], Awaitable[Mapping[int, Iterable[int]]]]
ObjectKind = Literal["subscription", "session", "charge"]
FACTS: Mapping[ObjectKind, str] = {
    "subscription": "subscription",
    "session": "payment",
    "charge": "charge",
}

_log = structlog.get_logger(__name__)


class Reconciler:
    """Compares everything once. One runs at a time. Notifies `wakeup` of changes."""

    def __init__(
        self,
        database: Database,
        api: StripeQueries,
        object_sync: ObjectSync,
        outbox: NotificationOutbox,
        clock: Clock,
        wakeup: WakeupEvent,
    ) -> None:
        self._database = database
        self._api = api
        self._object_sync = object_sync
        self._revenue = RevenueBackfill(database, clock)
        self._outbox = outbox
        self._clock = clock
        self._wakeup = wakeup
        self._running = asyncio.Lock()
        self._foreign: set[str] = set()  # charges of other products: their owner never changes

    async def run(
        self, members: Members | None = None, *, since: datetime | None = None
    ) -> ReconcileReport:
        """Compare, repair, and tell staff what was found, if anything was.

        Args:
            members: Compares Discord's members with the ledger, queues a role sync for those who
                differ and returns them by guild. None leaves Discord out.
            since: Since when events were missed, if for long: lists are read back from there.

        Raises:
            RetryLaterError, PersonMustActError: Stripe can't be asked; what was found until then
                is repaired and reported, and another run does the rest.
        """
        async with self._running:
            found = ReconcileReport()
            try:
                if members is not None:
                    for guild_id, users in (await members()).items():
                        for user_id in users:
                            found.add(guild_id, "member", f"<@{user_id}>")
                now = self._clock.now()
                await self._compare(found, now if since is None else min(since, now))
            finally:
                await self._report(found)
            return found

    async def _compare(self, found: ReconcileReport, since: datetime) -> None:
        """Compare what may have changed since a time; earlier events are known."""
        async with self._database.read() as connection:
            prices = await reconcile.prices(connection)
            run = _Run(found, await reconcile.plan_guilds(connection), prices)
            unseen = await reconcile.backed_by(connection, SUBSCRIPTION_PREFIX, CURRENT_STATES)
        async for page in self._api.subscriptions():
            began = self._clock.now()
            for body in page:
                unseen.pop(body["id"], None)
            seen = run.read(page, parse_subscription)
            known = await self._known("subscription", seen)
            differing = _differing(known, seen)
            await self._heal(found, "subscription", differing)
            same = {id_: fact for id_, fact in known.items() if id_ not in differing}
            await self._revenue.add_terms(seen, same, began)
            await self._notify_of_unowned("subscription", run.unmarked(page))
        for subscription_id, guild_id in unseen.items():
            found.add(guild_id, "missing", subscription_id)
        await self._compare_invoices(since)
        async for page in self._api.sessions(since - BACK):
            paid = [body for body in page if body["mode"] == "payment"]
            read = run.read(paid, parse_payment)
            await self._heal(found, "session", _differing(await self._known("session", read), read))
            await self._notify_of_unowned("session", run.unmarked(paid))
            await self._close([body["id"] for body in page])
        await self._compare_charges(found, since)

    async def _compare_invoices(self, since: datetime) -> None:
        """Sync subscriptions that received money after their end, or still could.

        Paid invoices are stored for the figures: the first time those of more than a year.
        """
        oldest = since - INVOICES_BACK
        complete = await self._revenue.is_complete()
        paid_since = oldest if complete else since - INCOME_BACK
        async for page in self._api.invoices("paid", paid_since):
            known = await self._known_of(page)
            await self._revenue.add_invoices(page, known)
            recent = [each for each in page if each["created"] >= int(oldest.timestamp())]
            for invoice in (each for each in recent if subscription_of(each) in _ended(known)):
                await self._object_sync.ended.note_paid(invoice)
        if not complete:
            await self._revenue.set_complete(paid_since)
        async for page in self._api.invoices("open", oldest):
            for subscription_id in _ended(await self._known_of(page)):
                await self._sync(ReconcileReport(), "subscription", subscription_id)

    async def _known_of(self, invoices: Iterable[Mapping[str, Any]]) -> dict[str, NewestFact]:
        """Return what is known of the subscriptions behind invoices."""
        ids = {each for each in map(subscription_of, invoices) if each is not None}
        return await self._known("subscription", ids)

    async def _notify_of_unowned(
        self, kind: ObjectKind, unmarked: Mapping[str, Mapping[str, Any]]
    ) -> None:
        """Tell staff about purchases at our prices that belong to nobody.

        If it belonged to a member before, only its metadata was removed.
        """
        for id_ in unmarked.keys() - (await self._known(kind, unmarked)).keys():
            await self._object_sync.owners.report_unowned(id_, unmarked[id_])

    async def _compare_charges(self, found: ReconcileReport, since: datetime) -> None:
        turned: dict[str, ChargeActivity] = {}
        async for body in _each(self._api.refunds(since - BACK)):
            if isinstance(body.get("charge"), str):
                turned.setdefault(body["charge"], ChargeActivity()).add_refund(body)
        async for body in _each(self._api.disputes(since - DISPUTES_BACK)):
            turned.setdefault(body["charge"], ChargeActivity()).add_dispute(body)
        ours = [charge for charge in turned if charge not in self._foreign]
        for start in range(0, len(ours), 100):
            page = ours[start : start + 100]
            found.compared += len(page)
            known = await self._known("charge", page)
            differing = {
                charge: known.get(charge)
                for charge in page
                if not charge_agrees(turned[charge], _body(known.get(charge)))
            }
            await self._heal(found, "charge", differing)

    async def _known(self, kind: ObjectKind, ids: Iterable[str]) -> dict[str, NewestFact]:
        async with self._database.read() as connection:
            return await reconcile.newest_facts(connection, FACTS[kind], list(ids))

    async def _heal(
        self, found: ReconcileReport, kind: ObjectKind, differing: Mapping[str, NewestFact | None]
    ) -> None:
        """Sync what differs; count what was recorded then as a finding."""
        ids = list(differing)
        for start in range(0, len(ids), CONCURRENCY):
            syncs = (self._sync(found, kind, id_) for id_ in ids[start : start + CONCURRENCY])
            troubles = await asyncio.gather(*syncs, return_exceptions=True)
            for trouble in troubles:
                if trouble is not None:
                    raise trouble
        if not ids:
            return
        for id_, fact in (await self._known(kind, ids)).items():
            before = differing[id_]
            if before is None or before.id != fact.id:
                found.add(fact.guild_id, FACTS[kind], id_)

    async def _sync(self, found: ReconcileReport, kind: ObjectKind, object_id: str) -> None:
        try:
            await self._object_sync.sync(EventTarget(kind, object_id))
        except ForeignObjectError:
            if kind == "charge":
                self._foreign.add(object_id)
        except StripeMissingError:
            _log.info("reconcile.gone", object_id=object_id)
        except Exception as error:
            if _hopeless(error):
                raise
            _log.exception("reconcile.unreadable", object_id=object_id)
            found.add(ALL_GUILDS, "unread", object_id)

    async def _close(self, sessions: Sequence[str]) -> None:
        """Close the checkouts whose completion no event reported."""
        async with self._database.read() as connection:
            unfinished = await reconcile.unfinished_checkouts(connection, sessions)
        for session_id in unfinished:
            await self._sync(ReconcileReport(), "session", session_id)

    async def _report(self, found: ReconcileReport) -> None:
        """Tell each guild's staff what was found, in one notice; if nothing, only log it."""
        _log.info("reconcile.done", compared=found.compared, found=found.total)
        key = f"nightly:{self._clock.now():%Y%m%d%H%M%S}"
        for guild_id, report in found.guilds.items():
            await self._outbox.notify_staff(guild_id, key, MESSAGE, **report.arguments())
        if found.guilds:
            self._wakeup.notify()


class _Run:
    """Reads the objects of one comparison that are ours."""

    def __init__(
        self, found: ReconcileReport, plan_guilds: Mapping[int, int], prices: AbstractSet[str]
    ) -> None:
        self._found = found
        self._plan_guilds = plan_guilds
        self._prices = prices
        self._strange: set[int] = set()

    def read(
        self,
        bodies: Iterable[Mapping[str, Any]],
        reader: Callable[[Mapping[str, Any], Owner], Snapshot],
    ) -> dict[str, Snapshot]:
        """Return snapshots by id. What can't be read is a finding and affects no other."""
        snapshots: dict[str, Snapshot] = {}
        for body in bodies:
            try:
                owner = self._owner(body)
                if owner is not None:
                    self._found.compared += 1
                    snapshots[body["id"]] = reader(body, owner)
            except Exception:  # noqa: BLE001 one object must not stop the others
                _log.exception("reconcile.unreadable", object_id=body["id"])
                self._found.add(ALL_GUILDS, "unread", body["id"])
        return snapshots

    def _owner(self, body: Mapping[str, Any]) -> Owner | None:
        """Return the owner of an object to compare; None for one to skip.

        An object of an unknown plan is fetched once, which tells staff.
        """
        try:
            owner = owner_from_metadata(body["metadata"])
        except ForeignObjectError:
            return None
        if self._plan_guilds.get(owner.plan_id) == owner.guild_id:
            return owner
        news = owner.plan_id not in self._strange
        self._strange.add(owner.plan_id)
        return owner if news or self._is_sold_here(body) else None

    def unmarked(self, bodies: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
        """Return the purchases at our prices that have no metadata of ours, by id."""
        found: dict[str, Mapping[str, Any]] = {}
        for body in bodies:
            if self._is_sold_here(body):
                try:
                    owner_from_metadata(body["metadata"])
                except ForeignObjectError:
                    found[body["id"]] = body
        return found

    def _is_sold_here(self, body: Mapping[str, Any]) -> bool:
        match body:
            case {"items": {"data": [*items]}} | {"line_items": {"data": [*items]}}:
                return any(sold.price_id in self._prices for sold in sold_items(items))
            case _:
                return False


def _differing(
    known: Mapping[str, NewestFact], seen: Mapping[str, Snapshot]
) -> dict[str, NewestFact | None]:
    return {
        id_: known.get(id_)
        for id_, snapshot in seen.items()
        if not agrees(snapshot, _body(known.get(id_)))
    }


def _ended(known: Mapping[str, NewestFact]) -> list[str]:
    """Return those subscriptions that have ended."""
    return sorted(id_ for id_, fact in known.items() if fact.body["status"] in OVER)


def _hopeless(error: Exception) -> bool:
    """Return whether Stripe can't be reached at all, rather than about one object."""
    about_one = isinstance(error, StripeRefusedError)
    return isinstance(error, (RetryLaterError, PersonMustActError)) and not about_one


def _body(fact: NewestFact | None) -> Mapping[str, Any] | None:
    return None if fact is None else fact.body


async def _each(pages: AsyncIterable[list[Answer]]) -> AsyncIterable[Answer]:
    async for page in pages:
        for body in page:
            yield body
