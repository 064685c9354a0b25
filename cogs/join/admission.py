"""Adds a payer who is not in the server, with the roles that they have paid for."""

from collections.abc import Collection

import discord
import structlog

from bot.discord.client import LyceumClient
from bot.discord.member_adding import MemberRefusedError, Refusal, add_member
from bot.discord.role_errors import blocking_reason
from bot.join.service import JoinService, plan_names
from bot.payments.entitlements.service import MemberEntitlements
from bot.payments.role_sync.queue import Obstacle

_log = structlog.get_logger(__name__)


class Admission:
    """Uses the token that a payer gave us by signing in; without one it does nothing."""

    def __init__(self, client: LyceumClient, joins: JoinService | None) -> None:
        self._client = client
        self._joins = joins

    async def token(self, guild_id: int, user_id: int) -> str | None:
        """Return the token of somebody who signed in and is not in the server."""
        return None if self._joins is None else await self._joins.token(guild_id, user_id)

    async def admit(
        self, guild_id: int, user_id: int, token: str, entitlements: MemberEntitlements
    ) -> Obstacle | None:
        """Add a payer to the server; return what staff must change first, if any.

        Raises:
            discord.HTTPException: Discord fails for now.
        """
        assert self._joins is not None  # noqa: S101 there is a token
        guild = self._client.get_guild(guild_id)
        if guild is None:
            return None
        roles = _grantable(guild, entitlements.wanted)
        try:
            await add_member(self._client, guild_id, user_id, token, roles)
        except MemberRefusedError as error:
            return await self._refused(guild, user_id, error.refusal, entitlements)
        _log.info("join.entered", guild_id=guild_id, user_id=user_id, roles=len(roles))
        await self._joins.mark_entered(guild_id, user_id)
        return None

    async def _refused(
        self,
        guild: discord.Guild,
        user_id: int,
        refusal: Refusal,
        entitlements: MemberEntitlements,
    ) -> Obstacle | None:
        assert self._joins is not None  # noqa: S101 as above
        if refusal is Refusal.PERMISSION:
            return Obstacle(None, "turn-staff-join-permission", {"guild": guild.name})
        if refusal is Refusal.TOKEN:
            await self._joins.forget_token(guild.id, user_id)
            return None
        reference = await self._joins.mark_refused(
            guild.id, user_id, refusal.value, plan_names(entitlements)
        )
        self._client.services.deps.wakeup.notify()
        _log.warning(
            "join.refused",
            guild_id=guild.id,
            user_id=user_id,
            refusal=refusal.value,
            reference=reference,
        )
        return None


def _grantable(guild: discord.Guild, role_ids: Collection[int]) -> list[int]:
    """Return the roles that can be given, because one that can't blocks all."""
    return [
        role_id
        for role_id in role_ids
        if blocking_reason(guild, guild.get_role(role_id), role_id) is None
    ]
