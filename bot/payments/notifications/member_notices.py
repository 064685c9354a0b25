"""Queues notices to a member in the transaction that changed their entitlements.

Staff are notified of roles by `EntitlementService`, of refunds and disputes by `staff_notices`, and
here of products, and of what happens between the start and the end of an entitlement.
"""

from collections.abc import Mapping, Sequence

from bot.payments.ledger.entitlement import (
    GRANTING,
    Entitlement,
    State,
    carrier,
)
from bot.payments.ledger.fact_index import FactIndex
from bot.payments.ledger.facts import (
    Claim,
    Grant,
    Payment,
    Snapshot,
    Subscription,
    payer_of,
)
from bot.payments.notifications.double_notices import notify_of_double
from bot.payments.notifications.entitlement_changes import (
    CAUSES,
    EntitlementChange,
    end_reason,
    entitlement_changes,
)
from bot.payments.notifications.entitlement_update import EntitlementUpdate
from bot.payments.notifications.open_invoice import OpenInvoice
from data import notices
from data.engine import Connection
from data.facts import StoredEntitlement

# The changes that each change supersedes, so that they are reported again when they recur.
SUPERSEDES: Mapping[str, Sequence[str]] = {
    "granted": ("suspended", "ended", "farewell"),
    "restored": ("suspended", "ended", "farewell"),
    "suspended": ("granted", "restored"),
    "ended": ("granted", "restored", "suspended"),
    "switched": ("switched",),
}
LOST = ("ended", "suspended")  # sent only after the role is removed, whatever delays that


async def notify_member(
    connection: Connection, change: EntitlementUpdate, invoice: OpenInvoice | None
) -> None:
    """Queue a notice for each change, and the link to pay if a renewal failed.

    A member who redeems a code gets no notice, because the command's reply has told them.
    """
    before = {entitlement.source: entitlement for entitlement in change.before}
    found = [
        each
        for each in entitlement_changes(before.values(), change.after)
        if change.knows(each.entitlement)
    ]
    ending = await _notify_staff_of_plain_changes(connection, change, before)
    if not found and not ending and invoice is None:
        return
    snapshots = FactIndex.of(change.facts).newest
    for each in found:
        await notify_of_double(connection, change, each, snapshots)
        await _notify_staff_of_product(connection, change, each)
        snapshot = snapshots.get(carrier(each.entitlement.source))
        if not (isinstance(snapshot, Claim) and each.what in ("granted", "extended")):
            await _notify(connection, change, each, snapshot)
    for entitlement in change.after:
        snapshot = snapshots.get(carrier(entitlement.source))
        if (
            invoice is not None
            and change.knows(entitlement)
            and _is_billed(entitlement, snapshot, invoice)
        ):
            payer = payer_of(snapshot) or change.user_id
            await _ask_to_pay(connection, change, entitlement, payer, invoice)


async def _notify_staff_of_plain_changes(
    connection: Connection, change: EntitlementUpdate, before: Mapping[str, StoredEntitlement]
) -> bool:
    """Notify staff of cancellations and finished trials; return whether any was."""
    found = False
    for entitlement in change.after:
        was = before.get(entitlement.source)
        if _was_cancelled(was, entitlement):
            await _notify_staff_of_end(connection, change, entitlement)
            found = True
        if _trial_is_over(was, entitlement) and change.knows(entitlement):
            await _notify_staff_of_trial(connection, change, entitlement)
            found = True
    return found


async def _notify(
    connection: Connection,
    change: EntitlementUpdate,
    each: EntitlementChange,
    snapshot: Snapshot | None,
) -> None:
    source = each.entitlement.source
    undone = [f"{word}:{source}:" for word in SUPERSEDES.get(each.what, ())]
    untold = await notices.withdraw_each(connection, change.guild_id, undone)
    if each.what == "restored" and untold:
        return  # they kept the role, and the notice of its end was not sent
    payer = payer_of(snapshot)
    arguments = _arguments(change, each.entitlement, payer)
    if each.what == "granted":
        arguments |= {"source": source}
        if (role := change.roles.get(each.entitlement.plan_id)) is not None:
            arguments |= {"role_id": role}
    distinct = each.entitlement.plan_id if each.what == "switched" else _end(each)
    # Only the payer knows of a gift that is not paid yet.
    paying = each.what in ("pending", "failed")
    await _post(
        connection,
        change,
        (payer if paying else None) or change.user_id,
        f"{each.what}:{source}:told{distinct}",
        _message(each, snapshot, product=each.entitlement.plan_id in change.products),
        arguments,
        after_role=change.roles.get(each.entitlement.plan_id) if each.what in LOST else None,
    )
    if each.what in ("granted", "extended") and payer is not None:
        given = {"plan": arguments["plan"], "member": f"<@{change.user_id}>"}
        key = f"given:{source}:told"
        await _post(connection, change, payer, key, "turn-gift-arrived", given)
        given["giver"] = f"<@{payer}>"
        await _post(connection, change, None, f"gift:{source}", "turn-staff-gift", given)


async def _notify_staff_of_product(
    connection: Connection, change: EntitlementUpdate, each: EntitlementChange
) -> None:
    """Notify staff of a product that a member gets or loses, because no role shows it."""
    entitlement = each.entitlement
    if entitlement.plan_id not in change.products or each.what not in ("granted", "ended"):
        return
    what, before = ("sold", "unsold") if each.what == "granted" else ("unsold", "sold")
    await notices.withdraw(connection, f"{before}:{entitlement.source}:", change.guild_id)
    arguments = {"member": f"<@{change.user_id}>", "plan": change.plans[entitlement.plan_id]}
    key = f"{what}:{entitlement.source}:staff"
    await _post(connection, change, None, key, f"turn-staff-{what}", arguments)


def _end(each: EntitlementChange) -> str:
    """Return a suffix of the key for a change that may recur in each period."""
    if each.what != "recovered" or each.entitlement.ends_at is None:
        return ""
    return f":{each.entitlement.ends_at:%Y%m%d}"


def _was_cancelled(was: StoredEntitlement | None, entitlement: Entitlement) -> bool:
    """Return whether a subscription was newly cancelled; claimed seats don't count."""
    own = entitlement.source == entitlement.stripe_id and entitlement.state in GRANTING
    return (
        own
        and entitlement.reason == "cancelling"
        and was is not None
        and was.reason != entitlement.reason
    )


async def _notify_staff_of_end(
    connection: Connection, change: EntitlementUpdate, entitlement: Entitlement
) -> None:
    """Notify staff of a cancellation; again only if it was undone in between."""
    if not change.knows(entitlement):
        return
    await notices.withdraw(connection, f"cancelling:{entitlement.source}:", change.guild_id)
    arguments = _arguments(change, entitlement, None) | {"member": f"<@{change.user_id}>"}
    key = f"cancelling:{entitlement.source}:staff"
    await _post(connection, change, None, key, "turn-staff-cancelling", arguments)


def _trial_is_over(was: StoredEntitlement | None, entitlement: Entitlement) -> bool:
    """Return whether a trial has just turned into a membership."""
    return (
        was is not None
        and was.reason == "trialing"
        and entitlement.state is State.ACTIVE
        and entitlement.reason == "active"
        and entitlement.source == entitlement.stripe_id
    )


async def _notify_staff_of_trial(
    connection: Connection, change: EntitlementUpdate, entitlement: Entitlement
) -> None:
    """Notify staff that a trial is being charged now.

    Its start, and its end without payment, they learn from the changes of the role.
    """
    arguments = _arguments(change, entitlement, None) | {"member": f"<@{change.user_id}>"}
    key = f"trial-over:{entitlement.source}:staff"
    await _post(connection, change, None, key, "turn-staff-trial-over", arguments)


def _is_billed(entitlement: Entitlement, snapshot: Snapshot | None, invoice: OpenInvoice) -> bool:
    """Return whether a bill is for this failed renewal; never for a claimed seat."""
    return (
        entitlement.source == invoice.subscription_id
        and isinstance(snapshot, Subscription)
        and entitlement.state is State.GRACE
        and entitlement.reason == "past-due"
    )


async def _ask_to_pay(
    connection: Connection,
    change: EntitlementUpdate,
    entitlement: Entitlement,
    payer: int,
    invoice: OpenInvoice,
) -> None:
    """Notify the payer and staff of a failed renewal, once for each invoice."""
    arguments = _arguments(change, entitlement, None)
    arguments |= {"amount": invoice.amount, "currency": invoice.currency}
    await _post(
        connection,
        change,
        payer,
        f"failing:{entitlement.source}:{invoice.invoice_id}",
        "turn-confirm" if invoice.confirm else "turn-unpaid",
        arguments | {"url": invoice.url},
    )
    key = f"failing-staff:{entitlement.source}:{invoice.invoice_id}"
    arguments["member"] = f"<@{payer}>"
    await _post(connection, change, None, key, "turn-staff-unpaid", arguments)


def _arguments(
    change: EntitlementUpdate, entitlement: Entitlement, payer: int | None
) -> dict[str, str | float]:
    """Return the arguments of the messages; Discord formats the times for each reader."""
    return {
        "plan": change.plans[entitlement.plan_id],
        "plan_id": entitlement.plan_id,
        "until": ""
        if entitlement.ends_at is None
        else f"<t:{int(entitlement.ends_at.timestamp())}:D>",
        "lasts": "for-good" if entitlement.ends_at is None else "until",
        "over": "yes" if entitlement.reason == "canceled" else "no",  # it has ended at Stripe too
        "giver": "" if payer is None else f"<@{payer}>",
    }


def _message(each: EntitlementChange, snapshot: Snapshot | None, *, product: bool) -> str:
    match each.what:
        case "granted":
            manner = _manner(each.entitlement, snapshot)
            bought = product and manner in ("paid", "free")
            return f"turn-granted-product-{manner}" if bought else f"turn-granted-{manner}"
        case "ended":
            reason = end_reason(each.entitlement, snapshot)
            same_cause = each.why in ("unpaid", "trial") or reason == each.entitlement.reason
            return f"turn-ended-{each.why if same_cause else CAUSES[reason]}"
        case "suspended":
            return f"turn-suspended-{each.why}"
        case "recovered" if isinstance(snapshot, Subscription) and not snapshot.money_arrived:
            return "turn-waived"
        case what:
            return f"turn-{what}"


def _manner(entitlement: Entitlement, snapshot: Snapshot | None) -> str:
    match snapshot:
        case Grant():
            return "comp"
        case Payment(payer_id=int()) | Subscription(payer_id=int()):
            return "gift"
        case _ if entitlement.reason == "trialing":
            return "trial"
        case Payment(amount=0):
            return "free"
        case Subscription(money_arrived=False):
            return "free"
        case _:
            return "paid"


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
