"""What each content's card shows, and where the card is."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.recommend.signals.buffer import SignalBuffer
from bot.recommend.signals.items import NewItem, clean_title
from bot.recommend.signals.snowflake import time_of
from data import contents, items, plans, signal_requests
from data.contents import Content
from data.engine import Database
from data.learning import rules
from data.plans import Plan


@dataclass(frozen=True, slots=True)
class ContentCard:
    """A content as everybody sees it.

    Attributes:
        content: The content; it is published, or retired and has a card still, or may have.
        products: The products on sale that hold it, those with least else in them first.
        plans: The plans on sale that include it.
        preview: What is open to everyone of it; None: nothing.
        before: The published contents that are best completed first.
    """

    content: Content
    products: tuple[Plan, ...]
    plans: tuple[Plan, ...]
    preview: Content | None
    before: tuple[Content, ...] = ()


class CardService:
    """Stores cards for `cogs/catalogue/cards.py`, which posts and edits them."""

    def __init__(self, database: Database, signals: SignalBuffer) -> None:
        self._database = database
        self._signals = signals

    async def of_guild(self, guild_id: int) -> list[ContentCard]:
        """Return the cards that a server has or should have."""
        async with self._database.read() as connection:
            known = await contents.of_guild(connection, guild_id, ("published", "retired"))
            shown = [
                each
                for each in known
                if each.state == "published" or each.card_channel_id is not None
            ]
            held = await contents.of_offers(connection, guild_id)
            sold = await plans.of_guild(connection, guild_id, ("active",))
            previews = await contents.previews_of_guild(connection, guild_id)
            graph = await rules.prerequisites_of_guild(connection, guild_id)
            required = {one for needed in graph.values() for one in needed}
            named = {
                each.id: each for each in await contents.of_ids(connection, guild_id, required)
            }
        holders: dict[int, list[Plan]] = {}
        for offer in sorted(sold, key=lambda each: len(held.get(each.id, ()))):
            for content_id in held.get(offer.id, ()):
                holders.setdefault(content_id, []).append(offer)
        return [
            ContentCard(
                content,
                tuple(each for each in holders.get(content.id, ()) if each.kind == "product"),
                tuple(each for each in holders.get(content.id, ()) if each.kind == "plan"),
                previews.get(content.id),
                tuple(
                    each
                    for one in sorted(graph.get(content.id, ()))
                    if (each := named.get(one)) is not None and each.state == "published"
                ),
            )
            for content in shown
        ]

    async def register(self, posted: Collection[Content], *, forum: bool) -> None:
        """Let posted cards be items, whose signals are then derived.

        A card that is an item already only gets its title.
        """
        by_message = {each.card_message_id: each for each in posted if each.card_message_id}
        if not by_message:
            return
        async with self._database.read_fast() as connection:
            known = await items.contents_of(
                connection, next(iter(posted)).guild_id, by_message.keys()
            )
        for message_id, content in by_message.items():
            self._signals.register(_item(content, message_id, forum=forum))
        await self._signals.flush()
        async with self._database.write() as connection:
            for message_id, content in by_message.items():
                if known.get(message_id) != content.id:
                    await signal_requests.add_all(connection, content)

    async def store(
        self, content: Content, channel_id: int | None, message_id: int | None, shown: str | None
    ) -> None:
        """Store where a content's card is and a hash of what it shows; None: it has none.

        A channel without a message is where it is being posted.
        """
        async with self._database.write() as connection:
            await contents.change(
                connection,
                content.id,
                card_channel_id=channel_id,
                card_message_id=message_id,
                card_shown=shown,
            )


def _item(content: Content, message_id: int, *, forum: bool) -> NewItem:
    return NewItem(
        guild_id=content.guild_id,
        kind="post" if forum else "content",
        object_id=message_id,
        channel_id=content.card_channel_id or 0,
        author_id=None,
        created_at=time_of(message_id),
        title=clean_title(content.title),
        content_id=content.id,
    )
