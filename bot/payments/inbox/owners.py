"""Finds the owner of a Stripe object by its metadata, else by recorded facts."""

from collections.abc import Iterable, Mapping
from typing import Literal

from bot.clock import Clock
from bot.payments.entitlements.transfer import known_owner
from bot.payments.inbox.purchase_match import PurchaseMatcher, SoldItem
from bot.payments.stripe.objects.metadata import ForeignObjectError, Owner, owner_from_metadata
from data.engine import Database

Kind = Literal["subscription", "session"]
FACTS: Mapping[Kind, str] = {"subscription": "subscription", "session": "payment"}


class Owners:
    """The only place where the owner of a paid object is determined.

    Methods raise `ForeignObjectError` for objects without an owner here.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._matcher = PurchaseMatcher(database, clock)

    async def of(self, kind: Kind, object_id: str, metadata: Mapping[str, str] | None) -> Owner:
        """Return the owner of an object: the recorded one if its metadata was wiped.

        The recorded one also counts if the metadata names another server: no object moves between
        servers, because the first one would never learn of its end.
        """
        known = await self._known(kind, object_id)
        try:
            owner = owner_from_metadata(metadata)
        except ForeignObjectError:
            if known is None:
                raise
            return known
        return owner if known is None or known.guild_id == owner.guild_id else known

    async def of_sold(
        self, kind: Kind, object_id: str, owner: Owner, sold: Iterable[SoldItem]
    ) -> Owner:
        """Return the owner with the plan that was sold, if a plan of ours was."""

        async def is_known() -> bool:
            return await self._known(kind, object_id) is not None

        return await self._matcher.match(owner, object_id, sold, is_known=is_known)

    async def of_checkout(self, session_id: str, owner: Owner, *, recurring: bool) -> Owner:
        """Return the owner, if a session without line items is a checkout of ours.

        Our plan's key is enough for a subscription, because its own items show what was sold. A
        one-time payment with a copied key would give access, and its fact would count as proof.
        """
        ours = await self._matcher.is_checkout(session_id)
        if ours or (recurring and await self._matcher.has_plan_key(owner)):
            return owner
        raise ForeignObjectError

    async def notify_of_unowned(self, object_id: str, sold: Iterable[SoldItem]) -> None:
        """Notify staff of an object that was sold at one of their prices but has no owner."""
        await self._matcher.report_unowned(object_id, sold)

    async def _known(self, kind: Kind, object_id: str) -> Owner | None:
        async with self._database.read_fast() as connection:
            return await known_owner(connection, FACTS[kind], object_id)
