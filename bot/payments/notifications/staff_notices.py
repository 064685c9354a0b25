"""Queues notices to staff about refunds and disputes, and what to do.

Whether access ended is read from the entitlements just recomputed, never assumed.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.payments.ledger.entitlement import GRANTING, State
from bot.payments.ledger.facts import Charge, Dispute, Snapshot, from_body
from bot.payments.ledger.stripe_statuses import OPEN
from bot.payments.stripe.objects.metadata import Owner
from data import facts, notices
from data.engine import Connection
from data.plans import Plan

INQUIRY_STATUSES = ("warning_needs_response", "warning_under_review")
OPENED = (*GRANTING, State.UPCOMING)


@dataclass(frozen=True, slots=True)
class ChargeChange:
    """A charge as it was last recorded and as it is now, with its owner and plan."""

    owner: Owner
    plan: Plan
    before: Charge | None
    charge: Charge

    @property
    def refund_failed(self) -> bool:
        """Whether a refund failed, so that its money is back."""
        return self.before is not None and self.before.refunded > self.charge.refunded


async def known_charge(connection: Connection, of: Snapshot) -> Charge | None:
    """Return a charge as it was last recorded; None for any other object."""
    if not isinstance(of, Charge):
        return None
    rows = await facts.of_object(connection, "charge", of.id)
    newest = max(rows, key=lambda row: (row.as_of, row.id), default=None)
    snapshot = None if newest is None else from_body(newest.kind, newest.body)
    return snapshot if isinstance(snapshot, Charge) else None


async def notify_charge_change(connection: Connection, change: ChargeChange, at: datetime) -> None:
    """Notify staff of what happened to a charge since it was last recorded, each once.

    Runs in the same transaction, after the entitlements of its members were recomputed.
    """
    charge, arguments = change.charge, _arguments(change)
    about = [(_refund(change), arguments)]
    about += [
        (_dispute(each), arguments | _of_dispute(charge, each)) for each in charge.all_disputes
    ]
    for found, said in about:
        if found is None:
            continue
        message, mark = found
        await notices.post(
            connection,
            guild_id=change.owner.guild_id,
            key=f"{message}:{charge.id}:{mark}",
            message=message,
            arguments=said | {"keeps": await _access(connection, change)},
            at=at,
        )


async def _access(connection: Connection, change: ChargeChange) -> str:
    """Return the state of paid access: open | held | over | unclaimed (a code)."""
    source, guild_id = change.charge.source, change.owner.guild_id
    states = [
        entitlement.state
        for user_id in await facts.members_of_source(connection, guild_id, source)
        for entitlement in await facts.entitlements_of(connection, guild_id, user_id)
        if entitlement.stripe_id == source
    ]
    if not states:
        return "unclaimed"
    if any(state in OPENED for state in states):
        return "open"
    return "held" if State.SUSPENDED in states else "over"


def _refund(change: ChargeChange) -> tuple[str, str] | None:
    """Return the message, and a suffix of the key that differs from earlier refunds."""
    before, charge = change.before, change.charge
    if before is not None and change.refund_failed:
        return "turn-staff-refund-failed", str(before.refunded_at or 0)
    mark = str(charge.refunded_at or 0)
    if charge.amount and charge.refunded >= charge.amount:
        return "turn-staff-refunded", mark
    if charge.refunded > (0 if before is None else before.refunded):
        return "turn-staff-refunded-part", f"{mark}:{charge.refunded}"
    return None


def _dispute(dispute: Dispute) -> tuple[str, str] | None:
    mark = str(dispute.created)
    if dispute.status in OPEN:
        return "turn-staff-disputed", mark
    if dispute.status in INQUIRY_STATUSES:
        return "turn-staff-inquiry", mark
    if dispute.status in ("won", "lost", "prevented"):
        return f"turn-staff-dispute-{dispute.status}", mark
    return None


def _of_dispute(charge: Charge, dispute: Dispute) -> dict[str, str | float]:
    """Return the arguments of a dispute's messages."""
    due = dispute.respond_by
    return {
        "disputed_amount": dispute.amount,
        "part": "no" if dispute.amount == charge.amount else "yes",
        "by": "none" if due is None else "due",
        "due": "" if due is None else f"<t:{due}:f>",
    }


def _arguments(change: ChargeChange) -> dict[str, str | float]:
    """Return the arguments of the messages: the affected part, and the whole payment."""
    before, charge = change.before, change.charge
    amount = charge.amount
    if before is not None and change.refund_failed:
        amount = before.refunded - charge.refunded
    return {
        "member": f"<@{change.owner.payer_id or change.owner.user_id}>",
        "plan": change.plan.name,
        "charge": charge.id,
        "amount": amount,
        "currency": charge.currency,
        "refunded_amount": charge.refunded,
    }
