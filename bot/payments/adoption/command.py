"""`bot.py adopt`: take over what another service sold on the same Stripe account."""

import csv
import re
import sys
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.clock import Clock, SystemClock
from bot.database import open_configured_database
from bot.errors import PersonMustActError, RetryLaterError
from bot.guild_settings import GuildSettings
from bot.payments.adoption.matching import Match, Unmatched
from bot.payments.adoption.members_file import MemberPairs, MembersFileError, parse_members
from bot.payments.adoption.service import (
    AdoptionReport,
    AdoptionService,
    AdoptionSource,
    EarlierPrice,
    UnknownPlanError,
)
from bot.payments.entitlements.recorder import FactRecorder
from bot.payments.entitlements.service import EntitlementService
from bot.payments.inbox.object_sync import ObjectSync
from bot.payments.stripe.open_client import stripe_client
from bot.scheduling.worker import WakeupEvent
from bot.settings import Settings
from data.instance_lock import owned
from data.migrate import needs_upgrade

Say = Callable[[str], None]

MAX_FILE_BYTES = 50_000_000
EARLIER_PRICE = re.compile(
    r"(?P<price>price_\w+)=(?P<plan>[^,]+)(,(?P<days>[1-9]\d{0,3}))?", re.ASCII
)
SHOWN = 10  # examples of each reason
REASONS: Mapping[str, str] = {
    "no-plan": "pay a price that no plan has. Add it with /plan add price_id:, "
    "or say whose earlier price it was: --price PRICE=PLAN",
    "no-member": "name no Discord member. Pair them in a file: --members FILE.csv",
    "two-members": "name several Discord members. Say which one is right: --members FILE.csv",
    "other-lyceum": "belong to another server or another Lyceum",
}


@dataclass(frozen=True, slots=True)
class AdoptionRequest:
    """What the owner typed.

    Attributes:
        guild_id: The server; None: the only one in the settings.
        members: The file that pairs customers with members.
        prices: Earlier prices as `PRICE=PLAN`, of a pass as `PRICE=PLAN,DAYS`.
        report: Where to list each purchase; None: nowhere.
        apply: Whether to take them over, not only to show them.
    """

    guild_id: int | None
    members: Path | None
    prices: Sequence[str]
    report: Path | None
    apply: bool


class _UnusableError(Exception):
    """What was typed can't be used; the message says why."""


async def adopt(
    settings: Settings, request: AdoptionRequest, *, say: Say, clock: Clock | None = None
) -> bool:
    """Show what would be taken over, or take it over; return whether it all went well.

    Raises:
        DatabaseUnreachableError: The database can't be opened.
        DatabaseInUseError: The bot is running, and purchases are to be taken over.
    """
    try:
        source = _source(settings, request)
        async with _opened(settings, clock or SystemClock(), own=request.apply) as service:
            return await _run(service, source, request, say)
    except MembersFileError as error:
        say(f"{request.members} can't be used, so nothing was taken over:")
        for fault in error.faults:
            say(f"  {fault}")
    except (_UnusableError, UnknownPlanError) as error:
        say(str(error))
    except RetryLaterError:
        say("Stripe can't be reached. Run this again later; what is done stays done.")
    except PersonMustActError as error:
        say(f"Stripe refuses: {error}")
    return False


async def _run(
    service: AdoptionService, source: AdoptionSource, request: AdoptionRequest, say: Say
) -> bool:
    progress = _Progress("purchases read")
    report = await service.examine(source, progress.show)
    progress.clear()
    _describe(report, say)
    if request.report is not None:
        _write_report(report, request.report)
        say(f"\nEach purchase is listed in {request.report}.")
    if not report.matches:
        return not report.unmatched
    if not request.apply:
        say("\nNothing was changed. To take these over, stop the bot and add --apply.")
        return True
    progress = _Progress(f"of {len(report.matches):,} taken over")
    refused = await service.adopt(source, report.matches, progress.show)
    progress.clear()
    say(f"\n{_many(len(report.matches) - len(refused), 'purchase')} taken over.")
    for match, reason in refused:
        say(f"  {match.purchase.id} was refused: {reason}")
    say("Start the bot: it gives missing roles.")
    return not refused


def _source(settings: Settings, request: AdoptionRequest) -> AdoptionSource:
    guild_id = request.guild_id
    if guild_id is None:
        named = list(settings.discord.named_guilds)
        if len(named) != 1:
            raise _UnusableError("Say for which server: --guild ID")
        guild_id = named[0]
    pairs = MemberPairs() if request.members is None else _read_members(request.members)
    return AdoptionSource(guild_id, pairs, dict(map(_price, request.prices)))


def _read_members(path: Path) -> MemberPairs:
    if path.stat().st_size > MAX_FILE_BYTES:
        raise _UnusableError(f"{path} is larger than {MAX_FILE_BYTES // 1_000_000} MB.")
    try:
        return parse_members(path.read_text("utf-8"))
    except UnicodeDecodeError:
        raise _UnusableError(f"{path} is not UTF-8. Save it as “CSV UTF-8”.") from None


def _price(text: str) -> tuple[str, EarlierPrice]:
    found = EARLIER_PRICE.fullmatch(text)
    if found is None:
        raise _UnusableError(f"“{text[:80]}” is not PRICE=PLAN, e.g. price_1Abc=Pro")
    days = found["days"]
    plan = " ".join(found["plan"].split())
    return found["price"], EarlierPrice(plan, None if days is None else int(days))


@asynccontextmanager
async def _opened(
    settings: Settings, clock: Clock, *, own: bool
) -> AsyncGenerator[AdoptionService]:
    async with AsyncExitStack() as stack:
        database = open_configured_database(settings)
        stack.push_async_callback(database.close)
        if own:
            await stack.enter_async_context(owned(database.url))
        await database.check()
        if await needs_upgrade(database) is not None:
            raise _UnusableError(
                "The database is at another version; run `python bot.py migrate` first."
            )
        api = await stack.enter_async_context(stripe_client(settings))
        guild_settings = GuildSettings(database, clock, settings)
        await guild_settings.load()
        entitlements = EntitlementService(
            database, api.time, default_grace=guild_settings.default_grace, wakeup=WakeupEvent()
        )
        recorder = FactRecorder(database, entitlements, api.time)
        object_sync = ObjectSync(database, api, recorder, api.time)
        yield AdoptionService(database, api, object_sync, clock)


def _describe(report: AdoptionReport, say: Say) -> None:
    say(f"{_many(report.known, 'purchase')} already recorded here.")
    say(f"{_many(len(report.matches), 'purchase')} can be taken over:")
    counts = Counter((each.plan_id, each.purchase.kind) for each in report.matches)
    for (plan_id, kind), count in sorted(counts.items()):
        what = "subscription" if kind == "subscription" else "one-time payment"
        say(f"  {report.plans[plan_id]}: {_many(count, what)}")
    for user_id, plan_id, count in report.doubles[:SHOWN]:
        name = report.plans[plan_id]
        say(f"  Note: member {user_id} pays for {name} with {count} subscriptions.")
    for reason, meaning in REASONS.items():
        _describe_unmatched(
            [each for each in report.unmatched if each.reason == reason], meaning, say
        )


def _describe_unmatched(unmatched: Sequence[Unmatched], meaning: str, say: Say) -> None:
    if not unmatched:
        return
    say(f"{_many(len(unmatched), 'purchase')} can't be taken over, because they {meaning}")
    if unmatched[0].reason == "no-plan":
        for prices, count in Counter(each.detail for each in unmatched).most_common(SHOWN):
            say(f"  {prices}: {_many(count, 'purchase')}")
        return
    for each in unmatched[:SHOWN]:
        say(f"  {each.purchase.id} ({each.detail or 'no customer'})")
    if len(unmatched) > SHOWN:
        say(f"  … and {len(unmatched) - SHOWN:,} more (--report FILE.csv lists all)")


def _write_report(report: AdoptionReport, path: Path) -> None:
    """List each purchase in a CSV file, without e-mail addresses."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("purchase", "customer", "member", "plan", "not taken over because"))
        writer.writerows(_rows(report))


def _rows(report: AdoptionReport) -> Iterable[Sequence[str]]:
    for each in report.matches:
        yield _row(each, str(each.user_id), report.plans[each.plan_id], "")
    for unmatched in report.unmatched:
        yield _row(unmatched, "", "", f"{unmatched.reason} ({unmatched.detail})")


def _row(each: Match | Unmatched, member: str, plan: str, reason: str) -> Sequence[str]:
    plain = "'" + plan if plan[:1] in "=+-@" and plan else plan  # no formula in a spreadsheet
    return each.purchase.id, each.purchase.customer_id, member, plain, reason


class _Progress:
    """A line that is overwritten; only on a terminal."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._shown = sys.stderr.isatty()

    def show(self, count: int) -> None:
        self._write(f"\r{count:,} {self._what} …")

    def clear(self) -> None:
        self._write("\r\033[K")

    def _write(self, text: str) -> None:
        if self._shown:
            sys.stderr.write(text)
            sys.stderr.flush()


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
