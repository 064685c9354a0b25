"""`bot.py replay`: list entitlements and roles that differ from the facts."""

import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack

from bot.clock import Clock, SystemClock
from bot.database import open_configured_database
from bot.guild_settings import GuildSettings
from bot.payments.replay.compare import Mismatch
from bot.payments.replay.run import (
    MembersUnreadableError,
    Outdated,
    PresentMembers,
    Replay,
    ReplayReport,
)
from bot.settings import Settings
from data.migrate import needs_upgrade


async def replay(
    settings: Settings,
    members: AbstractAsyncContextManager[PresentMembers] | None,
    *,
    say: Callable[[str], None],
    clock: Clock | None = None,
) -> bool:
    """Recompute all entitlements, report differences; return whether there is none.

    Args:
        settings: Which database, which Discord.
        members: The members of the servers with their roles, read from Discord; None leaves
            Discord out.
        say: Called with each line.
        clock: The business clock; a test may shift it.

    Raises:
        DatabaseUnreachableError: The database can't be opened.
        DatabaseTooNewError: It was written by newer code.
    """
    database = open_configured_database(settings)
    try:
        await database.check()
        if await needs_upgrade(database) is not None:
            say("The database is at another version; run `python bot.py migrate` first.")
            return False
        clock = clock or SystemClock()
        own = GuildSettings(database, clock, settings)
        await own.load()
        outcome = await _run(Replay(database, clock, own.default_grace), members, say)
    except MembersUnreadableError as error:
        say(f"Discord can't be reached ({error}), so nothing was compared.")
        say("To compare only the database: python bot.py replay --offline")
        return False
    finally:
        await database.close()
    say(_summary(outcome, offline=members is None))
    return not outcome.differences


async def _run(
    replay: Replay,
    members: AbstractAsyncContextManager[PresentMembers] | None,
    say: Callable[[str], None],
) -> ReplayReport:
    progress = _Progress()

    def report(found: Mismatch | Outdated) -> None:
        progress.clear()
        say(f"{'·' if isinstance(found, Outdated) else '≠'} {found}")

    async with AsyncExitStack() as stack:
        present = await stack.enter_async_context(members) if members is not None else None
        outcome = await replay.run(present, report, progress.show)
    progress.clear()
    return outcome


class _Progress:
    """A progress line that is overwritten; only on a terminal."""

    def __init__(self) -> None:
        self._watched = sys.stderr.isatty()

    def show(self, members: int) -> None:
        self._write(f"\r{members:,} members …")

    def clear(self) -> None:
        self._write("\r\033[K")

    def _write(self, text: str) -> None:
        if self._watched:
            sys.stderr.write(text)
            sys.stderr.flush()


def _summary(outcome: ReplayReport, *, offline: bool) -> str:
    place = "not compared with Discord" if offline else f"{outcome.compared:,} found on Discord"
    looked = ", ".join(
        (
            _many(outcome.members, "member"),
            _many(outcome.facts, "fact"),
            _many(outcome.entitlements, "entitlement"),
        )
    )
    due = f" {outcome.due:,} pending; the bot processes them by itself." if outcome.due else ""
    found = _many(outcome.differences, "difference") if outcome.differences else "No differences"
    return f"{found}. {looked}; {place}.{due}"


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
