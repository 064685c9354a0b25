"""Whose a paid object is: metadata that our server sets and payers can't write.

What lacks them belongs to another product on the same Stripe account and is not our business.
"""

from collections.abc import Mapping
from dataclasses import dataclass

GUILD = "lyceum_guild"
MEMBER = "lyceum_member"
PLAN = "lyceum_plan"
KEY = "lyceum_plan_key"  # numbers come again where a database begins anew; keys never do
PAYER = "lyceum_payer"
DAYS = "lyceum_days"
GIFT = "lyceum_gift"
LARGEST_ID = 1 << 63
# Written on a subscription that we ended at Stripe because its money went back.
CANCELLED_BY_US = "Ended by Lyceum: refunded, lost in a dispute or revoked"
# The same where its payer wished so while it was not paid: nothing of it is served.
CANCELLED_BY_STAFF = "Ended by Lyceum: given up by its payer"


@dataclass(frozen=True, slots=True)
class Owner:
    """To whom a paid object belongs, and on what terms it was sold.

    Attributes:
        guild_id: The server.
        user_id: Who gets the right; for a gift code, who hands the code on.
        plan_id: What was sold.
        payer_id: Who paid, where that is somebody else.
        days: How long a pass lasts; None: no pass.
        gift: Whether it yields a code.
        plan_key: The plan's key; "" in marks from before there were keys.
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
    """Read whose an object is.

    Raises:
        ForeignObjectError: when our server did not mark it.
    """
    try:
        marks = metadata or {}
        return Owner(
            guild_id=_id(marks[GUILD]),
            user_id=_id(marks[MEMBER]),
            plan_id=_id(marks[PLAN]),
            payer_id=_number(marks, PAYER),
            days=_number(marks, DAYS),
            gift=marks.get(GIFT) == "code",
            plan_key=str(marks.get(KEY, "")),
        )
    except (KeyError, ValueError, TypeError, AttributeError):
        raise ForeignObjectError from None


def customer_metadata(metadata: Mapping[str, str] | None) -> tuple[int, int]:
    """Read whose a customer is: guild and member.

    Raises:
        ForeignObjectError: when our server did not mark it.
    """
    try:
        marks = metadata or {}
        return _id(marks[GUILD]), _id(marks[MEMBER])
    except (KeyError, ValueError, TypeError):
        raise ForeignObjectError from None


def to_metadata(owner: Owner) -> dict[str, str]:
    """Write whose an object is, as metadata."""
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
    """Read a number that a column of ids can hold."""
    number = int(text)
    if not 0 < number < LARGEST_ID:
        raise ValueError(text)
    return number


def _number(marks: Mapping[str, str], name: str) -> int | None:
    return int(marks[name]) if name in marks else None
