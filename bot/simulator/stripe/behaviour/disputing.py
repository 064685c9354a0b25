"""Disputes: a payer's bank takes money back and decides who keeps it."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.objects import dispute as disputes
from bot.simulator.stripe.store import Json

_OPEN = ("needs_response", "warning_needs_response")


def begin(
    account: Account, charge: Json, *, amount: int | None, reason: str, inquiry: bool
) -> Json:
    """Dispute the rest or a part of a charge; an inquiry takes no money.

    Raises:
        ValueError: The charge was never paid, or is refunded or disputed already.
    """
    left: int = charge["amount"] - charge["amount_refunded"] - withdrawn(account, charge)
    if charge["status"] != "succeeded" or left < (amount or 1):
        raise ValueError(f"nothing of {charge['id']} can be disputed")
    made = disputes.dispute(account, charge, amount or left, reason=reason, inquiry=inquiry)
    charge["disputed"] = True  # permanent, and without an event of the charge
    account.add(made, "charge.dispute.created")
    if not inquiry:
        account.emit("charge.dispute.funds_withdrawn", made)
    return made


def close(account: Account, dispute: Json, *, won: bool) -> None:
    """Close a dispute: if won, the money comes back; an inquiry never took it.

    Raises:
        ValueError: It is closed already.
    """
    if dispute["status"] not in _OPEN:
        raise ValueError(f"{dispute['id']} is {dispute['status']} already")
    inquiry = dispute["status"].startswith("warning")
    with account.changing(dispute, "charge.dispute.closed"):
        dispute["status"] = "warning_closed" if inquiry else "won" if won else "lost"
    if won and not inquiry:
        account.emit("charge.dispute.funds_reinstated", dispute)


def withdrawn(account: Account, charge: Json) -> int:
    """Return the amount of a charge that disputes hold, or have taken permanently."""
    found = account.store.where("dispute", charge=charge["id"])
    return sum(each["amount"] for each in found if each["status"] in ("needs_response", "lost"))
