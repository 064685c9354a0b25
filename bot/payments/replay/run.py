"""Replay a whole database page by page, with one page of members in memory."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.payments.fact_repository import HELD_STATES, DefaultGrace, backing_facts, load_policy
from bot.payments.ledger.entitlement import Entitlement
from bot.payments.ledger.policy import Policy
from bot.payments.replay.compare import Mismatch, Rebuilt, compare_roles, rebuild
from bot.payments.role_sync.wanted_roles import wanted_roles
from data import facts, plans, replay_pages
from data.engine import Connection, Database
from data.facts import StoredFact
from data.replay_pages import LedgerPage

PAGE = 500  # members

PresentMembers = Callable[[int], AsyncIterator[tuple[int, frozenset[int]]]]


class NotInGuildError(Exception):
    """The bot is no longer in the guild, so nobody there has a role from us."""


class MembersUnreadableError(Exception):
    """Discord can't list who has which roles; the message says why."""


@dataclass(frozen=True, slots=True)
class Outdated:
    """An entitlement that came due while the bot was stopped; not a difference."""

    guild_id: int
    user_id: int
    source: str

    def __str__(self) -> str:
        """Return the whole line."""
        return f"guild {self.guild_id}, member {self.user_id}, {self.source}: due to be refreshed"


@dataclass(slots=True)
class ReplayReport:
    """What was checked, and found."""

    members: int = 0
    facts: int = 0
    entitlements: int = 0
    compared: int = 0  # members who were found at Discord
    due: int = 0
    differences: int = 0


@dataclass(frozen=True, slots=True)
class _Guild:
    id: int
    policy: Policy
    role_of: Mapping[int, int]
    roll: "_Roll | None"


class Replay:
    """Recomputes entitlements, compares with database and Discord; changes nothing."""

    def __init__(self, database: Database, clock: Clock, default_grace: DefaultGrace) -> None:
        self._database = database
        self._clock = clock
        self._default_grace = default_grace

    async def run(
        self,
        roll: PresentMembers | None,
        report: Callable[[Mismatch | Outdated], None],
        progress: Callable[[int], None],
    ) -> ReplayReport:
        """Check every member about whom anything is stored.

        Args:
            roll: Yields each present member of a guild with their roles, in ascending order of
                ids; raises `NotInGuildError` for a guild that we left. None: leave Discord out.
            report: Called with each finding.
            progress: Called with the number of members checked so far.

        Raises:
            MembersUnreadableError: `roll` raised it.
        """
        outcome = ReplayReport()

        def on_finding(found: Mismatch | Outdated) -> None:
            outcome.due += isinstance(found, Outdated)
            outcome.differences += isinstance(found, Mismatch)
            report(found)

        async with self._database.read() as connection:
            for guild_id in await replay_pages.guilds(connection):
                guild = await self._guild(connection, guild_id, roll)
                after = 0
                while page := await replay_pages.page(connection, guild_id, after, PAGE):
                    await self._look(connection, guild, page, outcome, on_finding)
                    after = page.members[-1]
                    progress(outcome.members)
        return outcome

    async def _guild(
        self, connection: Connection, guild_id: int, roll: PresentMembers | None
    ) -> _Guild:
        known = await plans.of_guild(connection, guild_id, HELD_STATES)
        return _Guild(
            id=guild_id,
            policy=await load_policy(connection, guild_id, known, self._default_grace),
            role_of=plans.roles_of(known),
            roll=None if roll is None else _Roll(roll(guild_id)),
        )

    async def _look(
        self,
        connection: Connection,
        guild: _Guild,
        page: LedgerPage,
        outcome: ReplayReport,
        on_finding: Callable[[Mismatch | Outdated], None],
    ) -> None:
        """Check the members of one page."""
        now = self._clock.now()
        claimed = await _claimed(connection, page)
        present = await guild.roll.until(page.members[-1]) if guild.roll else {}
        for user_id in page.members:
            own = page.facts.get(user_id, [])
            rows = own + backing_facts(
                own, [row for source in _claims(own) for row in claimed.get(source, [])]
            )
            rebuilt = _rebuild(guild, page, user_id, rows, now)
            outcome.members += 1
            outcome.facts += len(own)
            outcome.entitlements += len(rebuilt.entitlements)
            for found in rebuilt.mismatches:
                on_finding(found)
            for source in rebuilt.due:
                on_finding(Outdated(guild.id, user_id, source))
            if user_id in present:
                outcome.compared += 1
                for found in _roles(guild, page, user_id, rebuilt, present[user_id]):
                    on_finding(found)


def _rebuild(
    guild: _Guild, page: LedgerPage, user_id: int, rows: list[StoredFact], now: datetime
) -> Rebuilt:
    stored = page.entitlements.get(user_id, [])
    return rebuild(guild.id, user_id, rows, stored, guild.policy, now)


def _roles(
    guild: _Guild, page: LedgerPage, user_id: int, rebuilt: Rebuilt, actual: frozenset[int]
) -> list[Mismatch]:
    """Compare roles with stored entitlements; what came due since may be given too."""

    def against(entitlements: "tuple[Entitlement, ...]") -> list[Mismatch]:
        wanted = wanted_roles(entitlements, guild.role_of)
        held = page.held.get(user_id, set())
        return compare_roles(guild.id, user_id, wanted, actual, held, page.waiting.get(user_id))

    found = against(tuple(rebuilt.today))
    return found if not (found and rebuilt.due) else against(tuple(rebuilt.entitlements))


def _claims(rows: list[StoredFact]) -> set[str]:
    return {row.source for row in rows if row.kind == "claim"}


async def _claimed(connection: Connection, page: LedgerPage) -> dict[str, list[StoredFact]]:
    """Return the facts about everything that the members of a page claimed, by source."""
    sources = {source for rows in page.facts.values() for source in _claims(rows)}
    found: dict[str, list[StoredFact]] = {}
    for row in await facts.of_sources(connection, sources) if sources else []:
        found.setdefault(row.source, []).append(row)
    return found


class _Roll:
    """The members at Discord, in step with our pages: both are in ascending order."""

    def __init__(self, members: AsyncIterator[tuple[int, frozenset[int]]]) -> None:
        self._members = members
        self._next: tuple[int, frozenset[int]] | None = None
        self._over = False

    async def until(self, last: int) -> dict[int, frozenset[int]]:
        """Return the members up to `last` who were not returned yet, with their roles."""
        found: dict[int, frozenset[int]] = {}
        while not self._over:
            if self._next is None and not await self._read():
                break
            assert self._next is not None  # noqa: S101 just read
            if self._next[0] > last:
                break
            found[self._next[0]] = self._next[1]
            self._next = None
        return found

    async def _read(self) -> bool:
        try:
            self._next = await anext(self._members)
        except (StopAsyncIteration, NotInGuildError):
            self._over = True
        return not self._over
