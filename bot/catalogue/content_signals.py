"""Records what members do with contents as signals on the contents' cards.

Signals are derived from what is stored: what a member bought, opened, finished, attended and
answered is compared with the signals that they have, and the difference is recorded. So a fact that
is replayed changes nothing, a refund takes `bought` back, and a card that is posted later, or
again, gets the signals of before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.payments.entitlements.service import EntitlementService, MemberEntitlements
from bot.payments.ledger.entitlement import Entitlement, State
from bot.payments.ledger.facts import Payment, Subscription
from bot.recommend.signals.buffer import SignalBuffer
from bot.recommend.signals.model import CONTENT, NAMED, Signal, SignalKey
from data import content_acts, contents, privacy, signal_requests
from data.content_acts import ContentAct, SessionStay
from data.engine import Connection, Database

AT_ONCE = 50  # requests of one step
FIRST_WAIT, MAX_WAIT = timedelta(seconds=10), timedelta(hours=1)  # after failures
MIN_ATTENDED = timedelta(minutes=5)  # a shorter stay says little
# What a member can take back. Other acts stay, also when what they were derived from is deleted.
UNDOABLE = frozenset(("bought", "finished"))
REVERSED = frozenset(("refunded", "dispute-lost"))  # why an entitlement ended


Member = tuple[int, int]  # guild and member

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Failure:
    """How often a member's comparison has failed, and until when it is left out."""

    times: int
    until: datetime


class ContentSignals:
    """Compares members' signals on contents with what they did, on request."""

    def __init__(
        self,
        database: Database,
        buffer: SignalBuffer,
        entitlements: EntitlementService,
        clock: Clock,
    ) -> None:
        self._database = database
        self._buffer = buffer
        self._entitlements = entitlements
        self._clock = clock
        self._failures: dict[Member, _Failure] = {}

    async def run(self) -> None:
        """Work off the requests; what the database refuses now is tried again next time.

        A member whose acts can't be read is left out for a while, so that others don't wait.
        """
        while await self._step():
            pass

    async def _step(self) -> int:
        now = self._clock.now()
        without = [member for member, each in self._failures.items() if each.until > now]
        async with self._database.read_fast() as connection:
            requests = await signal_requests.oldest(connection, AT_ONCE, without)
        seen: dict[Member, datetime | None] = {}
        for member in dict.fromkeys((each.guild_id, each.user_id) for each in requests):
            try:
                seen[member] = await self._compare(*member)
            except Exception as error:  # noqa: BLE001 whatever it is, it is this member's alone
                self._fail(member, error)
            else:
                self._failures.pop(member, None)
        if not requests or not await self._buffer.flush():
            return 0
        for (guild_id, user_id), erased_at in seen.items():
            async with self._database.read_fast() as connection:
                choice = await privacy.choice(connection, guild_id, user_id)
            if choice.erased_at != erased_at:  # meanwhile
                await self._compare(guild_id, user_id)
        if not await self._buffer.flush():
            return 0
        async with self._database.write() as connection:
            done = [each.id for each in requests if (each.guild_id, each.user_id) in seen]
            await signal_requests.conclude(connection, done)
        return len(requests)

    def _fail(self, member: Member, error: Exception) -> None:
        """Report a failure, and leave the member out for longer each time."""
        before = self._failures.get(member)
        times = 1 if before is None else before.times + 1
        waits = min(FIRST_WAIT * 2 ** min(times - 1, 20), MAX_WAIT)
        self._failures[member] = _Failure(times, self._clock.now() + waits)
        _log.warning(
            "content_signals.failed",
            guild_id=member[0],
            user_id=member[1],
            times=times,
            seconds=waits.total_seconds(),
            error=type(error).__name__,
        )

    async def _compare(self, guild_id: int, user_id: int) -> datetime | None:
        """Record and undo a member's signals; return when their taste was erased."""
        mine = await self._entitlements.load(guild_id, user_id)
        async with self._database.read_fast() as connection:
            choice = await privacy.choice(connection, guild_id, user_id)
            acts = await content_acts.of_member(connection, guild_id, user_id)
            acts += await _bought(connection, guild_id, mine)
            stays = await content_acts.stays_of_member(connection, guild_id, user_id)
            acts += _attended(stays, self._clock.now())
            ids = {each.content_id for each in acts}
            cards = await content_acts.cards(connection, guild_id, ids)
            stored = await content_acts.stored(connection, guild_id, user_id, CONTENT)
        erased_at = choice.erased_at
        wanted = {
            _key(guild_id, user_id, each.kind, each.content_id, cards[each.content_id]): each.at
            for each in acts
            if each.content_id in cards and (erased_at is None or each.at > erased_at)
        }
        had = {
            _key(guild_id, user_id, each.kind, each.content_id, each.object_id): each.at
            for each in stored
        }
        for key in wanted.keys() - had.keys():
            self._buffer.record(Signal(key, wanted[key]))
        for key in had.keys() - wanted.keys():
            erased = erased_at is not None and had[key] <= erased_at
            if key.kind in UNDOABLE or erased:
                self._buffer.undo(key)
        return erased_at


def _key(guild_id: int, user_id: int, kind: str, content_id: int, object_id: int) -> SignalKey:
    return SignalKey(guild_id, user_id, object_id, NAMED[kind], content_id)


async def _bought(
    connection: Connection, guild_id: int, mine: MemberEntitlements
) -> list[ContentAct]:
    """Return the contents of products that a member paid for, without refunds.

    What a plan includes says nothing of each of its contents, nor do gifts and what staff gave.
    """
    paid = [each for each in mine.entitlements if _is_bought(mine, each)]
    held = await contents.of_offers(connection, guild_id, {each.plan_id for each in paid})
    return [
        ContentAct("bought", content_id, each.starts_at)
        for each in paid
        for content_id in sorted(held.get(each.plan_id, ()))
    ]


def _is_bought(mine: MemberEntitlements, entitlement: Entitlement) -> bool:
    plan = mine.plans.get(entitlement.plan_id)
    if plan is None or plan.kind != "product":
        return False
    if entitlement.state is State.PENDING or entitlement.reason in REVERSED:
        return False
    match mine.snapshots.get(entitlement.source):
        case Payment(payer_id=None, gift=False, status="paid") | Subscription(payer_id=None):
            return True
        case _:
            return False


def _attended(stays: Iterable[SessionStay], now: datetime) -> list[ContentAct]:
    """Return the sessions that a member attended; their stays don't overlap."""
    times: dict[tuple[int, datetime], timedelta] = {}
    for each in stays:
        begins = max(each.began_at, each.session_began)
        ends = min(each.ended_at or now, each.session_ended or now)
        session = (each.content_id, each.session_began)
        times[session] = times.get(session, timedelta(0)) + max(ends - begins, timedelta(0))
    first: dict[int, datetime] = {}
    for content_id, began in sorted(times):
        if times[content_id, began] >= MIN_ATTENDED:
            first.setdefault(content_id, began)
    return [ContentAct("attended", content_id, at) for content_id, at in first.items()]
