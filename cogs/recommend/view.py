"""Renders recommendations: a numbered list with links, reasons and buttons."""

from typing import Any

import discord
from discord import ui

from bot.i18n import Translator
from bot.recommend.ranking.recommendation import Recommendation
from bot.recommend.service import RecommendationList
from cogs.recommend.feedback_buttons import feedback_row
from cogs.recommend.format import escaped, item_link, title_link, why
from cogs.recommend.why_view import WhyMenu

__all__ = ["RecommendView", "escaped", "feedback_row", "item_link", "title_link", "why"]


class RecommendView(ui.LayoutView):
    """One container: heading, text and buttons of each item, *Why this?*, an offer.

    With 7 items that is 40 components, Discord's limit.
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
        super().__init__(timeout=None)
        container: ui.Container[Any] = ui.Container(accent_colour=discord.Colour.blurple())
        container.add_item(
            ui.TextDisplay(_heading(translate, answer, topic, interests_known=interests_known))
        )
        for number, pick in enumerate(answer.picks, start=1):
            container.add_item(ui.TextDisplay(_entry(translate, number, pick)))
            container.add_item(feedback_row(translate, guild_id, pick.item.object_id, member_id))
        menu: ui.ActionRow[Any] = ui.ActionRow()
        container.add_item(menu.add_item(WhyMenu.make(translate, member_id, answer.picks)))
        if offer is not None:
            container.add_item(ui.TextDisplay(offer))
        self.add_item(container)


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
