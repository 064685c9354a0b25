"""`bot.py replay`: proves that all is stored and given as the facts say, or names what is not."""

import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from datetime import timedelta
from importlib import import_module
from typing import Protocol, cast

from bot.clock import Clock, SystemClock
from bot.database import open_configured_database
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

DISCORD = "bot.discord.members_rest"


class MemberSource(Protocol):
    """What the module that asks Discord offers. It is loaded by name, as the cogs are."""

    def fetch_members(self, settings: Settings) -> AbstractAsyncContextManager[PresentMembers]:
        """Log in for the time of a `with` block."""
        ...


async def replay(
    settings: Settings,
    *,
    offline: bool,
    say: Callable[[str], None],
    clock: Clock | None = None,
) -> bool:
    """Rebuild every right, compare, and say each difference; return whether all is equal.

    Args:
        settings: Which database, which Discord.
        offline: Leave Discord out.
        say: Is given each line.
        clock: The business clock; a test may shift it.

    Raises:
        DatabaseUnreachableError: when the database can't be opened.
        DatabaseTooNewError: when it was written by newer code.
    """
    database = open_configured_database(settings)
    try:
        await database.check()
        if await needs_upgrade(database) is not None:
            say("The database is at another version; run `python bot.py migrate` first.")
            return False
        grace = timedelta(days=settings.payments.grace_days)
        tally = await _run(
            settings, Replay(database, clock or SystemClock(), grace), say, offline=offline
        )
    except MembersUnreadableError as error:
        say(f"Discord can't be reached ({error}), so nothing was compared.")
        say("To compare only the database: python bot.py replay --offline")
        return False
    finally:
        await database.close()
    say(_summary(tally, offline=offline))
    return not tally.differences


async def _run(
    settings: Settings, replay: Replay, say: Callable[[str], None], *, offline: bool
) -> ReplayReport:
    progress = _Progress()

    def report(found: Mismatch | Outdated) -> None:
        progress.clear()
        say(f"{'·' if isinstance(found, Outdated) else '≠'} {found}")

    async with AsyncExitStack() as stack:
        roll = None
        if not offline:
            module = cast("MemberSource", import_module(DISCORD))
            roll = await stack.enter_async_context(module.fetch_members(settings))
        tally = await replay.run(roll, report, progress.show)
    progress.clear()
    return tally


class _Progress:
    """A line that is written over; only where somebody watches."""

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


def _summary(tally: ReplayReport, *, offline: bool) -> str:
    place = "not compared with Discord" if offline else f"{tally.compared:,} found on Discord"
    looked = ", ".join(
        (
            _many(tally.members, "member"),
            _many(tally.facts, "fact"),
            _many(tally.entitlements, "entitlement"),
        )
    )
    due = f" {tally.due:,} pending; the bot processes them by itself." if tally.due else ""
    found = _many(tally.differences, "difference") if tally.differences else "No differences"
    return f"{found}. {looked}; {place}.{due}"


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
