"""Renders the list of commands: a line for each, which opens the command."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.i18n import Translator
from cogs.ui.pages import Page, PageEntry, paged

LINES = 8  # in one entry: a mention and a description take up to 120 characters


@dataclass(frozen=True, slots=True)
class HelpGroup:
    """Commands that belong together, each by its whole name with what it does.

    Without a title it is a single command.
    """

    title: str
    commands: Sequence[tuple[str, str]]


def help_pages(translate: Translator, groups: Sequence[HelpGroup], note: str | None) -> list[Page]:
    """Return the groups in pages; single commands come together."""
    single = [command for group in groups if not group.title for command in group.commands]
    entries = _entries(translate, HelpGroup("", single))
    for group in groups:
        if group.title:
            entries += _entries(translate, group)
    return paged(translate("help-title"), entries, note)


def _entries(translate: Translator, group: HelpGroup) -> list[PageEntry]:
    lines = [
        translate("help-line", command=translate.mention(name), what=what)
        for name, what in group.commands
    ]
    return [
        PageEntry("" if start else group.title, "\n".join(lines[start : start + LINES]))
        for start in range(0, len(lines), LINES)
    ]
