"""Build the files' services."""

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.deps import Deps
from bot.files.cleaning import StoreCleaning
from bot.files.downloads import DownloadRoutes
from bot.files.new_versions import NewVersions, Owns
from bot.files.rate_limit import RateLimit
from bot.files.service import FileService, IsOpen
from bot.files.store import FileStore
from bot.files.uploads import MayUpload, UploadRoutes
from bot.i18n import Translations

DAY_SECONDS = 86_400.0
NEW_VERSIONS_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Files:
    """What other features may use of the files.

    Attributes:
        store: Bytes by key, for texts and pictures too.
        cleaning: Deletes from the store what nothing refers to; other features follow it.
        service: Files of contents, links to them, and upload links.
        new_versions: Notifies owners who wish it of new versions.
        public_url: What links to our web server begin with.
        rate_limit: How fast all downloads together are sent.
    """

    store: FileStore
    cleaning: StoreCleaning
    service: FileService
    new_versions: NewVersions
    public_url: str
    rate_limit: RateLimit

    def routes(
        self, translations: Translations, may_upload: MayUpload
    ) -> Sequence[web.AbstractRouteDef]:
        """Return the routes of the download and upload links."""
        return [
            *DownloadRoutes(self.service, translations, self.rate_limit).routes(),
            *UploadRoutes(self.service, translations, may_upload).routes(),
        ]


def build_files(deps: Deps, is_open: IsOpen, owns: Owns) -> Files:
    """Build the services with their jobs.

    Args:
        deps: The parts below all features.
        is_open: Asked at every download.
        owns: Asked before a member is notified of a new version.
    """
    settings = deps.settings
    store = FileStore(settings.library.store)
    service = FileService(
        deps.database,
        deps.clock,
        store,
        settings.library,
        secret=settings.discord_token.get_secret_value(),
        is_open=is_open,
    )
    cleaning = StoreCleaning(deps.database, deps.clock, store)

    async def clean() -> None:
        await cleaning.run()

    deps.scheduler.add_interval_job(DAY_SECONDS, "library", clean)
    new_versions = NewVersions(deps.database, deps.clock, deps.wakeup, owns)
    deps.scheduler.add_interval_job(NEW_VERSIONS_SECONDS, "new-versions", new_versions.run)
    rate_limit = RateLimit(settings.library.download_mib_per_second)
    return Files(store, cleaning, service, new_versions, settings.web.public_url, rate_limit)
