"""Members' commands: browse the shop and buy."""

from typing import Any, Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.catalogue.shop import Shop, ShopFilter
from bot.discord.client import Interaction, LyceumClient
from bot.i18n import Translator
from bot.payments.billing_portal import MAX_SEATS
from bot.payments.coupons.coupon_request import MAX_CODE_LENGTH
from bot.recommend.contents import ShownContent
from cogs.catalogue.buttons import OpenAnywayButton, OpenButton, ProductButton, look_inside
from cogs.catalogue.library import LibraryCog
from cogs.catalogue.product_view import buying, kind_text
from cogs.catalogue.shop_view import ShopMenu, ShopPageButton, show_shop
from cogs.membership.gifts import GiftCommands
from cogs.membership.subscribe import subscribe
from cogs.plans.options import PlanName, PriceId, read_price
from cogs.plans.plan_text import price_choices, prices
from cogs.ui.interactions import guild_of
from cogs.ui.opening import ContentEntry

ShopKind = Literal["article", "file", "tool", "course", "session", "bundle"]


class ShopCog(commands.Cog):
    """Shows products and sells them. Every answer is ephemeral."""

    def __init__(self, shop: Shop, gifts: GiftCommands) -> None:
        self._shop = shop
        self._gifts = gifts

    def content_entry(self, translate: Translator, shown: ShownContent) -> ContentEntry:
        """Return a content of a list, with the buttons that open it or buy it."""
        content, offer = shown.content, shown.offer
        kind = kind_text(translate, content.kind)
        if offer is None:
            text = translate("catalogue-listed-open", kind=kind)
            label = translate("catalogue-open")
            return ContentEntry(text, OpenButton.make(label, content.guild_id, content.id))
        price = prices(translate, offer)
        text = translate("catalogue-listed-offer", kind=kind, price=price)
        (buy,) = buying(translate, offer)
        return ContentEntry(text, buy, tuple(look_inside(translate, shown.preview)))

    @app_commands.command(name="shop", description="Browse articles, files, courses and tools")
    @app_commands.describe(kind="Only this kind")
    @app_commands.guild_only()
    async def shop(self, interaction: Interaction, kind: ShopKind | None = None) -> None:
        """Show the first page of the shop."""
        await show_shop(interaction, ShopFilter(kind=kind or ""))

    @app_commands.command(name="buy", description="Buy a product (opens a checkout page)")
    @app_commands.describe(
        product="Product name",
        price="How you want to pay",
        member="Who gets it as a gift; leave out to buy it for yourself",
        gift_code="Get a gift code that you can pass on",
        seats="Number of people, including you, for what renews",
        coupon="Code of a coupon",
    )
    @app_commands.guild_only()
    async def buy(
        self,
        interaction: Interaction,
        product: PlanName,
        price: PriceId | None = None,
        member: discord.Member | discord.User | None = None,
        gift_code: Literal["yes", "no"] = "no",
        seats: app_commands.Range[int, 1, MAX_SEATS] = 1,
        coupon: app_commands.Range[str, 1, MAX_CODE_LENGTH] = "",
    ) -> None:
        """Open a checkout page for a product, for the member or as a gift."""
        chosen = read_price(price)
        if member is not None or gift_code == "yes":
            await self._gifts.give(interaction, product, member, chosen)
            return
        guild_id = guild_of(interaction).id
        await subscribe(interaction, guild_id, product, seats, chosen, coupon, kind="product")

    @buy.autocomplete("product")
    async def _products(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        names = await self._shop.named(guild_of(interaction).id, typed)
        return [app_commands.Choice(name=name, value=name) for name in names]

    @buy.autocomplete("price")
    async def _prices(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        name = str(getattr(interaction.namespace, "product", None) or "")
        plans = interaction.client.services.payments.plans
        offer = await plans.find(guild_of(interaction).id, name, "product")
        translate = interaction.client.translator(interaction)
        return [] if offer is None else price_choices(translate, offer, typed)


async def setup(client: LyceumClient) -> None:
    """Add the commands and the buttons."""
    payments, catalogue = client.services.payments, client.services.catalogue
    gifts = GiftCommands(payments.checkout, payments.redemption, payments.outbox)
    items: list[Any] = [OpenAnywayButton, OpenButton, ProductButton, ShopMenu, ShopPageButton]
    client.add_dynamic_items(*items)
    await client.add_cog(ShopCog(catalogue.shop, gifts))
    await client.add_cog(LibraryCog(catalogue.shop, catalogue.refunds))
