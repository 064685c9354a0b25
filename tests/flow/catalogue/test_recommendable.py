"""Lists with contents, compared with an oracle that reads the world as it was planted."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from bot.catalogue.recommendable import RecommendableContents
from bot.payments.grants import CompGrant, GrantService
from bot.recommend.contents import picked_contents, showable
from bot.recommend.ranking.recommendation import Recommendation
from bot.recommend.signals.items import NewItem
from bot.scheduling.worker import WakeupEvent
from data import content_cards, contents, plans, sessions
from data.contents import Content
from data.sessions import NewSession
from tests.flow.catalogue.conftest import Shelf
from tests.flow.conftest import GUILD, STAFF, Billing
from tests.flow.recommend import community
from tests.flow.recommend.community import Community

SHOP, HIDDEN_SHOP, TALK = 50, 51, 60
CONTENTS, MEMBERS = 24, 12


@dataclass
class Planted:
    """A content as it was planted."""

    content: Content
    state: str
    channel: int
    card: int
    offers: set[int] = field(default_factory=set[int])
    on_sale: bool = False


class World:
    """Contents in all states, members with rights to some, and conversations."""

    def __init__(self, shelf: Shelf, seed: int) -> None:
        self.shelf = shelf
        self.random = Random(seed)  # noqa: S311 a repeatable world
        self.community = Community(shelf.billing.database)
        self.planted: list[Planted] = []
        self.rights: dict[int, set[int]] = {}  # the offers of each member
        self.known = set[tuple[int, int]]()  # members and the cards that they have acted on
        self.source = RecommendableContents(
            shelf.billing.database, shelf.ownership, shelf.billing.clock
        )

    async def plant(self, billing: Billing) -> None:
        plan = await billing.sell(name="Pro")
        products = {f"P{n}": await self.shelf.sell(f"P{n}") for n in range(6)}
        now = self.community.clock.now()
        for number in range(CONTENTS):
            state = self.random.choice(["published", "published", "draft", "retired"])
            preview = self.random.random() < 0.15
            made = await self.shelf.add(f"Content {number}", preview=preview)
            channel = self.random.choice([SHOP, SHOP, HIDDEN_SHOP])
            each = Planted(made, state, channel, 9_000 + number)
            async with billing.database.write() as connection:
                await contents.change(
                    connection,
                    made.id,
                    state=state,
                    card_channel_id=each.channel,
                    card_message_id=each.card,
                )
            if self.random.random() < 0.5:
                product = self.random.choice(list(products.values()))
                each.offers.add(product)
                each.on_sale = True
                await self.shelf.hold(product, made)
            if self.random.random() < 0.4:
                each.offers.add(plan.id)
                await self.shelf.hold(plan.id, made)
            self.community.buffer.register(
                NewItem(community.GUILD, "post", each.card, each.channel, None, now, "C", made.id)
            )
            self.planted.append(each)
        await self._members(billing, {"Pro": plan.id, **products})

    async def _members(self, billing: Billing, offers: dict[str, int]) -> None:
        grants = GrantService(billing.database, billing.recorder, billing.api, WakeupEvent())
        for user in range(1, MEMBERS + 1):
            mine = {name for name in offers if self.random.random() < 0.25}
            self.rights[user] = {offers[name] for name in mine}
            for name in sorted(mine):
                await grants.give(CompGrant(GUILD, STAFF, user, name, None, "thanks"))
        for number in range(1, 13):
            self.community.item(number, TALK)
            for user in self.random.sample(range(1, MEMBERS + 1), 3):
                self.community.act(user, number)
        for each in self.planted:  # so that some contents are liked
            for user in self.random.sample(range(1, MEMBERS + 1), 2):
                self.community.act(user, each.card, "opened")
                self.known.add((user, each.card))

    def expected(self, user: int, each: Planted) -> str:
        """Return what the content may come up as, by how it was planted."""
        if each.state != "published" or each.channel == HIDDEN_SHOP:
            return "nothing"
        if (user, each.card) in self.known:
            return "nothing"  # it is not new to them
        if each.content.preview or each.offers & self.rights[user]:
            return "open"
        return "offer" if each.on_sale else "nothing"

    async def list_of(
        self, user: int, count: int, topic: str | None = None
    ) -> list[Recommendation]:
        options = await self.source.options(GUILD, [user])
        found = await self.community.recommender.recommend(
            community.GUILD,
            user,
            readable=lambda channel: channel != HIDDEN_SHOP,
            count=count,
            contents=options.get(user),
        )
        shown = await self.source.shown(GUILD, user, picked_contents(found.picks))
        assert all(
            (shown[id_].offer is not None) is offered
            for id_, offered in picked_contents(found.picks).items()
            if id_ in shown
        )
        return showable(found.picks, shown)


async def test_a_list_shows_contents_only_as_what_they_are_to_the_member(shelf: Shelf) -> None:
    world = World(shelf, seed=5)
    await world.plant(shelf.billing)
    seen: Counter[str] = Counter()
    for user in range(1, MEMBERS + 1):
        for count in (1, 2, 5, 7):
            picks = await world.list_of(user, count)
            assert len(picks) <= count
            as_what = {True: "offer", False: "open"}
            found = {
                each.item.content_id: as_what[each.as_offer]
                for each in picks
                if each.item.content_id is not None
            }
            for each in world.planted:
                if each.content.id in found:
                    assert found[each.content.id] == world.expected(user, each)
            offers = Counter(found.values())["offer"]
            assert offers <= (1 if count >= 3 else 0)
            seen.update(found.values())
            if count == 7:
                could = {world.expected(user, each) for each in world.planted}
                assert could - {"nothing"} <= {*found.values()}  # what may come up does
    assert min(seen["open"], seen["offer"]) > 10


async def test_what_changes_after_the_list_was_chosen_is_not_shown_as_it_was(shelf: Shelf) -> None:
    world = World(shelf, seed=6)
    await world.plant(shelf.billing)
    sold = next(each for each in world.planted if each.on_sale and each.state == "published")
    stranger = MEMBERS + 1
    picked = {sold.content.id: True}
    assert set(await world.source.shown(GUILD, stranger, picked)) == {sold.content.id}
    assert await world.source.shown(GUILD, stranger, {sold.content.id: False}) == {}
    async with shelf.billing.database.write() as connection:
        await contents.change(connection, sold.content.id, state="retired")
    assert await world.source.shown(GUILD, stranger, picked) == {}


async def test_an_offer_is_the_product_on_sale_that_holds_a_content_with_least_else(
    shelf: Shelf,
) -> None:
    random, database = Random(8), shelf.billing.database  # noqa: S311 a repeatable world
    plan = (await shelf.billing.sell(name="Pro")).id
    products = {await shelf.sell(f"P{n}"): set[int]() for n in range(8)}
    stored = [await shelf.add(f"Content {n}") for n in range(10)]
    for offer in (*products, plan):
        for each in random.sample(stored[:-1], random.randint(1, 4)):
            await shelf.hold(offer, each)
            if offer != plan:
                products[offer].add(each.id)
    made = [each.id for each in stored]
    retired = next(iter(products))
    async with database.write() as connection:
        await plans.retire(connection, retired, shelf.billing.clock.now())
    on_sale = {offer: held for offer, held in products.items() if offer != retired}
    expected = {
        id_: min(sellers, key=lambda each: (len(on_sale[each]), each))
        for id_ in made
        if (sellers := [offer for offer, held in on_sale.items() if id_ in held])
    }
    async with database.read() as connection:
        found = await content_cards.smallest_offers(connection, GUILD, made)
        assert await content_cards.smallest_offers(connection, GUILD + 1, made) == {}
    assert found == expected
    assert 3 < len(found) < len(made)


async def test_a_topic_finds_contents_by_title_topic_and_tags(shelf: Shelf) -> None:
    world = World(shelf, seed=7)
    await world.plant(shelf.billing)
    one = world.planted[0]
    async with shelf.billing.database.write() as connection:
        await contents.change(
            connection, one.content.id, state="published", preview=True, tags=["gardening"]
        )
    found = await world.source.options(GUILD, [MEMBERS + 1], "Gardening")
    assert found[MEMBERS + 1].open.tolist() == [one.content.id]
    assert await world.source.options(GUILD, [MEMBERS + 1], "astronomy") == {}


async def test_a_session_leaves_once_it_is_over_unless_something_was_kept(shelf: Shelf) -> None:
    database, clock = shelf.billing.database, shelf.billing.clock
    talk = await shelf.add("Talk", kind="session", preview=True)
    essay = await shelf.add("Essay", preview=True)
    planned = NewSession(
        *(GUILD, talk.id, 0, "voice", 60, None, "2030-01-01T18:00", 0, "UTC", "never"),
        *(clock.now(), 60, clock.now(), STAFF),
    )
    async with database.write() as connection:
        for each in (talk, essay):
            await contents.change(connection, each.id, card_message_id=each.id + 100)
        session_id = await sessions.add(connection, planned)
    assert session_id is not None
    source = RecommendableContents(database, shelf.ownership, clock)

    async def coming_up() -> set[int]:
        clock.advance(timedelta(minutes=2))  # longer than what is on show is kept
        found = await source.options(GUILD, [1])
        return set(found[1].open)

    async def change(**values: str) -> None:
        async with database.write() as connection:
            await sessions.change(connection, session_id or 0, **values)

    assert await coming_up() == {talk.id, essay.id}
    assert set(await source.shown(GUILD, 1, {talk.id: False})) == {talk.id}
    await change(state="ended")
    assert set(await source.shown(GUILD, 1, {talk.id: False})) == set()  # at once
    assert await coming_up() == {essay.id}
    await change(recording="https://video.example/1")
    assert await coming_up() == {talk.id, essay.id}
    clock.advance(timedelta(days=700))
    assert await coming_up() == {talk.id, essay.id}
