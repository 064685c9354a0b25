"""Build the catalogue's services."""

from dataclasses import dataclass

from bot.catalogue.cards import CardService
from bot.catalogue.content_signals import ContentSignals
from bot.catalogue.listing import CatalogueListing
from bot.catalogue.offer_choices import OfferChoices
from bot.catalogue.ownership import Ownership
from bot.catalogue.recommendable import RecommendableContents
from bot.catalogue.refunds import RefundService
from bot.catalogue.service import CatalogueService
from bot.catalogue.shop import Shop
from bot.deps import Deps
from bot.payments.build import Payments
from bot.recommend.build import Recommend

SIGNALS_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What other features may use of the catalogue.

    Attributes:
        ownership: Who may open what, at this moment.
        shop: What is on sale, as a member sees it.
        contents: What staff do with contents and products.
        refunds: Members' requests for their money back.
        cards: What each content's card shows.
        recommendable: What may come up in a member's recommendations.
        offer_choices: Names of plans and products, while staff type.
        listing: All contents and bundles, as staff see them.
    """

    ownership: Ownership
    shop: Shop
    contents: CatalogueService
    refunds: RefundService
    cards: CardService
    recommendable: RecommendableContents
    offer_choices: OfferChoices
    listing: CatalogueListing


def build_catalogue(deps: Deps, payments: Payments, recommend: Recommend) -> Catalogue:
    """Build the services over the entitlements of payments, and their job."""
    database, clock = deps.database, deps.clock
    ownership = Ownership(database, payments.entitlements)
    signals = ContentSignals(database, recommend.signals, payments.entitlements, clock)
    deps.scheduler.add_interval_job(SIGNALS_SECONDS, "content-signals", signals.run)
    return Catalogue(
        ownership=ownership,
        shop=Shop(database, ownership),
        cards=CardService(database, recommend.signals),
        recommendable=RecommendableContents(database, ownership, clock),
        offer_choices=OfferChoices(database),
        listing=CatalogueListing(database),
        contents=CatalogueService(database, payments.plans, clock),
        refunds=RefundService(database, payments.entitlements, payments.api, clock, deps.wakeup),
    )
