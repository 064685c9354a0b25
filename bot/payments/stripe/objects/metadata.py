"""Reads and writes the owner in an object's metadata, which payers can't change.

Objects without it belong to another product on the same Stripe account.
"""

from collections.abc import Mapping
from dataclasses import dataclass

GUILD = "lyceum_guild"
MEMBER = "lyceum_member"
PLAN = "lyceum_plan"
KEY = "lyceum_plan_key"  # unlike plan ids, keys never repeat in a new database
PAYER = "lyceum_payer"
DAYS = "lyceum_days"
GIFT = "lyceum_gift"
MAX_ID = 1 << 63
# Written on a subscription that we cancelled at Stripe because its money went back.
CANCELLED_BY_US = "Ended by Lyceum: refunded, lost in a dispute or revoked"
# The same if its payer asked for it while it was unpaid: it gives no access.
CANCELLED_BY_STAFF = "Ended by Lyceum: given up by its payer"


@dataclass(frozen=True, slots=True)
class Owner:
    """The member whom a paid object belongs to, and the terms of its sale.

    Attributes:
        guild_id: The server.
        user_id: The member who gets the entitlement; for a gift code, who passes the code on.
        plan_id: The plan that was sold.
        payer_id: The payer, if that is another member.
        days: How long a pass lasts, in days; None: not a pass.
        gift: Whether it creates a code.
        plan_key: The plan's key; "" in metadata from before there were keys.
    """

    guild_id: int
    user_id: int
    plan_id: int
    payer_id: int | None = None
    days: int | None = None
    gift: bool = False
    plan_key: str = ""


class ForeignObjectError(Exception):
    """The object belongs to another product on the same Stripe account."""


def owner_from_metadata(metadata: Mapping[str, str] | None) -> Owner:
    """Return the owner in an object's metadata.

    Raises:
        ForeignObjectError: If it is not metadata of ours.
    """
    try:
        values = metadata or {}
        return Owner(
            guild_id=_id(values[GUILD]),
            user_id=_id(values[MEMBER]),
            plan_id=_id(values[PLAN]),
            payer_id=_number(values, PAYER),
            days=_number(values, DAYS),
            gift=values.get(GIFT) == "code",
            plan_key=str(values.get(KEY, "")),
        )
    except (KeyError, ValueError, TypeError, AttributeError):
        raise ForeignObjectError from None


def customer_metadata(metadata: Mapping[str, str] | None) -> tuple[int, int]:
    """Return the guild id and member id in a customer's metadata.

    Raises:
        ForeignObjectError: If it is not metadata of ours.
    """
    try:
        values = metadata or {}
        return _id(values[GUILD]), _id(values[MEMBER])
    except (KeyError, ValueError, TypeError):
        raise ForeignObjectError from None


def to_metadata(owner: Owner) -> dict[str, str]:
    """Return the metadata for an owner."""
    written = {
        GUILD: str(owner.guild_id),
        MEMBER: str(owner.user_id),
        PLAN: str(owner.plan_id),
    }
    if owner.plan_key:
        written[KEY] = owner.plan_key
    if owner.payer_id is not None:
        written[PAYER] = str(owner.payer_id)
    if owner.days is not None:
        written[DAYS] = str(owner.days)
    if owner.gift:
        written[GIFT] = "code"
    return written


def _id(text: str) -> int:
    """Parse a number that fits a column of ids."""
    number = int(text)
    if not 0 < number < MAX_ID:
        raise ValueError(text)
    return number


def _number(values: Mapping[str, str], name: str) -> int | None:
    return int(values[name]) if name in values else None
