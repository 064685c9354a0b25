"""Examines what another service sold on the account, and takes it over."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.clock import Clock
from bot.payments.adoption.foreign_purchase import (
    ForeignPurchase,
    read_session,
    read_subscription,
    references_of,
)
from bot.payments.adoption.matching import Match, SoldHere, Unmatched, match
from bot.payments.adoption.members_file import MemberPairs
from bot.payments.inbox.object_sync import ObjectSync
from bot.payments.inbox.owners import FACTS
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.objects.metadata import (
    ForeignObjectError,
    Owner,
    owner_from_metadata,
)
from bot.payments.stripe.transport import StripeRefusedError
from bot.payments.take_over import Customer, PurchaseTakeOver, TakeOver
from data import notices, plans, prices, reconcile
from data.engine import Database
from data.plans import Listing, Plan
from data.prices import NewPrice

CONCURRENCY = 8  # purchases taken over at once; the client limits requests a second
HELD_STATES = ("active", "retired")

Progress = Callable[[int], None]


class UnknownPlanError(Exception):
    """An earlier price is to belong to a plan that does not exist."""


@dataclass(slots=True)
class AdoptionReport:
    """What an account holds that another service sold.

    Attributes:
        matches: The purchases that can be taken over.
        unmatched: Those that can't, each with the reason.
        known: The number of purchases that are recorded already.
        plans: The names of the server's plans, by id.
    """

    plans: Mapping[int, str]
    matches: list[Match] = field(default_factory=list[Match])
    unmatched: list[Unmatched] = field(default_factory=list[Unmatched])
    known: int = 0

    @property
    def doubles(self) -> list[tuple[int, int, int]]:
        """Members who pay several times for one plan: member, plan, number of purchases."""
        paying = Counter(
            (each.user_id, each.plan_id)
            for each in self.matches
            if each.purchase.kind == "subscription"
        )
        return [(*pair, count) for pair, count in paying.items() if count > 1]


@dataclass(frozen=True, slots=True)
class EarlierPrice:
    """The plan that an earlier price paid for; `days` of a pass."""

    plan: str
    days: int | None = None


@dataclass(frozen=True, slots=True)
class AdoptionSource:
    """Where the owner of each purchase is found.

    Attributes:
        guild_id: The server that takes the purchases over.
        pairs: The members in the owner's file.
        prices: Earlier prices by their Stripe ids.
    """

    guild_id: int
    pairs: MemberPairs
    prices: Mapping[str, EarlierPrice]


class AdoptionService:
    """Takes over running subscriptions and one-time payments; the bot must not run.

    Nobody is charged, and nobody is told of access that they have had all along.
    """

    def __init__(
        self, database: Database, api: StripeClient, object_sync: ObjectSync, clock: Clock
    ) -> None:
        self._database = database
        self._api = api
        self._take_over = PurchaseTakeOver(database, api, object_sync, clock)
        self._clock = clock

    async def examine(self, source: AdoptionSource, progress: Progress) -> AdoptionReport:
        """Match all purchases of the account; write nothing.

        Raises:
            UnknownPlanError: An earlier price names a plan that does not exist.
            RetryLaterError, PersonMustActError: Stripe can't be asked.
        """
        here = await self._sold_here(source)
        report = AdoptionReport({plan.id: plan.name for plan in here.plans})
        references: dict[str, str] = {}
        read = 0
        async for page in self._api.all_sessions():
            references |= references_of(page)
            await self._sort(report, source, here, [read_session(body) for body in page])
            progress(read := read + len(page))
        async for page in self._api.subscriptions_with_customer():
            found = [read_subscription(body, references) for body in page]
            await self._sort(report, source, here, found)
            progress(read := read + len(page))
        return report

    async def adopt(
        self, source: AdoptionSource, matches: Sequence[Match], progress: Progress
    ) -> list[tuple[Match, str]]:
        """Take over purchases; return those that Stripe refused, each with its reason.

        A second run continues where an interruption ended.

        Raises:
            UnknownPlanError: As `examine`.
            RetryLaterError, PersonMustActError: Stripe can't be reached; what was done stays.
        """
        await self._store_prices(source)
        known = {plan.id: plan for plan in (await self._sold_here(source)).plans}
        payers = _payers(matches)
        refused: list[tuple[Match, str]] = []
        for start in range(0, len(matches), CONCURRENCY):
            page = matches[start : start + CONCURRENCY]
            answers = await asyncio.gather(
                *(self._adopt(source.guild_id, each, known[each.plan_id], payers) for each in page),
                return_exceptions=True,
            )
            for each, answer in zip(page, answers, strict=True):
                if isinstance(answer, StripeRefusedError | ForeignObjectError):
                    refused.append((each, str(answer) or "it pays for nothing that is sold here"))
                elif answer is not None:
                    raise answer
            progress(start + len(page))
        return refused

    async def _adopt(
        self, guild_id: int, found: Match, plan: Plan, payers: Mapping[str, set[int]]
    ) -> None:
        purchase = found.purchase
        await self._mark_notified(guild_id, purchase.id)
        owner = Owner(guild_id, found.user_id, plan.id, days=found.days, plan_key=plan.key)
        body = {"id": purchase.customer_id, "metadata": purchase.metadata[-1]}
        taken = TakeOver(
            kind=purchase.kind,
            purchase_id=purchase.id,
            owner=owner,
            plan=plan,
            customer=Customer.read(body if purchase.customer_id else {}),
            sole=payers.get(purchase.customer_id) == {found.user_id},
        )
        await self._take_over.take_over(taken)

    async def _mark_notified(self, guild_id: int, source: str) -> None:
        """Record the notices of new access as sent, because this access is not new."""
        keys = [f"granted:{source}:told", f"role-given:{source}:staff"]
        async with self._database.write() as connection:
            await notices.mark_sent(connection, guild_id, keys, self._clock.now())

    async def _sort(
        self,
        report: AdoptionReport,
        source: AdoptionSource,
        here: SoldHere,
        found: Sequence[ForeignPurchase | None],
    ) -> None:
        """Add a page of purchases to the report; None stands for one to leave out."""
        purchases = [each for each in found if each is not None]
        recorded = await self._recorded(purchases)
        for purchase in purchases:
            if purchase.id in recorded:
                report.known += 1
                continue
            outcome = _named_here(purchase, source.guild_id, here)
            outcome = outcome or match(purchase, source.pairs, here)
            if isinstance(outcome, Match):
                report.matches.append(outcome)
            else:
                report.unmatched.append(outcome)

    async def _recorded(self, purchases: Sequence[ForeignPurchase]) -> set[str]:
        recorded: set[str] = set()
        async with self._database.read() as connection:
            for kind in ("subscription", "session"):
                ids = [each.id for each in purchases if each.kind == kind]
                recorded |= (await reconcile.newest_facts(connection, FACTS[kind], ids)).keys()
        return recorded

    async def _sold_here(self, source: AdoptionSource) -> SoldHere:
        """Return what the server sells, with the earlier prices. Raises UnknownPlanError."""
        async with self._database.read() as connection:
            listing = await plans.listing(connection, source.guild_id)
        sold = [plan for plan in listing.plans if plan.state in HELD_STATES]
        named = {plan.name.casefold(): plan.id for plan in sold}
        plan_of_price, days = dict(listing.plan_of_price), _days(listing)
        for price_id, earlier in source.prices.items():
            if earlier.plan.casefold() not in named:
                raise UnknownPlanError(f"There is no plan “{earlier.plan[:80]}”.")
            plan_of_price.setdefault(price_id, named[earlier.plan.casefold()])
            days.setdefault(price_id, earlier.days)
        return SoldHere(sold, plan_of_price, days)

    async def _store_prices(self, source: AdoptionSource) -> None:
        """Let earlier prices belong to their plans, so that their renewals count."""
        here = await self._sold_here(source)
        for price_id, earlier in source.prices.items():
            terms = await self._api.any_price(price_id)
            price = NewPrice(
                terms.amount,
                terms.currency,
                terms.interval,
                terms.count,
                adopted=True,
                days=earlier.days,
            )
            async with self._database.write() as connection:
                if not await prices.is_known(connection, price_id):
                    plan_id = here.plan_of_price[price_id]
                    await prices.add_earlier(
                        connection, plan_id, price, price_id, self._clock.now()
                    )


def _payers(matches: Iterable[Match]) -> dict[str, set[int]]:
    """Return the members that each Stripe customer pays for; guests have no customer."""
    payers: dict[str, set[int]] = {}
    for each in matches:
        if each.purchase.customer_id:
            payers.setdefault(each.purchase.customer_id, set()).add(each.user_id)
    return payers


def _days(listing: Listing) -> dict[str, int | None]:
    return {price_id: price.days for price_id, price in listing.prices.items()}


def _named_here(
    purchase: ForeignPurchase, guild_id: int, here: SoldHere
) -> Match | Unmatched | None:
    """Return what metadata of ours says: an interrupted run, or another installation."""
    try:
        owner = owner_from_metadata(purchase.metadata[0])
    except ForeignObjectError:
        return None
    ours = any(plan.id == owner.plan_id and plan.key == owner.plan_key for plan in here.plans)
    if owner.guild_id != guild_id or not ours:
        return Unmatched(purchase, "other-lyceum", str(owner.guild_id))
    return Match(purchase, owner.user_id, owner.plan_id, owner.days)
