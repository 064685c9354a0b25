"""The residents, the plans, and the run's own record of what residents did.

The record is the oracle's second source besides Stripe's state: it never comes from the bot.
"""

from dataclasses import dataclass, field
from random import Random
from typing import Literal

from bot.simulator.discord import Person, Role

STICKERS = "Stickers by mail"  # a product that is no plan, sold with them


@dataclass(frozen=True, slots=True)
class SoldContent:
    """What a product opens, in place of a role. The id is negative, so that no role has it."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan or a product as the owner sells it, with its policies."""

    name: str
    role: Role | SoldContent
    interval: Literal["month", "year", "week", "once"]
    amount: int  # in the currency's smallest unit
    days: int | None = None  # of a pass
    trial_days: int = 0
    grace_days: int = 7
    trial_card: bool = True
    on_refund: Literal["revoke", "keep"] = "revoke"
    on_partial_refund: Literal["keep", "revoke"] = "keep"


@dataclass(slots=True)
class Purchase:
    """A checkout session that somebody paid, or tried to pay."""

    session_id: str
    plan: str
    payer: str
    holder: str | None  # the resident who gets the entitlement; None: of a code
    revoked_at: int | None = None  # by staff, unix seconds
    switched: set[str] = field(default_factory=set[str])  # plans it was moved to
    in_doubt: bool = False  # staff got no reply to a revocation


@dataclass(slots=True)
class Gift:
    """An entitlement without a payment of the holder: by staff, or a redeemed code."""

    plan: str
    holder: str
    given_at: int  # unix seconds
    days: int | None
    session_id: str | None = None  # the payment behind a code
    seat: int | None = None  # of a subscription, in the order of redeeming, from 1
    revoked_at: int | None = None
    in_doubt: bool = False  # as for a purchase


@dataclass(slots=True)
class Code:
    """A code that a payer was shown and handed on.

    `tried_by` and `tried_at` are set before somebody redeems it, and stay set until a reply
    comes: it may have been redeemed, and only asking again will tell.
    """

    text: str
    session_id: str
    tried_by: str | None = None
    tried_at: int = 0


@dataclass(slots=True)
class Resident:
    """A member of the guild and their history."""

    person: Person
    rng: Random
    present: bool = True
    bystander: bool = False  # was given a plan's role by an admin, and never buys
    by_hand: set[int] = field(default_factory=set[int])  # roles that the bot must not touch
    log: list[str] = field(default_factory=list[str])

    @property
    def name(self) -> str:
        """The account's name, which the record uses as a key."""
        return self.person.name


@dataclass(slots=True)
class Record:
    """All that residents did, as far as entitlements follow from it."""

    purchases: dict[str, Purchase] = field(default_factory=dict[str, Purchase])
    gifts: list[Gift] = field(default_factory=list[Gift])
    codes: list[Code] = field(default_factory=list[Code])  # shown and not known to be used
    # Roles, by resident, for which staff got no reply whether they gave or took them.
    doubtful: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])

    def in_doubt(self, name: str) -> bool:
        """Return whether a resident redeemed a code and got no reply."""
        return any(code.tried_by == name for code in self.codes)
