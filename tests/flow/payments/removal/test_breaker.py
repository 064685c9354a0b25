"""Test that unusually many removals stop, and staff are asked once."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from bot.clock import ShiftedClock
from bot.payments.removal.breaker import KEY, BreakerLimits, BreakerState, RemovalBreaker
from bot.scheduling.worker import WakeupEvent
from data import audit, notices, removal_breaker, role_sync
from data.engine import Database
from data.tables import EPOCH, entitlements, plans, role_holdings
from data.tables import notices as notice_table

GUILD, ROLE, STAFF, PLAN = 10, 40, 20, 1
MINUTE = timedelta(minutes=1)


class Stopped:
    """A clock that stands still."""

    def now(self) -> datetime:
        return datetime(2026, 3, 1, tzinfo=UTC)


class Guild:
    """A guild's holders of a role, and its breaker."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = ShiftedClock()
        self.left: set[int] = set()
        self.breaker = RemovalBreaker(
            database,
            self.clock,
            BreakerLimits(10, 0.2),
            WakeupEvent(),
            steady=lambda: self.clock.now().timestamp(),
        )

    async def found(self, holders: int) -> None:
        now = self.clock.now()
        async with self.database.write() as connection:
            await connection.execute(
                insert(plans).values(
                    id=PLAN,
                    guild_id=GUILD,
                    name="Pro",
                    description="",
                    role_id=ROLE,
                    trial_days=0,
                    trial_card=True,
                    key="key",
                    state="active",
                    created_by=STAFF,
                    created_at=now,
                )
            )
            rows = [
                {
                    "guild_id": GUILD,
                    "user_id": user,
                    "source": f"sub_{user}",
                    "stripe_id": f"sub_{user}",
                    "plan_id": PLAN,
                    "state": "active",
                    "starts_at": now,
                    "renews": True,
                    "reason": "paid",
                    "to_cancel": False,
                }
                for user in range(1, holders + 1)
            ]
            await connection.execute(insert(entitlements), rows)
            held = [
                {"guild_id": GUILD, "user_id": row["user_id"], "role_id": ROLE, "since": now}
                for row in rows
            ]
            await connection.execute(insert(role_holdings), held)

    async def set(self, users: Iterable[int], state: str, reason: str = "canceled") -> None:
        listed = list(users)
        async with self.database.write() as connection:
            await role_sync.request(connection, GUILD, listed, self.clock.now())
            await connection.execute(
                update(entitlements)
                .where(entitlements.c.user_id.in_(listed))
                .values(state=state, reason=reason)
            )
        self.clock.advance(MINUTE)

    async def take(self, users: Iterable[int]) -> None:
        async with self.database.write() as connection:
            for user in users:
                await role_sync.remove_role(connection, GUILD, user, ROLE)
                await audit.record(
                    connection,
                    guild_id=GUILD,
                    actor_id=None,
                    action="role.revoke",
                    user_id=user,
                    at=self.clock.now(),
                    detail={"role_id": ROLE, "reason": "canceled", "state": "ended"},
                )
        self.clock.advance(MINUTE)

    async def decide(self) -> BreakerState:
        return await self.breaker.decide(GUILD, lambda user: user not in self.left)

    async def questions(self) -> int:
        async with self.database.read() as connection:
            return len(await notices.keys(connection, GUILD, KEY))

    async def asked_at(self) -> list[datetime]:
        async with self.database.read() as connection:
            arguments = await connection.scalars(select(notice_table.c.arguments))
        return [EPOCH + timedelta(milliseconds=each["asked"]) for each in arguments]

    async def press(self) -> bool:
        async with self.database.read() as connection:
            breaker = await removal_breaker.find(connection, GUILD)
            arguments = await connection.scalar(select(notice_table.c.arguments))
        assert breaker is not None
        assert arguments is not None
        assert arguments["asked"] == (breaker.asked_at - EPOCH) // timedelta(milliseconds=1)
        return await self.breaker.release(GUILD, breaker.asked_at, STAFF)


@pytest.fixture
async def guild(database: Database) -> Guild:
    made = Guild(database)
    await made.found(100)
    return made


async def test_a_mass_is_stopped_asked_about_once_and_goes_on_by_one_press(guild: Guild) -> None:
    await guild.set(range(1, 41), "ended")
    for _ in range(3):
        assert await guild.decide() is BreakerState.STOPPED
        guild.clock.advance(MINUTE)
    assert await guild.questions() == 1
    assert await guild.press()
    assert await guild.decide() is BreakerState.FREE
    await guild.take(range(1, 41))
    guild.clock.advance(61 * MINUTE)
    assert await guild.decide() is BreakerState.FREE
    assert await guild.questions() == 0


async def test_a_second_mass_needs_a_word_of_its_own(guild: Guild) -> None:
    await guild.set(range(1, 41), "ended")
    assert await guild.decide() is BreakerState.STOPPED
    assert await guild.press()
    await guild.set(range(41, 91), "ended")
    assert await guild.decide() is BreakerState.STOPPED
    assert await guild.questions() == 1


async def test_a_mass_that_was_a_mistake_is_forgotten(guild: Guild) -> None:
    await guild.set(range(1, 41), "ended")
    assert await guild.decide() is BreakerState.STOPPED
    await guild.set(range(1, 41), "active")
    assert await guild.decide() is BreakerState.FREE
    assert await guild.questions() == 0
    assert await guild.breaker.asked() == []


async def test_few_at_a_time_are_a_mass_within_the_hour(guild: Guild) -> None:
    await guild.set(range(1, 16), "ended")
    assert await guild.decide() is BreakerState.FREE
    await guild.take(range(1, 16))
    await guild.set(range(16, 31), "ended")
    assert await guild.decide() is BreakerState.STOPPED
    guild.clock.advance(61 * MINUTE)
    assert await guild.decide() is BreakerState.FREE


async def test_what_staff_end_themselves_is_no_mass(guild: Guild) -> None:
    await guild.set(range(1, 91), "ended", "revoked")
    assert await guild.decide() is BreakerState.FREE


async def test_another_role_for_the_plan_is_no_mass(guild: Guild) -> None:
    async with guild.database.write() as connection:
        await connection.execute(update(plans).values(role_id=ROLE + 1))
        await role_sync.request(connection, GUILD, range(1, 101), guild.clock.now())
    assert await guild.decide() is BreakerState.FREE


async def test_removals_wait_for_a_pass_and_are_counted_as_a_whole(guild: Guild) -> None:
    async with guild.breaker.whole():
        await guild.set(range(1, 6), "ended")
        assert await guild.decide() is BreakerState.WAIT
        await guild.set(range(6, 41), "ended")
    assert await guild.decide() is BreakerState.STOPPED


async def test_who_left_the_server_is_no_holder_and_loses_nothing(guild: Guild) -> None:
    guild.left = set(range(51, 101))
    await guild.set(range(1, 12), "ended")
    assert await guild.decide() is BreakerState.STOPPED, "11 of 50, where 10 may"
    await guild.set(range(1, 12), "active")
    assert await guild.decide() is BreakerState.FREE
    await guild.set(range(60, 100), "ended")
    assert await guild.decide() is BreakerState.FREE, "none of them is there to lose a role"


async def test_a_pass_that_hangs_holds_removals_up_for_an_hour_and_not_for_ever(
    guild: Guild,
) -> None:
    async with guild.breaker.whole():
        await guild.set(range(1, 6), "ended")
        for _ in range(60):
            assert await guild.decide() is BreakerState.WAIT
            guild.clock.advance(MINUTE)
        assert await guild.decide() is BreakerState.FREE, "few"
        await guild.set(range(6, 41), "ended")
        assert await guild.decide() is BreakerState.STOPPED, "they are counted all the same"


async def test_each_pass_has_its_own_time(guild: Guild) -> None:
    for _ in range(3):
        async with guild.breaker.whole():
            await guild.set(range(1, 6), "ended")
            for _ in range(40):
                assert await guild.decide() is BreakerState.WAIT
                guild.clock.advance(MINUTE)
        guild.clock.advance(5 * MINUTE)  # nobody asks meanwhile


async def test_a_question_that_has_become_too_small_is_asked_anew(guild: Guild) -> None:
    await guild.set(range(1, 31), "ended")
    assert await guild.decide() is BreakerState.STOPPED
    (first,) = await guild.asked_at()
    await guild.set(range(31, 51), "ended")
    assert await guild.decide() is BreakerState.STOPPED
    assert await guild.asked_at() == [first], "a few more: the same question"
    await guild.set(range(51, 61), "ended")
    assert await guild.decide() is BreakerState.STOPPED
    (second,) = await guild.asked_at()
    assert second > first
    assert not await guild.breaker.release(GUILD, first, STAFF), "its number is no longer true"
    assert await guild.breaker.release(GUILD, second, STAFF)
    assert await guild.decide() is BreakerState.FREE


async def test_time_that_stands_still_makes_no_verdict_last(guild: Guild) -> None:
    """Stripe's time does, before its first answer since the start."""
    seconds = iter(range(1000))
    breaker = RemovalBreaker(
        guild.database,
        Stopped(),
        BreakerLimits(10, 0.2),
        WakeupEvent(),
        steady=lambda: float(next(seconds)),
    )
    assert await breaker.decide(GUILD, lambda _: True) is BreakerState.FREE
    await guild.set(range(1, 41), "ended")
    assert await breaker.decide(GUILD, lambda _: True) is BreakerState.STOPPED
