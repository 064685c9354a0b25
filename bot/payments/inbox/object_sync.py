"""Fetches the objects that Stripe's events are about, and records them as facts."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal

import structlog

from bot.clock import Clock
from bot.errors import PersonMustActError, RetryLaterError
from bot.payments.checkout_pages import close_same_as, others_payable
from bot.payments.ended_subscriptions import EndedSubscriptions
from bot.payments.entitlements.recorder import FactRecorder
from bot.payments.inbox.owners import Owners
from bot.payments.ledger.facts import Payment, Snapshot, Subscription
from bot.payments.notifications.open_invoice import OpenInvoice, open_invoice_of
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.event_targets import EventTarget
from bot.payments.stripe.objects.invoice import BilledLines, PaidInvoice, billed_lines, paid_invoice
from bot.payments.stripe.objects.metadata import ForeignObjectError, Owner, customer_metadata
from bot.payments.stripe.objects.parsing import (
    SETTLED,
    needs_invoices,
    parse_charge,
    parse_payment,
    parse_receipt,
    parse_subscription,
)
from bot.payments.stripe.objects.validation import InvalidStripeObjectError
from bot.payments.stripe.transport import API_VERSION, StripeMissingError, StripeRefusedError
from bot.payments.stripe.webhook_signature import StripeEvent
from data import checkouts, stripe_customers
from data.checkouts import Checkout
from data.engine import Database

# A fetched object wins over a payload up to this much newer, because the two clocks may differ.
CLOCKS_APART = timedelta(minutes=5)
STALE = timedelta(hours=1)  # age from which a payload can't hold access back
FAILURES = ("invoice.payment_failed", "invoice.payment_action_required")
LATE_PAYMENT = "checkout.session.async_payment_succeeded"
COMPLETED = "checkout.session.completed"

_log = structlog.get_logger(__name__)


class ObjectSync:
    """Turns event targets into facts.

    Methods raise what `StripeClient` raises, and `ForeignObjectError` for another product's
    objects.
    """

    def __init__(
        self, database: Database, api: StripeClient, recorder: FactRecorder, clock: Clock
    ) -> None:
        self._database = database
        self._api = api
        self._recorder = recorder
        self._clock = clock
        self.ended = EndedSubscriptions(database, api, clock)
        self.owners = Owners(database, clock)

    async def sync(
        self,
        target: EventTarget,
        event: StripeEvent | None = None,
        older: Sequence[StripeEvent] = (),
    ) -> None:
        """Fetch the target object, and record its current state.

        `older` events are about the same object: they may date its first failed payment. While
        Stripe is unreachable, the event's own payload is applied, and the error raised.
        """
        await self.owners.check(target)
        try:
            match target.kind:
                case "subscription":
                    await self._sync_subscription(target.object_id, event, older)
                    await self.close_checkouts([event] if event else [])
                case "session":
                    await self._sync_session(target.object_id, event)
                case "charge":
                    await self._sync_charge(target.object_id, event)
                case "customer":
                    await self._forget_customer(target, event)
        except StripeRefusedError:  # Stripe answered: its payload must not be applied instead
            raise
        except (RetryLaterError, PersonMustActError):
            if event is not None:
                await self.apply_payload(target, event)
            raise

    async def sync_assigned(self, kind: Literal["subscription", "session"], object_id: str) -> None:
        """Sync a purchase that has just got its owner, with a refund or dispute of before."""
        await self.sync(EventTarget(kind, object_id))
        if kind == "session":
            charge = charge_of(await self._api.session(object_id))
            if charge is not None and (charge["amount_refunded"] or charge["disputed"]):
                await self.sync(EventTarget("charge", charge["id"]))

    async def close_checkouts(self, events: Iterable[StripeEvent]) -> None:
        """Apply what events report besides the object's state, once that has been fetched.

        Closes the checkouts that have ended, and handles payments that arrived too late.
        """
        for event in events:
            if event.object["object"] == "checkout.session":
                await self._close_checkout(event.object)
            elif event.type == "invoice.paid":
                await self.ended.note_paid(event.object)

    async def apply_payload(self, target: EventTarget, event: StripeEvent) -> None:
        """Apply the event's own payload while Stripe is unreachable.

        It is authentic, because it is signed, but may be stale. A payload that lacks fields that
        we read is ignored.
        """
        if target.payload is None or target.kind not in ("subscription", "session"):
            return
        if event.api_version != API_VERSION:
            return
        try:
            owner = await self.owners.of(target.kind, target.object_id, target.payload)
            snapshot = _seen(target.payload, owner, event)
            if snapshot is not None and not self._is_stale(snapshot, event):
                as_of = event.created - CLOCKS_APART
                await self._recorder.record(snapshot, owner, as_of, event.id)
        except ForeignObjectError:
            return
        except InvalidStripeObjectError as error:
            _log.warning("stripe.unreadable", event_id=event.id, error=str(error))

    def _is_stale(self, snapshot: Snapshot, event: StripeEvent) -> bool:
        """Return whether a payload would hold access back, and is older than `STALE`.

        Such a payload is ignored, because what Stripe lists after a downtime may have been paid
        since.
        """
        held_back = isinstance(snapshot, Subscription) and (
            snapshot.status in ("unpaid", "paused") or snapshot.pause == "void"
        )
        return held_back and event.created < self._clock.now() - STALE

    async def _sync_subscription(
        self, subscription_id: str, event: StripeEvent | None, older: Sequence[StripeEvent] = ()
    ) -> Owner:
        began = self._api.time.begin()
        body = await self._api.subscription(subscription_id)
        owner = await self.owners.of("subscription", subscription_id, body)
        open_invoice = await self._open_invoice(body)
        invoices = await self._api.invoices_of(subscription_id) if needs_invoices(body) else ()
        seen = await self._with_next_amount(parse_subscription(body, owner, invoices))
        events = older if event is None else (*older, event)
        failures = [each.created for each in events if each.type in FAILURES]
        as_of = self._api.time.at(began)
        paid = _paid([body.get("latest_invoice"), *invoices], events)
        await self._recorder.record(seen, owner, as_of, _id(event), open_invoice, failures, paid)
        await self.ended.close_invoices(body, owner)
        return owner

    async def _with_next_amount(self, seen: Subscription) -> Subscription:
        """Fetch the next amount if the subscription doesn't show it: tax, a schedule.

        The amount is only displayed; if the request fails, none is.
        """
        going_on = seen.status in ("active", "trialing") and seen.cancel_at is None
        if seen.next_amount is not None or not going_on:
            return seen
        try:
            return replace(seen, next_amount=await self._api.next_amount(seen.id))
        except (RetryLaterError, PersonMustActError) as error:
            _log.info("stripe.no_preview", source=seen.id, error=str(error))
            return seen

    async def _open_invoice(self, subscription: Mapping[str, Any]) -> OpenInvoice | None:
        """Return a failed renewal's invoice: it awaits money, or the bank's approval."""
        open_invoice = (
            open_invoice_of(subscription) if subscription["status"] == "past_due" else None
        )
        if open_invoice is None:
            return None
        statuses = await self._api.payments_of_invoice(open_invoice.invoice_id)
        return replace(open_invoice, confirm="requires_action" in statuses)

    async def _sync_session(self, session_id: str, event: StripeEvent | None) -> Owner:
        began = self._api.time.begin()
        session = await self._api.session(session_id)
        owner = await self.owners.of("session", session_id, session)
        if session["mode"] == "subscription" and session.get("subscription") is not None:
            await self._sync_subscription(session["subscription"], event)
        elif session["mode"] == "payment" and session["status"] == "complete":
            payment = _settled(parse_payment(session, owner), session, event)
            await self._recorder.record(payment, owner, self._api.time.at(began), _id(event))
        await self._close_checkout(session)
        return owner

    async def _sync_charge(self, charge_id: str, event: StripeEvent | None) -> None:
        """Sync what a charge paid for, then the charge, which alone decides no access."""
        began = self._api.time.begin()
        body = await self._api.charge(charge_id)
        intent = body.get("payment_intent")
        if intent is None:
            raise ForeignObjectError
        source, owner, billed = await self._paid_for(intent, event)
        # Of a disputed charge also refunds that failed, which its own sum no longer has.
        touched = body["amount_refunded"] or body["disputed"]
        charge = parse_charge(
            body,
            await self._api.refunds_of(charge_id) if touched else (),
            await self._api.disputes_of(charge_id) if body["disputed"] else (),
            source=source,
            plan_id=owner.plan_id,
            billed=billed,
        )
        await self._recorder.record(charge, owner, self._api.time.at(began), _id(event))

    async def _paid_for(
        self, intent_id: str, event: StripeEvent | None
    ) -> tuple[str, Owner, BilledLines | None]:
        """Return the id of what a payment paid for, its owner, and the billed lines."""
        for session in await self._api.sessions_of_payment(intent_id):
            return session["id"], await self._sync_session(session["id"], event), None
        for invoice in await self._api.invoices_of_payment(intent_id):
            match invoice:
                case {"parent": {"subscription_details": {"subscription": str(subscription)}}}:
                    owner = await self._sync_subscription(subscription, event)
                    others = await self._api.invoices_of(subscription)
                    return subscription, owner, billed_lines(invoice, others)
                case _:
                    pass
        raise ForeignObjectError

    async def _forget_customer(self, target: EventTarget, event: StripeEvent | None) -> None:
        """Forget a deleted customer, so that the member's next checkout creates a new one.

        Its subscriptions end at Stripe; one-time purchases stay.
        """
        guild_id, user_id = customer_metadata(target.metadata)
        async with self._database.write_fast() as connection:
            known = await stripe_customers.member_of_customer(connection, target.object_id)
            if known is not None:  # the metadata may be older than a move to another account
                guild_id, user_id, _ = known
                await stripe_customers.forget_customer(connection, target.object_id)
        for subscription_id in await self._recorder.subscriptions_of(guild_id, user_id):
            with suppress(ForeignObjectError, StripeMissingError):  # the others go on
                await self._sync_subscription(subscription_id, event)

    async def _close_checkout(self, session: Mapping[str, Any]) -> None:
        state = {"complete": "completed", "expired": "expired"}.get(session.get("status", ""))
        if state is None:
            return
        async with self._database.write_statement() as connection:
            page = await checkouts.finish(connection, session["id"], state)
        if page is not None and _accepts_terms(session):
            await self._accept_terms(session["id"])
        if state == "completed" and page is not None:
            await self._close_pages_beside(page)

    async def _accept_terms(self, session_id: str) -> None:
        async with self._database.write_fast() as connection:
            await checkouts.accept_terms(connection, session_id, self._clock.now())

    async def _close_pages_beside(self, paid: Checkout) -> None:
        """Mark the payer's other pages, which a worker then closes."""
        async with self._database.read_fast() as connection:
            if not await others_payable(connection, paid):
                return
        async with self._database.write_fast() as connection:
            await close_same_as(connection, paid)


def _accepts_terms(session: Mapping[str, Any]) -> bool:
    match session.get("consent"):
        case {"terms_of_service": "accepted"}:
            return True
        case _:
            return False


def charge_of(session: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the charge of a one-time session with its payment, if there is one."""
    match session.get("payment_intent"):
        case {"latest_charge": {"id": str()} as charge}:
            return charge
        case _:
            return None


def _settled(payment: Payment, session: Mapping[str, Any], event: StripeEvent | None) -> Payment:
    """Date a payment by its event where no charge can.

    A charge is older than money that settled late, and a free purchase has no charge.
    """
    telling = COMPLETED if session.get("payment_intent") is None else LATE_PAYMENT
    if payment.paid is None or event is None or event.type != telling:
        return payment
    return replace(payment, paid=max(payment.paid, _seconds(event.created)))


def _paid(
    invoices: Iterable[Mapping[str, Any] | str | None], events: Iterable[StripeEvent]
) -> list[PaidInvoice]:
    """Return the paid invoices among those fetched, and those that events report."""
    reported = [event.object for event in events if event.type == "invoice.paid"]
    found = filter(None, map(paid_invoice, (*invoices, *reported)))
    return list({invoice.id: invoice for invoice in found}.values())


def _seen(body: Mapping[str, Any], owner: Owner, event: StripeEvent) -> Snapshot | None:
    """Parse a payload alone; a subscription's does not show whether it was paid."""
    if body["object"] == "subscription":
        return parse_subscription(body, owner)
    if body["object"] != "checkout.session" or body.get("status") != "complete":
        return None
    if body.get("mode") == "payment":
        return _settled(parse_payment(body, owner), body, event)
    settled = body.get("payment_status") in SETTLED
    return parse_receipt(body, owner) if settled and body.get("subscription") else None


def _id(event: StripeEvent | None) -> str | None:
    return None if event is None else event.id


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())
