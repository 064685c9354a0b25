"""Creates, changes, prices, publishes and retires contents, for staff."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.clock import Clock
from bot.errors import UserError
from bot.learning.authoring import save_prerequisites
from bot.payments.plan_request import MAX_NAME_LENGTH, UNSAFE_TEXT, PlanChange, PlanRequest
from bot.payments.plans import PlanService
from data import audit, consents, content_deliveries, contents, shop
from data.content_deliveries import ContentDelivery
from data.contents import MAX_DEVICES, Content, Kind, NewContent
from data.engine import Connection, Database
from data.learning import rules
from data.plans import Plan
from data.shop import Product

MAX_TITLE_LENGTH = MAX_NAME_LENGTH  # a product is called like its content
MAX_SUMMARY_LENGTH = 1_000
MAX_TOPIC_LENGTH = 50
MAX_IN_BUNDLE = 25
SHOWN_KINDS: tuple[Kind, ...] = ("article", "file", "tool", "course", "session")
DOWNLOADED: frozenset[Kind] = frozenset(("file", "tool"))

# Returns whether a content has what members are to get.
HasMaterial = Callable[[Connection, Content], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class ContentText:
    """What staff write about a content.

    `max_devices` is on how many devices a new licence of a tool may be active; None: no change.
    """

    title: str
    summary: str = ""
    topic: str = ""
    max_devices: int | None = None


@dataclass(frozen=True, slots=True)
class ProductPrice:
    """A price as staff typed it. `days` is the length of a pass; None: for good."""

    amount: str
    currency: str
    interval: str = "once"
    days: int | None = None


class CatalogueService:
    """Manages contents and the products that sell them.

    Methods raise `UserError` for what staff can correct; those that price also
    `RetryLaterError` and `PersonMustActError`, as `PlanService` does.
    """

    def __init__(self, database: Database, plans: PlanService, clock: Clock) -> None:
        self._database = database
        self._plans = plans
        self._clock = clock
        self._required: dict[Kind, HasMaterial] = {
            "article": _has_text,
            "lesson": _has_text,
            "course": _has_lesson,
        }

    def require(self, kind: Kind, has_material: HasMaterial) -> None:
        """Let contents of a kind be published only if this says so."""
        self._required[kind] = has_material

    async def add(self, guild_id: int, actor_id: int, kind: Kind, text: ContentText) -> Content:
        """Store a draft."""
        text = check_text(text)
        new = NewContent(
            guild_id, kind, text.title, actor_id, summary=text.summary, topic=text.topic
        )
        async with self._database.write() as connection:
            made = await contents.add(connection, new, self._clock.now())
            await audit.record(connection, action="content.add", **self._about(made, actor_id))
        return made

    async def edit(self, seen: Content, actor_id: int, text: ContentText) -> Content:
        """Replace the texts of a content, if nobody changed them since they were seen."""
        text = check_text(text)
        async with self._database.write() as connection:
            now = await _current(connection, seen.guild_id, seen.id)
            if _edited(now) != _edited(seen):
                raise UserError("catalogue-changed-meanwhile", title=now.title)
            changes: dict[str, Any] = {
                "title": text.title,
                "summary": text.summary,
                "topic": text.topic,
            }
            if text.max_devices is not None:
                changes["max_devices"] = text.max_devices
            await contents.change(connection, now.id, **changes)
            await audit.record(connection, action="content.edit", **self._about(now, actor_id))
        return replace(now, **changes)

    async def publish(self, guild_id: int, actor_id: int, content_id: int) -> Content:
        """Show a content to members; refuse one that has nothing to open yet."""
        async with self._database.write() as connection:
            content = await _agreed(connection, guild_id, content_id)
            has_material = self._required.get(content.kind)
            if has_material is not None and not await has_material(connection, content):
                raise UserError(f"catalogue-empty-{content.kind}", title=content.title)
            await contents.publish(connection, content.id, self._clock.now())
            await audit.record(
                connection, action="content.publish", **self._about(content, actor_id)
            )
            return await _current(connection, guild_id, content_id)

    async def retire(self, guild_id: int, actor_id: int, content_id: int) -> Content:
        """Take a content out of the shop, with the products that sell it alone.

        Members who own it keep it; bundles that hold it stay on sale without it being shown.
        """
        async with self._database.write() as connection:
            content = await _current(connection, guild_id, content_id)
            await contents.retire(connection, content.id, self._clock.now())
            await audit.record(
                connection, action="content.retire", **self._about(content, actor_id)
            )
        for product in await self.products(content):
            if product.offer.state == "active" and len(product.contents) == 1:
                await self._plans.retire(guild_id, actor_id, product.offer.name, kind="product")
        return content

    async def price(
        self, guild_id: int, actor_id: int, content_id: int, price: ProductPrice
    ) -> Plan:
        """Sell a content by itself, or change what it costs from now on."""
        content = await self.get(guild_id, content_id)
        product = await self._single(content)
        if product is None:
            return await self.sell(guild_id, actor_id, content.title, [content.id], price)
        if (product.price.currency, product.price.days) != (price.currency.lower(), price.days):
            raise UserError("catalogue-price-terms", title=content.title)
        change = PlanChange(guild_id, actor_id, product.name, amount=price.amount, kind="product")
        return await self._plans.edit(change)

    async def sell(
        self,
        guild_id: int,
        actor_id: int,
        name: str,
        content_ids: Sequence[int],
        price: ProductPrice,
    ) -> Plan:
        """Put a product on sale that holds these contents; several are a bundle.

        Repeated after an interruption, it continues where it ended.
        """
        if not 1 <= len(set(content_ids)) <= MAX_IN_BUNDLE:
            raise UserError("catalogue-bundle-size", most=MAX_IN_BUNDLE)
        for content_id in content_ids:
            async with self._database.read_fast() as connection:
                content = await _agreed(connection, guild_id, content_id)
            if content.kind == "lesson":
                raise UserError("catalogue-lesson-alone")
        offer = await self._begun(guild_id, name) or await self._plans.add(
            PlanRequest(
                guild_id=guild_id,
                actor_id=actor_id,
                name=name,
                role_id=None,
                amount=price.amount,
                currency=price.currency,
                interval=price.interval,
                days=price.days,
                kind="product",
            )
        )
        async with self._database.write() as connection:
            await contents.hold(connection, guild_id, offer.id, sorted(set(content_ids)))
        return offer

    async def include(
        self, guild_id: int, actor_id: int, content_id: int, plan: str, *, included: bool
    ) -> Plan:
        """Let a plan hold a content, or no longer."""
        offer = await self._plans.named(guild_id, plan)
        async with self._database.write() as connection:
            content = await _agreed(connection, guild_id, content_id)
            if included:
                await contents.hold(connection, guild_id, offer.id, [content.id])
            else:
                await contents.release(connection, offer.id, content.id)
            await audit.record(
                connection,
                action="content.include" if included else "content.exclude",
                **self._about(content, actor_id, plan=offer.name),
            )
        return offer

    async def builds_on(
        self, guild_id: int, actor_id: int, content_id: int, before_id: int, *, wanted: bool
    ) -> Content:
        """Let a content be a prerequisite of another, or no longer; return the other.

        Raises:
            UserError: One of them doesn't exist.
            CircleError: The content would have to be completed before itself; nothing is stored.
        """
        async with self._database.write() as connection:
            content = await _agreed(connection, guild_id, content_id)
            before = await _current(connection, guild_id, before_id)
            graph = await rules.prerequisites_of_guild(connection, guild_id)
            needed = graph.get(content.id, frozenset[int]()) - {before.id}
            if wanted:
                needed |= {before.id}
            await save_prerequisites(connection, guild_id, content.id, needed)
            await audit.record(
                connection,
                action="content.builds-on" if wanted else "content.builds-on-no-more",
                **self._about(content, actor_id, before=before.title),
            )
        return content

    async def opened(self, content: Content, user_id: int) -> None:
        """Count that a member opened a text; downloads are counted by themselves."""
        if content.kind not in DOWNLOADED:
            delivery = ContentDelivery(
                content.guild_id, user_id, content.id, None, self._clock.now()
            )
            async with self._database.write() as connection:
                await content_deliveries.record(connection, delivery)

    async def get(self, guild_id: int, content_id: int) -> Content:
        """Return a content of a guild."""
        async with self._database.read_fast() as connection:
            return await _current(connection, guild_id, content_id)

    async def every(self, guild_id: int) -> list[Content]:
        """Return all contents of a guild other than lessons, by position."""
        async with self._database.read() as connection:
            return await contents.of_guild(connection, guild_id, ("draft", "published", "retired"))

    async def find(self, guild_id: int, typed: str, most: int) -> list[Content]:
        """Return contents whose title contains a text, the newest first; no lessons."""
        states = ("draft", "published", "retired")
        async with self._database.read_fast() as connection:
            return await contents.titled(connection, guild_id, typed, SHOWN_KINDS, states, most)

    async def products(self, content: Content) -> list[Product]:
        """Return the products that hold a content, or its course, in any state."""
        async with self._database.read_fast() as connection:
            ids = sorted(await contents.holders(connection, content))
            return await shop.products(connection, content.guild_id, ids)

    async def held_by(self, offer: Plan) -> list[Content]:
        """Return the published contents that an offer holds, by position."""
        async with self._database.read_fast() as connection:
            held = await contents.of_offers(connection, offer.guild_id, [offer.id])
            ids = held.get(offer.id, frozenset[int]())
            found = await contents.of_ids(connection, offer.guild_id, ids) if ids else []
        return [each for each in found if each.state == "published"]

    async def plans_with(self, content: Content) -> list[Plan]:
        """Return the plans on sale that include a content."""
        async with self._database.read_fast() as connection:
            ids = await contents.holders(connection, content)
        return [each for each in await self._plans.on_sale(content.guild_id) if each.id in ids]

    async def _single(self, content: Content) -> Plan | None:
        """Return the product on sale that holds this content alone; None if there is none."""
        async with self._database.read_fast() as connection:
            holders = await contents.holders(connection, content)
            held = await contents.of_offers(connection, content.guild_id, holders)
            alone = [id_ for id_, ids in held.items() if ids == frozenset((content.id,))]
            found = await shop.products(connection, content.guild_id, alone)
        return next((each.offer for each in found if each.offer.state == "active"), None)

    async def _begun(self, guild_id: int, name: str) -> Plan | None:
        """Return a product that an interruption left empty; None if there is none."""
        offer = await self._plans.find(guild_id, name, "product")
        if offer is None:
            return None
        async with self._database.read_fast() as connection:
            held = await contents.of_offers(connection, guild_id, [offer.id])
        return None if held else offer

    def _about(self, content: Content, actor_id: int, **more: str) -> dict[str, Any]:
        """Return what the audit log holds of a change, besides the action."""
        return {
            "guild_id": content.guild_id,
            "actor_id": actor_id,
            "at": self._clock.now(),
            "detail": {"title": content.title, "content": content.id, **more},
        }


def check_text(text: ContentText) -> ContentText:
    """Return the texts with single spaces; raise UserError if one doesn't fit."""
    title, topic = " ".join(text.title.split()), " ".join(text.topic.split())
    if not title:
        raise UserError("catalogue-title-empty")
    for value, most in (
        (title, MAX_TITLE_LENGTH),
        (text.summary, MAX_SUMMARY_LENGTH),
        (topic, MAX_TOPIC_LENGTH),
    ):
        if len(value) > most:
            raise UserError("catalogue-text-long", length=len(value), most=most)
    if UNSAFE_TEXT.search(title) or UNSAFE_TEXT.search(topic):
        raise UserError("catalogue-text-unfit")
    if text.max_devices is not None and not 1 <= text.max_devices <= MAX_DEVICES:
        raise UserError("catalogue-bad-devices", most=MAX_DEVICES)
    return replace(text, title=title, summary=text.summary.strip(), topic=topic)


def _edited(content: Content) -> tuple[str, str, str, int]:
    """Return what the form of a content's texts shows, to compare what was seen."""
    return content.title, content.summary, content.topic, content.max_devices


async def _current(connection: Connection, guild_id: int, content_id: int) -> Content:
    content = await contents.get(connection, guild_id, content_id)
    if content is None:
        raise UserError("catalogue-not-listed")
    return content


async def _agreed(connection: Connection, guild_id: int, content_id: int) -> Content:
    """Return a content, unless it is a message whose author has not agreed yet."""
    content = await _current(connection, guild_id, content_id)
    if await consents.get(connection, content_id) is not None:
        raise UserError("message-consent-waits", author=f"<@{content.author_id}>")
    return content


async def _has_text(_connection: Connection, content: Content) -> bool:
    return content.body_key is not None


async def _has_lesson(connection: Connection, content: Content) -> bool:
    lessons = await contents.of_course(connection, content.id)
    return any(each.state == "published" for each in lessons)
