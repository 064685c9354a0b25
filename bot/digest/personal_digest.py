"""The job of personal digests: members who are due get theirs, page by page.

A member's next time is set in the transaction that concludes their delivery. So an interrupted run
that continues later finds exactly the members who are not done.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.digest.dm_delivery import DmDelivery, PersonalDigest, Send
from bot.digest.personal_schedule import MAX_CLOSED_DMS, PersonalSchedule, over_weekly_limit
from bot.digest.ports import (
    DigestRecommender,
    DigestSender,
    MemberRequest,
    OutgoingDigest,
    ProgressBoard,
    Readable,
    ShownDigest,
    StalledOf,
    no_op,
    none_stalled,
)
from bot.digest.run_progress import RunProgress
from bot.digest.threshold import above_threshold
from bot.errors import RetryLaterError
from bot.recommend.contents import (
    ContentSource,
    NoContents,
    picked_contents,
    showable,
)
from bot.recommend.profile.interests import InterestService
from bot.recommend.ranking.request import Interest
from bot.scheduling.scheduler import GuildBacklog, JobOutcome
from bot.settings import DigestSettings as Settings
from data import deliveries, digests, notices, personal_digests
from data.deliveries import DeliveryHistory
from data.digests import DigestSchedule, DigestTarget
from data.engine import Connection, Database
from data.personal_digests import Cursor, DuePersonalDigest, SettledDigest

PAGE = 500  # members whose digests are computed together
MANY = 10  # consecutive failures that are no coincidence
CLAIM_SIZE = 50  # members claimed together: at most this many are ever uncertain
# A digest does not show a member the same item again within this time.
REPEAT_AFTER = timedelta(days=60)
# After an attempt that missed some, they are tried again at the next quarter of an hour.
QUARTER = timedelta(minutes=15)
REFUSED = "digest-dms-refused"
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


class PersonalDigestJob:
    """Composes and delivers the digests of members who are due."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        recommender: DigestRecommender,
        sender: DigestSender,
        board: ProgressBoard,
        times: PersonalSchedule,
        interests: InterestService,
        settings: Callable[[int], Settings],
        *,
        messages_per_second: int,
        shown: ShownDigest = no_op,
        stalled: StalledOf = none_stalled,
        contents: ContentSource | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._recommender = recommender
        self._sender = sender
        self._board = board
        self._times = times
        self._settings = settings
        self._shown = shown
        self._stalled = stalled
        self._contents: ContentSource = contents or NoContents()
        self._interests = interests
        self._mailing = DmDelivery(database, clock, messages_per_second)
        self._pace = messages_per_second

    async def schedules(self) -> list[GuildBacklog]:
        """Return the guilds with members who are due."""
        now = self._clock.now()
        async with self._database.read() as connection:
            pending = await personal_digests.pending(connection, now)
        quarter = now - (now - _EPOCH) % QUARTER
        return [
            GuildBacklog(guild_id, max(due_at, quarter))
            for guild_id, due_at in pending.items()
            if self._sender.is_available(guild_id)
        ]

    async def run(self, guild_id: int, _due_at: datetime) -> JobOutcome:
        """Deliver to all members of a guild who are due.

        Raises:
            RetryLaterError: Some could not be reached now; the others were served.
        """
        async with self._database.read() as connection:
            schedule = await digests.schedule_of(connection, guild_id)
        progress = await RunProgress.begin(
            self._database, self._clock, self._board, self._pace, guild_id
        )
        run = _Run(guild_id, schedule, progress)
        after: Cursor | None = None
        while page := await self._page(guild_id, after):
            await self._serve(run, page)
            after = (page[-1].due_at, page[-1].user_id)
        await progress.show()
        if run.put_off:
            raise RetryLaterError(f"{run.put_off} members could not be reached now")
        await progress.end()
        async with self._database.write() as connection:
            await notices.withdraw(connection, REFUSED, guild_id)
        detail = ", ".join(f"{count} {state}" for state, count in sorted(progress.counts.items()))
        return JobOutcome("done" if progress.counts.get("sent") else "skipped", detail or None)

    async def _page(self, guild_id: int, after: Cursor | None) -> list[DuePersonalDigest]:
        async with self._database.read() as connection:
            return await personal_digests.page(connection, guild_id, self._clock.now(), after, PAGE)

    async def _serve(self, run: "_Run", page: Sequence[DuePersonalDigest]) -> None:
        prepared, states = await self._prepare(run, page)
        by_id = {due.user_id: due for due in page}
        async with self._database.write() as connection:
            await self._settle(connection, run, {by_id[one]: how for one, how in states.items()})

        async def settle(connection: Connection, ended: Mapping[DigestTarget, str]) -> None:
            how = {by_id[target.target_id]: state for target, state in ended.items()}
            await self._settle(connection, run, how)

        for start in range(0, len(prepared), CLAIM_SIZE):
            bundle = await self._still_wanted(run, prepared[start : start + CLAIM_SIZE])
            if bundle:
                ended = await self._mailing.deliver(
                    bundle, run.send(self._sender, self._shown, self._contents), settle
                )
                await self._count_progress(run, len(bundle), len(ended))

    async def _count_progress(self, run: "_Run", tried: int, ended: int) -> None:
        """Stop for now if nobody could be reached: continuing would not help."""
        run.put_off += tried - ended
        await run.progress.show_now_and_then()
        if tried >= MANY and not ended:
            await self._notify_staff(run.guild_id)
            raise RetryLaterError("Discord rejects direct messages now")

    async def _notify_staff(self, guild_id: int) -> None:
        async with self._database.write() as connection:
            await notices.post(
                connection,
                guild_id=guild_id,
                key=REFUSED,
                message="digest-notice-dms-refused",
                arguments={"hours": round(self._settings(guild_id).catch_up_hours)},
                at=self._clock.now(),
            )

    async def _still_wanted(
        self, run: "_Run", prepared: Sequence[PersonalDigest]
    ) -> list[PersonalDigest]:
        """Drop members who changed their choice and items deleted since the page was read."""
        user_ids = [digest.target.target_id for digest in prepared]
        numbers = {pick.item.id for digest in prepared for pick in digest.picks}
        there = await self._recommender.there(run.guild_id, numbers)
        async with self._database.read() as connection:
            waiting = await personal_digests.still_due(
                connection, run.guild_id, user_ids, self._clock.now()
            )
        return [
            replace(digest, picks=[pick for pick in digest.picks if pick.item.id in there])
            for digest in prepared
            if digest.target.target_id in waiting
        ]

    async def _prepare(
        self, run: "_Run", page: Sequence[DuePersonalDigest]
    ) -> tuple[list[PersonalDigest], dict[int, str]]:
        """Compose the digests of a page of members; return them, and why others get none."""
        guild_id, now = run.guild_id, self._clock.now()
        settings = self._settings(guild_id)
        async with self._database.read() as connection:
            shown = await deliveries.histories(
                connection, guild_id, [due.user_id for due in page], now - REPEAT_AFTER
            )
        states: dict[int, str] = {}
        asking: dict[int, Readable] = {}
        for due in page:
            readable = self._sender.member_access(guild_id, due.user_id)
            hindrance = self._hindrance(run, due, shown[due.user_id], now)
            if readable is None or hindrance is not None:
                states[due.user_id] = hindrance or "left"
            else:
                asking[due.user_id] = readable
        interest = await self._interest(guild_id, asking.keys())
        contents = await self._contents.options(guild_id, asking.keys())
        asks = [
            MemberRequest(one, readable, shown[one].items, interest.get(one), contents.get(one))
            for one, readable in asking.items()
        ]
        answers = await self._recommender.for_members(guild_id, asks, count=settings.items)
        by_id = {due.user_id: due for due in page}
        stalled = await self._stalled(guild_id, asking.keys())
        prepared: list[PersonalDigest] = []
        for ask, answer in zip(asks, answers, strict=True):
            picks = above_threshold(answer, min(settings.personal_minimum_items, settings.items))
            if picks:
                due = by_id[ask.user_id]
                target = DigestTarget(guild_id, due.due_at, ask.user_id)
                left = stalled.get(ask.user_id)
                prepared.append(PersonalDigest(target, picks, due.language, due.channel_id, left))
            else:
                states[ask.user_id] = "quiet"
        return prepared, states

    async def _interest(
        self, guild_id: int, user_ids: Collection[int]
    ) -> Mapping[int, Interest | None]:
        """Return how interested members with stated interests are in each channel."""
        stated = await self._interests.load(guild_id, user_ids)
        return {one: self._sender.interest(guild_id, one, what) for one, what in stated.items()}

    def _hindrance(
        self, run: "_Run", due: DuePersonalDigest, shown: DeliveryHistory, now: datetime
    ) -> str | None:
        settings = self._settings(run.guild_id)
        if now - due.due_at > timedelta(hours=settings.catch_up_hours):
            return "late"
        most = min(due.per_week or settings.personal_max_per_week, settings.personal_max_per_week)
        plan = self._times.plan(run.guild_id, due.hours, run.schedule)
        enough = plan is not None and over_weekly_limit(due.due_at, shown.due, most, plan)
        return "enough" if enough else None

    async def _settle(
        self, connection: Connection, run: "_Run", states: Mapping[DuePersonalDigest, str]
    ) -> None:
        now = self._clock.now()
        settled = [self._settled(due, state, run, now) for due, state in states.items()]
        await personal_digests.settle(connection, run.guild_id, settled)
        await run.progress.count(connection, states.values())

    def _settled(
        self, due: DuePersonalDigest, state: str, run: "_Run", now: datetime
    ) -> SettledDigest:
        refusals = due.refusals
        if state in {"sent", "closed"}:
            refusals = due.refusals + 1 if state == "closed" else 0
        next_at = None
        if refusals < MAX_CLOSED_DMS:
            after = max(now, due.due_at)
            next_at = self._times.next_at(run.guild_id, due.hours, run.schedule, after)
        place = run.places.pop(due.user_id, due.channel_id)
        return SettledDigest(due.user_id, due.due_at, next_at, refusals, place)


class _Run:
    """One attempt at a run."""

    def __init__(
        self, guild_id: int, schedule: DigestSchedule | None, progress: RunProgress
    ) -> None:
        self.guild_id = guild_id
        self.schedule = schedule
        self.progress = progress
        self.put_off = 0
        self.places: dict[int, int] = {}  # the DM channels of the batch's members

    def send(self, sender: DigestSender, shown: ShownDigest, contents: ContentSource) -> Send:
        """Return a function that sends a digest, and records its channel and items.

        It drops what the member can no longer read, open or buy by then, because minutes may have
        passed.
        """

        async def send(digest: PersonalDigest, outgoing: OutgoingDigest) -> str:
            target = digest.target
            readable = sender.member_access(target.guild_id, target.target_id)
            if readable is None:
                return "left"
            picks = [pick for pick in outgoing.picks if readable(pick.item.channel_id)]
            there = await contents.shown(target.guild_id, target.target_id, picked_contents(picks))
            picks = showable(picks, there)
            if not picks:
                return "quiet"
            outgoing = replace(outgoing, picks=picks, contents=there)
            place = await sender.send_dm(
                target.guild_id, target.target_id, digest.language, outgoing, digest.channel_id
            )
            if place is None:
                return "closed"
            self.places[target.target_id] = place
            shown("digest", target.guild_id, target.target_id, outgoing.picks)
            return "sent"

        return send
