"""Run the use cases by the product's services, on a database of `tests.bench.large`."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count, cycle

from sqlalchemy import func, select

from bot.payments.checkout import Purchase
from bot.payments.plan_request import PlanRequest
from bot.payments.stripe.webhook_signature import read_event
from bot.recommend.ranking.request import MemberRequest
from bot.recommend.search.text_match import Labels
from bot.recommend.signals.model import Signal, SignalKey
from bot.retention import forget_old
from bot.services import Services
from bot.simulator.stripe import StripeSimulator
from data import facts
from data.tables import entitlements, items
from tests.bench.growth.measuring import Case

STAFF, ROLE, CHANNELS = 20, 4_900, 200
BATCH, PAGE = 100, 500
LABELS = Labels.of({100_000 + number: f"channel {number}" for number in range(CHANNELS)}, {})
TOPICS = ("ba", "zen ba", "\u5728", "lo")


@dataclass(frozen=True, slots=True)
class Community:
    """Who and what the use cases are about."""

    guild_id: int
    members: Iterator[int]
    holders: Iterator[int]
    newcomers: Iterator[int]
    objects: Iterator[int]
    sources: Iterator[int]

    @classmethod
    async def of(cls, services: Services, guild_id: int) -> "Community":
        """Choose some from all over the database."""
        async with services.deps.database.read() as connection:
            holders = await connection.scalars(
                select(entitlements.c.user_id).where(entitlements.c.state == "active").limit(500)
            )
            newest = await connection.scalar(select(func.max(items.c.id))) or 0
            objects = await connection.scalars(
                select(items.c.object_id).where(items.c.id > newest - 20_000)
            )
            known = holders.all()
        first = min(known)
        return cls(
            guild_id=guild_id,
            members=cycle(range(first, first + 100)),
            holders=cycle(known),
            newcomers=count(time.time_ns()),
            objects=cycle(objects.all()),
            sources=count(time.time_ns()),
        )


class Cases:
    """Use cases by name, each with how often it is run."""

    def __init__(self, services: Services, stripe: StripeSimulator, community: Community) -> None:
        self._deps = services.deps
        self._payments = services.payments
        self._recommendations = services.recommend
        self._stripe = stripe
        self._of = community
        self._recorded = 0
        self._plan = f"Growth {time.time_ns()}"  # another one each time

    async def all(self) -> dict[str, tuple[Case, int]]:
        """Return them; puts a plan on sale for the purchases."""
        guild, payments = self._of.guild_id, self._payments
        request = PlanRequest(guild, STAFF, self._plan, ROLE, "9.00", "EUR", "month")
        await payments.plans.add(request)
        return {
            "purchase, from webhook to role": (self._purchase, 20),
            "what a member should have": (self._standing, 200),
            "/membership status": (self._status, 100),
            "/grants explain": (self._explain, 50),
            "who differs, every 15 minutes": (
                lambda: payments.entitlements.find_role_drift(guild, {}),
                3,
            ),
            "brake's count": (
                lambda: payments.removal_breaker.decide(guild, lambda _: True),
                3,
            ),
            "rights that are due, every minute": (self._due, 20),
            "reminders, hourly": (payments.reminders.run, 3),
            f"{BATCH} acts stored": (self._batch, 30),
            "/recommend, nothing new": (self._recommend, 100),
            "/recommend after 10 acts": (self._recommend_after, 50),
            "/recommend with a topic": (self._topic, 100),
            "highlights of a week": (self._highlights, 5),
            f"digest for a page of {PAGE}": (self._digest, 2),
            "/insights lift": (lambda: self._recommendations.lift_report.figures(guild), 3),
            "a member's taste erased": (self._erase, 5),
            "pruning, nothing old": (self._prune, 3),
        }

    async def _purchase(self) -> None:
        user = next(self._of.newcomers)
        opened = await self._payments.checkout.open(
            Purchase(self._of.guild_id, user, self._plan, "en")
        )
        self._recorded = len(self._stripe.events)
        await self._stripe.pay(opened.url)
        for event in list(self._stripe.events.values())[self._recorded :]:
            await self._payments.intake.event_processor.store(read_event(event))
        while await self._payments.intake.event_processor.process_due():
            pass
        assert (await self._payments.entitlements.load(self._of.guild_id, user)).wanted == {ROLE}

    async def _standing(self) -> None:
        await self._payments.entitlements.load(self._of.guild_id, next(self._of.holders))

    async def _status(self) -> None:
        await self._payments.overview.load(self._of.guild_id, next(self._of.holders))

    async def _explain(self) -> None:
        await self._payments.explainer.explain(self._of.guild_id, next(self._of.holders), None)

    async def _due(self) -> None:
        async with self._deps.database.read() as connection:
            await facts.entitlements_due(connection, self._deps.clock.now())

    async def _batch(self, acts: int = BATCH) -> None:
        for _ in range(acts):
            user, item = next(self._of.members), next(self._of.objects)
            act = SignalKey(self._of.guild_id, user, item, "reply", next(self._of.sources))
            self._recommendations.signals.record(Signal(act, self._deps.clock.now()))
        assert await self._recommendations.signals.flush()

    async def _recommend(self, topic: str | None = None) -> None:
        answer = await self._recommendations.recommender.recommend(
            self._of.guild_id,
            next(self._of.members),
            readable=lambda _: True,
            topic=topic,
            labels=LABELS,
        )
        assert topic or answer.picks

    async def _recommend_after(self) -> None:
        await self._batch(10)
        await self._recommend()

    async def _topic(self) -> None:
        await self._recommend(TOPICS[next(self._of.sources) % len(TOPICS)])

    async def _highlights(self) -> None:
        since = self._deps.clock.now() - timedelta(days=7)
        await self._recommendations.recommender.highlights(
            self._of.guild_id, since=since, count=5, readable=lambda _: True
        )

    async def _digest(self) -> None:
        asks = [MemberRequest(next(self._of.members), lambda _: True) for _ in range(PAGE)]
        await self._recommendations.recommender.for_members(self._of.guild_id, asks, count=5)

    async def _erase(self) -> None:
        await self._recommendations.erasure.erase(self._of.guild_id, next(self._of.members))

    async def _prune(self) -> None:
        await self._recommendations.lift_report.prune()
        await forget_old(self._deps.database, self._payments.confirmed_time)
