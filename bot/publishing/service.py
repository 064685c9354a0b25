"""Publishes a folder of Markdown into the catalogue."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from bot.catalogue.cover_picture import as_cover
from bot.catalogue.service import CatalogueService, ProductPrice
from bot.clock import Clock
from bot.errors import UserError
from bot.files.store import FileStore
from bot.learning.authoring import save_course, save_lesson, save_prerequisites
from bot.payments.money import parse_currency
from bot.payments.plan_request import read_price
from bot.publishing.beside import inside
from bot.publishing.comparison import Action, Change, Offering, compare
from bot.publishing.folder import Folder, PublishedText
from data import contents, publishing
from data.contents import Content, NewContent
from data.engine import Connection, Database
from data.learning import rules
from data.publishing import Media

Progress = Callable[[int], None]  # how many texts are stored


@dataclass(frozen=True, slots=True)
class RefusedOffer:
    """Why a price or a plan of a text could not be set; the text itself is published."""

    path: str
    error: UserError


@dataclass(frozen=True, slots=True)
class _Stored:
    """Where the store has a text, its cover, and its files."""

    body_key: str
    cover_key: str | None
    media: Sequence[Media]


class PublishingService:
    """Makes a server's catalogue what a folder says.

    Texts and files are stored first, under new keys; one transaction then shows all of them. If
    it is interrupted before that, nothing is visible, and the store is cleaned later. Prices
    follow, one by one; repeating it continues.
    """

    def __init__(
        self, database: Database, store: FileStore, catalogue: CatalogueService, clock: Clock
    ) -> None:
        self._database = database
        self._store = store
        self._catalogue = catalogue
        self._clock = clock

    async def compare(self, guild_id: int, folder: Folder, *, retire: bool = False) -> list[Change]:
        """Return what publishing would do.

        Raises:
            OtherFolderError: Another folder has a file of the same path.
        """
        async with self._database.read() as connection:
            known = await contents.of_paths(connection, guild_id)
        changes: list[Change] = []
        for each in compare(folder, known, retire=retire):
            offering = Offering()
            if each.text is not None:
                offering = await self._offering(each.text, each.content)
            only = each.action == "same" and offering != Offering()
            action: Action = "offer" if only else each.action
            changes.append(replace(each, action=action, offering=offering))
        return changes

    async def apply(
        self,
        guild_id: int,
        author_id: int,
        changes: Sequence[Change],
        progress: Progress = lambda _: None,
    ) -> list[RefusedOffer]:
        """Publish what `compare` returned; return which prices and plans were refused.

        Raises:
            StoreUnavailableError: The store can't be reached; nothing has changed.
            RetryLaterError, PersonMustActError: Stripe can't be reached or refuses; texts are
                published, and the prices so far.
        """
        stored = await self._store_all(changes, progress)
        async with self._database.write() as connection:
            ids = await self._publish(connection, guild_id, author_id, changes, stored)
        return await self._sell(guild_id, author_id, changes, ids)

    async def _store_all(self, changes: Sequence[Change], progress: Progress) -> dict[str, _Stored]:
        """Put the texts that are new, and their files; return the keys by path."""
        wanted = [each for each in changes if each.action in ("create", "change")]
        before = {each.content.id: each.path for each in wanted if each.content is not None}
        async with self._database.read() as connection:
            media = await publishing.media_of(connection, list(before))
        known = {before[content_id]: found for content_id, found in media.items()}
        stored: dict[str, _Stored] = {}
        for count, change in enumerate(wanted, 1):
            assert change.text is not None  # noqa: S101 what is created or changed has a file
            body = await self._store.put("texts", change.text.source.encode())
            files = await self._files(change.text, known.get(change.path, {}))
            cover_key = await self._cover(change.text)
            stored[change.path] = _Stored(body.key, cover_key, files)
            progress(count)
        return stored

    async def _cover(self, text: PublishedText) -> str | None:
        """Put a text's cover in the size of the shop, besides the file itself."""
        if text.fields.cover is None:
            return None
        path = inside(text.path, text.fields.cover)
        (beside,) = [each for each in text.beside if each.path == path]
        cover = await asyncio.to_thread(as_cover, beside.location.read_bytes())
        return (await self._store.put("pictures", cover)).key

    async def _files(self, text: PublishedText, known: Mapping[str, Media]) -> list[Media]:
        found: list[Media] = []
        for each in text.beside:
            had = known.get(each.path)
            if had is not None and had.sha256 == each.sha256:
                found.append(had)
                continue
            put = await self._store.put("pictures", each.location.read_bytes())
            found.append(Media(each.path, put.size, put.sha256, put.key))
        return found

    async def _publish(
        self,
        connection: Connection,
        guild_id: int,
        author_id: int,
        changes: Sequence[Change],
        stored: Mapping[str, _Stored],
    ) -> dict[str, int]:
        """Write all rows; return the id of each path's content."""
        now = self._clock.now()
        ids = {each.path: each.content.id for each in changes if each.content is not None}
        for change in changes:
            if change.action == "retire" and change.content is not None:
                await contents.retire(connection, change.content.id, now)
            if change.text is None:
                continue
            if change.content is not None and change.content.folder is None:
                await contents.change(connection, change.content.id, folder=change.text.folder)
            if change.path not in stored:
                continue
            course = None if change.text.course is None else ids[change.text.course]
            row = _row(guild_id, author_id, change.text, course, stored[change.path])
            content = await self._put(connection, row, change.content)
            ids[change.path] = content.id
            await publishing.replace_media(
                connection, guild_id, content.id, stored[change.path].media
            )
            await _save_rules(connection, content, change.text)
            if not change.text.fields.draft:
                await contents.publish(connection, content.id, now)
        await _require(connection, guild_id, changes, ids)
        return ids

    async def _put(
        self, connection: Connection, row: NewContent, before: Content | None
    ) -> Content:
        if before is None:
            return await contents.add(connection, row, self._clock.now())
        values = asdict(row)
        del values["guild_id"], values["author_id"]  # who wrote it first stays its author
        await contents.change(connection, before.id, **values)
        changed = await contents.get(connection, row.guild_id, before.id)
        assert changed is not None  # noqa: S101 it was changed in this transaction
        return changed

    async def _sell(
        self,
        guild_id: int,
        author_id: int,
        changes: Sequence[Change],
        ids: Mapping[str, int],
    ) -> list[RefusedOffer]:
        refused: list[RefusedOffer] = []
        for change in changes:
            if change.text is None or change.offering == Offering():
                continue
            try:
                await self._offer(guild_id, author_id, ids[change.path], change)
            except UserError as error:
                refused.append(RefusedOffer(change.path, error))
        return refused

    async def _offering(self, text: PublishedText, content: Content | None) -> Offering:
        """Return what has to change about how a content is sold."""
        price, plans = text.fields.price, tuple(text.fields.plans or ())
        if content is None:
            return Offering(price is not None, plans)
        if plans:
            included = {plan.name for plan in await self._catalogue.plans_with(content)}
            plans = tuple(name for name in plans if name not in included)
        if price is None:
            return Offering(plans=plans)
        amount = read_price(price.amount, parse_currency(price.currency))
        costs = {
            (each.offer.price.amount, each.offer.price.currency)
            for each in await self._catalogue.products(content)
            if each.offer.state == "active" and len(each.contents) == 1
        }
        return Offering((amount, price.currency) not in costs, plans)

    async def _offer(self, guild_id: int, author_id: int, content_id: int, change: Change) -> None:
        price = None if change.text is None else change.text.fields.price
        if change.offering.price and price is not None:
            asked = ProductPrice(price.amount, price.currency)
            await self._catalogue.price(guild_id, author_id, content_id, asked)
        for name in change.offering.plans:
            await self._catalogue.include(guild_id, author_id, content_id, name, included=True)


async def _require(
    connection: Connection, guild_id: int, changes: Sequence[Change], ids: Mapping[str, int]
) -> None:
    """Store the prerequisites of all texts, also of those that had faults before."""
    graph = await rules.prerequisites_of_guild(connection, guild_id)
    wanted = {
        ids[each.path]: {ids[path] for path in each.text.prerequisites if path in ids}
        for each in changes
        if each.text is not None
    }
    different = [id_ for id_, needed in wanted.items() if set(graph.get(id_, ())) != needed]
    for content_id in different:  # two that swap their places would be a circle in between
        await save_prerequisites(connection, guild_id, content_id, ())
    for content_id in different:
        await save_prerequisites(connection, guild_id, content_id, wanted[content_id])


def _row(
    guild_id: int,
    author_id: int,
    text: PublishedText,
    course_id: int | None,
    stored: _Stored,
) -> NewContent:
    fields = text.fields
    return NewContent(
        guild_id,
        text.kind,
        fields.title,
        author_id,
        summary=fields.summary.strip(),
        course_id=course_id,
        section=text.section,
        position=text.position,
        preview=fields.preview,
        minutes=fields.minutes,
        topic=fields.topic or "",
        tags=tuple(fields.tags),
        body_key=stored.body_key,
        cover_key=stored.cover_key,
        cover_alt=fields.cover_alt or "",
        path=text.path,
        sha256=text.sha256,
        folder=text.folder,
    )


async def _save_rules(connection: Connection, content: Content, text: PublishedText) -> None:
    fields = text.fields
    if text.kind == "course":
        await save_course(connection, content.guild_id, content.id, sequential=fields.sequential)
    elif text.kind == "lesson" and content.course_id is not None:
        await save_lesson(
            connection,
            content.guild_id,
            content.course_id,
            content.id,
            optional=fields.optional,
            drip=fields.drip,
            quiz=text.quiz,
        )
