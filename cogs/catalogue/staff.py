"""`/catalogue`: staff manage contents and the products that sell them."""

from typing import Literal

import discord
from discord import app_commands

from bot.catalogue.covers import MAX_ALT_LENGTH
from bot.catalogue.service import (
    MAX_SUMMARY_LENGTH,
    MAX_TITLE_LENGTH,
    MAX_TOPIC_LENGTH,
    CatalogueService,
    ContentText,
    ProductPrice,
)
from bot.catalogue.shop import MAX_CHOICES
from bot.discord.client import Interaction, LyceumClient
from bot.discord.layout import answer, say
from bot.errors import UserError
from bot.learning.prerequisites import CircleError
from bot.payments.plans import PlanService
from cogs.catalogue.events import CATALOGUE_CHANGED
from cogs.catalogue.handed_in import add_file, check_file, set_cover
from cogs.catalogue.list_view import ListButton, list_view
from cogs.catalogue.product_view import EMOJIS
from cogs.catalogue.refund_view import RefundButton, show_queue
from cogs.catalogue.staff_view import (
    ContentCoverButton,
    ContentFormButton,
    ContentPriceButton,
    ContentPublishButton,
    ContentRetireButton,
    editor,
)
from cogs.plans.options import Amount, Interval, PlanName
from cogs.plans.plan_text import plan_choices, prices
from cogs.plans.price_commands import currency_choices, usual_currency
from cogs.ui.checks import StaffGroup, needs, staff_only
from cogs.ui.chosen_id import chosen_id
from cogs.ui.interactions import guild_of

ContentId = app_commands.Range[str, 1, 19]  # as the list of contents offers it
ContentKind = Literal["article", "file", "tool", "course", "session"]
MAX_IDS_LENGTH = 500


class CatalogueCog(
    StaffGroup,
    group_name="catalogue",
    group_description="Manage what you sell besides memberships",
):
    """Staff's commands for contents and products."""

    def __init__(self, contents: CatalogueService, plans: PlanService) -> None:
        self._contents = contents
        self._plans = plans

    @needs("content")
    @app_commands.command(description="Start an article, file, tool, course or live session")
    @app_commands.describe(
        kind="What it is",
        title="Title shown to members",
        summary="What it is about, in a few sentences",
        topic="One word or two to find it by",
        file="The first version of the file that members get",
        cover="The picture shown in the shop",
        cover_text="What the picture shows, for people who can't see it",
    )
    async def add(
        self,
        interaction: Interaction,
        kind: ContentKind,
        title: app_commands.Range[str, 1, MAX_TITLE_LENGTH],
        summary: app_commands.Range[str, 1, MAX_SUMMARY_LENGTH] = "",
        topic: app_commands.Range[str, 1, MAX_TOPIC_LENGTH] = "",
        file: discord.Attachment | None = None,
        cover: discord.Attachment | None = None,
        cover_text: app_commands.Range[str, 1, MAX_ALT_LENGTH] = "",
    ) -> None:
        """Store a draft, and show it with the buttons for what is next."""
        text = ContentText(title, summary, topic)
        guild_id, actor_id = guild_of(interaction).id, interaction.user.id
        check_file(interaction, kind, file)
        made = await self._contents.add(guild_id, actor_id, kind, text)
        note = await add_file(interaction, made, file)
        if cover is not None:
            await set_cover(interaction, made, cover, cover_text)
        await answer(interaction, await editor(interaction, made.id, note))

    @needs("content")
    @app_commands.command(description="Change a title, summary or price, publish or retire")
    @app_commands.describe(
        content="Which one",
        file="A further version of the file that members get",
        cover="The picture shown in the shop",
        cover_text="What the picture shows, for people who can't see it",
    )
    async def edit(
        self,
        interaction: Interaction,
        content: ContentId,
        file: discord.Attachment | None = None,
        cover: discord.Attachment | None = None,
        cover_text: app_commands.Range[str, 1, MAX_ALT_LENGTH] = "",
    ) -> None:
        """Store what was handed in, and show the content with its buttons."""
        found = await self._contents.get(guild_of(interaction).id, _number(content))
        check_file(interaction, found.kind, file)
        note = await add_file(interaction, found, file)
        if cover is not None or cover_text:
            await set_cover(interaction, found, cover, cover_text or found.cover_alt)
            interaction.client.dispatch(CATALOGUE_CHANGED)
        await answer(interaction, await editor(interaction, found.id, note))

    @needs("money")
    @app_commands.command(description="Sell something by itself, or change its price")
    @app_commands.describe(
        content="Which one",
        amount="Price, e.g. 9.90",
        currency="Three letters, e.g. EUR; default: that of the newest plan",
        interval="How often it is paid",
        days="For one-time payments: days of access; leave out for lifetime access",
    )
    async def price(
        self,
        interaction: Interaction,
        content: ContentId,
        amount: Amount,
        currency: app_commands.Range[str, 3, 3] | None = None,
        interval: Interval = "once",
        days: app_commands.Range[int, 1, 3650] | None = None,
    ) -> None:
        """Create the product, or change what new buyers pay."""
        guild_id, actor_id = guild_of(interaction).id, interaction.user.id
        money = currency or await usual_currency(self._plans, guild_id)
        price = ProductPrice(amount, money, interval, days)
        await self._contents.price(guild_id, actor_id, _number(content), price)
        interaction.client.dispatch(CATALOGUE_CHANGED)
        await answer(interaction, await editor(interaction, _number(content)))

    @needs("money")
    @app_commands.command(description="Sell several things together at one price")
    @app_commands.describe(
        name="Name of the bundle",
        contents="Their titles, separated by commas",
        amount="Price, e.g. 9.90",
        currency="Three letters, e.g. EUR; default: that of the newest plan",
        interval="How often it is paid",
    )
    async def bundle(
        self,
        interaction: Interaction,
        name: PlanName,
        contents: app_commands.Range[str, 1, MAX_IDS_LENGTH],
        amount: Amount,
        currency: app_commands.Range[str, 3, 3] | None = None,
        interval: Interval = "once",
    ) -> None:
        """Put a bundle on sale."""
        guild_id, actor_id = guild_of(interaction).id, interaction.user.id
        ids = await self._named(guild_id, contents)
        money = currency or await usual_currency(self._plans, guild_id)
        price = ProductPrice(amount, money, interval)
        offer = await self._contents.sell(guild_id, actor_id, name, ids, price)
        interaction.client.dispatch(CATALOGUE_CHANGED)
        translate = interaction.client.translator(interaction)
        text = translate(
            "catalogue-bundle-added",
            name=discord.utils.escape_markdown(offer.name),
            price=prices(translate, offer),
            count=len(ids),
        )
        await say(interaction, text, state="good")

    @needs("money")
    @app_commands.command(description="Let a plan include something, or no longer")
    @app_commands.describe(content="Which one", plan="Plan name", included="Whether it does")
    async def include(
        self,
        interaction: Interaction,
        content: ContentId,
        plan: PlanName,
        included: Literal["yes", "no"] = "yes",
    ) -> None:
        """Bind a content to a plan, or release it."""
        guild_id, actor_id = guild_of(interaction).id, interaction.user.id
        await self._contents.include(
            guild_id, actor_id, _number(content), plan, included=included == "yes"
        )
        interaction.client.dispatch(CATALOGUE_CHANGED)
        await answer(interaction, await editor(interaction, _number(content)))

    @needs("content")
    @app_commands.command(description="Say what is best completed before something")
    @app_commands.describe(
        content="Which one", before="What comes first", needed="Whether it still does"
    )
    async def prerequisite(
        self,
        interaction: Interaction,
        content: ContentId,
        before: ContentId,
        needed: Literal["yes", "no"] = "yes",
    ) -> None:
        """Let one content build on another, or no longer."""
        guild_id, actor_id = guild_of(interaction).id, interaction.user.id
        wanted = needed == "yes"
        try:
            await self._contents.builds_on(
                guild_id, actor_id, _number(content), _number(before), wanted=wanted
            )
        except CircleError:
            raise UserError("catalogue-circle") from None
        interaction.client.dispatch(CATALOGUE_CHANGED)
        await answer(interaction, await editor(interaction, _number(content)))

    @needs("manage")
    @app_commands.command(description="Stop offering something; those who own it keep it")
    @app_commands.describe(content="Which one")
    async def retire(self, interaction: Interaction, content: ContentId) -> None:
        """Retire a content and the products that sell it alone."""
        guild_id, actor_id = guild_of(interaction).id, interaction.user.id
        await self._contents.retire(guild_id, actor_id, _number(content))
        interaction.client.dispatch(CATALOGUE_CHANGED)
        await answer(interaction, await editor(interaction, _number(content)))

    @needs("content")
    @app_commands.command(name="list", description="See everything, also drafts and retired")
    async def list_(self, interaction: Interaction) -> None:
        """List all contents with their states and prices, page by page."""
        await answer(interaction, await list_view(interaction, "contents", 0))

    @needs("money")
    @app_commands.command(description="Decide members' requests for their money back")
    async def refunds(self, interaction: Interaction) -> None:
        """Show the requests that wait, the oldest in full."""
        await show_queue(interaction)

    async def _named(self, guild_id: int, text: str) -> list[int]:
        known = {
            each.title.casefold(): each.id
            for each in await self._contents.every(guild_id)
            if each.state != "retired"
        }
        found: list[int] = []
        for part in text.replace("，", ",").split(","):  # noqa: RUF001 that of Chinese keyboards
            title = " ".join(part.split())
            if title and title.casefold() not in known:
                raise UserError("catalogue-no-such-title", title=title[:80])
            if title:
                found.append(known[title.casefold()])
        return found

    @edit.autocomplete("content")
    @price.autocomplete("content")
    @include.autocomplete("content")
    @prerequisite.autocomplete("content")
    @prerequisite.autocomplete("before")
    @retire.autocomplete("content")
    @staff_only
    async def _ids(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [
            app_commands.Choice(name=f"{EMOJIS[each.kind]} {each.title}"[:100], value=str(each.id))
            for each in await self._contents.find(guild_of(interaction).id, typed, MAX_CHOICES)
        ]

    @bundle.autocomplete("currency")
    @price.autocomplete("currency")
    @staff_only
    async def _currencies(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        return await currency_choices(self._plans, interaction, typed)

    @include.autocomplete("plan")
    @staff_only
    async def _plan_names(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        return plan_choices(await self._plans.on_sale(guild_of(interaction).id), typed)


def _number(content: str) -> int:
    """Return the id of a content. Raises UserError for what the list didn't offer."""
    return chosen_id(content, "catalogue-not-listed")


async def setup(client: LyceumClient) -> None:
    """Add the commands and the buttons."""
    services = client.services
    client.add_dynamic_items(
        ContentCoverButton,
        ContentFormButton,
        ContentPriceButton,
        ContentPublishButton,
        ContentRetireButton,
        ListButton,
        RefundButton,
    )
    await client.add_cog(CatalogueCog(services.catalogue.contents, services.payments.plans))
