"""Members ask for a refund of a product; staff see what was used, and decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.errors import UserError
from bot.payments.ended_subscriptions import OVER
from bot.payments.entitlements.service import EntitlementService, MemberEntitlements
from bot.payments.ledger.entitlement import CURRENT_STATES, Entitlement, is_subscription
from bot.payments.ledger.facts import Payment, Subscription
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.transport import StripeRefusedError
from bot.scheduling.worker import WakeupEvent
from data import audit, checkouts, content_deliveries, contents, notices, refund_cases
from data.engine import Connection, Database
from data.plans import Plan
from data.refund_cases import NewRefundCase, RefundCase

MAX_REASON_LENGTH = 500
MESSAGE = "refund-case"  # the notice to staff


@dataclass(frozen=True, slots=True)
class RefundEvidence:
    """What staff need to know to decide a request.

    Attributes:
        case: The request.
        offer: What was bought.
        bought_at: When; None: that is not known any more.
        amount, currency: What was paid last; 0 and "" if that is not known.
        opened: How often its contents were opened or downloaded.
        terms_at: When the payer accepted the terms of service; None: they were not asked.
    """

    case: RefundCase
    offer: Plan
    bought_at: datetime | None
    amount: int
    currency: str
    opened: int
    terms_at: datetime | None = None


class RefundService:
    """Stores requests, and refunds at Stripe what staff grant.

    A refund is only ordered here: access changes when Stripe reports it, as the offer's terms say.
    `wakeup` notifies the outbox.
    """

    def __init__(
        self,
        database: Database,
        entitlements: EntitlementService,
        api: StripeClient,
        clock: Clock,
        wakeup: WakeupEvent,
    ) -> None:
        self._database = database
        self._entitlements = entitlements
        self._api = api
        self._clock = clock
        self._wakeup = wakeup

    async def refundable(self, guild_id: int, user_id: int) -> dict[str, Plan]:
        """Map each purchase that the member paid and still has to its product."""
        return _paid(await self._entitlements.load(guild_id, user_id))

    async def ask(self, guild_id: int, user_id: int, product: str, reason: str) -> RefundCase:
        """Store a request, and tell staff once; return the open one if there is one.

        Raises:
            UserError: The member has not paid for a product of this name, or the reason is empty.
        """
        reason = " ".join(reason.split())[:MAX_REASON_LENGTH]
        if not reason:
            raise UserError("refund-reason-empty")
        mine = await self.refundable(guild_id, user_id)
        wanted = product.casefold()
        source = next((id_ for id_, each in mine.items() if each.name.casefold() == wanted), None)
        if source is None:
            raise UserError("refund-not-bought", product=product[:80])
        offer, now = mine[source], self._clock.now()
        async with self._database.write() as connection:
            case = await refund_cases.add(
                connection, NewRefundCase(guild_id, user_id, offer.id, source, reason, now)
            )
            await notices.post(
                connection,
                guild_id=guild_id,
                key=f"refund:{case.id}:staff",
                message=MESSAGE,
                arguments={"member": f"<@{user_id}>", "plan": offer.name, "case": case.id},
                at=now,
            )
        self._wakeup.notify()
        return case

    async def waiting(self, guild_id: int) -> list[RefundCase]:
        """Return the requests that wait for a decision, oldest first."""
        async with self._database.read_fast() as connection:
            return await refund_cases.waiting(connection, guild_id)

    async def evidence(self, guild_id: int, case_id: int) -> RefundEvidence:
        """Return what is known of a request. Raises UserError if there is none."""
        async with self._database.read_fast() as connection:
            case = await _case(connection, guild_id, case_id)
            held = await contents.of_offers(connection, guild_id, [case.offer_id])
            ids = held.get(case.offer_id, frozenset())
            opened = await content_deliveries.count(connection, guild_id, case.user_id, ids)
            terms_at = await checkouts.terms_accepted(
                connection, guild_id, case.user_id, case.offer_id, case.source
            )
        mine = await self._entitlements.load(guild_id, case.user_id)
        snapshot, amount, currency = mine.snapshots.get(case.source), 0, ""
        match snapshot:
            case Payment():
                amount, currency = snapshot.amount, snapshot.currency
            case Subscription():
                amount, currency = snapshot.collected or 0, snapshot.currency
            case _:
                pass
        bought = [each.starts_at for each in mine.entitlements if each.source == case.source]
        offer = mine.plans[case.offer_id]
        bought_at = min(bought, default=None)
        return RefundEvidence(case, offer, bought_at, amount, currency, opened, terms_at)

    async def grant(self, guild_id: int, actor_id: int, case_id: int) -> RefundCase:
        """Refund at Stripe all that was paid last, and cancel what would renew.

        Repeating it refunds once: Stripe knows the request by its key.

        Raises:
            UserError: There is no such request, or it was decided, or nothing is left to refund.
            RetryLaterError: Stripe can't be reached; the request stays open.
            PersonMustActError: The key may not refund.
        """
        case = await self._open(guild_id, case_id)
        payment_id = await self._api.payment_of(case.source)
        if payment_id is None:
            raise UserError("refund-nothing-paid")
        await self._api.refund_payment(payment_id, key=f"lyceum-refund-{case.id}-{case.source}")
        if is_subscription(case.source):
            await self._stop_renewals(case.source)
        return await self._decide(case, actor_id, "refunded")

    async def _stop_renewals(self, subscription_id: str) -> None:
        """Let a refunded subscription renew no more, unless it has ended already.

        A planned switch is dropped, because its schedule would renew it.
        """
        schedule = (await self._api.subscription(subscription_id)).get("schedule")
        try:
            if schedule is not None:
                await self._api.release_schedule(schedule)
            await self._api.cancel_at_period_end(subscription_id, cancel=True)
        except StripeRefusedError:
            if (await self._api.subscription(subscription_id))["status"] not in OVER:
                raise

    async def decline(self, guild_id: int, actor_id: int, case_id: int) -> RefundCase:
        """Close a request without a refund, and tell the member. Raises UserError."""
        return await self._decide(await self._open(guild_id, case_id), actor_id, "declined")

    async def _open(self, guild_id: int, case_id: int) -> RefundCase:
        async with self._database.read_fast() as connection:
            case = await _case(connection, guild_id, case_id)
        if case.state != "open":
            raise UserError("refund-decided")
        return case

    async def _decide(
        self, case: RefundCase, actor_id: int, state: refund_cases.CaseState
    ) -> RefundCase:
        now = self._clock.now()
        offer = (await self._entitlements.load(case.guild_id, case.user_id)).plans[case.offer_id]
        async with self._database.write() as connection:
            if await refund_cases.decide(connection, case.id, state, actor_id, now):
                await audit.record(
                    connection,
                    guild_id=case.guild_id,
                    actor_id=actor_id,
                    action="refund.refunded" if state == "refunded" else "refund.declined",
                    user_id=case.user_id,
                    at=now,
                    detail={"plan": offer.name, "source": case.source},
                )
                await notices.post(
                    connection,
                    guild_id=case.guild_id,
                    user_id=case.user_id,
                    key=f"refund:{case.id}:told",
                    message=f"refund-{state}",
                    arguments={"plan": offer.name},
                    at=now,
                )
            decided = await _case(connection, case.guild_id, case.id)
        self._wakeup.notify()
        return decided


def _paid(mine: MemberEntitlements) -> dict[str, Plan]:
    """Map a member's own payments, not gifts or comps, to their products."""
    products: Mapping[int, Plan] = {
        id_: plan for id_, plan in mine.plans.items() if plan.kind == "product"
    }
    return {
        each.source: products[each.plan_id]
        for each in mine.entitlements
        if each.plan_id in products and each.state in CURRENT_STATES and _is_own(mine, each)
    }


def _is_own(mine: MemberEntitlements, entitlement: Entitlement) -> bool:
    match mine.snapshots.get(entitlement.source):
        case Payment(payer_id=None, gift=False) | Subscription(payer_id=None):
            return True
        case _:
            return False


async def _case(connection: Connection, guild_id: int, case_id: int) -> RefundCase:
    case = await refund_cases.get(connection, guild_id, case_id)
    if case is None:
        raise UserError("refund-no-such-case")
    return case
