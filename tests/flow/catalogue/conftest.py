"""Fixtures: ownership over the payment services, and contents to own."""

from dataclasses import dataclass
from typing import Any

import pytest

from bot.catalogue.ownership import Ownership
from bot.catalogue.refunds import RefundService
from bot.catalogue.service import CatalogueService
from bot.catalogue.shop import Shop
from bot.scheduling.worker import WakeupEvent
from data import contents
from data.contents import Content, NewContent
from tests.flow.conftest import ALICE, GUILD, STAFF, Billing


@dataclass(frozen=True, slots=True)
class Shelf:
    """The payment services with contents."""

    billing: Billing
    ownership: Ownership
    shop: Shop
    service: CatalogueService
    refunds: RefundService

    async def add(self, title: str, **values: Any) -> Content:  # noqa: ANN401 NewContent's types
        """Store a published content."""
        new = NewContent(GUILD, values.pop("kind", "article"), title, STAFF, **values)
        async with self.billing.database.write() as connection:
            made = await contents.add(connection, new, self.billing.clock.now())
            await contents.publish(connection, made.id, self.billing.clock.now())
        return made

    async def sell(self, name: str, *held: Content, **options: Any) -> int:  # noqa: ANN401
        """Put a product on sale that holds these contents; return the offer's id."""
        options = {"kind": "product", "role_id": None, "interval": "once"} | options
        offer = await self.billing.sell(name=name, **options)
        await self.hold(offer.id, *held)
        return offer.id

    async def hold(self, offer_id: int, *held: Content) -> None:
        """Let an offer hold contents."""
        async with self.billing.database.write() as connection:
            await contents.hold(connection, GUILD, offer_id, [each.id for each in held])

    async def opens(self, content: Content, user_id: int = ALICE) -> bool:
        """Return whether a member may open a content now."""
        return await self.ownership.is_open(GUILD, user_id, content.id)


@pytest.fixture
def shelf(billing: Billing) -> Shelf:
    database, clock = billing.database, billing.clock
    ownership = Ownership(database, billing.entitlement_service)
    return Shelf(
        billing,
        ownership,
        Shop(database, ownership),
        CatalogueService(database, billing.plans, clock),
        RefundService(database, billing.entitlement_service, billing.api, clock, WakeupEvent()),
    )
