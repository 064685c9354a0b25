"""Lists contents for staff, and the bundles on sale, page by page."""

from dataclasses import dataclass
from typing import Literal

from data import contents, shop
from data.contents import Content
from data.engine import Connection, Database
from data.plans import Plan
from data.shop import BUNDLE, Product

PER_PAGE = 10
Listed = Literal["contents", "bundles"]


@dataclass(frozen=True, slots=True)
class ListedContent:
    """A content with what sells it now: alone, and in bundles."""

    content: Content
    alone: tuple[Plan, ...]
    bundles: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of contents, or one of bundles, the newest first.

    `number` counts from 0; `more` is whether another page follows.
    """

    what: Listed
    number: int
    more: bool
    contents: tuple[ListedContent, ...] = ()
    bundles: tuple[Product, ...] = ()


class CatalogueListing:
    """Reads a page at a time, because a server may have ten thousand contents."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, guild_id: int, what: Listed, number: int) -> ListPage:
        """Return a page; an empty one after the last."""
        start = number * PER_PAGE
        async with self._database.read_fast() as connection:
            if what == "bundles":
                found, more = await shop.page(connection, guild_id, BUNDLE, "", start, PER_PAGE)
                return ListPage(what, number, more, bundles=tuple(found))
            some = await contents.part_of_guild(connection, guild_id, start, PER_PAGE + 1)
            entries = await _with_products(connection, guild_id, some[:PER_PAGE])
        return ListPage(what, number, len(some) > PER_PAGE, contents=entries)


async def _with_products(
    connection: Connection, guild_id: int, found: list[Content]
) -> tuple[ListedContent, ...]:
    holders = sorted(await contents.holders_of_ids(connection, [each.id for each in found]))
    held = await contents.of_offers(connection, guild_id, holders)
    on_sale = [
        each.offer
        for each in await shop.products(connection, guild_id, holders)
        if each.offer.state == "active"
    ]

    def selling(content: Content, *, alone: bool) -> tuple[Plan, ...]:
        return tuple(
            offer
            for offer in on_sale
            if content.id in held[offer.id] and (len(held[offer.id]) == 1) == alone
        )

    return tuple(
        ListedContent(each, selling(each, alone=True), selling(each, alone=False)) for each in found
    )
