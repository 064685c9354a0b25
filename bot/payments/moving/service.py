"""Moves memberships to another Discord account, in steps that can be repeated.

The decision is stored with what it is about, and what needs no request to Stripe is moved with it.
For the rest Stripe's metadata is changed, which is what names the owner of a purchase. If that is
interrupted, a job goes on until it is done.
"""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog

from bot.errors import PersonMustActError, RetryLaterError, UserError
from bot.payments.checkout_expiry import CheckoutPages
from bot.payments.checkout_pages import close_given
from bot.payments.entitlements.recorder import FactRecorder
from bot.payments.entitlements.service import EntitlementService
from bot.payments.entitlements.transfer import append_snapshot, known_owner
from bot.payments.fact_repository import HELD_STATES, DefaultGrace, newest_snapshot
from bot.payments.ledger.entitlement import CODE_PREFIX, is_subscription, source_kind
from bot.payments.ledger.facts import Claim, Grant, Move, payer_of
from bot.payments.moving.holdings import (
    FACTS,
    Movable,
    holdings_of,
    of_plan,
    refuse_double,
)
from bot.payments.moving.planned import refuse_planned_double
from bot.payments.moving.purchases import MovedCustomer, PurchaseMover
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.errors import cause_of
from bot.payments.stripe.objects.metadata import Owner
from bot.payments.stripe.queries import Answer
from bot.scheduling.worker import WakeupEvent
from data import audit, checkouts, codes, facts, moved_purchases, moves, notices, offer_names, plans
from data.engine import Connection, Database
from data.moves import NewMove, StoredMove
from data.offer_mentions import OfferMentions
from data.plans import Listing, Plan

PURCHASES = ("subscription", "payment")
# How the keys of notices begin that go to the new account if they are not sent yet.
WAITING = (
    *("failing", "granted", "extended", "pending", "recovered", "remind", "restored"),
    *("seats", "suspended", "switched", "gift-paid", "gift-unpaid"),
)
MAX_ERROR = 300  # characters
QUIET = ("granted", "extended", "pending", "given")  # notices that the new account must not get

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class MoveRequest:
    """What staff ask for. `plan` None: everything."""

    guild_id: int
    actor_id: int
    from_id: int
    to_id: int
    plan: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class MovePreview:
    """What would move. `keeps_customer`: the billing page stays where it is."""

    holdings: Sequence[Movable]
    keeps_customer: bool

    @property
    def sources(self) -> list[str]:
        """The ids of what would move."""
        return sorted(each.source for each in self.holdings)


class MoveService:
    """Moves memberships. `wakeup` notifies the role sync and the outbox."""

    def __init__(
        self,
        database: Database,
        api: StripeClient,
        purchases: PurchaseMover,
        pages: CheckoutPages,
        entitlement_service: EntitlementService,
        recorder: FactRecorder,
        wakeup: WakeupEvent,
        *,
        default_grace: DefaultGrace,
    ) -> None:
        self._database = database
        self._api = api
        self._purchases = purchases
        self._pages = pages
        self._entitlements = entitlement_service
        self._recorder = recorder
        self._wakeup = wakeup
        self._grace = default_grace
        self._one_at_a_time = asyncio.Lock()

    async def preview(self, request: MoveRequest) -> MovePreview:
        """Return what would move.

        Raises:
            UserError: Nothing would, the other account has one of the plans already or will by a
                planned switch, the accounts are the same, or another move of one of them is not
                finished.
            RetryLaterError: Stripe can't be asked what is planned.
            PersonMustActError: Stripe refuses until the owner acts.
        """
        await self._pages.record_paid(request.guild_id, request.to_id)
        async with self._database.read() as connection:
            preview = await self._preview(connection, request)
            now = self._api.time.now()
            theirs = await holdings_of(
                connection, request.guild_id, request.to_id, now, self._grace
            )
        read = partial(self._offers, request.guild_id)
        await refuse_planned_double(self._api, read, preview.holdings, theirs, request.to_id)
        return preview

    async def move(self, request: MoveRequest, sources: Collection[str]) -> bool:
        """Move what was shown; return whether all is done, else a job goes on.

        Raises:
            UserError: As `preview` does, and if something else would move than was shown.
        """
        await self._api.confirm_time()
        await self.preview(request)  # again: Stripe isn't asked inside of the transaction
        async with self._database.write() as connection:
            await self._entitlements.request_role_sync(
                connection, request.guild_id, [request.from_id, request.to_id]
            )
            preview = await self._preview(connection, request)
            if preview.sources != sorted(sources):
                raise UserError("grants-move-changed")
            stored = await self._decide(connection, request, preview)
        self._wakeup.notify()
        return await self._try_to_finish(stored)

    async def finish_open(self) -> int:
        """Finish the moves that were interrupted; return how many could be."""
        async with self._database.read() as connection:
            waiting = await moves.unfinished(connection)
        return sum([await self._try_to_finish(move) for move in waiting])

    async def _offers(self, guild_id: int, mentions: OfferMentions) -> Listing:
        async with self._database.read_fast() as connection:
            return await plans.listing_of(connection, guild_id, mentions)

    async def _try_to_finish(self, move: StoredMove) -> bool:
        """Do what is left of a move; return False if Stripe prevents it for now."""
        try:
            await self._finish(move)
        except (RetryLaterError, PersonMustActError) as error:
            _log.warning("move.interrupted", move=move.id, error=str(error))
            if isinstance(error, PersonMustActError):
                await self._notify_staff(move, error)
            return False
        return True

    async def _notify_staff(self, move: StoredMove, error: PersonMustActError) -> None:
        async with self._database.write() as connection:
            await notices.post(
                connection,
                guild_id=move.guild_id,
                key=f"{_stuck(move)}{cause_of(error)}",
                message="turn-staff-move-stuck",
                arguments={
                    "member": f"<@{move.from_id}>",
                    "other": f"<@{move.to_id}>",
                    "error": str(error)[:MAX_ERROR],
                },
                at=self._api.time.now(),
            )
        self._wakeup.notify()

    async def _preview(self, connection: Connection, request: MoveRequest) -> MovePreview:
        both = (request.from_id, request.to_id)
        if request.from_id == request.to_id:
            raise UserError("grants-move-same")
        if await moves.of_accounts(connection, request.guild_id, both):
            raise UserError("grants-move-busy")
        plan = None
        if request.plan is not None:
            plan = await _plan(connection, request.guild_id, request.plan)
        now = self._api.time.now()
        every = await holdings_of(connection, request.guild_id, request.from_id, now, self._grace)
        moving = of_plan(every, plan)
        if not moving:
            raise UserError("grants-move-nothing", member=f"<@{request.from_id}>")
        await refuse_double(connection, request.guild_id, request.to_id, moving)
        staying = [each for each in every if each not in moving]
        keeps = any([await _is_paid_by(connection, each, request.from_id) for each in staying])
        return MovePreview(moving, keeps)

    async def _decide(
        self, connection: Connection, request: MoveRequest, preview: MovePreview
    ) -> StoredMove:
        """Record the decision, and move what needs no request to Stripe."""
        now, holdings = self._api.time.now(), preview.holdings
        for holding in holdings:
            await _keep_quiet(connection, request.guild_id, holding, now)
            if holding.role != "paid":
                await self._record_move(connection, request, holding)
            if holding.kind not in PURCHASES:
                await self._move_fact(connection, request, holding)
        await _write_audit(connection, request, preview, now)
        accounts = (request.from_id, request.to_id)
        offers = sorted({plan.id for each in holdings for plan in each.plans})
        pages = await moved_purchases.open_pages(connection, request.guild_id, accounts, offers)
        await checkouts.close(connection, pages)
        held = {plan.id for each in holdings if each.role == "held" for plan in each.plans}
        await close_given(connection, request.guild_id, request.to_id, held)
        return await moves.begin(
            connection,
            NewMove(
                guild_id=request.guild_id,
                from_id=request.from_id,
                to_id=request.to_id,
                actor_id=request.actor_id,
                sources=preview.sources,
                plans=offers,
                with_customer=not preview.keeps_customer,
                at=now,
            ),
        )

    async def _record_move(
        self, connection: Connection, request: MoveRequest, holding: Movable
    ) -> None:
        """Record the decision about one source as a fact of both accounts."""
        now, plan_id = self._api.time.now(), holding.plans[0].id
        fact = Move(
            id=f"move:{holding.source}",
            plan_id=plan_id,
            source=holding.source,
            at=int(now.timestamp()),
            from_id=request.from_id,
            to_id=request.to_id,
            actor_id=request.actor_id,
            reason=request.reason,
            starts=holding.starts,
        )
        for user_id in (request.from_id, request.to_id):
            owner = Owner(request.guild_id, user_id, plan_id)
            await append_snapshot(connection, fact, owner, now, now)

    async def _move_fact(
        self, connection: Connection, request: MoveRequest, holding: Movable
    ) -> None:
        """Record a grant or a redeemed code as the other account's."""
        kind, now = FACTS[holding.kind], self._api.time.now()
        snapshot = await newest_snapshot(connection, kind, holding.source)
        assert isinstance(snapshot, Grant | Claim)  # noqa: S101 stored under these kinds
        owner = Owner(request.guild_id, request.to_id, snapshot.plan_id)
        await self._recorder.record_in(connection, snapshot, owner, now)
        if isinstance(snapshot, Claim):
            code_id = int(snapshot.id.removeprefix(CODE_PREFIX))
            await codes.set_redeemer(connection, code_id, request.to_id)

    async def _finish(self, move: StoredMove) -> None:
        """Do what is left of a move. Raises what `StripeClient` raises."""
        async with self._one_at_a_time:
            async with self._database.read() as connection:
                if not await moves.is_open(connection, move.id):
                    return  # else it would undo a move back
            purchases: list[Answer] = []
            for source in move.sources:
                if source_kind(source) in PURCHASES:
                    body = await self._purchases.move(move, source)
                    purchases += [] if body is None else [body]
            customers: list[MovedCustomer] = []
            if move.with_customer:
                customers = await self._purchases.customers(move, purchases)
            async with self._database.write() as connection:
                await self._close(connection, move, customers)
        self._wakeup.notify()

    async def _close(
        self, connection: Connection, move: StoredMove, customers: Sequence[MovedCustomer]
    ) -> None:
        """Store what follows from a move, and that it is done."""
        if not await moves.finish(connection, move.id):
            return
        for customer in customers:
            await moved_purchases.give_customer(
                connection, customer.id, move.to_id, customer.currency
            )
        entitlements = await facts.entitlements_of(connection, move.guild_id, move.to_id)
        held = {each.plan_id for each in entitlements} & set(move.plans)
        await close_given(connection, move.guild_id, move.to_id, held)  # opened meanwhile
        await codes.give_to(connection, move.sources, move.to_id)
        for source in move.sources:
            await _change_gift(connection, move, source)
        waiting = [f"{word}:{source}:" for source in move.sources for word in WAITING]
        await notices.readdress(connection, move.guild_id, waiting, move.from_id, move.to_id)
        ended = [f"gone:{move.from_id}:", _stuck(move)]
        await notices.withdraw_each(connection, move.guild_id, ended)
        offers = await plans.of_ids(connection, move.guild_id, move.plans)
        names = {plan.id: plan.name for plan in offers if plan.state in HELD_STATES}
        moved = ", ".join(sorted(names[each] for each in move.plans if each in names))
        for where, user_id, other_id in (
            ("away", move.from_id, move.to_id),
            ("here", move.to_id, move.from_id),
        ):
            await notices.post(
                connection,
                guild_id=move.guild_id,
                user_id=user_id,
                key=f"moved-{where}:{move.id}",
                message=f"turn-moved-{where}",
                arguments={"plan": moved, "other": f"<@{other_id}>"},
                at=self._api.time.now(),
            )


async def _write_audit(
    connection: Connection, request: MoveRequest, preview: MovePreview, now: datetime
) -> None:
    """Add an audit entry about each of the accounts."""
    names = sorted({plan.name for each in preview.holdings for plan in each.plans})
    for user_id in (request.from_id, request.to_id):
        await audit.record(
            connection,
            guild_id=request.guild_id,
            actor_id=request.actor_id,
            action="grants.move",
            user_id=user_id,
            at=now,
            detail={
                "plan": ", ".join(names),
                "from": request.from_id,
                "to": request.to_id,
                "sources": preview.sources,
                "reason": request.reason,
            },
        )


def _stuck(move: StoredMove) -> str:
    """Return the key prefix of notices that a move can't go on."""
    return f"move-stuck:{move.id}:"


async def _plan(connection: Connection, guild_id: int, name: str) -> Plan:
    for state in HELD_STATES:
        found = await offer_names.find(connection, guild_id, name, (state,))
        if found is not None:
            return found
    raise UserError("grants-no-such-plan", plan=name[:80])


async def _is_paid_by(connection: Connection, holding: Movable, user_id: int) -> bool:
    """Return whether an account pays for a subscription."""
    if not is_subscription(holding.source):
        return False
    snapshot = await newest_snapshot(connection, "subscription", holding.source)
    return (payer_of(snapshot) or holding.user_id) == user_id


async def _keep_quiet(
    connection: Connection, guild_id: int, holding: Movable, now: datetime
) -> None:
    """Mark notices of a new membership as sent: one of the move is enough."""
    sources = [each.source for each in holding.entitlements]
    keys = [f"{word}:{source}:told" for source in sources for word in QUIET]
    keys += [f"gift:{source}" for source in sources]
    if keys:
        await notices.mark_sent(connection, guild_id, keys, now)


async def _change_gift(connection: Connection, move: StoredMove, source: str) -> None:
    """Store whom a gift is from and to now, for the payer's list of gifts."""
    if source_kind(source) not in PURCHASES:
        return
    owner = await known_owner(connection, FACTS[source_kind(source)], source)
    if owner is None:
        return
    payer_id, user_id = owner.payer_id or owner.user_id, owner.user_id
    if user_id == move.to_id:
        before = (payer_id, move.from_id)
    elif payer_id == move.to_id:
        before = (move.from_id, user_id)
    else:
        return
    await moved_purchases.change_gifts(
        connection, move.guild_id, *before, now_from=payer_id, now_to=user_id
    )
