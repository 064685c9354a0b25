"""Renders digests: in a channel, in a member's DMs, and as staff's preview."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import discord
from babel.dates import format_date
from discord import ui

from bot.digest.ports import OutgoingDigest, Picks
from bot.discord.layout import AnswerView
from bot.i18n import Translator
from bot.learning.stalled import StalledCourse
from bot.recommend.ranking.recommendation import Recommendation
from cogs.digest.opt_in_button import OwnDigestButton
from cogs.learning.buttons import LearnButton
from cogs.recommend.save_button import SaveButton
from cogs.recommend.view import (
    NO_CONTENTS,
    content_line,
    content_of,
    further_buttons,
    savable,
    title_link,
    why,
)
from cogs.recommend.why_view import WhyMenu
from cogs.ui.opening import ContentEntry

# Discord takes 4,000 characters and 40 components in one message; the view stays below both.
_TEXT_LIMIT = 3_600
_MAX_TITLE = 50  # characters of a course's or lesson's title in the reminder
# From these lifts on, the text says "so many times" or "more" response than usual.
_TIMES, _MORE = 2.0, 1.3
# Reasons about what everybody in a channel can see. The others are about the member.
_PUBLIC_REASONS = frozenset(
    f"recommend-why-{name}"
    for name in "popular active recent new newer lasting joined few busy quiet".split()
)


class DigestView(AnswerView):
    """A heading, the items, and a button below."""

    def __init__(
        self, heading: str, items: Iterable[ui.Item[Any]], button: ui.Item[Any] | None
    ) -> None:
        super().__init__(heading, ui.Separator(), *items)
        if button is not None:
            self.add_item(ui.ActionRow(button))


def channel_digest(
    translate: Translator, guild_id: int, picks: Picks, days: float, mark: str = ""
) -> DigestView:
    """Render a channel's digest, *Save* on each item; `mark` identifies the post."""
    heading = translate("digest-channel-heading", days=round(days), count=len(picks))
    reasons = [_lift(translate, pick) for pick in picks]
    items = [
        ui.Section[Any](entry, accessory=SaveButton.make(translate, guild_id, pick.item.object_id))
        for entry, pick in zip(_entries(translate, picks, reasons), picks, strict=False)
    ]
    return DigestView(heading, items, OwnDigestButton.on(translate, guild_id, mark))


def _lift(translate: Translator, pick: Recommendation) -> str:
    """Return the highlight's response compared with the channel's usual one, as text."""
    channel = f"<#{pick.item.channel_id}>"
    if pick.score >= _TIMES:
        return translate("digest-why-times", times=int(pick.score), channel=channel)
    return (
        translate("digest-why-more", channel=channel)
        if pick.score >= _MORE
        else why(translate, pick)
    )


def post_title(translate: Translator, day: date | None) -> str:
    """Return the title of a digest that is posted in a forum."""
    locale = translate.language.replace("-", "_")
    return translate(
        "digest-post-title", day=format_date(day, "long", locale=locale) if day else ""
    )


def own_digest(
    translate: Translator,
    guild: discord.Guild,
    user_id: int,
    outgoing: OutgoingDigest,
    contents: Mapping[int, ContentEntry] = NO_CONTENTS,
) -> DigestView:
    """Render the personal digest of one member; `contents` are those in it by id."""
    picks, name = outgoing.picks, discord.utils.escape_markdown(guild.name)
    heading = translate("digest-own-heading", guild=name, count=len(picks))
    entries = _entries(translate, picks, contents=contents)
    menu = WhyMenu.make(translate, user_id, picks[: len(entries)], guild.id)
    items: list[ui.Item[Any]] = [
        *savable(translate, guild.id, user_id, entries, picks, contents),
        ui.ActionRow[Any](menu),
    ]
    if more := further_buttons(contents):
        items.append(ui.ActionRow[Any](*more))
    if outgoing.stalled is not None:
        items.append(_stalled(translate, guild.id, outgoing.stalled))
    return DigestView(heading, items, OwnDigestButton.off(translate, guild.id, outgoing.nonce))


def _stalled(translate: Translator, guild_id: int, left: StalledCourse) -> ui.Section[Any]:
    """Return the reminder of a course, with a button that continues it."""
    text = translate(
        "learn-stalled",
        course=discord.utils.escape_markdown(left.course[:_MAX_TITLE]),
        lesson=discord.utils.escape_markdown(left.lesson[:_MAX_TITLE]),
        done=left.done,
        total=left.total,
    )
    if left.minutes:
        text += translate("learn-minutes", minutes=left.minutes)
    return ui.Section[Any](text, accessory=LearnButton.make(translate, "next", guild_id))


def previewed_digest(translate: Translator, member: discord.Member, picks: Picks) -> DigestView:
    """Render a member's digest for staff, without what it tells of the member's acts."""
    heading = translate("digest-preview-heading", member=member.mention, count=len(picks))
    reasons = [
        why(translate, pick)
        if pick.reason.message in _PUBLIC_REASONS
        else translate("digest-preview-why")
        for pick in picks
    ]
    entries = _entries(translate, picks, reasons)
    return DigestView(heading, [ui.TextDisplay[Any](entry) for entry in entries], None)


def _entries(
    translate: Translator,
    picks: Picks,
    reasons: Sequence[str] | None = None,
    contents: Mapping[int, ContentEntry] = NO_CONTENTS,
) -> list[str]:
    entries: list[str] = []
    for number, pick in enumerate(picks, start=1):
        reason = reasons[number - 1] if reasons else why(translate, pick)
        content = content_of(pick, contents)
        if content is None:
            entry = _entry(translate, number, pick, reason)
        else:
            entry = content_line(translate, number, pick, content)
        if sum(map(len, entries)) + len(entry) > _TEXT_LIMIT:
            break
        entries.append(entry)
    return entries


def _entry(translate: Translator, number: int, pick: Recommendation, reason: str) -> str:
    """Render one item; its channel is named once, by the reason or before it."""
    channel = f"<#{pick.item.channel_id}>"
    if channel not in reason:
        reason = translate("digest-entry-where", channel=channel, why=reason)
    return translate(
        "digest-entry", number=str(number), link=title_link(translate, pick), why=reason
    )
