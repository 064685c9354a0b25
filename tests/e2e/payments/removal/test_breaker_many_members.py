"""Test that no role is taken when two fifths would lose it, and staff are asked.

If the cause is a mistake, an earlier check prevents it and the breaker is not even needed.
Short here. The long runs: `pytest tests/e2e/payments/removal/test_breaker_many_members.py -n 0 -s
--brake-holders 1000`.
"""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.app import App
from bot.clock import ShiftedClock
from bot.simulator.discord import Message, Person, text_of
from data import removal_breaker
from data.tables import access_tasks
from tests.bench.table import show
from tests.e2e.paying_members import SWIFT, PayingMembers, at_rest, reading
from tests.e2e.polling import eventually
from tests.e2e.sandbox import Sandbox

SECONDS = 600  # on a busy machine, with a thousand
SHORT = 20
FEW = {"breaker_minimum_members": 5}  # may go without a question where only a score has a role
SHARE = 0.4
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
OVER = "has ended"


@pytest.fixture
def holders(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--brake-holders") or SHORT)


async def settled(sandbox: Sandbox, holders: int) -> PayingMembers:
    """Let many members pay, and Lyceum stop."""
    people = [sandbox.guild.join(f"holder{number:04}") for number in range(holders)]
    subscribers = PayingMembers(sandbox, ShiftedClock(), people)
    async with sandbox.app(clock=subscribers.clock, stripe=SWIFT) as app:
        await subscribers.sell("Pro", sandbox.pro)
        await subscribers.buy(app, "Pro", people[:1], sandbox.pro)
        await at_rest(subscribers, SECONDS)
    await subscribers.move_in("Pro", people[1:])
    async with sandbox.app(clock=subscribers.clock, stripe=SWIFT):
        await eventually(lambda: not subscribers.without(sandbox.pro), "some have no role", SECONDS)
        await at_rest(subscribers, SECONDS)
    subscribers.pass_time(DAY)  # so that no answer in place is possible any more
    return subscribers


def staff_lines(sandbox: Sandbox, words: str) -> list[str]:
    return [text_of(message) for message in sandbox.staff.messages if words in text_of(message)]


async def is_braked(sandbox: Sandbox) -> bool:
    async with reading(sandbox) as database, database.read() as connection:
        return await removal_breaker.find(connection, sandbox.guild.id) is not None


async def nothing_happened(subscribers: PayingMembers) -> None:
    """Check that nobody lost anything or was notified, and that the breaker was not needed."""
    assert subscribers.removals() == 0
    assert subscribers.without(subscribers.sandbox.pro) == []
    assert [words for words in subscribers.messages() if OVER in words] == []
    assert not await is_braked(subscribers.sandbox)


@pytest.mark.timeout(6 * SECONDS)
async def test_a_mistake_takes_nothing_and_a_mass_is_asked_about_once(
    sandbox: Sandbox, holders: int
) -> None:
    subscribers = await settled(sandbox, holders)
    await _wrong_clock(subscribers)
    await _short_lists(subscribers)
    await _deleted_product(subscribers)
    losing = subscribers.members[: int(SHARE * holders)]
    await _cancelled_while_away(subscribers, losing)
    if holders > SHORT:  # few events are no backlog: they would end one by one
        subscribers.pass_time(2 * DAY)
        rest = subscribers.members[len(losing) :]
        await _cancelled_while_we_listen(subscribers, losing, rest[: int(SHARE * len(rest))])


async def _wrong_clock(subscribers: PayingMembers) -> None:
    """Stripe's time holds: our clock is forty days ahead, and Stripe says nothing at first."""
    sandbox, ahead = subscribers.sandbox, 40 * DAY
    subscribers.clock.advance(ahead)
    silence = sandbox.stripe.faults.lose_answer("GET", times=6)
    async with sandbox.app(clock=subscribers.clock, stripe=SWIFT, payments=FEW) as app:
        await silence.wait_until_hit(6)
        await app.services.payments.intake.expiry.refresh_due()
        await app.services.payments.intake.clock_check.run()
        await app.services.payments.intake.reconciler.run()
        await _received(sandbox, "clock is")
        await nothing_happened(subscribers)
    subscribers.clock.advance(-ahead)


async def _short_lists(subscribers: PayingMembers) -> None:
    """What a list leaves out is reported, not taken away."""
    sandbox = subscribers.sandbox
    kept = min(100, len(subscribers.members)) * 6 // 10
    for path in ("/v1/subscriptions", "/v1/events", "/v1/invoices", "/v1/checkout/sessions"):
        sandbox.stripe.lists.cut(path, keep=kept)
    async with sandbox.app(clock=subscribers.clock, stripe=SWIFT, payments=FEW) as app:
        found = await app.services.payments.intake.reconciler.run()
        assert found.total >= len(subscribers.members) - kept
        await app.services.payments.intake.expiry.refresh_due()
        await nothing_happened(subscribers)
    sandbox.stripe.lists.clear()


async def _deleted_product(subscribers: PayingMembers) -> None:
    """Sales continue: the price of each subscription is known here by its id."""
    sandbox = subscribers.sandbox
    subscription = next(iter(sandbox.stripe.subscriptions.values()))
    product = subscription["items"]["data"][0]["price"]["product"]
    async with sandbox.app(clock=subscribers.clock, stripe=SWIFT, payments=FEW) as app:
        await sandbox.stripe.delete_product(product)
        subscribers.pass_time(timedelta(hours=2))
        await app.services.payments.intake.reconciler.run()
        await app.services.payments.intake.expiry.refresh_due()
        await nothing_happened(subscribers)


async def _cancelled_while_away(subscribers: PayingMembers, losing: list[Person]) -> None:
    """The catching up finds together what the owner ended meanwhile; staff press once."""
    sandbox = subscribers.sandbox
    await _cancel(subscribers, losing)
    asked = f"{len(losing):,} of {len(subscribers.members):,} members with a role"
    async with sandbox.app(clock=subscribers.clock, stripe=SWIFT, payments=FEW) as app:
        await _received(sandbox, asked)
        await _is_held(app, subscribers, [])
    async with sandbox.app(
        clock=subscribers.clock, stripe=SWIFT, payments=FEW
    ) as app:  # nor by a restart
        await _is_held(app, subscribers, [])
        (question,) = _questions(sandbox)
        refused = await losing[0].click(question, "Continue")
        assert "Continuing: these members" not in refused.text
        await _is_held(app, subscribers, [])
        done = await sandbox.guild.owner.click(question, "Continue")
        assert "Continuing: these members" in done.text
        again = await sandbox.guild.owner.click(question, "Continue")
        assert "already been settled" in again.text
        await at_rest(subscribers, SECONDS)
    _all_lost_once(subscribers, losing)
    assert len(_questions(sandbox)) == 1


async def _cancelled_while_we_listen(
    subscribers: PayingMembers, lost: list[Person], losing: list[Person]
) -> None:
    """A backlog of events is worked off before anything is taken: they count as a whole."""
    sandbox = subscribers.sandbox
    async with sandbox.app(clock=subscribers.clock, stripe=SWIFT, payments=FEW) as app:
        await at_rest(subscribers, SECONDS)
        asked = len(_questions(sandbox))
        await _cancel(subscribers, losing)
        await eventually(lambda: len(_questions(sandbox)) > asked, "not asked", SECONDS)
        await sandbox.stripe.webhooks.drained(SECONDS)
        await _is_held(app, subscribers, lost)
        done = await sandbox.guild.owner.click(_questions(sandbox)[-1], "Continue")
        assert "Continuing: these members" in done.text
        await at_rest(subscribers, SECONDS)
    _all_lost_once(subscribers, [*lost, *losing])
    show(
        f"of {len(subscribers.members)} on {sandbox.database_url.split(':', maxsplit=1)[0]}",
        ("what", "how much"),
        [
            ("lost after the first question", str(len(lost))),
            ("lost after the second question", str(len(losing))),
            ("roles taken", str(subscribers.removals())),
            *((text_of(question)[:40], "asked") for question in _questions(sandbox)),
        ],
    )


def _questions(sandbox: Sandbox) -> list[Message]:
    return [each for each in sandbox.staff.messages if "members with a role" in text_of(each)]


async def _cancel(subscribers: PayingMembers, losing: list[Person]) -> None:
    """Let the owner end people's subscriptions at Stripe, all at once."""
    ids = [id_ for person in losing for id_ in subscribers.subscriptions[person.id]]
    assert len(ids) == len(losing)
    await asyncio.gather(*(subscribers.sandbox.stripe.cancel_subscription(id_) for id_ in ids))


async def _received(sandbox: Sandbox, words: str) -> None:
    await eventually(lambda: bool(staff_lines(sandbox, words)), f"not told: {words}", SECONDS)


async def _is_held(app: App, subscribers: PayingMembers, lost: list[Person]) -> None:
    """Look at everybody once more: nothing more is taken, nobody told, nobody asked again."""
    asked = len(_questions(subscribers.sandbox))
    await app.services.payments.role_sync_queue.try_all_again(subscribers.sandbox.guild.id)
    await app.services.payments.intake.expiry.refresh_due()
    await _worked_off(subscribers)
    _all_lost_once(subscribers, lost)
    assert len(_questions(subscribers.sandbox)) == asked


async def _worked_off(subscribers: PayingMembers) -> None:
    """Wait until the members who are to lose a role were processed, and postponed."""
    held = access_tasks.c
    async with reading(subscribers.sandbox) as database:

        async def is_done() -> bool:
            put_off = held.last_error.contains("unusually many")
            put_off &= (
                held.next_try_at > subscribers.clock.now() + 5 * MINUTE
            )  # no lease is as long
            query = select(func.count()).select_from(access_tasks)
            async with database.read() as connection:
                return await connection.scalar(query.where(~put_off)) == 0

        await eventually(is_done, "members were not looked at", SECONDS)


def _all_lost_once(subscribers: PayingMembers, losing: list[Person]) -> None:
    """Check that exactly these lost the role, by one call each, and read of it once."""
    assert subscribers.without(subscribers.sandbox.pro) == losing
    assert subscribers.removals() == len(losing)
    assert subscribers.kicks() == 0
    for person in subscribers.members:
        received = [message for message in person.inbox if OVER in text_of(message)]
        assert len(received) == (person in losing), person.name
