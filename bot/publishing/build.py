"""Build what shows published texts."""

from bot.deps import Deps
from bot.files.build import Files
from bot.publishing.reading import ReadingService
from data import publishing


def build_reading(deps: Deps, files: Files) -> ReadingService:
    """Build the service, and let the store be cleaned of texts that nothing refers to."""
    files.cleaning.follow("texts", publishing.keys_in_use)
    files.cleaning.follow("pictures", publishing.keys_in_use)
    return ReadingService(deps.database, files.store, deps.clock)
