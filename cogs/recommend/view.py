"""Renders recommendations: a numbered list with links, reasons and buttons."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
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
from cogs.ui.opening import ContentEntry

__all__ = ["RecommendView", "escaped", "item_link", "savable", "title_link", "why"]

NO_CONTENTS: Mapping[int, ContentEntry] = MappingProxyType({})


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
        contents: Mapping[int, ContentEntry] = NO_CONTENTS,
    ) -> None:
        """Render the list; `offer` is the line below it, `contents` are those in it by id."""
        entries = (
            _entry(translate, number, pick, content_of(pick, contents))
            for number, pick in enumerate(answer.picks, 1)
        )
        super().__init__(
            _heading(translate, answer, topic, interests_known=interests_known),
            *savable(translate, guild_id, member_id, entries, answer.picks, contents),
            offer or "",
            buttons=[
                WhyMenu.make(translate, member_id, answer.picks),
                *further_buttons(contents),
            ],
        )


def savable(
    translate: Translator,
    guild_id: int,
    member_id: int,
    entries: Iterable[str],
    picks: Sequence[Recommendation],
    contents: Mapping[int, ContentEntry] = NO_CONTENTS,
) -> list[ui.Section[Any]]:
    """Return the entries of one member's list, each with a button beside it.

    A content has the button that opens or buys it, everything else *Save*.
    """

    def beside(pick: Recommendation) -> ui.Item[Any]:
        content = content_of(pick, contents)
        if content is not None:
            return content.button
        return save_accessory(translate, guild_id, pick.item.object_id, member_id)

    return [
        ui.Section[Any](entry, accessory=beside(pick))
        for entry, pick in zip(entries, picks, strict=False)
    ]


def content_of(pick: Recommendation, contents: Mapping[int, ContentEntry]) -> ContentEntry | None:
    """Return the content of a list's entry; None: it is something else."""
    return None if pick.item.content_id is None else contents.get(pick.item.content_id)


def further_buttons(contents: Mapping[int, ContentEntry]) -> list[ui.Item[Any]]:
    """Return the buttons of contents that have no place beside them."""
    return [button for each in contents.values() for button in each.more]


def content_line(
    translate: Translator, number: int, pick: Recommendation, content: ContentEntry
) -> str:
    """Render a content: what it is to the member stands before the reason."""
    return translate(
        "recommend-entry-content",
        number=str(number),
        link=title_link(translate, pick),
        what=content.text,
        why=why(translate, pick),
    )


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


def _entry(
    translate: Translator, number: int, pick: Recommendation, content: ContentEntry | None
) -> str:
    """Render one item; its channel is named once, by the reason or before it."""
    channel, reason = f"<#{pick.item.channel_id}>", why(translate, pick)
    if content is not None:
        return content_line(translate, number, pick, content)
    if channel not in reason:
        reason = translate("recommend-entry-where", channel=channel, why=reason)
    return translate(
        "recommend-entry",
        number=str(number),
        link=title_link(translate, pick),
        when=discord.utils.format_dt(pick.item.created_at, "R"),
        why=reason,
    )
