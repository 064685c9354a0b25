"""Buttons of products and contents: open, look inside, see more."""

import re
from typing import Any, Self

import discord
from discord import ui

from bot.catalogue.shop import ShopEntry
from bot.catalogue.wanted_contents import Access
from bot.discord.client import Interaction
from bot.discord.layout import answer, say
from bot.errors import UserError
from bot.i18n import Translator
from bot.learning.first_contents import NOTHING_FIRST
from cogs.catalogue.product_view import MAX_LISTED, product_view
from cogs.membership.subscribe import require_member
from cogs.ui.cover import read_covers
from cogs.ui.opening import MAX_LABEL_LENGTH, open_content, opening_button
from cogs.ui.persistent_item import PersistentButton
from data.contents import Content

MAX_FIRST = 4  # with the button to go on they fit into one row


class OpenButton(
    PersistentButton,
    template=re.compile(r"lyceum:open:(?P<guild>\d{1,19}):(?P<content>\d{1,19})"),
):
    """Opens a content for the member who presses it, if it is open to them then."""

    @classmethod
    def make(cls, label: str, guild_id: int, content_id: int, *, owned: bool = True) -> Self:
        """Return the button; `owned` decides how it looks, not what it may do."""
        return cls(opening_button(label, guild_id, content_id, owned=owned))

    async def pressed(self, interaction: Interaction) -> None:
        """Show the content, or what would open it."""
        guild_id = self.number("guild")
        await require_member(interaction, guild_id)
        await open_for(interaction, guild_id, self.number("content"))


class OpenAnywayButton(
    PersistentButton,
    template=re.compile(r"lyceum:open-anyway:(?P<guild>\d{1,19}):(?P<content>\d{1,19})"),
):
    """Opens a content whose prerequisites are not completed yet."""

    @classmethod
    def make(cls, label: str, guild_id: int, content_id: int) -> Self:
        """Return the button."""
        custom_id = f"lyceum:open-anyway:{guild_id}:{content_id}"
        return cls(ui.Button(label=label[:MAX_LABEL_LENGTH], custom_id=custom_id))

    async def pressed(self, interaction: Interaction) -> None:
        """Show the content, or what would open it."""
        guild_id = self.number("guild")
        await require_member(interaction, guild_id)
        await open_for(interaction, guild_id, self.number("content"), anyway=True)


class ProductButton(
    PersistentButton,
    template=re.compile(r"lyceum:product:(?P<guild>\d{1,19}):(?P<offer>\d{1,19})"),
):
    """Shows a product with all that is known about it."""

    @classmethod
    def make(cls, label: str, guild_id: int, offer_id: int) -> Self:
        """Return the button."""
        return cls(
            ui.Button(
                label=label[:MAX_LABEL_LENGTH],
                custom_id=f"lyceum:product:{guild_id}:{offer_id}",
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Answer with the product as the member sees it now."""
        await require_member(interaction, self.number("guild"))
        await show_product(interaction, self.number("guild"), self.number("offer"))


async def show_product(interaction: Interaction, guild_id: int, offer_id: int) -> None:
    """Answer with a product. Raises UserError if there is none."""
    catalogue, user_id = interaction.client.services.catalogue, interaction.user.id
    entry = await catalogue.shop.entry(guild_id, user_id, offer_id)
    if entry is None or (entry.offer.state != "active" and not entry.is_owned):
        raise UserError("catalogue-product-gone")
    plans = await catalogue.contents.plans_with(entry.contents[0]) if entry.contents else []
    translate = interaction.client.translator(interaction)
    opening = open_buttons(translate, guild_id, entry.contents)
    looking = look_inside(translate, entry.preview)
    before = await _before(interaction, entry)
    covers = await read_covers(interaction.client.services, [entry.pictured])
    view = product_view(
        translate,
        entry,
        plans,
        opening,
        looking,
        list(covers.values()),
        before,
        licensed=interaction.client.services.licences is not None,
    )
    await answer(interaction, view)


async def _before(interaction: Interaction, entry: ShopEntry) -> list[Content]:
    """Return what the member should complete before what a product holds."""
    held = {each.id for each in entry.contents}
    shown = [each.id for each in entry.contents[:MAX_LISTED]]
    first = interaction.client.services.learning.first
    found = await first.of(entry.offer.guild_id, interaction.user.id, *shown)
    before = {one.id: one for each in shown for one in found.get(each, NOTHING_FIRST).unmet}
    return [each for each in before.values() if each.id not in held]


async def open_for(
    interaction: Interaction, guild_id: int, content_id: int, *, anyway: bool = False
) -> None:
    """Show a content to the member, or what would open it.

    What is best read before it is named first, unless they want it `anyway`; courses and lessons
    name it themselves.

    Raises:
        UserError: There is no such content, or nothing on sale would open it.
    """
    catalogue, user_id = interaction.client.services.catalogue, interaction.user.id
    reason = await catalogue.ownership.why(guild_id, user_id, content_id)
    content = reason.content
    if content is None or reason.access is Access.HIDDEN:
        raise UserError("catalogue-no-such-content")
    if reason.access.opens:
        if not anyway and await _name_first(interaction, content):
            return
        if reason.access is Access.OWNED:
            await catalogue.contents.opened(content, user_id)
        await open_content(interaction, content)
        return
    translate = interaction.client.translator(interaction)
    products = await catalogue.contents.products(content)
    buttons: list[ui.Item[Any]] = [
        ProductButton.make(each.offer.name, guild_id, each.offer.id)
        for each in products
        if each.offer.state == "active"
    ]
    title = discord.utils.escape_markdown(content.title)
    await say(
        interaction,
        translate("catalogue-locked", title=title),
        state="attention",
        buttons=buttons[:5],
    )


async def _name_first(interaction: Interaction, content: Content) -> bool:
    """Answer with what is best read before a content; False: there is nothing."""
    if content.kind in ("course", "lesson"):
        return False
    first = interaction.client.services.learning.first
    found = await first.of(content.guild_id, interaction.user.id, content.id)
    if content.id not in found:
        return False
    translate, escape = interaction.client.translator(interaction), discord.utils.escape_markdown
    before = found[content.id].unmet[:MAX_FIRST]
    names = translate("learn-comma").join(f"**{escape(each.title)}**" for each in before)
    buttons: list[ui.Item[Any]] = [
        OpenButton.make(each.title, each.guild_id, each.id) for each in before
    ]
    label = translate("catalogue-open-anyway")
    buttons.append(OpenAnywayButton.make(label, content.guild_id, content.id))
    text = translate("catalogue-first", title=escape(content.title), contents=names)
    await say(interaction, text, state="attention", buttons=buttons)
    return True


def look_inside(translate: Translator, preview: Content | None) -> list[OpenButton]:
    """Return the button that opens what is open to everyone, if there is any."""
    if preview is None:
        return []
    label = translate("catalogue-look")
    return [OpenButton.make(label, preview.guild_id, preview.id, owned=False)]


def open_buttons(
    translate: Translator, guild_id: int, contents: tuple[Content, ...]
) -> list[OpenButton]:
    """Return a button to open each content; named if there are several."""
    if len(contents) == 1:
        return [OpenButton.make(translate("catalogue-open"), guild_id, contents[0].id)]
    return [OpenButton.make(each.title, guild_id, each.id) for each in contents[:5]]
