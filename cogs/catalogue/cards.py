"""Posts a card for each published content, and keeps it up to date."""

import asyncio
from collections.abc import Sequence
from typing import Any

import discord
import structlog
from discord import app_commands, ui
from discord.ext import commands

from bot.catalogue.cards import ContentCard
from bot.discord.channels import is_called
from bot.discord.client import LyceumClient
from bot.discord.layout import AnswerView, Picture, files_of, fingerprint
from bot.i18n import Translator
from bot.scheduling.worker import WakeupEvent, Worker
from cogs.catalogue.buttons import OpenButton, ProductButton, look_inside
from cogs.catalogue.posted_card import ShopChannel, posted_card
from cogs.catalogue.product_view import builds_on, devices_text, kind_text
from cogs.membership.subscribe import SubscribeButton
from cogs.plans.plan_text import prices
from cogs.ui.cover import picture_of, read_covers
from data.contents import Content

CHECK_SECONDS = 300.0  # between two looks at what no command of ours has changed
AT_ONCE = 20  # cards that one step posts or edits
MAX_NAMED = 5  # plans and bundles
MAX_THREAD_NAME = 100
SILENT = discord.AllowedMentions.none()

_log = structlog.get_logger(__name__)


class ProductCards(commands.Cog):
    """Compares each card with what it should show."""

    def __init__(self, client: LyceumClient) -> None:
        self._client = client
        self._changed = WakeupEvent()
        self._items: dict[int, tuple[int | None, str]] = {}  # the cards that are items, by content
        self._worker = Worker("product-cards", self._step, self._changed, seconds=CHECK_SECONDS)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Start the worker."""
        self._worker.start()

    async def cog_unload(self) -> None:
        """Stop the worker."""
        await self._worker.close()

    @commands.Cog.listener()
    async def on_catalogue_change(self) -> None:
        """Look at the cards at once."""
        self._changed.notify()

    @commands.Cog.listener()
    async def on_plans_change(self) -> None:
        """Look at the cards at once: they name the plans that include something."""
        self._changed.notify()

    @commands.Cog.listener()
    async def on_app_command_completion(
        self,
        _interaction: discord.Interaction[Any],
        command: app_commands.Command[Any, ..., Any] | app_commands.ContextMenu,
    ) -> None:
        """Look at the cards after each command that may change them."""
        if command.qualified_name.startswith(("catalogue ", "plan ")):
            self._changed.notify()

    async def _step(self) -> int:
        """Bring some cards up to date; return how many were changed."""
        changed = 0
        for guild in list(self._client.guilds):
            if guild.unavailable or not await self._client.serves(guild.id):
                continue
            channel = shop_channel(self._client, guild)
            if channel is not None:
                changed += await self._refresh(guild, channel)
        return changed

    async def _refresh(self, guild: discord.Guild, channel: ShopChannel) -> int:
        services = self._client.services
        language = services.deps.guild_settings.of(guild.id).discord.language
        translate, changed = services.translations.translator(language), 0
        licensed = services.licences is not None
        ours = channel.permissions_for(guild.me)
        cards = await services.catalogue.cards.of_guild(guild.id)
        await self._register([each.content for each in cards], channel)
        for number, card in enumerate(cards):
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)  # thousands of cards must not block the gateway
            content = card.content
            pictured = ours.attach_files and content.cover_key is not None
            cover = picture_of(content) if pictured else None
            shown = fingerprint(card_view(translate, card, cover, licensed=licensed))
            if card.content.card_shown == shown and card.content.card_channel_id == channel.id:
                continue
            covers = await read_covers(services, [content] if pictured else [])
            view = card_view(translate, card, covers.get(content.id), licensed=licensed)
            try:
                await self._show(channel, card, view, fingerprint(view))
            except discord.HTTPException as error:  # tried again at the next look
                _log.warning("cards.not_shown", guild_id=guild.id, status=error.status)
                return changed
            changed += 1
            if changed == AT_ONCE:
                break
        return changed

    async def _register(self, known: Sequence[Content], channel: ShopChannel) -> None:
        """Let the cards in the shop's channel be items, once in this process."""
        posted = [
            each
            for each in known
            if each.card_message_id is not None
            and each.card_channel_id == channel.id
            and self._items.get(each.id) != (each.card_message_id, each.title)
        ]
        forum = isinstance(channel, discord.ForumChannel)
        await self._client.services.catalogue.cards.register(posted, forum=forum)
        self._items |= {each.id: (each.card_message_id, each.title) for each in posted}

    async def _show(
        self, channel: ShopChannel, card: ContentCard, view: AnswerView, shown: str
    ) -> None:
        """Edit a card, or post it if there is none in this channel."""
        content, store = card.content, self._client.services.catalogue.cards.store
        if content.card_message_id is not None and content.card_channel_id == channel.id:
            try:
                # A forum post's first message has the id of its thread.
                forum = isinstance(channel, discord.ForumChannel)
                place_id = content.card_message_id if forum else channel.id
                place = self._client.get_partial_messageable(place_id, guild_id=channel.guild.id)
                message = place.get_partial_message(content.card_message_id)
                await message.edit(view=view, attachments=files_of(view), allowed_mentions=SILENT)
            except discord.NotFound:
                await store(content, None, None, None)  # deleted by hand: it is posted again
            else:
                await store(content, channel.id, content.card_message_id, shown)
            return
        if content.card_channel_id == channel.id:
            # Posting was interrupted before the id was stored: it may be there.
            message_id = await posted_card(channel, content)
            if message_id is not None:
                await store(content, channel.id, message_id, None)  # edited at the next look
                return
        if content.state != "published":
            await store(content, None, None, None)
            return
        await store(content, channel.id, None, None)
        message_id = await self._post(channel, content, view)
        await store(content, channel.id, message_id, shown)

    async def _post(self, channel: ShopChannel, content: Content, view: AnswerView) -> int:
        """Post a card; return its message's id."""
        if isinstance(channel, discord.ForumChannel):
            name = content.title[:MAX_THREAD_NAME]
            made = await channel.create_thread(
                name=name, view=view, files=files_of(view), allowed_mentions=SILENT
            )
            return made.thread.id  # that of its first message, too
        nonce = f"lyceum-card-{content.id}"
        sent = await channel.send(
            view=view, files=files_of(view), allowed_mentions=SILENT, nonce=nonce
        )
        return sent.id


def shop_channel(client: LyceumClient, guild: discord.Guild) -> ShopChannel | None:
    """Return the channel that the server's settings name; None if there is none."""
    wanted = client.services.deps.guild_settings.of(guild.id).library.shop_channel
    channels: list[ShopChannel] = [*guild.text_channels, *guild.forums]
    return next((each for each in channels if wanted and is_called(each, wanted)), None)


def card_view(
    translate: Translator, card: ContentCard, cover: Picture | None = None, *, licensed: bool
) -> AnswerView:
    """Return a card: the same for everybody, so that its buttons find out who presses."""
    content, escape = card.content, discord.utils.escape_markdown
    facts = [kind_text(translate, content.kind)]
    facts += [escape(content.topic), devices_text(translate, content, licensed=licensed)]
    lines = [
        f"**{escape(each.name)}** · {prices(translate, each)}" for each in card.products[:MAX_NAMED]
    ]
    plans = translate("learn-comma").join(escape(each.name) for each in card.plans[:MAX_NAMED])
    retired = content.state == "retired"
    pictures = [] if cover is None else [cover]
    return AnswerView(
        *[each.gallery() for each in pictures],
        " · ".join(filter(None, facts)),
        content.summary,
        "\n".join(lines),
        translate("catalogue-included", plans=plans) if plans else "",
        builds_on(translate, card.before),
        translate("catalogue-card-retired") if retired else "",
        title=escape(content.title),
        buttons=_buttons(translate, card),
        pictures=pictures,
    )


def _buttons(translate: Translator, card: ContentCard) -> list[ui.Item[Any]]:
    content = card.content
    found: list[ui.Item[Any]] = []
    if card.products and content.state == "published":
        offer = card.products[0]
        label = translate("catalogue-buy")
        found.append(SubscribeButton.labelled(label, offer.guild_id, offer.id))
        found.append(ProductButton.make(translate("catalogue-more"), offer.guild_id, offer.id))
    found += look_inside(translate, card.preview)
    if card.preview is None or card.preview.id != content.id:
        found.append(OpenButton.make(translate("catalogue-open"), content.guild_id, content.id))
    return found


async def setup(client: LyceumClient) -> None:
    """Add the worker."""
    await client.add_cog(ProductCards(client))
