"""Renders a page of the shop. The ids of its buttons and menus hold all state."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Self

import discord
from discord import ui

from bot.catalogue.shop import ShopEntry, ShopFilter, ShopPage
from bot.discord.client import Interaction
from bot.discord.layout import AnswerView, Picture, answer, cut, replace_message
from bot.i18n import Translator
from cogs.catalogue.buttons import ProductButton, open_buttons
from cogs.catalogue.product_view import facts_line, kind_text, summary
from cogs.membership.subscribe import SubscribeButton
from cogs.ui.cover import read_covers
from cogs.ui.interactions import guild_of
from cogs.ui.persistent_item import Answer, PersistentButton, PersistentItem

MAX_TEXT = 450  # characters of one product
KINDS = ("article", "file", "tool", "course", "session", "bundle")
ALL = "-"  # a menu's value for no choice
STATE = r"(?P<page>\d{1,4}):(?P<kind>[a-z]{0,8}):(?P<topic>.{0,50})"


class ShopPageButton(PersistentButton, template=re.compile(rf"lyceum:shop:{STATE}", re.DOTALL)):
    """Turns to a page of the shop."""

    @classmethod
    def make(cls, page: int, chosen: ShopFilter, emoji: str, *, there: bool) -> Self:
        """Return the button that shows a page in place of the present one, if it is there."""
        id_ = f"lyceum:shop:{page}:{chosen.kind}:{chosen.topic}"
        return cls(ui.Button(emoji=emoji, custom_id=id_, disabled=not there))

    @property
    def answer(self) -> Answer:
        """Edit the message."""
        return "change"

    async def pressed(self, interaction: Interaction) -> None:
        """Show the page as it is now."""
        chosen = ShopFilter(self.carried["kind"], self.carried["topic"])
        view = await shop_view(interaction, chosen, self.number("page"))
        await replace_message(interaction, view)


class ShopMenu(
    PersistentItem[ui.Select[Any]],
    template=re.compile(
        r"lyceum:shop-(?P<by>kind|topic):(?P<kind>[a-z]{0,8}):(?P<topic>.{0,50})", re.DOTALL
    ),
):
    """Shows only products of one kind, or of one topic."""

    @classmethod
    def make(
        cls, translate: Translator, by: str, chosen: ShopFilter, values: Sequence[str]
    ) -> Self:
        """Return the menu of all kinds or topics with the chosen one selected."""
        now = chosen.kind if by == "kind" else chosen.topic

        def label(value: str) -> str:
            return kind_text(translate, value) if by == "kind" else value

        options = [
            discord.SelectOption(label=translate(f"catalogue-all-{by}s"), value=ALL),
            *(
                discord.SelectOption(label=label(each)[:100], value=each, default=each == now)
                for each in values
            ),
        ]
        menu: ui.Select[Any] = ui.Select(
            custom_id=f"lyceum:shop-{by}:{chosen.kind}:{chosen.topic}",
            placeholder=translate(f"catalogue-all-{by}s"),
            options=options,
        )
        return cls(menu)

    @property
    def answer(self) -> Answer:
        """Edit the message."""
        return "change"

    async def pressed(self, interaction: Interaction) -> None:
        """Show the first page of what was chosen."""
        value = "" if self.item.values[0] == ALL else self.item.values[0]
        by_kind = self.carried["by"] == "kind"
        kind = value if by_kind else self.carried["kind"]
        topic = self.carried["topic"] if by_kind else value
        await replace_message(interaction, await shop_view(interaction, ShopFilter(kind, topic)))


async def show_shop(interaction: Interaction, chosen: ShopFilter) -> None:
    """Answer with the first page."""
    await answer(interaction, await shop_view(interaction, chosen))


async def shop_view(interaction: Interaction, chosen: ShopFilter, number: int = 0) -> AnswerView:
    """Return a page of the shop as the member sees it now."""
    services, guild = interaction.client.services, guild_of(interaction)
    page = await services.catalogue.shop.page(guild.id, interaction.user.id, chosen, number)
    translate = interaction.client.translator(interaction)
    covers = await read_covers(services, [each.pictured for each in page.entries])
    return render(
        translate,
        page,
        covers,
        test_mode=services.payments.test_mode,
        licensed=services.licences is not None,
    )


def render(
    translate: Translator,
    page: ShopPage,
    covers: Mapping[int, Picture],
    *,
    test_mode: bool,
    licensed: bool,
) -> AnswerView:
    """Return a page: its products, menus to choose among all, and buttons to turn it."""
    filtered = page.chosen != ShopFilter()
    items: list[ui.Item[Any]] = []
    if page.entries or filtered:
        items.append(ShopMenu.make(translate, "kind", page.chosen, KINDS))
    if page.topics:
        items.append(ShopMenu.make(translate, "topic", page.chosen, page.topics))
    if page.number or page.more:
        back, on = max(page.number - 1, 0), page.number + 1
        items += [
            ShopPageButton.make(back, page.chosen, "◀️", there=page.number > 0),
            ShopPageButton.make(on, page.chosen, "▶️", there=page.more),
        ]
    notes = [translate("catalogue-shop-how")] if page.entries else []
    if test_mode:
        notes.append(translate("payments-test-mode"))
    return AnswerView(
        *[
            block
            for each in page.entries
            for block in _blocks(translate, each, covers, licensed=licensed)
        ],
        "" if page.entries else translate(f"catalogue-shop-{'none' if filtered else 'empty'}"),
        title=translate("catalogue-shop-title"),
        state="attention" if test_mode else "neutral",
        note="\n".join(notes),
        buttons=items,
        pictures=covers.values(),
    )


def _blocks(
    translate: Translator, entry: ShopEntry, covers: Mapping[int, Picture], *, licensed: bool
) -> list[ui.Item[Any]]:
    """Return a product: beside its text the cover, or else its button."""
    mark = " ✅" if entry.is_owned else ""
    name = discord.utils.escape_markdown(entry.offer.name)
    facts = facts_line(translate, entry, licensed=licensed)
    lines = [f"**{name}**{mark}", f"-# {facts}", summary(entry)]
    (text,) = cut(["\n".join(line for line in lines if line)], MAX_TEXT)
    offer = entry.offer
    button: ui.Button[Any] | ui.DynamicItem[Any]
    if entry.is_owned and len(entry.contents) == 1:
        (button,) = open_buttons(translate, offer.guild_id, entry.contents)
    elif entry.preview is not None or len(entry.contents) > 1 or entry.is_owned:
        button = ProductButton.make(translate("catalogue-more"), offer.guild_id, offer.id)
    else:
        label = translate("catalogue-buy")
        button = SubscribeButton.labelled(label, offer.guild_id, offer.id)
    cover = None if entry.pictured is None else covers.get(entry.pictured.id)
    if cover is None:
        return [ui.Section[Any](text, accessory=button)]
    return [ui.Section[Any](text, accessory=cover.thumbnail()), ui.ActionRow[Any](button)]
