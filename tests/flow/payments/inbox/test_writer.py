"""Test that events are stored once each, also by concurrent writers."""

import asyncio
from datetime import timedelta

from bot.clock import SystemClock
from bot.payments.inbox.writer import InboxWriter
from bot.payments.stripe.webhook_signature import StripeEvent, read_event
from data import inbox
from data.engine import Database


def event(number: int) -> StripeEvent:
    thing = {"object": "subscription", "id": "sub_1"}
    payload = {"id": f"evt_{number}", "object": "event", "type": "a.b", "created": 1_700_000_000}
    return read_event(payload | {"data": {"object": thing}})


async def test_a_crowd_is_stored_while_others_write(database: Database) -> None:
    clock = SystemClock()
    inbox_writer = InboxWriter(database, clock)

    async def write_too(number: int) -> None:
        async with database.write() as connection:
            await inbox.move_cursor(connection, f"other-{number}", clock.now())

    others = asyncio.gather(*(write_too(number) for number in range(20)))
    new = await asyncio.gather(*(inbox_writer.write(event(number % 300)) for number in range(600)))
    await others
    assert sum(new) == 300
    async with database.read() as connection:
        assert await inbox.backlog(connection, clock.now() + timedelta(minutes=1)) == 300
        assert await inbox.cursor(connection, "other-19")


async def test_a_failed_transaction_leaves_nothing_and_blocks_nobody(database: Database) -> None:
    inbox_writer = InboxWriter(database, SystemClock())
    unstorable = StripeEvent("evt_0", "a.b", None, None, {})  # pyright: ignore[reportArgumentType] what a column refuses
    answers = await asyncio.gather(
        inbox_writer.write(unstorable), inbox_writer.write(event(1)), return_exceptions=True
    )
    assert all(isinstance(answer, Exception) for answer in answers)
    assert await inbox_writer.write(event(1))
    assert not await inbox_writer.write(event(1))
