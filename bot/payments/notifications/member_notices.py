"""Leaves words for a member where their rights changed, in the transaction that changed them.

Members hear of rights here; staff hear of roles from the keeper, of money from `staff_news`, and
here of what lies between a beginning and an end.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.payments.ledger.entitlement import GRANTING, Entitlement, State, carrier
from bot.payments.ledger.fact_index import FactIndex
from bot.payments.ledger.facts import Claim, Fact, Grant, Payment, Snapshot, Subscription
from bot.payments.notifications.entitlement_changes import (
    CAUSES,
    OPEN,
    EntitlementChange,
    end_reason,
    entitlement_changes,
    paid_for,
)
from bot.payments.notifications.open_invoice import OpenInvoice
from data import notices
from data.engine import Connection
from data.facts import StoredEntitlement

# What is no longer true once something else is told, so that its return is told anew.
SUPERSEDES: Mapping[str, Sequence[str]] = {
    "granted": ("suspended", "ended", "farewell"),
    "restored": ("suspended", "ended", "farewell"),
    "suspended": ("granted", "restored"),
    "ended": ("granted", "restored", "suspended"),
    "switched": ("switched",),
}
LOST = ("ended", "suspended")  # told after the role is taken, be it held up by whatever


@dataclass(frozen=True, slots=True)
class EntitlementUpdate:
    """A member's rights before and after, and what is known of them.

    Attributes:
        guild_id: The server.
        user_id: The member.
        before: As they were stored.
        after: As they are folded now.
        facts: All that is known of them.
        plans: The guild's plans' names, by number.
        roles: What each of them grants.
        at: Now.
    """

    guild_id: int
    user_id: int
    before: Iterable[StoredEntitlement]
    after: Sequence[Entitlement]
    facts: Sequence[Fact]
    plans: Mapping[int, str]
    roles: Mapping[int, int]
    at: datetime

    def alike(self, one: Entitlement, other: Entitlement) -> bool:
        """Tell whether two rights grant the same, by one plan or several."""
        return self.roles.get(one.plan_id) == self.roles.get(other.plan_id)


async def notify_member(
    connection: Connection, change: EntitlementUpdate, bill: OpenInvoice | None
) -> None:
    """Leave words for each news, and the way to pay where a renewal failed.

    Whoever redeems a code is answered in place, and not told again.
    """
    before = {right.source: right for right in change.before}
    found = [
        each
        for each in entitlement_changes(before.values(), change.after)
        if _known(change, each.entitlement)
    ]
    ending = [right for right in change.after if _was_cancelled(before.get(right.source), right)]
    if not found and not ending and bill is None:
        return
    snapshots = FactIndex.of(change.facts).newest
    for right in ending:
        await _tell_staff_of_end(connection, change, right)
    for each in found:
        await _tell_of_double(connection, change, each)
        snapshot = snapshots.get(carrier(each.entitlement.source))
        if not (isinstance(snapshot, Claim) and each.what in ("granted", "extended")):
            await _tell(connection, change, each, snapshot)
    for right in change.after:
        snapshot = snapshots.get(carrier(right.source))
        if bill is not None and _known(change, right) and _is_billed(right, snapshot, bill):
            payer = _payer(snapshot) or change.user_id
            await _ask_to_pay(connection, change, right, payer, bill)


def _known(change: EntitlementUpdate, right: Entitlement) -> bool:
    return right.plan_id in change.plans


async def _tell(
    connection: Connection,
    change: EntitlementUpdate,
    each: EntitlementChange,
    snapshot: Snapshot | None,
) -> None:
    source = each.entitlement.source
    undone = [f"{word}:{source}:" for word in SUPERSEDES.get(each.what, ())]
    untold = await notices.withdraw_each(connection, change.guild_id, undone)
    if each.what == "restored" and untold:
        return  # they kept the role, and never heard that it was to go
    payer = _payer(snapshot)
    arguments = _arguments(change, each.entitlement, payer)
    distinct = each.entitlement.plan_id if each.what == "switched" else _end(each)
    # Of a gift that is not paid yet only its payer knows.
    paying = each.what in ("pending", "failed")
    await _post(
        connection,
        change,
        (payer if paying else None) or change.user_id,
        f"{each.what}:{source}:told{distinct}",
        _message(each, snapshot),
        arguments,
        after_role=change.roles.get(each.entitlement.plan_id) if each.what in LOST else None,
    )
    if each.what in ("granted", "extended") and payer is not None:
        given = {"plan": arguments["plan"], "member": f"<@{change.user_id}>"}
        key = f"given:{source}:told"
        await _post(connection, change, payer, key, "turn-gift-arrived", given)
        given["giver"] = f"<@{payer}>"
        await _post(connection, change, None, f"gift:{source}", "turn-staff-gift", given)


async def _tell_of_double(
    connection: Connection, change: EntitlementUpdate, each: EntitlementChange
) -> None:
    """Tell staff where one role is paid for twice, or given and paid for.

    By two people, by a switch at Stripe, on two pages at once. What ends by itself may go before
    a subscription, but not be bought beside it.
    """
    if each.what not in ("granted", "restored", "switched", "extended"):
        return
    for other in change.after:
        if other.source == each.entitlement.source or not change.alike(each.entitlement, other):
            continue
        message = _double(each.entitlement, other)
        if message is None or not _known(change, other):
            continue
        first, second = sorted((each.entitlement.source, other.source))
        await notices.post(
            connection,
            guild_id=change.guild_id,
            key=f"double:{first}:{second}",
            message=message,
            arguments={
                "member": f"<@{change.user_id}>",
                "plan": change.plans[other.plan_id],
                "first": first,
                "second": second,
            },
            at=change.at,
        )


def _double(new: Entitlement, other: Entitlement) -> str | None:
    """Return what staff read of two rights to the same; None where neither is for nothing."""
    comps = [right.stripe_id is None for right in (new, other)]
    if any(comps):
        paid = other if comps[0] else new
        living = all(right.state in OPEN for right in (new, other))
        return "turn-staff-comp-beside" if not all(comps) and paid_for(paid) and living else None
    both = paid_for(other) and (paid_for(new) or new.source == new.stripe_id)
    return "turn-staff-double" if both else None


def _end(each: EntitlementChange) -> str:
    """Tell apart what happens again with each period."""
    if each.what != "recovered" or each.entitlement.ends_at is None:
        return ""
    return f":{each.entitlement.ends_at:%Y%m%d}"


def _was_cancelled(was: StoredEntitlement | None, right: Entitlement) -> bool:
    """Tell whether a subscription was told to end that went on before; seats don't count."""
    own = right.source == right.stripe_id and right.state in GRANTING
    return own and right.reason == "cancelling" and was is not None and was.reason != right.reason


async def _tell_staff_of_end(
    connection: Connection, change: EntitlementUpdate, right: Entitlement
) -> None:
    """Tell staff of a cancellation: again only where it was taken back in between."""
    if not _known(change, right):
        return
    await notices.withdraw(connection, f"cancelling:{right.source}:", change.guild_id)
    arguments = _arguments(change, right, None) | {"member": f"<@{change.user_id}>"}
    key = f"cancelling:{right.source}:staff"
    await _post(connection, change, None, key, "turn-staff-cancelling", arguments)


def _is_billed(right: Entitlement, snapshot: Snapshot | None, bill: OpenInvoice) -> bool:
    """Tell whether a bill is for a renewal that failed: a claimed seat is not the claimer's."""
    return (
        right.source == bill.subscription_id
        and isinstance(snapshot, Subscription)
        and right.state is State.GRACE
        and right.reason == "past-due"
    )


async def _ask_to_pay(
    connection: Connection,
    change: EntitlementUpdate,
    right: Entitlement,
    payer: int,
    bill: OpenInvoice,
) -> None:
    """Tell whoever pays of a failed renewal: once for each invoice."""
    arguments = _arguments(change, right, None)
    arguments |= {"amount": bill.amount, "currency": bill.currency}
    await _post(
        connection,
        change,
        payer,
        f"failing:{right.source}:{bill.invoice_id}",
        "turn-confirm" if bill.confirm else "turn-unpaid",
        arguments | {"url": bill.url},
    )
    key = f"failing-staff:{right.source}:{bill.invoice_id}"
    arguments["member"] = f"<@{payer}>"
    await _post(connection, change, None, key, "turn-staff-unpaid", arguments)


def _arguments(
    change: EntitlementUpdate, right: Entitlement, payer: int | None
) -> dict[str, str | float]:
    """Return what the sentences may name; times are drawn by Discord for each reader."""
    return {
        "plan": change.plans[right.plan_id],
        "plan_id": right.plan_id,
        "until": "" if right.ends_at is None else f"<t:{int(right.ends_at.timestamp())}:D>",
        "lasts": "for-good" if right.ends_at is None else "until",
        "over": "yes" if right.reason == "canceled" else "no",  # at Stripe as well
        "giver": "" if payer is None else f"<@{payer}>",
    }


def _message(each: EntitlementChange, snapshot: Snapshot | None) -> str:
    match each.what:
        case "granted":
            return f"turn-granted-{_manner(each.entitlement, snapshot)}"
        case "ended":
            reason = end_reason(each.entitlement, snapshot)
            told_before = each.why in ("unpaid", "trial") or reason == each.entitlement.reason
            return f"turn-ended-{each.why if told_before else CAUSES[reason]}"
        case "suspended":
            return f"turn-suspended-{each.why}"
        case "recovered" if isinstance(snapshot, Subscription) and not snapshot.money_arrived:
            return "turn-waived"
        case what:
            return f"turn-{what}"


def _manner(right: Entitlement, snapshot: Snapshot | None) -> str:
    match snapshot:
        case Grant():
            return "comp"
        case Payment(payer_id=int()) | Subscription(payer_id=int()):
            return "gift"
        case _ if right.reason == "trialing":
            return "trial"
        case Payment(amount=0):
            return "free"
        case Subscription(money_arrived=False):
            return "free"
        case _:
            return "paid"


def _payer(snapshot: Snapshot | None) -> int | None:
    match snapshot:
        case Payment(payer_id=payer) | Subscription(payer_id=payer):
            return payer
        case _:
            return None


async def _post(
    connection: Connection,
    change: EntitlementUpdate,
    user_id: int | None,
    key: str,
    message: str,
    arguments: Mapping[str, str | float],
    after_role: int | None = None,
) -> None:
    await notices.post(
        connection,
        guild_id=change.guild_id,
        user_id=user_id,
        key=key,
        message=message,
        arguments=arguments,
        at=change.at,
        after_role=after_role,
    )
