"""Brings members' roles in line with what they paid for, and nothing beside those."""

import asyncio
from dataclasses import replace

import aiohttp
import discord
import structlog
from discord.ext import commands

from bot.client import LyceumClient
from bot.jobs import CalendarJob
from bot.metrics import Metrics
from bot.payments.access import plan_that_expels
from bot.payments.healing.nightly import CATCH_UP, Nightly
from bot.payments.keeper import Keeper, Standing
from bot.payments.roles import RoleChanges
from bot.payments.tasks import AccessTasks, Obstacle
from bot.worker import Worker
from cogs.farewell import kick, may_be_kicked
from cogs.obstacles import diagnose, foresee
from cogs.roster import roles_of
from data.access import Task

IDLE_SECONDS = 1.0  # a try that failed comes due without a ring
NOTHING = RoleChanges(frozenset(), frozenset(), frozenset())

_log = structlog.get_logger(__name__)


class AccessCog(commands.Cog):
    """Works off the list of members to look at, and notices when one needs a look."""

    def __init__(
        self, client: LyceumClient, keeper: Keeper, tasks: AccessTasks, metrics: Metrics
    ) -> None:
        self._client = client
        self._keeper = keeper
        self._tasks = tasks
        self._metrics = metrics
        self._worker = Worker("access", self._step, client.parts.wake, seconds=IDLE_SECONDS)

    async def cog_unload(self) -> None:
        """Stop; what is open is stored."""
        await self._worker.close()

    async def reconcile(self) -> dict[int, list[int]]:
        """Compare every member of every guild with what the ledger says, and ask for repair.

        Returns:
            By guild who differed, without those who were to be looked at anyway.
        """
        if not self._client.is_ready():
            return {}
        news: dict[int, list[int]] = {}
        for guild in self._client.guilds:
            differing = await self._keeper.differing(guild.id, await roles_of(guild))
            if differing:
                _log.info("access.reconcile", guild_id=guild.id, differing=len(differing))
                busy = await self._tasks.busy(guild.id)
                news[guild.id] = [user_id for user_id in differing if user_id not in busy]
                await self._tasks.look_at(guild.id, differing)
        return news

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Begin to work, and heal what happened while we were away."""
        if not self._worker.running:
            try:
                await self._tasks.resume()
            finally:  # else what an earlier claim holds comes due with its lease
                self._worker.start()
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
            await self._tasks.try_all_again(after.guild.id)
        elif not after.bot:
            await self._look_if_wrong(after)

    @commands.Cog.listener()
    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """Try again after a role was moved or its rights were changed."""
        if (before.position, before.permissions) != (after.position, after.permissions):
            await self._tasks.try_all_again(after.guild.id)

    async def _look_if_wrong(self, member: discord.Member) -> None:
        standing = await self._keeper.standing(member.guild.id, member.id)
        if not standing.changes(_role_ids(member)).nothing:
            await self._tasks.look_at(member.guild.id, [member.id])

    async def _step(self) -> int:
        tasks = await self._tasks.claim()
        await asyncio.gather(*(self._serve(task) for task in tasks))
        return len(tasks)

    async def _serve(self, task: Task) -> None:
        """Bring one member in line; every way this can fail is noted with the task."""
        try:
            member = await self._member(task)
            obstacles = [] if member is None else await self._apply(task, member)
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
            _log.warning("access.postponed", user_id=task.user_id, error=str(error))
            await self._tasks.postpone(task, f"{type(error).__name__}: {error}")
            return
        except Exception as error:  # noqa: BLE001 one member must not stop the others
            _log.exception("access.failed", user_id=task.user_id)
            await self._tasks.postpone(task, f"{type(error).__name__}: {error}")
            return
        if obstacles:
            _log.warning("access.blocked", user_id=task.user_id, roles=len(obstacles))
            await self._tasks.block(task, obstacles)
        else:
            await self._tasks.close(task)

    async def _member(self, task: Task) -> discord.Member | None:
        """Return the member as Discord has them now; None who is not there.

        Asked anew: the cache may lag behind our own last call, and we would take its lag for
        somebody's hand. A guild that we left is looked at again by the comparison on return.
        """
        guild = self._client.get_guild(task.guild_id)
        if guild is None:
            return None
        if guild.unavailable:
            raise TimeoutError("the guild is not available")
        try:
            return await guild.fetch_member(task.user_id)
        except discord.NotFound:
            return None

    async def _apply(self, task: Task, member: discord.Member) -> list[Obstacle]:
        """Make every change that can be made; return what stands in the way of the others."""
        standing = await self._keeper.standing(task.guild_id, task.user_id)
        changes = standing.changes(_role_ids(member), task.begun)
        if changes.add:
            await self._tasks.begin(task, changes.add)
        if changes.adopt:
            await self._keeper.note(task, standing, replace(NOTHING, adopt=changes.adopt))
        obstacles: list[Obstacle] = []
        lost = changes.remove & _role_ids(member)
        plan_id = plan_that_expels(standing.entitlements, standing.expelling, lost)
        if plan_id is not None and may_be_kicked(member):
            found = await kick(self._client.parts, member, standing.plans[plan_id])
            if found is None:
                await self._keeper.note(task, standing, replace(NOTHING, remove=changes.remove))
                return []
            obstacles.append(found)
        # What ended goes first: an obstacle to a new role must not keep an old one open.
        for role_id in (*sorted(changes.remove), *sorted(changes.add)):
            given = role_id in changes.add
            found = await self._change(task, standing, member, role_id, given=given)
            if found is not None:
                obstacles.append(found)
        return obstacles

    async def _change(
        self,
        task: Task,
        standing: Standing,
        member: discord.Member,
        role_id: int,
        *,
        given: bool,
    ) -> Obstacle | None:
        """Give or take one role and note it, or say what stands in the way."""
        role = member.guild.get_role(role_id)
        found = foresee(member.guild, role, role_id)
        if found is not None and (given or role is not None):
            return found
        if role is not None:
            try:
                if given:
                    await member.add_roles(role, reason="Lyceum: paid for")
                else:
                    await member.remove_roles(role, reason="Lyceum: access ended")
            except (discord.Forbidden, discord.NotFound) as error:
                return diagnose(error, role)
        self._metrics.roles.labels("grant" if given else "revoke").inc()
        change = frozenset((role_id,))
        done = replace(NOTHING, add=change) if given else replace(NOTHING, remove=change)
        await self._keeper.note(task, standing, done)
        return None


def _role_ids(member: discord.Member) -> set[int]:
    return {role.id for role in member.roles}


async def setup(client: LyceumClient) -> None:
    """Add the worker and its timed jobs."""
    parts = client.parts
    cog = AccessCog(client, parts.keeper, parts.access_tasks, parts.metrics)
    await client.add_cog(cog)
    parts.jobs.every(parts.settings.payments.reconcile_minutes * 60, "reconcile", cog.reconcile)
    nightly = Nightly(
        parts.database,
        parts.clock,
        parts.comparison,
        zone=parts.settings.discord.zone,
        members=cog.reconcile,
        ready=client.is_ready,
    )
    parts.jobs.calendar(CalendarJob("comparison", nightly.plans, nightly.run, CATCH_UP))
