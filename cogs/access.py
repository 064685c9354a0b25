"""Brings members' roles in line with what they paid for, and nothing beside those."""

import asyncio
from dataclasses import replace

import aiohttp
import discord
import structlog
from discord.ext import commands

from bot.client import LyceumClient
from bot.metrics import Metrics
from bot.payments.keeper import Keeper, Standing
from bot.payments.roles import RoleChanges
from bot.worker import Worker
from data.access import Task

UNKNOWN_ROLE = 10011
IDLE_SECONDS = 5.0
NOTHING = RoleChanges(frozenset(), frozenset(), frozenset(), frozenset())

_log = structlog.get_logger(__name__)


class PersonMustActOnRoleError(Exception):
    """Discord refuses a role until somebody changes something; carries what staff must read."""

    def __init__(self, message: str, role_id: int, **arguments: str) -> None:
        super().__init__(message)
        self.message = message
        self.role_id = role_id
        self.arguments = arguments


class AccessCog(commands.Cog):
    """Works off the list of members to look at, and notices when one needs a look."""

    def __init__(self, client: LyceumClient, keeper: Keeper, metrics: Metrics) -> None:
        self._client = client
        self._keeper = keeper
        self._metrics = metrics
        self._worker = Worker("access", self._step, client.parts.wake, seconds=IDLE_SECONDS)

    async def cog_load(self) -> None:
        """Begin to work."""
        await self._keeper.resume()
        self._worker.start()

    async def cog_unload(self) -> None:
        """Stop; what is open is stored."""
        await self._worker.close()

    async def reconcile(self) -> None:
        """Compare every member of every guild with what the ledger says."""
        if not self._client.is_ready():
            return
        for guild in self._client.guilds:
            roles = {member.id: _role_ids(member) for member in guild.members}
            differing = await self._keeper.reconcile(guild.id, roles)
            if differing:
                _log.info("access.reconcile", guild_id=guild.id, differing=differing)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Heal what happened while we were away."""
        await self.reconcile()

    @commands.Cog.listener()
    async def on_member_join(self, member: discord.Member) -> None:
        """Give back what a returning member has paid for."""
        if not member.bot:
            await self._look_if_wrong(member)

    @commands.Cog.listener()
    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """Undo changes by hand that the ledger does not know; go on where our own rights grew."""
        if before.roles == after.roles:
            return
        if after == after.guild.me:
            await self._keeper.try_all_again(after.guild.id)
        elif not after.bot:
            await self._look_if_wrong(after)

    @commands.Cog.listener()
    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """Try again after a role was moved or its rights were changed."""
        if (before.position, before.permissions) != (after.position, after.permissions):
            await self._keeper.try_all_again(after.guild.id)

    async def _look_if_wrong(self, member: discord.Member) -> None:
        standing = await self._keeper.standing(member.guild.id, member.id)
        if not standing.changes(_role_ids(member)).nothing:
            await self._keeper.look_at(member.guild.id, [member.id])

    async def _step(self) -> int:
        if not self._client.is_ready():
            return 0
        tasks = await self._keeper.claim()
        await asyncio.gather(*(self._serve(task) for task in tasks))
        return len(tasks)

    async def _serve(self, task: Task) -> None:
        """Bring one member in line; every way this can fail is noted with the task."""
        try:
            member = await self._member(task)
            if member is not None:
                await self._apply(task, member)
        except PersonMustActOnRoleError as error:
            _log.warning("access.blocked", user_id=task.user_id, reason=error.message)
            await self._keeper.blocked(task, error.role_id, error.message, error.arguments)
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
            _log.warning("access.postponed", user_id=task.user_id, error=str(error))
            await self._keeper.postpone(task, f"{type(error).__name__}: {error}")
        else:
            await self._keeper.close(task)

    async def _member(self, task: Task) -> discord.Member | None:
        """Return the member, or None; the cache is believed only where it says yes."""
        guild = self._client.get_guild(task.guild_id)
        if guild is None or guild.unavailable:
            raise TimeoutError("the guild is not available")
        try:
            return guild.get_member(task.user_id) or await guild.fetch_member(task.user_id)
        except discord.NotFound:
            return None

    async def _apply(self, task: Task, member: discord.Member) -> None:
        standing = await self._keeper.standing(task.guild_id, task.user_id)
        changes = standing.changes(_role_ids(member))
        corrections = replace(changes, add=frozenset(), remove=frozenset())
        if not corrections.nothing:
            await self._keeper.note(task, standing, corrections)
        for role_id in sorted(changes.add):
            await self._give(task, standing, member, role_id)
        for role_id in sorted(changes.remove):
            await self._take(task, standing, member, role_id)

    async def _give(
        self, task: Task, standing: Standing, member: discord.Member, role_id: int
    ) -> None:
        role = member.guild.get_role(role_id)
        if role is None:
            raise PersonMustActOnRoleError("staff-role-gone", role_id, role=str(role_id))
        try:
            await member.add_roles(role, reason="Lyceum: paid for")
        except (discord.Forbidden, discord.NotFound) as error:
            raise _diagnose(error, member.guild, role) from error
        self._metrics.roles.labels("grant").inc()
        await self._keeper.note(task, standing, replace(NOTHING, add=frozenset((role_id,))))

    async def _take(
        self, task: Task, standing: Standing, member: discord.Member, role_id: int
    ) -> None:
        role = member.guild.get_role(role_id)
        if role is not None:
            try:
                await member.remove_roles(role, reason="Lyceum: access ended")
            except (discord.Forbidden, discord.NotFound) as error:
                raise _diagnose(error, member.guild, role) from error
        self._metrics.roles.labels("revoke").inc()
        await self._keeper.note(task, standing, replace(NOTHING, remove=frozenset((role_id,))))


def _role_ids(member: discord.Member) -> set[int]:
    return {role.id for role in member.roles}


def _diagnose(error: discord.HTTPException, guild: discord.Guild, role: discord.Role) -> Exception:
    """Find out which of several causes Discord's one code stands for."""
    if error.code == UNKNOWN_ROLE:
        return PersonMustActOnRoleError("staff-role-gone", role.id, role=str(role.id))
    if isinstance(error, discord.NotFound):
        return error  # the member left this moment: the next look finds out
    if not guild.me.guild_permissions.manage_roles:
        return PersonMustActOnRoleError("staff-role-right", role.id, role=role.mention)
    if role.managed:
        return PersonMustActOnRoleError("staff-role-managed", role.id, role=role.mention)
    return PersonMustActOnRoleError(
        "staff-role-above", role.id, role=role.mention, ours=guild.me.top_role.mention
    )


async def setup(client: LyceumClient) -> None:
    """Add the worker and its timed jobs."""
    parts = client.parts
    cog = AccessCog(client, parts.keeper, parts.metrics)
    await client.add_cog(cog)
    parts.jobs.every(parts.settings.payments.reconcile_minutes * 60, "reconcile", cog.reconcile)
