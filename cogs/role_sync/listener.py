"""Makes members' roles match their entitlements; other roles stay untouched."""

from collections.abc import Awaitable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import aiohttp
import discord
import structlog
from discord.ext import commands

from bot.discord.client import LyceumClient
from bot.discord.members import member_roles
from bot.discord.role_errors import blocking_reason, reason_from_error
from bot.metrics import Metrics
from bot.payments.entitlements.service import EntitlementService, MemberEntitlements
from bot.payments.removal.breaker import BreakerState, Present, RemovalBreaker, ended_by_staff
from bot.payments.removal.kicks import Kicks, PendingKick
from bot.payments.role_sync.queue import Obstacle, RoleSyncQueue
from bot.payments.role_sync.role_diff import RoleDiff
from bot.scheduling.worker import Worker, all_ended
from cogs.join.admission import Admission
from cogs.removal.kick import kick, may_be_kicked, reason_against_kick
from data.role_sync import RoleSyncTask

STOPPED_FOR = timedelta(minutes=10)  # then it is checked again; staff's decision comes sooner
PASS_TAKES = timedelta(seconds=1)
REVIEW_SECONDS = 60.0
KICK_NOTICE_SECONDS = timedelta(seconds=1)
IDLE_SECONDS = 1.0  # polling, as a retry becomes due without a wake-up event
NOTHING = RoleDiff(frozenset(), frozenset(), frozenset())
AWAY = (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError)  # retried later

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class SyncOutcome:
    """The result of syncing one member's roles.

    Attributes:
        obstacles: What a person must change first.
        failure: The first step that failed for now.
        soon: Whether a kick waits until the member has been notified.
        held: Why nothing may be taken now, if so.
    """

    obstacles: list[Obstacle] = field(default_factory=list[Obstacle])
    failure: Exception | None = None
    soon: bool = False
    held: BreakerState = BreakerState.FREE

    async def take(self, step: Awaitable[Obstacle | None]) -> bool:
        """Do one step; keep its obstacle or failure, and return whether it was done."""
        try:
            found = await step
        except AWAY as error:
            self.failure = self.failure or error
            return False
        if found is not None:
            self.obstacles.append(found)
        return found is None


class RoleSyncCog(commands.Cog):
    """Works off the queue of members to sync, and queues those whose roles are wrong."""

    def __init__(
        self,
        client: LyceumClient,
        entitlement_service: EntitlementService,
        tasks: RoleSyncQueue,
        kicks: Kicks,
        breaker: RemovalBreaker,
        admission: Admission,
        metrics: Metrics,
    ) -> None:
        self._client = client
        self._entitlements = entitlement_service
        self._tasks = tasks
        self._kicks = kicks
        self._breaker = breaker
        self._admission = admission
        self._metrics = metrics
        self._lost: set[int] = set()  # guilds that are unavailable during an outage of Discord
        # Entitlements, as they will be, of members whose roles are being changed: (guild, member).
        self._expected: dict[tuple[int, int], MemberEntitlements] = {}
        wakeup = client.services.deps.wakeup
        self._worker = Worker("access", self._step, wakeup, seconds=IDLE_SECONDS)

    async def cog_unload(self) -> None:
        """Stop the worker; open tasks stay stored."""
        await self._worker.close()

    async def reconcile(self) -> dict[int, list[int]]:
        """Compare every member's roles in every guild with the ledger; queue differences.

        Returns:
            Members whose roles differ, by guild, minus those already queued.
        """
        if not self._client.is_ready():
            return {}
        news: dict[int, list[int]] = {}
        for guild in self._client.guilds:
            found = await self._compare(guild)
            if found is not None:
                news[guild.id] = found
        return news

    async def _compare(self, guild: discord.Guild, *, uncached: bool = False) -> list[int] | None:
        """Compare a guild's members, and queue those whose roles differ.

        Returns:
            Those who were not queued already; None if no roles differ.
        """
        differing = await self._entitlements.find_role_drift(
            guild.id, await member_roles(guild, uncached=uncached)
        )
        if not differing:
            return None
        _log.info("role_sync.requested", guild_id=guild.id, differing=len(differing))
        busy = await self._tasks.pending(guild.id)
        await self._tasks.request(guild.id, differing)
        return [user_id for user_id in differing if user_id not in busy]

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Start the worker, and repair what happened while the bot was away."""
        if not self._worker.running:
            try:
                await self._tasks.resume()
            finally:  # on failure, earlier claims become due when their lease ends
                self._worker.start()
        await self.reconcile()

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Repair what happened while the bot was not in the server."""
        await self._compare(guild)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Repair what happened while the server was unavailable.

        After an outage discord.py keeps the members that it knew before.
        """
        if self._client.is_ready():  # otherwise the comparison in on_ready covers it
            await self._compare(guild, uncached=guild.id in self._lost)
            self._lost.discard(guild.id)

    @commands.Cog.listener()
    async def on_guild_unavailable(self, guild: discord.Guild) -> None:
        """Stop trusting the cached members of the guild."""
        self._lost.add(guild.id)

    @commands.Cog.listener()
    async def on_member_join(self, member: discord.Member) -> None:
        """Give back the roles that a returning member is entitled to."""
        if not member.bot:
            await self._request_if_wrong(member)

    @commands.Cog.listener()
    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """Undo manual role changes; retry all if the bot's own roles changed."""
        if before.roles == after.roles:
            return
        if after == after.guild.me:
            await self._tasks.try_all_again(after.guild.id)
        elif not after.bot:
            await self._request_if_wrong(after)

    @commands.Cog.listener()
    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """Retry after a role was moved or its permissions were changed."""
        if (before.position, before.permissions) != (after.position, after.permissions):
            await self._tasks.try_all_again(after.guild.id)

    async def _request_if_wrong(self, member: discord.Member) -> None:
        """Queue a member whose roles differ from what they should be, or will be shortly."""
        entitlements = self._expected.get((member.guild.id, member.id))
        if entitlements is None:
            entitlements = await self._entitlements.load(member.guild.id, member.id)
        if not entitlements.role_diff(_role_ids(member)).is_empty:
            await self._tasks.request(member.guild.id, [member.id])

    async def _step(self) -> int:
        tasks = await self._tasks.claim()
        await all_ended(self._serve(task) for task in tasks)
        return len(tasks)

    async def _serve(self, task: RoleSyncTask) -> None:
        """Sync one member's roles; store every kind of failure with the task."""
        try:
            member = await self._member(task)
            outcome = await (self._admit(task) if member is None else self._apply(task, member))
        except AWAY as error:
            outcome = SyncOutcome(failure=error)
        except Exception as error:  # noqa: BLE001 one member must not stop the others
            _log.exception("role_sync.failed", user_id=task.user_id)
            await self._tasks.postpone(task, f"{type(error).__name__}: {error}")
            return
        if outcome.obstacles:
            _log.warning("role_sync.blocked", user_id=task.user_id, roles=len(outcome.obstacles))
            await self._tasks.block_on(task, outcome.obstacles)
        if outcome.failure is not None:
            _log.warning("role_sync.postponed", user_id=task.user_id, error=str(outcome.failure))
            name = type(outcome.failure).__name__
            await self._tasks.postpone(task, f"{name}: {outcome.failure}")
        elif outcome.soon:
            await self._tasks.wait(task, KICK_NOTICE_SECONDS, "the member is to be notified first")
        elif outcome.held is BreakerState.STOPPED:
            await self._tasks.wait(task, STOPPED_FOR, "unusually many members would lose a role")
        elif outcome.held is BreakerState.WAIT:
            await self._tasks.wait(
                task, PASS_TAKES, "members who would lose a role are being counted"
            )
        elif not outcome.obstacles:
            await self._tasks.close(task)

    async def _member(self, task: RoleSyncTask) -> discord.Member | None:
        """Fetch the member from Discord; None if they are not in the guild.

        The cache may lag behind our own last change, which would then look like a manual one. A
        guild that the bot left is compared when it returns.
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

    async def _admit(self, task: RoleSyncTask) -> SyncOutcome:
        """Add a payer who signed in on the join page and is not in the server yet."""
        outcome = SyncOutcome()
        token = await self._admission.token(task.guild_id, task.user_id)
        if token is None:
            return outcome
        entitlements = await self._entitlements.load(task.guild_id, task.user_id)
        if not entitlements.wanted:
            return outcome
        await self._tasks.mark_granting(task, entitlements.wanted)
        await outcome.take(self._admission.admit(task.guild_id, task.user_id, token, entitlements))
        member = await self._member(task)
        return outcome if member is None else await self._apply(task, member)

    async def _apply(self, task: RoleSyncTask, member: discord.Member) -> SyncOutcome:
        """Make every change that can be made; a failed one does not stop the others."""
        entitlements = await self._entitlements.load(task.guild_id, task.user_id)
        changes = entitlements.role_diff(_role_ids(member), task.granting)
        if changes.add:
            await self._tasks.mark_granting(task, changes.add)
        if changes.adopt:
            await self._entitlements.record_role_changes(
                task, entitlements, replace(NOTHING, adopt=changes.adopt)
            )
        outcome = SyncOutcome(held=await self._held(task, entitlements, changes))
        departure = None
        if outcome.held is BreakerState.FREE:
            lost = changes.remove & _role_ids(member)
            departure = await self._kicks.owed(task, entitlements, lost)
        else:
            changes = replace(changes, remove=frozenset())
        await self._change_all(task, entitlements, member, changes, outcome)
        if departure is not None and may_be_kicked(member):
            await self._kick(task, member, departure, outcome)
        return outcome

    async def _held(
        self, task: RoleSyncTask, entitlements: MemberEntitlements, changes: RoleDiff
    ) -> BreakerState:
        """Ask the breaker whether to take roles or kick; what staff ended always passes."""
        ended = [role for role in changes.remove if not ended_by_staff(entitlements, role)]
        if not ended and task.kick_plan_id is None:
            return BreakerState.FREE
        return await self._breaker.decide(task.guild_id, self._present(task.guild_id))

    async def review_brake(self) -> None:
        """Release the breaker where losses are no longer unusual.

        Runs at intervals, because no task may ask for a verdict in the meantime.
        """
        if self._client.is_ready():
            for guild_id in await self._breaker.asked():
                await self._breaker.decide(guild_id, self._present(guild_id))

    def _present(self, guild_id: int) -> Present:
        """Return a test whether a user is in the server; if unknown, all count as in it."""
        guild = self._client.get_guild(guild_id)
        if guild is None or not guild.chunked:
            return lambda _: True
        return lambda user_id: guild.get_member(user_id) is not None

    async def _kick(
        self,
        task: RoleSyncTask,
        member: discord.Member,
        departure: PendingKick,
        outcome: SyncOutcome,
    ) -> None:
        """Kick a member who has been notified; a failure here stops nothing else."""
        found = reason_against_kick(member, departure.plan)
        if found is not None:
            outcome.obstacles.append(found)
        elif not await self._kicks.announce(task, departure, member.guild.name):
            outcome.soon = True
        elif await outcome.take(kick(member, departure.plan)):
            await self._kicks.mark_left(task, departure)

    async def _change_all(
        self,
        task: RoleSyncTask,
        entitlements: MemberEntitlements,
        member: discord.Member,
        changes: RoleDiff,
        outcome: SyncOutcome,
    ) -> None:
        """Give and take roles; meanwhile events are compared with the expected result.

        Removals come first, because an obstacle to a new role must not keep an old one.
        """
        key = (task.guild_id, task.user_id)
        self._expected[key] = entitlements.after(changes)
        try:
            for role_id in (*sorted(changes.remove), *sorted(changes.add)):
                given = role_id in changes.add
                await outcome.take(self._change(task, entitlements, member, role_id, given=given))
        finally:
            self._expected.pop(key, None)

    async def _change(
        self,
        task: RoleSyncTask,
        entitlements: MemberEntitlements,
        member: discord.Member,
        role_id: int,
        *,
        given: bool,
    ) -> Obstacle | None:
        """Give or take one role and record it, or return the obstacle."""
        role = member.guild.get_role(role_id)
        found = blocking_reason(member.guild, role, role_id)
        if found is not None and (given or role is not None):
            return found
        if role is not None:
            try:
                if given:
                    await member.add_roles(role, reason="Lyceum: paid for")
                else:
                    await member.remove_roles(role, reason="Lyceum: access ended")
            except (discord.Forbidden, discord.NotFound) as error:
                return reason_from_error(error, role)
        self._metrics.roles.labels("grant" if given else "revoke").inc()
        change = frozenset((role_id,))
        done = replace(NOTHING, add=change) if given else replace(NOTHING, remove=change)
        await self._entitlements.record_role_changes(task, entitlements, done)
        return None


def _role_ids(member: discord.Member) -> set[int]:
    return {role.id for role in member.roles}


async def setup(client: LyceumClient) -> None:
    """Add the cog with its worker and jobs."""
    deps, payments = client.services.deps, client.services.payments
    cog = RoleSyncCog(
        client,
        payments.entitlements,
        payments.role_sync_queue,
        payments.kicks,
        payments.removal_breaker,
        Admission(client, client.services.join),
        deps.metrics,
    )
    await client.add_cog(cog)
    reconcile_seconds = deps.settings.payments.reconcile_minutes * 60
    deps.scheduler.add_interval_job(reconcile_seconds, "reconcile", cog.reconcile)
    deps.scheduler.add_interval_job(REVIEW_SECONDS, "brake", cog.review_brake)
    nightly = payments.intake.nightly.job(cog.reconcile, client.is_ready)
    deps.scheduler.add_calendar_job(nightly)
