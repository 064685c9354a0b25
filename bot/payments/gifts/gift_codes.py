"""The giver's side of codes: what there is to hand on, and the codes themselves, shown on demand.

Codes are made at the moment they are shown and only their seals are kept. To see them again is
to get new ones; those that nobody redeemed yet stop working.
"""

from dataclasses import dataclass
from datetime import timedelta

from bot.clock import Clock
from bot.errors import UserError
from bot.payments.entitlements.service import EntitlementService
from bot.payments.gifts import codes
from bot.payments.gifts.redeemable import Redeemable, redeemable_of, redeemables_of_member
from data import audit
from data import codes as stored
from data.engine import Database


@dataclass(frozen=True, slots=True)
class GiftBalance:
    """What a member may hand on of one payment or subscription, and how much of it is used."""

    offer: Redeemable
    used: int


@dataclass(frozen=True, slots=True)
class IssuedCodes:
    """Fresh codes, for their owner's eyes only."""

    offer: Redeemable
    used: int
    codes: tuple[str, ...]


class GiftCodeService:
    """Where givers get their codes."""

    def __init__(
        self,
        database: Database,
        entitlement_service: EntitlementService,
        clock: Clock,
        *,
        default_grace: timedelta,
    ) -> None:
        self._database = database
        self._entitlements = entitlement_service
        self._clock = clock
        self._grace = default_grace

    async def balance(self, guild_id: int, user_id: int) -> list[GiftBalance]:
        """Return what a member may hand on."""
        async with self._database.read() as connection:
            offers = await redeemables_of_member(
                connection, guild_id, user_id, self._clock.now(), self._grace
            )
            return [
                GiftBalance(offer, len(await stored.redeemed(connection, offer.source)))
                for offer in offers
            ]

    async def issue(self, source: str, user_id: int) -> IssuedCodes:
        """Make codes for what is left, in place of those that nobody redeemed.

        Raises:
            UserError: they belong to somebody else, or what backs them is not good now.
        """
        now = self._clock.now()
        async with self._database.write() as connection:
            offer = await redeemable_of(connection, source, now, self._grace)
            if offer is None or offer.owner_id != user_id:
                raise UserError("gift-not-yours")
            # Whoever redeems, or records a refund, waits here: see Recorder.
            await self._entitlements.request_role_sync(connection, offer.guild_id, [user_id])
            offer = await redeemable_of(connection, source, now, self._grace)
            if offer is None or not offer.is_redeemable:
                raise UserError("gift-codes-closed")
            used = len(await stored.redeemed(connection, source))
            fresh = tuple(codes.make() for _ in range(offer.total - used))
            await stored.replace(
                connection,
                guild_id=offer.guild_id,
                owner_id=user_id,
                source=source,
                seals=[codes.hash_code(codes.bare(code)) for code in fresh],
                at=now,
            )
            await audit.record(
                connection,
                guild_id=offer.guild_id,
                actor_id=user_id,
                action="code.show",
                user_id=user_id,
                at=now,
                detail={"source": source, "plan": offer.plan, "fresh": len(fresh), "used": used},
            )
        return IssuedCodes(offer, used, fresh)
