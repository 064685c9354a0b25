"""Formats a recommendation: its link, and the sentence that gives the reason."""

import discord

from bot.i18n import Translator
from bot.recommend.ranking.recommendation import Recommendation
from bot.recommend.search.text import shown
from bot.recommend.signals.items import Item

TITLE_LENGTH = 100
# Seven items that name two titles each must fit in the 4,000 characters of one message.
DRAWN_LENGTH = 130

# Characters that would end or spoil a link's label; Discord has no reliable escape for these.
_LABEL = str.maketrans({"[": "(", "]": ")", "\n": " ", "\r": " "})


def title_link(translate: Translator, recommendation: Recommendation) -> str:
    """Return a link to the item; without a title, its label says what it is."""
    return item_link(translate, recommendation.item)


def item_link(translate: Translator, item: Item) -> str:
    """Return a link to an item; without a title, its label says what it is."""
    label = escaped(item.title or "") or translate("recommend-untitled")
    return f"[{label}]({item.url})"


def why(translate: Translator, recommendation: Recommendation) -> str:
    """Return the sentence that gives the reason for a recommendation."""
    reason = recommendation.reason
    channel = f"<#{reason.channel_id}>"
    if reason.liked is None:
        active = discord.utils.format_dt(reason.active_at, "R")
        return translate(reason.message, channel=channel, active=active)
    return translate(reason.message, item=item_link(translate, reason.liked))


def escaped(title: str) -> str:
    """Return a title without markdown, mention or link, at most 100 characters.

    Empty if nothing of it is visible.
    """
    seen = shown(title) or ""
    short = seen if len(seen) <= TITLE_LENGTH else seen[: TITLE_LENGTH - 1] + "…"
    drawn = _plain(short)
    while len(drawn) > DRAWN_LENGTH:  # each character that must be escaped takes two
        short = short.removesuffix("…")[: DRAWN_LENGTH - len(drawn)] + "…"
        drawn = _plain(short)
    return drawn


def _plain(text: str) -> str:
    plain = discord.utils.escape_mentions(text.translate(_LABEL)).replace("://", ":\u200b//")
    return discord.utils.escape_markdown(plain, ignore_links=False)
