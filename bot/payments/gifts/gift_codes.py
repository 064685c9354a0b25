"""Gift codes for their giver: what is left to give, and the codes on request.

Codes are generated when they are shown, and only their hashes are stored. Showing them again makes
new ones; those that nobody redeemed yet stop working.
"""

from dataclasses import dataclass

from bot.clock import Clock
from bot.errors import UserError
from bot.payments.entitlements.service import EntitlementService
from bot.payments.fact_repository import DefaultGrace
from bot.payments.gifts import codes
from bot.payments.gifts.redeemable import Redeemable, redeemable_of, redeemables_of_member
from data import audit
from data import codes as stored
from data.engine import Database


@dataclass(frozen=True, slots=True)
class GiftBalance:
    """What a member may give away of one payment, and how much of it is used."""

    offer: Redeemable
    used: int


@dataclass(frozen=True, slots=True)
class IssuedCodes:
    """New codes, shown only to their owner."""

    offer: Redeemable
    used: int
    codes: tuple[str, ...]


class GiftCodeService:
    """Issues codes to givers."""

    def __init__(
        self,
        database: Database,
        entitlement_service: EntitlementService,
        clock: Clock,
        *,
        default_grace: DefaultGrace,
    ) -> None:
        self._database = database
        self._entitlements = entitlement_service
        self._clock = clock
        self._grace = default_grace

    async def balance(self, guild_id: int, user_id: int) -> list[GiftBalance]:
        """Return what a member may give away."""
        async with self._database.read() as connection:
            offers = await redeemables_of_member(
                connection, guild_id, user_id, self._clock.now(), self._grace
            )
            return [
                GiftBalance(offer, len(await stored.redeemed(connection, offer.source)))
                for offer in offers
            ]

    async def issue(self, source: str, user_id: int) -> IssuedCodes:
        """Issue codes for what is left, in place of those that nobody redeemed.

        Raises:
            UserError: They belong to somebody else, or what backs them is not valid now.
        """
        now = self._clock.now()
        async with self._database.write() as connection:
            offer = await redeemable_of(connection, source, now, self._grace)
            if offer is None or offer.owner_id != user_id:
                raise UserError("gift-not-yours")
            # Redemptions and refunds of the same payer wait here: see FactRecorder.
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
