"""How a digest looks, in its channel and in a member's direct messages."""

from typing import Any

import discord
from discord import ui

from bot.i18n import Words
from bot.recommend.digest_ports import Picks
from cogs.digest_button import OwnDigestButton
from cogs.recommend_view import taste_row, title_link, why

# Discord takes 4,000 characters and 40 components in one message; we stay below both.
_TEXT_LIMIT = 3_600
_ROWS_LIMIT = 6


class DigestView(ui.LayoutView):
    """Numbered items with link, channel and reason, and a button below."""

    def __init__(
        self,
        heading: str,
        entries: list[str],
        rows: list[ui.ActionRow[Any]],
        button: ui.Item[Any] | None,
    ) -> None:
        super().__init__(timeout=None)
        container: ui.Container[Any] = ui.Container(accent_colour=discord.Colour.blurple())
        container.add_item(ui.TextDisplay(heading))
        container.add_item(ui.Separator())
        for number, entry in enumerate(entries):
            container.add_item(ui.TextDisplay(entry))
            if number < len(rows):
                container.add_item(rows[number])
        self.add_item(container)
        if button is not None:
            self.add_item(ui.ActionRow(button))


def channel_digest(
    words: Words, guild_id: int, picks: Picks, days: float, mark: str = ""
) -> DigestView:
    """Draw what is posted in the digest's channel; `mark` tells the post from others."""
    heading = words("digest-channel-heading", days=round(days), count=len(picks))
    return DigestView(
        heading, _entries(words, picks), [], OwnDigestButton.on(words, guild_id, mark)
    )


def own_digest(
    words: Words, guild: discord.Guild, user_id: int, picks: Picks, mark: str
) -> DigestView:
    """Draw what one member gets by direct message."""
    name = discord.utils.escape_markdown(guild.name)
    heading = words("digest-own-heading", guild=name, count=len(picks))
    entries = _entries(words, picks)
    rows = [taste_row(words, guild.id, pick.item.object_id, user_id) for pick in picks]
    room = rows if len(entries) <= _ROWS_LIMIT else []
    return DigestView(heading, entries, room, OwnDigestButton.off(words, guild.id, mark))


def _entries(words: Words, picks: Picks) -> list[str]:
    entries: list[str] = []
    for number, pick in enumerate(picks, start=1):
        entry = words(
            "digest-entry",
            number=str(number),
            link=title_link(words, pick),
            channel=f"<#{pick.item.channel_id}>",
            why=why(words, pick),
        )
        if sum(map(len, entries)) + len(entry) > _TEXT_LIMIT:
            break
        entries.append(entry)
    return entries
