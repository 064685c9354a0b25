"""Renders a product, and what it is to the member."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import ui

from bot.catalogue.shop import ShopEntry
from bot.discord.layout import AnswerView, Picture
from bot.i18n import Translator
from cogs.membership.subscribe import SubscribeButton
from cogs.plans.plan_text import prices
from data.contents import Content
from data.plans import Plan

EMOJIS = {
    "article": "📄",
    "file": "📎",
    "tool": "🧰",
    "course": "🎓",
    "lesson": "📘",
    "session": "🎙️",
    "bundle": "📦",
}
MAX_LISTED = 10  # contents of a bundle


def kind_text(translate: Translator, kind: str) -> str:
    """Return a kind with its sign."""
    return f"{EMOJIS[kind]} {translate(f'catalogue-kind-{kind}')}"


def devices_text(translate: Translator, content: Content, *, licensed: bool) -> str:
    """Return on how many devices a tool's licence key works; "" if it has none."""
    if not licensed or content.kind != "tool":
        return ""
    return translate("catalogue-devices", count=content.max_devices)


def facts_line(translate: Translator, entry: ShopEntry, *, licensed: bool) -> str:
    """Return a product's kind, topic, length, devices and price in one line.

    `licensed` is whether tools have licence keys.
    """
    first = entry.contents[0] if entry.contents else None
    parts = [kind_text(translate, entry.kind)]
    if first is not None and first.topic:
        parts.append(discord.utils.escape_markdown(first.topic))
    minutes = sum(each.minutes or 0 for each in entry.contents)
    if minutes:
        parts.append(translate("catalogue-minutes", minutes=minutes))
    if len(entry.contents) == 1:
        parts.append(devices_text(translate, entry.contents[0], licensed=licensed))
    return " · ".join(filter(None, [*parts, prices(translate, entry.offer)]))


def product_view(
    translate: Translator,
    entry: ShopEntry,
    plans: Sequence[Plan],
    opening: Sequence[ui.Item[Any]],
    looking: Sequence[ui.Item[Any]],
    covers: Sequence[Picture] = (),
    before: Sequence[Content] = (),
    *,
    licensed: bool,
) -> AnswerView:
    """Return a product with buttons to open what is owned, or else to buy it.

    `plans` are those that include it; `opening` are the buttons that open its contents, `looking`
    those that open what is open to everyone; `covers` are shown at its top,
    and `before` is what the member should complete first; `licensed` is whether tools have
    licence keys.
    """
    offer, escape = entry.offer, discord.utils.escape_markdown
    blocks = [
        facts_line(translate, entry, licensed=licensed),
        *_about(translate, entry, licensed=licensed),
    ]
    if plans:
        names = translate("learn-comma").join(escape(each.name) for each in plans)
        blocks.append(translate("catalogue-included", plans=names))
    if before:
        blocks.append(builds_on(translate, before))
    blocks.append(_owning(translate, entry))
    buttons = opening if entry.is_owned else [*buying(translate, offer), *looking]
    return AnswerView(
        *[each.gallery() for each in covers],
        *blocks,
        title=escape(offer.name),
        state="good" if entry.is_owned else "neutral",
        buttons=buttons,
        pictures=covers,
    )


def _owning(translate: Translator, entry: ShopEntry) -> str:
    """Return how much of a product the member owns; "" for nothing."""
    if entry.is_owned:
        return translate("catalogue-owned")
    count, total = len(entry.owned), len(entry.contents)
    return translate("catalogue-owned-part", count=count, total=total) if count else ""


def builds_on(translate: Translator, before: Sequence[Content]) -> str:
    """Return what comes before a content; "" for nothing."""
    names = [f"**{discord.utils.escape_markdown(each.title)}**" for each in before[:MAX_LISTED]]
    comma = translate("learn-comma")
    return translate("catalogue-builds-on", contents=comma.join(names)) if names else ""


def buying(translate: Translator, offer: Plan) -> list[SubscribeButton]:
    """Return the button to buy a product; none if it is no longer on sale."""
    if offer.state != "active":
        return []
    return [SubscribeButton.labelled(translate("catalogue-buy"), offer.guild_id, offer.id)]


def summary(entry: ShopEntry) -> str:
    """Return what a product is in few words: its summary, or what a bundle holds."""
    if len(entry.contents) == 1:
        return entry.contents[0].summary
    names = " + ".join(each.title for each in entry.contents[:MAX_LISTED])
    return entry.offer.description or discord.utils.escape_markdown(names)


def _about(translate: Translator, entry: ShopEntry, *, licensed: bool) -> list[str]:
    """Return a content's summary, or a bundle's description and list."""
    if len(entry.contents) == 1:
        return [entry.contents[0].summary]
    return [entry.offer.description, _listed(translate, entry, licensed=licensed)]


def _listed(translate: Translator, entry: ShopEntry, *, licensed: bool) -> str:
    """Return what a bundle holds as a list."""
    lines: list[str] = []
    for each in entry.contents[:MAX_LISTED]:
        title = f"{EMOJIS[each.kind]} {discord.utils.escape_markdown(each.title)}"
        devices = devices_text(translate, each, licensed=licensed)
        mark = " ✅" if each.id in entry.owned else ""
        lines.append("- " + " · ".join(filter(None, (title, devices))) + mark)
    return "\n".join(lines)
