"""Unusually many would lose a role: nothing is taken, staff are asked once, and decide."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from bot.clock import ShiftedClock
from bot.payments.brake import KEY, Limits, RemovalBrake, Verdict
from bot.worker import Wake
from data import access, audit, brakes, notices
from data.engine import Database
from data.tables import EPOCH, entitlements, plans, role_holdings
from data.tables import notices as notice_table

GUILD, ROLE, STAFF, PLAN = 10, 40, 20, 1
MINUTE = timedelta(minutes=1)


class Guild:
    """A guild's holders of a role, and the brake."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = ShiftedClock()
        self.brake = RemovalBrake(database, self.clock, Limits(10, 0.2), Wake())

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
            await access.request(connection, GUILD, listed, self.clock.now())
            await connection.execute(
                update(entitlements)
                .where(entitlements.c.user_id.in_(listed))
                .values(state=state, reason=reason)
            )
        self.clock.advance(MINUTE)

    async def take(self, users: Iterable[int]) -> None:
        async with self.database.write() as connection:
            for user in users:
                await access.let_go(connection, GUILD, user, ROLE)
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

    async def verdict(self) -> Verdict:
        return await self.brake.verdict(GUILD)

    async def questions(self) -> int:
        async with self.database.read() as connection:
            return len(await notices.keys(connection, GUILD, KEY))

    async def press(self) -> bool:
        async with self.database.read() as connection:
            brake = await brakes.find(connection, GUILD)
            arguments = await connection.scalar(select(notice_table.c.arguments))
        assert brake is not None
        assert arguments is not None
        assert arguments["asked"] == (brake.asked_at - EPOCH) // timedelta(milliseconds=1)
        return await self.brake.release(GUILD, brake.asked_at, STAFF)


@pytest.fixture
async def guild(database: Database) -> Guild:
    made = Guild(database)
    await made.found(100)
    return made


async def test_a_mass_is_stopped_asked_about_once_and_goes_on_by_one_press(guild: Guild) -> None:
    await guild.set(range(1, 41), "ended")
    for _ in range(3):
        assert await guild.verdict() is Verdict.STOPPED
        guild.clock.advance(MINUTE)
    assert await guild.questions() == 1
    assert await guild.press()
    assert await guild.verdict() is Verdict.FREE
    await guild.take(range(1, 41))
    guild.clock.advance(61 * MINUTE)
    assert await guild.verdict() is Verdict.FREE
    assert await guild.questions() == 0


async def test_a_second_mass_needs_a_word_of_its_own(guild: Guild) -> None:
    await guild.set(range(1, 41), "ended")
    assert await guild.verdict() is Verdict.STOPPED
    assert await guild.press()
    await guild.set(range(41, 91), "ended")
    assert await guild.verdict() is Verdict.STOPPED
    assert await guild.questions() == 1


async def test_a_mass_that_was_a_mistake_is_forgotten(guild: Guild) -> None:
    await guild.set(range(1, 41), "ended")
    assert await guild.verdict() is Verdict.STOPPED
    await guild.set(range(1, 41), "active")
    await guild.brake.review()
    assert await guild.questions() == 0
    assert await guild.verdict() is Verdict.FREE


async def test_few_at_a_time_are_a_mass_within_the_hour(guild: Guild) -> None:
    await guild.set(range(1, 16), "ended")
    assert await guild.verdict() is Verdict.FREE
    await guild.take(range(1, 16))
    await guild.set(range(16, 31), "ended")
    assert await guild.verdict() is Verdict.STOPPED
    guild.clock.advance(61 * MINUTE)
    assert await guild.verdict() is Verdict.FREE


async def test_what_staff_end_themselves_is_no_mass(guild: Guild) -> None:
    await guild.set(range(1, 91), "ended", "revoked")
    assert await guild.verdict() is Verdict.FREE


async def test_another_role_for_the_plan_is_no_mass(guild: Guild) -> None:
    async with guild.database.write() as connection:
        await connection.execute(update(plans).values(role_id=ROLE + 1))
        await access.request(connection, GUILD, range(1, 101), guild.clock.now())
    assert await guild.verdict() is Verdict.FREE


async def test_removals_wait_for_a_pass_and_are_counted_as_a_whole(guild: Guild) -> None:
    async with guild.brake.whole():
        await guild.set(range(1, 6), "ended")
        assert await guild.verdict() is Verdict.WAIT
        await guild.set(range(6, 41), "ended")
    assert await guild.verdict() is Verdict.STOPPED
