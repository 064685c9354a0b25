"""Moves purchases and customers at Stripe, by the account that metadata names."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import structlog

from bot.payments.entitlements.transfer import known_owner
from bot.payments.inbox.object_sync import ObjectSync
from bot.payments.ledger.entitlement import is_subscription
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.customers import CURRENCY
from bot.payments.stripe.event_targets import EventTarget
from bot.payments.stripe.objects.metadata import (
    GUILD,
    MEMBER,
    PAYER,
    ForeignObjectError,
    Owner,
    owner_from_metadata,
    to_metadata,
)
from bot.payments.stripe.queries import Answer
from bot.payments.stripe.transport import StripeMissingError
from data import moved_purchases, stripe_customers
from data.engine import Database
from data.moves import StoredMove

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class MovedCustomer:
    """A customer at Stripe that moves, and the currency that it is then for."""

    id: str
    currency: str


class PurchaseMover:
    """Names the new account in purchases and customers. Calls can be repeated.

    Methods raise what `StripeClient` raises.
    """

    def __init__(self, database: Database, api: StripeClient, object_sync: ObjectSync) -> None:
        self._database = database
        self._api = api
        self._object_sync = object_sync

    async def move(self, move: StoredMove, source: str) -> Answer | None:
        """Set the new owner or payer of a purchase and sync it.

        Returns it as it was at Stripe; None if Stripe no longer has it, or it left the server.
        """
        try:
            return await self._move(move, source)
        except (StripeMissingError, ForeignObjectError) as error:
            _log.warning("move.skipped", move=move.id, source=source, error=str(error))
            return None

    async def _move(self, move: StoredMove, source: str) -> Answer:
        renews = is_subscription(source)
        body = await (self._api.subscription(source) if renews else self._api.session(source))
        owner = moved_owner(await self._owner(body), move)
        written = {PAYER: ""} | to_metadata(owner)  # an empty value removes it
        if renews:
            if body.get("schedule"):  # first: else its next phase would name the old account again
                await self._api.name_owner_in_schedule(body["schedule"], owner)
            await self._api.set_subscription_metadata(source, written)
        else:
            await self._api.set_session_metadata(source, written)
        kind = "subscription" if renews else "session"
        await self._object_sync.sync(EventTarget(kind, source))
        return body

    async def _owner(self, body: Answer) -> Owner:
        """Return the owner of a purchase; the recorded one if its metadata was wiped."""
        try:
            return owner_from_metadata(body["metadata"])
        except ForeignObjectError:
            kind = "subscription" if is_subscription(body["id"]) else "payment"
            async with self._database.read() as connection:
                recorded = await known_owner(connection, kind, body["id"])
            if recorded is None:
                raise
            return recorded

    async def customers(self, move: StoredMove, purchases: Iterable[Answer]) -> list[MovedCustomer]:
        """Name the new account in the customers of purchases; return those.

        It may have a customer already: then these are for the currencies of the purchases.
        """
        wanted: dict[str, str] = {}
        for body in purchases:
            match body:
                case {"customer": str(customer) | {"id": str(customer)}, "currency": currency}:
                    wanted.setdefault(customer, str(currency or ""))
                case _:
                    pass
        async with self._database.read() as connection:
            taken = await moved_purchases.taken_currencies(connection, move.guild_id, move.to_id)
            owners = {
                id_: await stripe_customers.member_of_customer(connection, id_) for id_ in wanted
            }
        found: list[MovedCustomer] = []
        for id_, currency in wanted.items():
            known = owners[id_]
            if known is None or known[:2] != (move.guild_id, move.from_id):
                continue
            free = next((each for each in (known[2], currency) if each not in taken), None)
            if free is not None:
                taken.add(free)
                found.append(MovedCustomer(id_, free))
                named = {GUILD: str(move.guild_id), MEMBER: str(move.to_id), CURRENCY: free}
                await self._api.set_customer_metadata(id_, named)
        return found


def moved_owner(owner: Owner, move: StoredMove) -> Owner:
    """Return the owner after a move: the new account has and pays for the same.

    What the new account paid for the old one is now its own.
    """
    user_id = move.to_id if owner.user_id == move.from_id else owner.user_id
    payer_id = move.to_id if owner.payer_id == move.from_id else owner.payer_id
    return replace(owner, user_id=user_id, payer_id=None if payer_id == user_id else payer_id)
