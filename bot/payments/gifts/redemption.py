"""Redeem codes: each becomes one entitlement, for the first member to redeem it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.errors import UserError
from bot.payments.entitlements.recorder import FactRecorder
from bot.payments.entitlements.service import EntitlementService
from bot.payments.fact_repository import DefaultGrace
from bot.payments.gifts import codes
from bot.payments.gifts.redeemable import Redeemable, redeemable_of
from bot.payments.ledger.entitlement import CODE_PREFIX, GRANTING, carrier, is_subscription
from bot.payments.ledger.facts import Claim
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.objects.metadata import Owner
from bot.scheduling.worker import WakeupEvent
from data import audit, facts, notices
from data import codes as stored
from data.codes import Code
from data.engine import Connection, Database
from data.facts import StoredEntitlement

MAX_TRIES = 10
TRIES_WINDOW = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Redemption:
    """What a code gave."""

    plan: str
    entitlement: StoredEntitlement


class RedemptionService:
    """Redeems codes. Notifies `wakeup` of each."""

    def __init__(
        self,
        database: Database,
        entitlement_service: EntitlementService,
        recorder: FactRecorder,
        api: StripeClient,
        wakeup: WakeupEvent,
        *,
        default_grace: DefaultGrace,
    ) -> None:
        self._database = database
        self._entitlements = entitlement_service
        self._recorder = recorder
        self._api = api
        self._wakeup = wakeup
        self._grace = default_grace

    async def redeem(self, guild_id: int, user_id: int, typed: str) -> Redemption:
        """Redeem a code for a member.

        A wrong code costs the same work whatever is wrong with it.

        Raises:
            UserError: There were too many tries; the code doesn't exist, is used, replaced or not
                valid now; or it would give the member nothing.
        """
        await self._api.confirm_time()
        await self._count_try(guild_id, user_id)
        signs = codes.read(typed)
        seal = codes.hash_code(signs or "")
        async with self._database.write() as connection:
            code = await stored.find(connection, guild_id, seal)
            if code is None:
                raise UserError("gift-code-mistyped" if signs is None else "gift-code-unknown")
            redeemed = await self._redeem(connection, code, user_id)
            await stored.forget_tries(connection, guild_id, user_id)
        self._wakeup.notify()
        return redeemed

    async def _count_try(self, guild_id: int, user_id: int) -> None:
        """Count before the lookup, in a transaction that a refusal does not undo."""
        now = self._api.time.now()
        async with self._database.write() as connection:
            tries = await stored.count_try(
                connection, guild_id, user_id, at=now, fresh=now - TRIES_WINDOW
            )
        if tries.count > MAX_TRIES:
            again = int((tries.since + TRIES_WINDOW).timestamp())
            raise UserError("gift-too-many-tries", again=f"<t:{again}:R>")

    async def _redeem(self, connection: Connection, code: Code, user_id: int) -> Redemption:
        # Lock the payer first, as the recorder does: refunds, other redemptions and new codes wait.
        await self._entitlements.request_role_sync(connection, code.guild_id, [code.owner_id])
        now = self._api.time.now()
        taken = await stored.redeemed(connection, code.source)
        _refuse_spent(code, taken, user_id)
        offer = await redeemable_of(connection, code.source, now, self._grace)
        if offer is None or not offer.is_redeemable:
            raise UserError("gift-code-closed")
        seat = _next_seat(offer, taken, user_id)
        if not await stored.redeem(connection, code.id, user_id=user_id, seat=seat, at=now):
            raise UserError("gift-code-replaced")
        claim = Claim(
            id=f"{CODE_PREFIX}{code.id}",
            plan_id=offer.entitlement.plan_id,
            source=code.source,
            claimed=int(now.timestamp()),
            seat=seat if offer.seats else None,
        )
        owner = Owner(code.guild_id, user_id, offer.entitlement.plan_id)
        await self._recorder.record_in(connection, claim, owner, now)
        entitlement = await _gained(connection, claim, owner, offer)
        await self._write_down(connection, code, offer, user_id, seat)
        return Redemption(offer.plan, entitlement)

    async def _write_down(
        self, connection: Connection, code: Code, offer: Redeemable, user_id: int, seat: int
    ) -> None:
        """Add an audit entry, and a notice to the giver that does not name the member."""
        now = self._api.time.now()
        await audit.record(
            connection,
            guild_id=code.guild_id,
            actor_id=user_id,
            action="code.redeem",
            user_id=user_id,
            at=now,
            detail={
                "code": code.id,
                "source": code.source,
                "plan": offer.plan,
                "seat": seat if offer.seats else None,
                "giver": code.owner_id,
            },
        )
        await notices.post(
            connection,
            guild_id=code.guild_id,
            user_id=code.owner_id,
            key=f"redeemed:{code.id}",
            message="gift-told-seat-taken" if offer.seats else "gift-told-redeemed",
            arguments={"plan": offer.plan, "used": seat, "total": offer.total},
            at=now,
        )


def _refuse_spent(code: Code, taken: Sequence[Code], user_id: int) -> None:
    """Refuse a used code before anything is revealed about its source."""
    if code.state == "void":
        raise UserError("gift-code-replaced")
    spent = next((other for other in taken if other.id == code.id), None)
    if spent is not None:
        mine = spent.redeemed_by == user_id  # a repeat, because the answer was lost
        raise UserError("gift-code-used-by-you" if mine else "gift-code-used")


def _next_seat(offer: Redeemable, taken: Sequence[Code], user_id: int) -> int:
    """Return the number in the order of redemption; the database gives each only once."""
    seat = len(taken) + 1
    if any(other.redeemed_by == user_id for other in taken):
        raise UserError("gift-seat-already", plan=offer.plan)
    if seat > offer.total:
        raise UserError("gift-no-seat-left", plan=offer.plan)
    return seat


async def _gained(
    connection: Connection, claim: Claim, owner: Owner, offer: Redeemable
) -> StoredEntitlement:
    """Return what the claim gave, or refuse (and undo all) if that is nothing new.

    Read after the claim was recorded, because then the member's entitlements can't change.
    """
    entitlements = await facts.entitlements_of(connection, owner.guild_id, owner.user_id)
    if any(
        _covers(entitlement)
        for entitlement in entitlements
        if carrier(entitlement.source) != claim.id and _same(entitlement, claim)
    ):
        raise UserError("gift-nothing-to-gain", plan=offer.plan)
    return next(entitlement for entitlement in entitlements if entitlement.source == claim.id)


def _same(entitlement: StoredEntitlement, claim: Claim) -> bool:
    return entitlement.plan_id == claim.plan_id


def _covers(entitlement: StoredEntitlement) -> bool:
    """Return whether nothing can be gained: lifetime, or renewing while paid."""
    if is_subscription(entitlement.stripe_id):
        return entitlement.state in GRANTING or entitlement.reason == "paused"
    return entitlement.state in GRANTING and entitlement.ends_at is None
