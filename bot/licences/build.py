"""Build the licences' services, if the owner has set their secret."""

from dataclasses import dataclass

from bot.deps import Deps
from bot.licences.importing import KeyImport
from bot.licences.keys import derive
from bot.licences.offline_token import OfflineSigner
from bot.licences.service import LicenceService, StandingOf
from bot.licences.staff import StaffLicences


@dataclass(frozen=True, slots=True)
class Licences:
    """What programs and buyers use, what staff use, and the import of keys."""

    service: LicenceService
    staff: StaffLicences
    key_import: KeyImport


def build_licences(deps: Deps, standing: StandingOf) -> Licences | None:
    """Build the services; None without the secret that keys are derived from.

    Args:
        deps: The parts below all features.
        standing: Returns whether a content is open to a member, held by a dispute, or neither.
    """
    secret = deps.settings.licence_secret.get_secret_value()
    if not secret:
        return None
    signer = OfflineSigner(derive(secret, "offline tokens of licences"))
    service = LicenceService(deps.database, deps.clock, secret, signer, standing)
    return Licences(
        service,
        StaffLicences(deps.database, deps.clock, service),
        KeyImport(deps.database, deps.clock, secret),
    )
