"""`bot.py publish`: a folder of Markdown into the catalogue, and back."""

import sys
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.catalogue.service import CatalogueService
from bot.clock import Clock, SystemClock
from bot.database import open_configured_database
from bot.errors import PersonMustActError, RetryLaterError
from bot.files.store import FileStore, StoreUnavailableError
from bot.i18n import Translations
from bot.learning.prerequisites import CircleError
from bot.payments.plans import PlanService
from bot.payments.role_sync.queue import RoleSyncQueue
from bot.payments.stripe.open_client import stripe_client
from bot.publishing.comparison import Action, Change, OtherFolderError
from bot.publishing.export import FolderNotEmptyError, export
from bot.publishing.folder import Folder, read_folder
from bot.publishing.service import PublishingService
from bot.scheduling.worker import WakeupEvent
from bot.settings import Settings
from data.engine import Database
from data.migrate import needs_upgrade

Say = Callable[[str], None]

SIGNS: dict[Action, str] = {
    "create": "+",
    "change": "~",
    "same": "=",
    "offer": "$",
    "retire": "-",
    "missing": "?",
}
SHOWN = 200  # lines of the table; the counts are of all


@dataclass(frozen=True, slots=True)
class PublishRequest:
    """What the author typed.

    Attributes:
        folder: What to publish, or where to export to.
        guild_id: The server; None: the only one in the settings.
        author_id: The member who is named as the author; 0: nobody.
        apply: Whether to publish, not only to show what would change.
        name: The folder's name among those that are published; "": its own.
        retire: Whether to retire contents of this folder whose file is gone.
        export: Whether to write the folder instead of reading it.
    """

    folder: Path
    guild_id: int | None
    author_id: int
    apply: bool
    name: str
    retire: bool
    export: bool


class _UnusableError(Exception):
    """What was typed can't be used; the message says why."""


async def publish(
    settings: Settings, request: PublishRequest, *, say: Say, clock: Clock | None = None
) -> bool:
    """Show what publishing would change, or do it; return whether there was no fault.

    Raises:
        DatabaseUnreachableError: The database can't be opened.
    """
    try:
        guild_id = _checked_guild(settings, request)
        async with _opened(settings) as (database, store):
            if request.export:
                return await _export(database, store, guild_id, request.folder, say)
            async with stripe_client(settings) as api:
                now = clock or SystemClock()
                queue = RoleSyncQueue(database, now, WakeupEvent())
                catalogue = CatalogueService(database, PlanService(database, api, queue, now), now)
                service = PublishingService(database, store, catalogue, now)
                return await _run(service, guild_id, request, say)
    except _UnusableError as error:
        say(str(error))
    except FolderNotEmptyError:
        say(f"{request.folder} is not empty. Name a new folder.")
    except OtherFolderError as error:
        say(
            f"{error.path} was published from the folder “{error.folder}”, so nothing was changed. "
            f"Add --name {error.folder} if this is the same folder, or else rename the file."
        )
    except CircleError:
        say(
            "With prerequisites set before, a text would be needed for itself. Nothing was changed."
        )
    except StoreUnavailableError:
        say("The store of texts and files can't be reached. Nothing was changed.")
    except RetryLaterError:
        say("Stripe can't be reached. Texts are published; run this again later for the prices.")
    except PersonMustActError as error:
        say(f"Texts are published, but Stripe refuses the prices: {error}")
    return False


async def _run(
    service: PublishingService, guild_id: int, request: PublishRequest, say: Say
) -> bool:
    folder = read_folder(request.folder, request.name)
    changes = await service.compare(guild_id, folder, retire=request.retire)
    _describe(folder, changes, say, applied=request.apply)
    if not request.apply:
        if any(each.action not in ("same", "missing") for each in changes):
            say("\nNothing was changed. To publish, add --apply.")
        return not folder.faults
    refused = await service.apply(guild_id, request.author_id, changes, _progress)
    translate = Translations.load().translator(None)
    for each in refused:
        say(f"{each.path}: {translate(each.error.message, **each.error.arguments)}")
    say("Published.")
    return not folder.faults and not refused


def _describe(folder: Folder, changes: Sequence[Change], say: Say, *, applied: bool) -> None:
    for fault in folder.faults:
        say(str(fault))
    if folder.faults:
        count = len(folder.faulty)
        say(f"{_many(len(folder.faults), 'fault')}: {_many(count, 'text')} left as before.\n")
    different = [each for each in changes if each.action != "same"]
    for each in different[:SHOWN]:
        say(f"{SIGNS[each.action]} {each.path}: {each.title}{_offer(each)}")
    if len(different) > SHOWN:
        say(f"… and {len(different) - SHOWN:,} more")
    counts = Counter(each.action for each in changes)
    done = "" if applied else "to "
    parts = [
        f"{counts['create']:,} {done}create",
        f"{counts['change'] + counts['offer']:,} {done}change",
        f"{counts['retire']:,} {done}retire",
        f"{counts['same']:,} unchanged",
    ]
    say(", ".join(parts) + ".")
    if counts["missing"]:
        say(f"{_many(counts['missing'], 'content')} without a file stay; --retire retires them.")


def _offer(change: Change) -> str:
    if change.text is None:
        return ""
    fields = change.text.fields
    price = (
        "" if fields.price is None else f" {fields.price.amount} {fields.price.currency.upper()}"
    )
    plans = f" [{', '.join(fields.plans)}]" if fields.plans else ""
    return f" ({change.text.kind}{price}{plans}{', draft' if fields.draft else ''})"


async def _export(
    database: Database, store: FileStore, guild_id: int, folder: Path, say: Say
) -> bool:
    missing = await export(database, store, guild_id, folder)
    for path in missing:
        say(f"{path} is missing in the store.")
    say(f"Written to {folder}.")
    return not missing


def _checked_guild(settings: Settings, request: PublishRequest) -> int:
    if not request.export and not request.folder.is_dir():
        raise _UnusableError(f"{request.folder} is no folder.")
    if request.guild_id is not None:
        return request.guild_id
    named = list(settings.discord.named_guilds)
    if len(named) != 1:
        raise _UnusableError("Say for which server: --guild ID")
    return named[0]


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncGenerator[tuple[Database, FileStore]]:
    async with AsyncExitStack() as stack:
        database = open_configured_database(settings)
        stack.push_async_callback(database.close)
        await database.check()
        if await needs_upgrade(database) is not None:
            raise _UnusableError(
                "The database is at another version; run `python bot.py migrate` first."
            )
        yield database, FileStore(settings.library.store)


def _progress(count: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{count:,} stored …\033[K" if count % 10 == 0 else "")
        sys.stderr.flush()


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
