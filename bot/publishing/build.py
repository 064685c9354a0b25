"""Build what shows published texts, and what makes drafts of messages."""

from bot.deps import Deps
from bot.files.build import Files
from bot.publishing.message_drafts import MessageDrafts
from bot.publishing.reading import ReadingService
from bot.recommend.profile.erasure import Erasure
from data import publishing

HOUR_SECONDS = 3_600.0


def build_reading(deps: Deps, files: Files) -> ReadingService:
    """Build the service, and let the store be cleaned of texts that nothing refers to."""
    files.cleaning.follow("texts", publishing.keys_in_use)
    files.cleaning.follow("pictures", publishing.keys_in_use)
    return ReadingService(deps.database, files.store, deps.clock)


def build_message_drafts(deps: Deps, files: Files, erasure: Erasure) -> MessageDrafts:
    """Build the service with the job that erases drafts whose authors don't answer.

    Members who have their data erased lose their drafts with it.
    """
    drafts = MessageDrafts(deps.database, deps.clock, files.store)
    erasure.also(drafts.erase_author)

    async def erase() -> None:
        await drafts.erase_lapsed()

    deps.scheduler.add_interval_job(HOUR_SECONDS, "consents", erase)
    return drafts
