"""The services that cogs may use: built by `bot.app`, passed with the client."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.catalogue.build import Catalogue
from bot.catalogue.covers import Covers
from bot.deps import Deps
from bot.digest.build import Digest
from bot.files.build import Files
from bot.i18n import Translations
from bot.join.service import JoinService
from bot.learning.build import Learning
from bot.licences.build import Licences
from bot.payments.build import Payments
from bot.presets.service import PresetService
from bot.publishing.message_drafts import MessageDrafts
from bot.publishing.reading import ReadingService
from bot.recommend.build import Recommend
from bot.served_guilds import ServedGuilds
from bot.sessions.build import LiveSessions
from bot.staff_access import StaffAccess


@dataclass(frozen=True, slots=True)
class Services:
    """One attribute per feature; `join` and `licences` may not be set up.

    `mark_loaded` is called whenever Discord's servers and members are all in memory.
    """

    deps: Deps
    translations: Translations
    served_guilds: ServedGuilds
    staff_access: StaffAccess
    payments: Payments
    catalogue: Catalogue
    covers: Covers
    files: Files
    learning: Learning
    reading: ReadingService
    message_drafts: MessageDrafts
    recommend: Recommend
    digest: Digest
    join: JoinService | None
    sessions: LiveSessions
    licences: Licences | None
    presets: PresetService
    mark_loaded: Callable[[], None]
