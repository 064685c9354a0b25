"""Leaves lines for staff about money that came back: refunds and disputes, and what to do."""

from datetime import datetime

from bot.payments.facts import Charge, Snapshot, from_body
from bot.payments.fold.marks import Owner
from bot.payments.fold.vocabulary import OPEN
from data import facts, notices
from data.engine import Connection
from data.plans import Plan

INQUIRY = ("warning_needs_response", "warning_under_review")


async def known_charge(connection: Connection, of: Snapshot) -> Charge | None:
    """Return a charge as it was last recorded; None for any other object."""
    if not isinstance(of, Charge):
        return None
    rows = await facts.of_object(connection, "charge", of.id)
    newest = max(rows, key=lambda row: (row.as_of, row.id), default=None)
    snapshot = None if newest is None else from_body(newest.kind, newest.body)
    return snapshot if isinstance(snapshot, Charge) else None


async def tell_staff(
    connection: Connection,
    whose: Owner,
    plan: Plan,
    before: Charge | None,
    charge: Charge,
    at: datetime,
) -> None:
    """Tell what happened to a charge since it was last seen: each thing once."""
    told = [_refund(plan, before, charge), _dispute(plan, charge)]
    for message, keeps, mark in filter(None, told):
        await notices.post(
            connection,
            guild_id=whose.guild_id,
            key=f"{message}:{charge.id}:{mark}",
            message=message,
            arguments=_arguments(whose, plan, before, charge) | {"keeps": keeps},
            at=at,
        )


def _refund(plan: Plan, before: Charge | None, charge: Charge) -> tuple[str, str, str] | None:
    """Return message, whether access is kept, and what tells this refund from an earlier one."""
    mark = str(charge.refunded_at or 0)
    if before is not None and before.refunded > charge.refunded:
        return "turn-staff-refund-failed", "yes", str(before.refunded_at or 0)
    if charge.amount and charge.refunded >= charge.amount:
        return "turn-staff-refunded", _yes(plan.terms.on_refund == "keep"), mark
    return None


def _dispute(plan: Plan, charge: Charge) -> tuple[str, str, str] | None:
    keeps = _yes(plan.terms.on_dispute == "keep")
    mark = str(charge.disputed_at or 0)
    if charge.dispute in OPEN:
        return "turn-staff-disputed", keeps, mark
    if charge.dispute in INQUIRY:
        return "turn-staff-inquiry", "yes", mark
    if charge.dispute in ("won", "lost"):
        return f"turn-staff-dispute-{charge.dispute}", keeps, mark
    return None


def _arguments(
    whose: Owner, plan: Plan, before: Charge | None, charge: Charge
) -> dict[str, str | float]:
    failed = before is not None and before.refunded > charge.refunded
    amount = before.refunded - charge.refunded if before is not None and failed else charge.amount
    due = charge.respond_by
    return {
        "member": f"<@{whose.payer_id or whose.user_id}>",
        "plan": plan.name,
        "charge": charge.id,
        "amount": amount,
        "currency": charge.currency,
        "by": "none" if due is None else "due",
        "due": "" if due is None else f"<t:{due}:f>",
    }


def _yes(condition: bool) -> str:  # noqa: FBT001 a word for a truth
    return "yes" if condition else "no"
