"""Renders recommendations: a numbered list with links, reasons and buttons."""

from collections.abc import Iterable, Sequence
from typing import Any

import discord
from discord import ui

from bot.discord.layout import AnswerView
from bot.i18n import Translator
from bot.recommend.ranking.recommendation import Recommendation
from bot.recommend.service import RecommendationList
from cogs.recommend.feedback_buttons import save_accessory
from cogs.recommend.format import escaped, item_link, title_link, why
from cogs.recommend.why_view import WhyMenu

__all__ = ["RecommendView", "escaped", "item_link", "savable", "title_link", "why"]


class RecommendView(AnswerView):
    """Heading, each item with *Save* beside it, an offer, and one menu for the rest.

    The menu explains an item and lets the member ask for more or less of it.
    """

    def __init__(
        self,
        translate: Translator,
        guild_id: int,
        member_id: int,
        answer: RecommendationList,
        topic: str | None,
        *,
        interests_known: bool = False,
        offer: str | None = None,
    ) -> None:
        """Render the list; `offer` is the line below it."""
        entries = (_entry(translate, number, pick) for number, pick in enumerate(answer.picks, 1))
        super().__init__(
            _heading(translate, answer, topic, interests_known=interests_known),
            *savable(translate, guild_id, member_id, entries, answer.picks),
            offer or "",
            buttons=[WhyMenu.make(translate, member_id, answer.picks)],
        )


def savable(
    translate: Translator,
    guild_id: int,
    member_id: int,
    entries: Iterable[str],
    picks: Sequence[Recommendation],
) -> list[ui.Section[Any]]:
    """Return the entries of one member's list, each with *Save* beside it."""
    return [
        ui.Section[Any](
            entry, accessory=save_accessory(translate, guild_id, pick.item.object_id, member_id)
        )
        for entry, pick in zip(entries, picks, strict=False)
    ]


def _heading(
    translate: Translator, answer: RecommendationList, topic: str | None, *, interests_known: bool
) -> str:
    lines = [
        translate("recommend-heading-topic", topic=escaped(topic))
        if topic
        else translate("recommend-heading")
    ]
    if answer.newcomer:
        lines.append(translate("recommend-newcomer"))
        lines.append(
            translate("recommend-newcomer-told" if interests_known else "recommend-newcomer-hint")
        )
    return "\n".join(lines)


def _entry(translate: Translator, number: int, pick: Recommendation) -> str:
    """Render one item; its channel is named once, by the reason or before it."""
    channel, reason = f"<#{pick.item.channel_id}>", why(translate, pick)
    if channel not in reason:
        reason = translate("recommend-entry-where", channel=channel, why=reason)
    return translate(
        "recommend-entry",
        number=str(number),
        link=title_link(translate, pick),
        when=discord.utils.format_dt(pick.item.created_at, "R"),
        why=reason,
    )
