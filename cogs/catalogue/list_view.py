"""Shows staff all contents with their prices, and the bundles, page by page."""

import re
from typing import Any, Self, get_args

import discord
from discord import ui

from bot.catalogue.listing import Listed, ListedContent, ListPage
from bot.discord.client import Interaction
from bot.discord.layout import AnswerView, replace_message
from bot.i18n import Translator
from cogs.catalogue.product_view import EMOJIS
from cogs.plans.plan_text import prices
from cogs.ui.interactions import guild_of
from cogs.ui.persistent_item import Answer, StaffButton
from data.shop import Product

MAX_BUNDLES = 3  # named with one content
MAX_TITLES = 5  # named with one bundle
MAX_LINE = 180  # characters of one entry's facts


class ListButton(
    StaffButton,
    template=re.compile(r"lyceum:catalogue:(?P<what>contents|bundles):(?P<page>\d{1,4})"),
):
    """Shows a page of the list in place of the present one."""

    needs = "content"

    @classmethod
    def make(
        cls,
        what: Listed,
        page: int,
        *,
        label: str | None = None,
        emoji: str | None = None,
        there: bool = True,
    ) -> Self:
        """Return the button; it is disabled unless the page is there."""
        id_ = f"lyceum:catalogue:{what}:{page}"
        return cls(ui.Button(label=label, emoji=emoji, custom_id=id_, disabled=not there))

    @property
    def answer(self) -> Answer:
        """Edit the message."""
        return "change"

    async def pressed(self, interaction: Interaction) -> None:
        """Show the page as it is now."""
        what = next(each for each in get_args(Listed) if each == self.carried["what"])
        await replace_message(interaction, await list_view(interaction, what, self.number("page")))


async def list_view(interaction: Interaction, what: Listed, number: int) -> AnswerView:
    """Return a page of the list, as it is stored now."""
    listing = interaction.client.services.catalogue.listing
    page = await listing.page(guild_of(interaction).id, what, number)
    return render(interaction.client.translator(interaction), page)


def render(translate: Translator, page: ListPage) -> AnswerView:
    """Return a page with the buttons to turn it, and to the other list."""
    lines = [_content(translate, each) for each in page.contents]
    lines += [_bundle(translate, each) for each in page.bundles]
    what: Listed = page.what
    if not lines and not page.number:
        empty = "catalogue-list-empty" if what == "contents" else "catalogue-list-no-bundles"
        lines = [translate(empty)]
    other: Listed = "bundles" if what == "contents" else "contents"
    buttons: list[ui.Item[Any]] = []
    if page.number or page.more:
        back = max(page.number - 1, 0)
        buttons = [
            ListButton.make(what, back, emoji="◀️", there=page.number > 0),
            ListButton.make(what, page.number + 1, emoji="▶️", there=page.more),
        ]
    label = translate(f"catalogue-list-{other}")
    buttons.append(ListButton.make(other, 0, label=label))
    title = "catalogue-list-title" if what == "contents" else "catalogue-list-bundles"
    return AnswerView("\n".join(lines), title=translate(title), buttons=buttons)


def _content(translate: Translator, listed: ListedContent) -> str:
    content, escape = listed.content, discord.utils.escape_markdown
    facts = [translate(f"catalogue-state-{content.state}")]
    facts += [prices(translate, each) for each in listed.alone]
    facts += [
        translate("catalogue-list-bundle", name=escape(each.name), price=prices(translate, each))
        for each in listed.bundles[:MAX_BUNDLES]
    ]
    title = f"{EMOJIS[content.kind]} {escape(content.title)}"
    return f"**{title}**\n-# {' · '.join(facts)[:MAX_LINE]}"


def _bundle(translate: Translator, product: Product) -> str:
    escape = discord.utils.escape_markdown
    titles = " + ".join(escape(each.title) for each in product.contents[:MAX_TITLES])
    name = f"{EMOJIS['bundle']} {escape(product.offer.name)}"
    facts = f"{prices(translate, product.offer)} · {titles}"
    return f"**{name}**\n-# {facts[:MAX_LINE]}"
