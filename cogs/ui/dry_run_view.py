"""Renders a dry run: who gains or loses a role, and the button that applies it."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Any

import discord
from discord import ui

from bot.discord.client import Interaction, acknowledge, answer_error
from bot.i18n import Translator
from bot.payments.role_sync.dry_run import RoleDryRun
from bot.staff_access import Needed
from cogs.ui.checks import require
from cogs.ui.pages import Page, PageEntry, PagesView, paged

NAMES = 40  # per field: a mention takes up to 24 of Discord's 1,024 characters
MAX_SHOWN = 2_000


def dry_run_pages(translate: Translator, title: str, found: RoleDryRun) -> list[Page]:
    """Return who would gain and lose which role, in pages."""
    entries = [
        *_entries(translate, "grants-rehearsal-gain", found.gains),
        *_entries(translate, "grants-rehearsal-lose", found.losses),
    ]
    if found.adopted:
        entries += _named(
            translate("grants-rehearsal-adopt", count=len(found.adopted)), found.adopted
        )
    return paged(title, entries, translate("grants-rehearsal-footer"), "attention")


def _entries(
    translate: Translator, message: str, by_role: Mapping[int, Sequence[int]]
) -> Iterator[PageEntry]:
    for role_id, users in by_role.items():
        first, *rest = _named(translate(message, count=len(users)), users)
        yield PageEntry(first.name, f"<@&{role_id}>: {first.value}")
        yield from rest


def _named(title: str, users: Sequence[int]) -> list[PageEntry]:
    shown = users[:MAX_SHOWN]
    entries = [
        PageEntry(
            title if start == 0 else "",
            " ".join(f"<@{user_id}>" for user_id in shown[start : start + NAMES]),
        )
        for start in range(0, len(shown), NAMES)
    ]
    if len(users) > MAX_SHOWN:
        entries.append(PageEntry("", f"… +{len(users) - MAX_SHOWN}"))
    return entries


class DryRunView(PagesView):
    """Pages with a button that applies what they show.

    Only staff with the right `needs` may press it.
    """

    def __init__(
        self,
        pages: Sequence[Page],
        label: str,
        action: Callable[[Interaction], Awaitable[None]],
        *,
        needs: Needed = "manage",
    ) -> None:
        self._action = action
        self._needs: Needed = needs
        button: ui.Button[Any] = ui.Button(label=label, style=discord.ButtonStyle.danger)
        button.callback = self._pressed
        super().__init__(pages, [button])

    async def on_error(
        self, interaction: discord.Interaction[Any], error: Exception, _item: ui.Item[Any], /
    ) -> None:
        """Answer as for a failing command."""
        await answer_error(interaction, error)

    async def _pressed(self, interaction: Interaction) -> None:
        await acknowledge(interaction, change=True)
        require(interaction, self._needs)  # again: permissions may have changed since the question
        self.stop()
        await self._action(interaction)
