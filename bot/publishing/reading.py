"""Opens texts for members, page by page, and remembers where they are."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.clock import Clock
from bot.errors import UserError
from bot.files.store import FileStore, MissingError
from bot.publishing.beside import UnusableFileError, inside
from bot.publishing.front_matter import body_of
from bot.publishing.markdown.pages import ReadingPage, page_at, pages_of
from bot.publishing.markdown.render import render
from data import publishing
from data.contents import Content
from data.engine import Database
from data.publishing import Media


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that is shown with a page: its path, what it shows, and its bytes."""

    path: str
    alt: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Reading:
    """One page of a text, as it is shown.

    Attributes:
        page: Its texts and galleries.
        index: Its number, from 0.
        count: How many pages there are.
        pictures: The pictures of the page, by the path that the text names.
        files: On the last page, the files that the text links to.
    """

    content: Content
    page: ReadingPage
    index: int
    count: int
    pictures: Mapping[str, Attached]
    files: Sequence[Attached]


class ReadingService:
    """Reads texts from the store; callers decide whether a member may open one."""

    def __init__(self, database: Database, store: FileStore, clock: Clock) -> None:
        self._database = database
        self._store = store
        self._clock = clock

    async def open(self, content: Content, user_id: int) -> Reading:
        """Return the page where the member is."""
        return await self._read(content, user_id, None)

    async def page(self, content: Content, user_id: int, index: int) -> Reading:
        """Return a page by its number, or the last one, and remember it."""
        return await self._read(content, user_id, index)

    async def _read(self, content: Content, user_id: int, index: int | None) -> Reading:
        if content.body_key is None:
            raise UserError("reading-no-text", title=content.title)
        try:
            source = (await self._store.get(content.body_key)).decode()
        except MissingError:
            raise UserError("reading-lost", title=content.title) from None
        pages, files = await asyncio.to_thread(_pages, source)
        async with self._database.read_fast() as connection:
            media = (await publishing.media_of(connection, [content.id])).get(content.id, {})
            if index is None:
                before = await publishing.position(
                    connection, content.guild_id, user_id, content.id
                )
                at = page_at(pages, before)
            else:
                at = min(index, len(pages) - 1)
        await self._remember(content, user_id, pages[at].position)
        page, last = pages[at], at == len(pages) - 1
        pictures = [(each.path, each.alt) for each in page.pictures]
        return Reading(
            content,
            page,
            at,
            len(pages),
            {each.path: each for each in await self._attached(content, media, pictures)},
            await self._attached(content, media, [(path, "") for path in files]) if last else (),
        )

    async def _remember(self, content: Content, user_id: int, position: int) -> None:
        async with self._database.write() as connection:
            await publishing.set_position(
                connection, content.guild_id, user_id, content.id, position, self._clock.now()
            )

    async def _attached(
        self, content: Content, media: Mapping[str, Media], wanted: Sequence[tuple[str, str]]
    ) -> list[Attached]:
        """Return the bytes of files beside the text; what is missing is left out."""
        found: list[Attached] = []
        for written, alt in wanted:
            try:
                path = inside(content.path or "", written)
                data = await self._store.get(media[path].key)
            except (UnusableFileError, KeyError, MissingError):
                continue
            found.append(Attached(written, alt, data))
        return found


def _pages(source: str) -> tuple[Sequence[ReadingPage], Sequence[str]]:
    rendered = render(body_of(source))
    return pages_of(rendered.blocks), rendered.files
