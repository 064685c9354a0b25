"""Build the catalogue's services."""

from dataclasses import dataclass

from bot.catalogue.cards import CardService
from bot.catalogue.ownership import Ownership
from bot.catalogue.refunds import RefundService
from bot.catalogue.service import CatalogueService
from bot.catalogue.shop import Shop
from bot.deps import Deps
from bot.payments.build import Payments


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What other features may use of the catalogue.

    Attributes:
        ownership: Who may open what, at this moment.
        shop: What is on sale, as a member sees it.
        contents: What staff do with contents and products.
        refunds: Members' requests for their money back.
        cards: What each content's card shows.
    """

    ownership: Ownership
    shop: Shop
    contents: CatalogueService
    refunds: RefundService
    cards: CardService


def build_catalogue(deps: Deps, payments: Payments) -> Catalogue:
    """Build the services over the entitlements of payments."""
    database, clock = deps.database, deps.clock
    ownership = Ownership(database, payments.entitlements)
    return Catalogue(
        ownership=ownership,
        shop=Shop(database, ownership),
        cards=CardService(database),
        contents=CatalogueService(database, payments.plans, clock),
        refunds=RefundService(database, payments.entitlements, payments.api, clock, deps.wakeup),
    )
