"""Handles open invoices and late payments of subscriptions that have ended.

The policy: ending a subscription voids its open invoices. A payment after its end gives no access,
because nobody asked for the rest of an old period; staff are notified, and decide between a refund
and access. The member is notified as well.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.clock import Clock
from bot.payments.entitlements.transfer import known_owner
from bot.payments.fact_repository import HELD_STATES
from bot.payments.ledger.entitlement import GRANTING
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.dashboard import page_of
from bot.payments.stripe.objects.invoice import subscription_of
from bot.payments.stripe.objects.metadata import CANCELLED_BY_STAFF, CANCELLED_BY_US, Owner
from bot.payments.stripe.queries import PAYABLE
from data import facts, notices, plans
from data.engine import Connection, Database
from data.facts import StoredFact

OVER = ("canceled", "incomplete_expired")

Invoice = Mapping[str, Any]


class EndedSubscriptions:
    """Voids open invoices and reports late payments.

    Methods raise what `StripeClient` raises, except for the refusal of a single invoice.
    """

    def __init__(self, database: Database, api: StripeClient, clock: Clock) -> None:
        self._database = database
        self._api = api
        self._clock = clock

    async def close_invoices(self, subscription: Mapping[str, Any], owner: Owner) -> None:
        """Void the open invoices of an ended subscription, if we ended it.

        Staff are notified of those that can still be paid: those that Stripe refuses to void, those
        written off, and those of a subscription ended by others, who may await the money.
        """
        if subscription["status"] not in OVER:
            return
        details: Mapping[str, Any] = subscription.get("cancellation_details") or {}
        ours = details.get("comment") in (CANCELLED_BY_US, CANCELLED_BY_STAFF)
        latest: Mapping[str, Any] = subscription.get("latest_invoice") or {}
        if not ours and latest.get("status") not in PAYABLE:
            return
        ask = self._api.close_invoices if ours else self._api.owed_on
        owed = await ask(subscription["id"])
        async with self._database.write_fast() as connection:
            for invoice in owed:
                await self._notify_of_owed(connection, invoice, owner, ours=ours)

    async def note_paid(self, invoice: Invoice) -> None:
        """Notify staff and the payer of an invoice paid after its subscription's end."""
        subscription_id = subscription_of(invoice)
        if subscription_id is None or not invoice["amount_paid"]:
            return
        async with self._database.read_fast() as connection:
            rows = await facts.of_object(connection, "subscription", subscription_id)
            if not paid_late(invoice, rows):
                return
            if await notices.is_known(connection, rows[0].guild_id, _key(invoice["id"])):
                return
        now = await self._api.invoice(invoice["id"])
        kept = await self._api.kept_of_invoice(now)
        if now["status"] != "paid" or kept <= 0:
            return
        async with self._database.write_fast() as connection:
            owner = await known_owner(connection, "subscription", subscription_id)
            if owner is not None:
                await self._notify_of_late(connection, now, owner, kept)

    async def _notify_of_owed(
        self, connection: Connection, invoice: Invoice, owner: Owner, *, ours: bool
    ) -> None:
        arguments = await _about(connection, invoice, owner, invoice["amount_remaining"])
        await notices.post(
            connection,
            guild_id=owner.guild_id,
            key=f"still-payable:{invoice['id']}",
            message="turn-staff-still-payable",
            arguments=arguments | {"tried": "yes" if ours else "no"},
            at=self._clock.now(),
        )

    async def _notify_of_late(
        self, connection: Connection, invoice: Invoice, owner: Owner, kept: int
    ) -> None:
        arguments = await _about(connection, invoice, owner, kept)
        entitlements = await facts.entitlements_of(connection, owner.guild_id, owner.user_id)
        has = any(
            entitlement.state in GRANTING and entitlement.plan_id == arguments["plan_id"]
            for entitlement in entitlements
        )
        for user_id, message in (
            (None, "turn-staff-late-payment"),
            (owner.payer_id or owner.user_id, "turn-late-payment"),
        ):
            await notices.post(
                connection,
                guild_id=owner.guild_id,
                user_id=user_id,
                key=_key(invoice["id"]) + ("" if user_id is None else ":told"),
                message=message,
                arguments=arguments | {"has": "yes" if has else "no"},
                at=self._clock.now(),
            )


def paid_late(invoice: Invoice, rows: Iterable[StoredFact]) -> bool:
    """Return whether an invoice was paid after its subscription's recorded end.

    If both were in the same second, it is late only if it was recorded as unpaid after the end.
    """
    ended = [row for row in rows if row.body["status"] in OVER and row.body.get("ended")]
    if not ended:
        return False
    moments: Mapping[str, int | None] = invoice.get("status_transitions") or {}
    paid, end = moments.get("paid_at") or 0, min(row.body["ended"] for row in ended)
    return paid > end or (paid == end and any(row.body.get("invoice") in PAYABLE for row in ended))


async def _about(
    connection: Connection, invoice: Invoice, owner: Owner, amount: int
) -> dict[str, str | float]:
    known = await plans.of_ids(connection, owner.guild_id, [owner.plan_id])
    plan = next((plan for plan in known if plan.state in HELD_STATES), None)
    page = page_of(invoice["id"], test_mode=not invoice.get("livemode"))
    return {
        "member": f"<@{owner.payer_id or owner.user_id}>",
        "plan": f"#{owner.plan_id}" if plan is None else plan.name,
        "plan_id": owner.plan_id,
        "amount": amount,
        "currency": invoice["currency"],
        "invoice": invoice["id"],
        "page": page or "",
    }


def _key(invoice_id: str) -> str:
    return f"late-payment:{invoice_id}"
