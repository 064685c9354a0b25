"""Build the catalogue's services."""

from dataclasses import dataclass

from bot.catalogue.ownership import Ownership
from bot.deps import Deps
from bot.payments.build import Payments


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What other features may use of the catalogue.

    Attributes:
        ownership: Who may open what, at this moment.
    """

    ownership: Ownership


def build_catalogue(deps: Deps, payments: Payments) -> Catalogue:
    """Build the services over the entitlements of payments."""
    return Catalogue(ownership=Ownership(deps.database, payments.entitlements))
