"""How recommendations look: a numbered list with links, reasons and buttons."""

from typing import Any

import discord
from discord import ui

from bot.i18n import Words
from bot.recommend.items import Item
from bot.recommend.reasons import Recommendation
from bot.recommend.service import Answer
from cogs.recommend_buttons import taste_row

__all__ = ["RecommendView", "item_link", "taste_row", "title_link", "why"]

TITLE_LENGTH = 100

# What would end or spoil a link's label; Discord has no reliable escape for these.
_LABEL = str.maketrans({"[": "(", "]": ")", "\n": " ", "\r": " "})


class RecommendView(ui.LayoutView):
    """One container: heading, then text and buttons of each item. At most 7 fit 40 components."""

    def __init__(
        self, words: Words, guild_id: int, member_id: int, answer: Answer, topic: str | None
    ) -> None:
        super().__init__(timeout=None)
        container: ui.Container[Any] = ui.Container(accent_colour=discord.Colour.blurple())
        container.add_item(ui.TextDisplay(_heading(words, answer, topic)))
        for number, pick in enumerate(answer.picks, start=1):
            container.add_item(ui.TextDisplay(_entry(words, number, pick)))
            container.add_item(taste_row(words, guild_id, pick.item.object_id, member_id))
        self.add_item(container)


def title_link(words: Words, recommendation: Recommendation) -> str:
    """Return a link to the item; where it has no title, one that says what it is."""
    return item_link(words, recommendation.item)


def why(words: Words, recommendation: Recommendation) -> str:
    """Return the sentence that says why it is recommended."""
    reason = recommendation.reason
    channel = f"<#{reason.channel_id}>"
    if reason.liked is None:
        return words(reason.message, channel=channel)
    return words(reason.message, item=item_link(words, reason.liked))


def escaped(title: str) -> str:
    """Return a member's words as plain text: no markdown, no mention, no link, at most 100."""
    short = title if len(title) <= TITLE_LENGTH else title[: TITLE_LENGTH - 1] + "…"
    plain = discord.utils.escape_mentions(short.translate(_LABEL)).replace("://", ":\u200b//")
    return discord.utils.escape_markdown(plain, ignore_links=False)


def item_link(words: Words, item: Item) -> str:
    """Return a link to an item; where it has no title, one that says what it is."""
    label = escaped(item.title) if item.title and item.title.strip() else words("taste-untitled")
    return f"[{label}]({item.url})"


def _heading(words: Words, answer: Answer, topic: str | None) -> str:
    lines = [
        words("taste-heading-topic", topic=escaped(topic)) if topic else words("taste-heading")
    ]
    if answer.newcomer:
        lines.append(words("taste-newcomer"))
    return "\n".join(lines)


def _entry(words: Words, number: int, pick: Recommendation) -> str:
    return words(
        "taste-entry",
        number=str(number),
        link=title_link(words, pick),
        channel=f"<#{pick.item.channel_id}>",
        when=discord.utils.format_dt(pick.item.created_at, "R"),
        why=why(words, pick),
    )
