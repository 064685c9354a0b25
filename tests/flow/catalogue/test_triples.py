"""Who may open what: 10,000 random triples of member, content and time."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from bot.catalogue.wanted_contents import access_to
from bot.errors import UserError
from bot.payments.grants import CompGrant, GrantService
from bot.scheduling.worker import WakeupEvent
from data import contents
from data.contents import Content
from tests.flow.catalogue.conftest import Shelf
from tests.flow.catalogue.reference import Described, Right, may_open, open_offers
from tests.flow.conftest import GUILD, STAFF

MEMBERS = tuple(range(101, 113))
STEPS = 95
SOLD: dict[str, tuple[dict[str, Any], set[str]]] = {
    "Essay": ({}, {"essay"}),
    "Course": ({}, {"course"}),
    "Bundle": ({}, {"essay", "file", "tool"}),
    "Week": ({"days": 7}, {"file"}),
    "Month": ({"days": 30}, {"file", "old"}),
    "Rented": ({"interval": "month"}, {"tool", "draft"}),
}


@dataclass
class Paid:
    """A payment, the right that it gave, and what may still be done with it."""

    right: Right
    payment_id: str
    subscription_id: str = ""
    dispute_id: str = ""


@dataclass
class World:
    """A shelf with contents and offers, and the record of what members did."""

    shelf: Shelf
    rng: Random
    stored: dict[str, Content] = field(default_factory=dict[str, Content])
    described: dict[str, Described] = field(default_factory=dict[str, Described])
    held: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    days: dict[str, int | None] = field(default_factory=dict[str, int | None])
    offers: dict[str, int] = field(default_factory=dict[str, int])
    rights: list[Right] = field(default_factory=list[Right])
    paid: list[Paid] = field(default_factory=list[Paid])

    @property
    def now(self) -> float:
        return self.shelf.billing.api.time.now().timestamp()

    async def describe(self, name: str, kind: Any = "article", **values: Any) -> None:  # noqa: ANN401
        """Store a content, published unless it is called a draft."""
        course = values.pop("course", None)
        if course is not None:
            values["course_id"] = self.stored[course].id
        made = await self.shelf.add(name, kind=kind, **values)
        self.stored[name] = replace(made, state="published")
        self.described[name] = Described(name, "published", course, values.get("preview", False))

    async def set_state(self, name: str, state: Any) -> None:  # noqa: ANN401 a state
        async with self.shelf.billing.database.write() as connection:
            await contents.change(connection, self.stored[name].id, state=state)
        self.stored[name] = replace(self.stored[name], state=state)
        self.described[name] = replace(self.described[name], state=state)

    async def open_for_business(self) -> None:
        for name in ("essay", "file", "tool", "old", "draft"):
            await self.describe(name)
        await self.describe("free", preview=True)
        await self.describe("course", "course")
        await self.describe("lesson", "lesson", course="course")
        await self.describe("taste", "lesson", course="course", preview=True)
        for name, (options, held) in SOLD.items():
            inside = [self.stored[each] for each in sorted(held)]
            self.offers[name] = await self.shelf.sell(name, *inside, **options)
            self.held[name], self.days[name] = set(held), options.get("days")
        plan = await self.shelf.billing.sell(name="Pro", amount="20.00")
        await self.shelf.hold(plan.id, self.stored["essay"], self.stored["course"])
        self.offers["Pro"], self.held["Pro"] = plan.id, {"essay", "course"}
        self.days["Pro"] = None
        await self.set_state("old", "retired")
        await self.set_state("draft", "draft")

    def give(self, member: int, offer: str, days: int | None) -> Right:
        right = Right(len(self.rights), member, offer, self.now, days)
        self.rights.append(right)
        return right

    async def buy(self, payer: int, offer: str, holder: int) -> None:
        """Buy for oneself or somebody else; what is owned is refused."""
        options: dict[str, Any] = {} if payer == holder else {"recipient_id": holder}
        billing = self.shelf.billing
        try:
            session_id = await billing.buy(plan=offer, user=payer, **options)
        except UserError:
            return
        await billing.catch_up()
        await self._record(session_id, self.give(holder, offer, self.days[offer]))

    async def buy_code(self, payer: int, offer: str, holder: int) -> None:
        """Buy a code that somebody redeems at once, if it gives them anything."""
        billing = self.shelf.billing
        if offer in ("Rented", "Pro"):
            return
        session_id = await billing.buy(plan=offer, user=payer, as_code=True)
        await billing.catch_up()
        (code,) = (await billing.gifts.issue(session_id, payer)).codes
        try:
            await billing.redemption.redeem(GUILD, holder, code)
        except UserError:
            return
        await self._record(session_id, self.give(holder, offer, self.days[offer]))

    async def _record(self, session_id: str, right: Right) -> None:
        session = self.shelf.billing.stripe.sessions[session_id]
        subscription_id = session["subscription"] or ""
        payment_id = await self.shelf.billing.api.payment_of(subscription_id or session_id)
        assert payment_id is not None
        self.paid.append(Paid(right, payment_id, subscription_id))

    async def comp(self, member: int, offer: str) -> None:
        billing, days = self.shelf.billing, self.rng.choice([None, 5])
        grants = GrantService(billing.database, billing.recorder, billing.api, WakeupEvent())
        await grants.give(CompGrant(GUILD, STAFF, member, offer, days, "prize"))
        self.give(member, offer, days)

    async def refund(self, one: Paid) -> None:
        amount = self.rng.choice([None, None, 100])
        await self.shelf.billing.stripe.refund(one.payment_id, amount)
        if amount is None:
            one.right.cut_at = self.now
            self.paid.remove(one)

    async def dispute(self, one: Paid) -> None:
        """Open a dispute, or close the open one."""
        stripe = self.shelf.billing.stripe
        if not one.dispute_id:
            one.dispute_id = (await stripe.dispute(one.payment_id))["id"]
            one.right.disputed = True
            return
        won = self.rng.random() < 0.5
        await stripe.close_dispute(one.dispute_id, won=won)
        one.right.disputed = False
        if not won:
            one.right.cut_at, one.right.lost = self.now, True
        self.paid.remove(one)

    async def cancel(self, one: Paid) -> None:
        stripe = self.shelf.billing.stripe
        if self.rng.random() < 0.5:
            await stripe.cancel_subscription(one.subscription_id)
            one.right.until = self.now
        else:
            ending = await stripe.cancel_at_period_end(one.subscription_id)
            one.right.until = ending["items"]["data"][0]["current_period_end"]
        self.paid.remove(one)

    async def rebind(self) -> None:
        """Let the plan include the tool, or no longer."""
        included = "tool" not in self.held["Pro"]
        tool = self.stored["tool"].id
        await self.shelf.service.include(GUILD, STAFF, tool, "Pro", included=included)
        self.held["Pro"] ^= {"tool"}

    async def act(self) -> None:
        payer, holder = self.rng.choice(MEMBERS), self.rng.choice(MEMBERS)
        offer = self.rng.choice(sorted(self.offers))
        undisputed = [each for each in self.paid if not each.dispute_id]
        # A payment of an earlier period changes nothing: see the tests of the ledger.
        fresh = [each for each in undisputed if not each.subscription_id]
        running = [each for each in undisputed if each.subscription_id]
        match self.rng.randrange(11):
            case 0 | 1 | 2 | 3:
                await self.buy(payer, offer, payer)
            case 4:
                await self.buy(payer, offer, holder)
            case 5:
                await self.buy_code(payer, offer, holder)
            case 6:
                await self.comp(holder, offer)
            case 7 if fresh:
                await self.refund(self.rng.choice(fresh))
            case 8 if [each for each in self.paid if not each.subscription_id]:
                one_time = [each for each in self.paid if not each.subscription_id]
                await self.dispute(self.rng.choice(one_time))
            case 9 if running:
                await self.cancel(self.rng.choice(running))
            case _:
                await self.rebind()
        await self.shelf.billing.catch_up()

    async def compare(self) -> tuple[int, list[str]]:
        """Ask about every member and content; return how many, and what was wrong."""
        asked, wrong = 0, list[str]()
        for member in MEMBERS:
            owned = await self.shelf.ownership.owned(GUILD, member)
            offers = open_offers(self.rights, member, self.now)
            for name, content in self.stored.items():
                expected = may_open(self.described[name], self.described, self.held, offers)
                course = None if content.course_id is None else self.stored["course"]
                opens = access_to(content, course, owned).opens
                if self.rng.random() < 0.03:  # the whole way, for a part
                    assert opens is await self.shelf.opens(content, member)
                asked += 1
                if opens is not expected:
                    wrong.append(f"{member} {name}: {opens}, {sorted(offers)}")
        return asked, wrong


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_ten_thousand_triples_agree_with_the_reference(shelf: Shelf) -> None:
    world = World(shelf, Random(14))  # noqa: S311 random actions
    await world.open_for_business()
    asked, opened = 0, 0
    for step in range(STEPS):
        for _ in range(4):
            await world.act()
        pause = timedelta(days=world.rng.randrange(0, 4), minutes=world.rng.randrange(7, 1400))
        await shelf.billing.pass_time(pause)
        await shelf.billing.catch_up()
        count, wrong = await world.compare()
        assert wrong == [], f"step {step}"
        asked += count
        opened += sum(bool(open_offers(world.rights, each, world.now)) for each in MEMBERS)
    assert asked > 10_000
    assert opened > STEPS  # else nothing was tried
