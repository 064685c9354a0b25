"""Shows the products on sale, as one member sees them."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.catalogue.ownership import Ownership
from data import contents, shop
from data.contents import Content
from data.engine import Database
from data.plans import Plan

PER_PAGE = 5  # each with its text and button: all fit into one message
MAX_CHOICES = 25  # Discord's limit for autocompletion and menus


@dataclass(frozen=True, slots=True)
class ShopEntry:
    """A product, and what it is to the member.

    Attributes:
        offer: The product with its prices.
        contents: What it holds; several in a bundle.
        owned: Those of its contents that the member owns, by id.
        preview: A content, or a lesson of one, that is open to everyone; None: there is none.
    """

    offer: Plan
    contents: tuple[Content, ...]
    owned: frozenset[int]
    preview: Content | None

    @property
    def kind(self) -> str:
        """The kind of its content, or "bundle"."""
        return self.contents[0].kind if len(self.contents) == 1 else shop.BUNDLE

    @property
    def pictured(self) -> Content | None:
        """The first of its contents that has a cover; None: none has."""
        return next((each for each in self.contents if each.cover_key is not None), None)

    @property
    def is_owned(self) -> bool:
        """Whether there is nothing left to buy."""
        return bool(self.contents) and all(each.id in self.owned for each in self.contents)


@dataclass(frozen=True, slots=True)
class ShopFilter:
    """Which products to show: `kind` and `topic` are "" for all."""

    kind: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class ShopPage:
    """One page of the shop.

    `number` counts from 0; `more` is whether another page follows.
    """

    entries: tuple[ShopEntry, ...]
    number: int
    more: bool
    chosen: ShopFilter
    topics: tuple[str, ...]


class Shop:
    """Reads what is on sale."""

    def __init__(self, database: Database, ownership: Ownership) -> None:
        self._database = database
        self._ownership = ownership

    async def page(
        self, guild_id: int, user_id: int, chosen: ShopFilter, number: int = 0
    ) -> ShopPage:
        """Return a page; the last one if there are fewer."""
        owned = await self._ownership.owned(guild_id, user_id)
        async with self._database.read_fast() as connection:
            args = (connection, guild_id, chosen.kind, chosen.topic)
            found, more = await shop.page(*args, number * PER_PAGE, PER_PAGE)
            if number and not found:
                number = max(await shop.count(*args) - 1, 0) // PER_PAGE
                found, more = await shop.page(*args, number * PER_PAGE, PER_PAGE)
            topics = await shop.topics(connection, guild_id, MAX_CHOICES - 1)
            courses = [each.id for one in found for each in one.contents]
            previews = await contents.previews(connection, courses)
        entries = tuple(_entry(each, owned, previews) for each in found)
        return ShopPage(entries, number, more, chosen, tuple(topics))

    async def entry(self, guild_id: int, user_id: int, offer_id: int) -> ShopEntry | None:
        """Return one product, on sale or not; None if there is none with this id."""
        owned = await self._ownership.owned(guild_id, user_id)
        async with self._database.read_fast() as connection:
            found = await shop.products(connection, guild_id, [offer_id])
            if not found:
                return None
            ids = [each.id for each in found[0].contents]
            previews = await contents.previews(connection, ids)
        return _entry(found[0], owned, previews)

    async def named(self, guild_id: int, typed: str) -> list[str]:
        """Return the names of products on sale that contain a text, for autocompletion."""
        async with self._database.read_fast() as connection:
            found = await shop.named(connection, guild_id, typed, MAX_CHOICES)
        return [name for _, name in found]

    async def of_ids(self, guild_id: int, ids: Sequence[int]) -> list[Content]:
        """Return contents that are not drafts, in the order of their ids here."""
        async with self._database.read_fast() as connection:
            found = {each.id: each for each in await contents.of_ids(connection, guild_id, ids)}
        return [found[one] for one in ids if one in found and found[one].state != "draft"]

    async def library(self, guild_id: int, user_id: int, typed: str = "") -> list[Content]:
        """Return what a member owns whose title contains a text, by position."""
        owned = await self._ownership.owned(guild_id, user_id)
        async with self._database.read_fast() as connection:
            found = await contents.of_ids(connection, guild_id, owned)
        wanted = typed.casefold()
        return [each for each in found if each.state != "draft" and wanted in each.title.casefold()]


def _entry(product: shop.Product, owned: frozenset[int], previews: dict[int, Content]) -> ShopEntry:
    ids = frozenset(each.id for each in product.contents)
    preview = next((previews[id_] for id_ in sorted(ids) if id_ in previews), None)
    return ShopEntry(product.offer, product.contents, owned & ids, preview)
