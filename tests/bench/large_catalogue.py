"""Fill a server with products, courses, and members who own some: a catalogue that can grow."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, select

from bot.payments.fact_repository import policy_for, stored_entitlement
from bot.payments.ledger.facts import Fact, Payment, to_body
from bot.payments.ledger.fold import fold
from data import plans, tables
from data.engine import Database
from data.facts import StoredEntitlement
from data.tables.base import EPOCH
from tests.bench.large.filling import Filling, Row, in_json

FIRST_MEMBER, STAFF = 1_000_000, 20
LESSONS, COURSE_EACH, TOPICS, DONE = 10, 20, 40, 3
KINDS = ("article", "file", "tool")
SHOP, CARDS = 70, 5_000_000  # the channel of the cards, and the first one's message
WORDS = ("Rust", "Borrowing", "Docker", "Schedulers", "SQL", "Regex", "Caches", "Queues")
DAY = timedelta(days=1)
GRACE = 7 * DAY

_PLAN = "guild_id name description kind trial_days key product_id state created_by created_at"
_PRICE = "plan_id amount currency interval price_id current created_at"
_CONTENT = (
    "guild_id kind title summary state author_id course_id position minutes topic tags created_at"
    " published_at card_channel_id card_message_id"
)
_CARD = "guild_id kind object_id channel_id title created_at content_id"
_FACT = "guild_id user_id kind object_id source as_of body recorded_at"


@dataclass(frozen=True, slots=True)
class LargeCatalogue:
    """A server whose shop grows, each content with its card; equal calls give equal rows.

    Every twentieth product is a course of ten lessons. Each member owns two products and a course,
    all among the oldest `owned`, and has done three lessons of that course.
    """

    database: Database
    guild_id: int
    now: datetime

    async def grow(self, first: int, last: int) -> None:
        """Add the products from one number up to another, each with its content."""
        at, guild, filling = self._at, self.guild_id, Filling(self.database)
        numbers = range(first, last)
        names = [name(number) for number in numbers]
        await filling.put(
            tables.plans,
            _PLAN.split(),
            (
                (guild, each, "", "product", 0, f"key{n}", f"prod_{n}", "active", STAFF, at)
                for n, each in zip(numbers, names, strict=True)
            ),
        )
        offers = (await self._ids(tables.plans, tables.plans.c.key.startswith("key")))[first:last]
        await filling.put(
            tables.prices,
            _PRICE.split(),
            (
                (offer, 900, "eur", "once", f"price_{n}", True, at)
                for n, offer in zip(numbers, offers, strict=True)
            ),
        )
        columns = _CONTENT.split()
        await filling.put(tables.contents, columns, map(self._content, numbers))
        made = (await self._ids(tables.contents, tables.contents.c.course_id.is_(None)))[first:last]
        await filling.put(
            tables.offer_contents,
            ("offer_id", "content_id", "guild_id"),
            ((*pair, guild) for pair in zip(offers, made, strict=True)),
        )
        await filling.put(
            tables.items,
            _CARD.split(),
            (
                (guild, "post", CARDS + n, SHOP, title, at, id_)
                for n, title, id_ in zip(numbers, names, made, strict=True)
            ),
        )
        courses = [id_ for n, id_ in zip(numbers, made, strict=True) if n % COURSE_EACH == 0]
        await filling.put(tables.contents, columns, self._lessons(courses))
        await filling.finish()

    async def populate(self, members: int, owned: int) -> None:
        """Let members own some of the oldest products, and begin a course."""
        filling = Filling(self.database)
        async with self.database.read() as connection:
            sold = (await plans.listing(connection, self.guild_id)).plans[:owned]
        policy = policy_for(sold, {}, GRACE)
        courses = await self._ids(tables.contents, tables.contents.c.kind == "course")
        firsts = await self._first_lessons()
        bought = {
            FIRST_MEMBER + each: self._facts(each, [sold[n].id for n in _owned(each, owned)])
            for each in range(members)
        }
        await filling.put(tables.facts, _FACT.split(), self._fact_rows(bought))
        rights = (
            stored_entitlement(self.guild_id, user, each)
            for user, known in bought.items()
            for each in fold(known, policy, self.now)
        )
        columns = [field.name for field in fields(StoredEntitlement)]
        await filling.put(tables.entitlements, columns, map(_row, rights))
        began = [
            (user, courses[_owned(user - FIRST_MEMBER, owned)[0] // COURSE_EACH]) for user in bought
        ]
        await filling.put(
            tables.enrolments,
            ("guild_id", "user_id", "course_id", "enrolled_at", "latest_at"),
            ((self.guild_id, *each, self._at, self._at) for each in began),
        )
        await filling.put(
            tables.progress,
            ("guild_id", "user_id", "content_id", "course_id", "done_at"),
            (
                (self.guild_id, user, lesson, course, self._at)
                for user, course in began
                for lesson in firsts[course][:DONE]
            ),
        )
        await filling.finish()

    async def owned_by(self, user_id: int) -> list[int]:
        """Return the ids of the contents that a member's products hold."""
        held = tables.offer_contents.c
        rights = tables.entitlements.c
        async with self.database.read() as connection:
            found = await connection.scalars(
                select(held.content_id)
                .join(tables.entitlements, rights.plan_id == held.offer_id)
                .where(rights.guild_id == self.guild_id, rights.user_id == user_id)
            )
            return list(found)

    @property
    def _at(self) -> int:
        return _milliseconds(self.now - 30 * DAY)

    def _content(self, number: int) -> Row:
        kind = KINDS[number % len(KINDS)] if number % COURSE_EACH else "course"
        return self._text(kind, name(number), None, number, topic=f"Topic {number % TOPICS}")

    def _lessons(self, courses: Iterable[int]) -> Iterator[Row]:
        for course in courses:
            for position in range(LESSONS):
                yield self._text("lesson", f"Lesson {position + 1}", course, position, topic="")

    def _text(
        self, kind: str, title: str, course_id: int | None, position: int, *, topic: str
    ) -> Row:
        tags = in_json([topic.lower()] if topic else [])
        named = (self.guild_id, kind, title, f"About {title}.", "published", STAFF)
        card = (SHOP, CARDS + position) if course_id is None else (None, None)
        return (*named, course_id, position, 10, topic, tags, self._at, self._at, *card)

    def _facts(self, member: int, offer_ids: Sequence[int]) -> list[Fact]:
        paid = self.now - 20 * DAY
        opened = int(paid.timestamp())
        return [
            Fact(
                paid,
                Payment(f"cs_{member}_{offer}", offer, "paid", opened, 900, "eur", paid=opened),
            )
            for offer in offer_ids
        ]

    def _fact_rows(self, bought: dict[int, list[Fact]]) -> Iterator[Row]:
        for user, known in bought.items():
            for fact in known:
                at, snapshot = _milliseconds(fact.as_of), fact.snapshot
                body = in_json(to_body(snapshot))
                source = snapshot.source
                yield self.guild_id, user, "payment", source, source, at, body, at

    async def _ids(self, table: Table, *which: Any) -> list[int]:  # noqa: ANN401 conditions
        query = select(table.c.id).where(table.c.guild_id == self.guild_id, *which)
        async with self.database.read() as connection:
            return list(await connection.scalars(query.order_by(table.c.id)))

    async def _first_lessons(self) -> dict[int, list[int]]:
        lesson = tables.contents.c
        query = select(lesson.course_id, lesson.id).where(lesson.course_id.is_not(None))
        found: dict[int, list[int]] = {}
        async with self.database.read() as connection:
            for course, id_ in await connection.execute(query.order_by(lesson.position)):
                found.setdefault(course, []).append(id_)
        return found


def name(number: int) -> str:
    """Return what a product is called."""
    return f"{WORDS[number % len(WORDS)]} {WORDS[number // 8 % len(WORDS)]} {number}"


def _owned(member: int, among: int) -> tuple[int, int, int]:
    """Return the numbers of a member's products; the first is a course."""
    return (
        member % (among // COURSE_EACH) * COURSE_EACH,
        member % among | 1,
        (member + 7) % among | 1,
    )


def _row(stored: StoredEntitlement) -> Row:
    values = astuple(stored)
    return tuple(_milliseconds(one) if isinstance(one, datetime) else one for one in values)


def _milliseconds(instant: datetime) -> int:
    return (instant - EPOCH) // timedelta(milliseconds=1)
