"""Shows what an import did, or each line that has to be corrected."""

import discord

from bot.i18n import Translator
from bot.licences.import_file import ImportFault, ImportFileError
from bot.licences.importing import ImportResult
from cogs.ui.pages import Page, PageEntry, paged

MAX_NAMED = 500  # lines in the answer


def imported_text(translate: Translator, done: ImportResult) -> str:
    """Return how many keys were imported."""
    title = discord.utils.escape_markdown(done.content.title)
    lines = [translate("licence-imported-keys", count=done.added, title=title)]
    if done.known:
        lines.append(translate("licence-imported-before", count=done.known))
    return "\n".join(lines)


def fault_pages(translate: Translator, error: ImportFileError) -> list[Page]:
    """Return the lines that can't be used, in the order of the file."""
    faults = sorted(error.faults, key=lambda each: each.line)
    entries = [PageEntry("", _line(translate, each)) for each in faults[:MAX_NAMED]]
    title = translate("licence-import-faults", count=len(faults))
    return paged(title, entries, translate("licence-import-nothing"), "problem")


def _line(translate: Translator, fault: ImportFault) -> str:
    what = translate(fault.message, **fault.arguments)
    return translate("licence-import-line", line=fault.line, what=what)
