"""Two fifths of all holders are about to lose their role: nothing is taken, and staff are asked.

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
from bot.simulator.discord import Message, Person
from data import removal_breaker
from data.tables import access_tasks
from tests.bench.table import show
from tests.e2e.paying_members import SWIFT, Crowd, at_rest, reading
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


async def settled(sandbox: Sandbox, holders: int) -> Crowd:
    """Let many members pay, and Lyceum stop."""
    people = [sandbox.guild.join(f"holder{number:04}") for number in range(holders)]
    crowd = Crowd(sandbox, ShiftedClock(), people)
    async with sandbox.app(clock=crowd.clock, stripe=SWIFT) as app:
        await crowd.sell("Pro", sandbox.pro)
        await crowd.buy(app, "Pro", people[:1], sandbox.pro)
        await at_rest(crowd, SECONDS)
    await crowd.move_in("Pro", people[1:])
    async with sandbox.app(clock=crowd.clock, stripe=SWIFT):
        await eventually(lambda: not crowd.without(sandbox.pro), "some have no role", SECONDS)
        await at_rest(crowd, SECONDS)
    crowd.pass_time(DAY)  # so that no answer in place is possible any more
    return crowd


def staff_lines(sandbox: Sandbox, words: str) -> list[str]:
    return [message.content for message in sandbox.staff.messages if words in message.content]


async def is_braked(sandbox: Sandbox) -> bool:
    async with reading(sandbox) as database, database.read() as connection:
        return await removal_breaker.find(connection, sandbox.guild.id) is not None


async def nothing_happened(crowd: Crowd) -> None:
    """Check that nobody lost anything or was notified, and that the breaker was not needed."""
    assert crowd.removals() == 0
    assert crowd.without(crowd.sandbox.pro) == []
    assert [words for words in crowd.messages() if OVER in words] == []
    assert not await is_braked(crowd.sandbox)


@pytest.mark.timeout(6 * SECONDS)
async def test_a_mistake_takes_nothing_and_a_mass_is_asked_about_once(
    both_towns: Sandbox, holders: int
) -> None:
    crowd = await settled(both_towns, holders)
    await _wrong_clock(crowd)
    await _short_lists(crowd)
    await _deleted_product(crowd)
    losing = crowd.members[: int(SHARE * holders)]
    await _cancelled_while_away(crowd, losing)
    if holders > SHORT:  # few events are no backlog: they would end one by one
        crowd.pass_time(2 * DAY)
        rest = crowd.members[len(losing) :]
        await _cancelled_while_we_listen(crowd, losing, rest[: int(SHARE * len(rest))])


async def _wrong_clock(crowd: Crowd) -> None:
    """Stripe's time holds: our clock is forty days ahead, and Stripe says nothing at first."""
    sandbox, ahead = crowd.sandbox, 40 * DAY
    crowd.clock.advance(ahead)
    silence = sandbox.stripe.faults.lose_answer("GET", times=6)
    async with sandbox.app(clock=crowd.clock, stripe=SWIFT, payments=FEW) as app:
        await silence.wait_until_hit(6)
        await app.services.payments.intake.expiry.refresh_due()
        await app.services.payments.intake.clock_check.run()
        await app.services.payments.intake.reconciler.run()
        await _told(sandbox, "clock is")
        await nothing_happened(crowd)
    crowd.clock.advance(-ahead)


async def _short_lists(crowd: Crowd) -> None:
    """What a list leaves out is reported, not taken away."""
    sandbox = crowd.sandbox
    kept = min(100, len(crowd.members)) * 6 // 10
    for path in ("/v1/subscriptions", "/v1/events", "/v1/invoices", "/v1/checkout/sessions"):
        sandbox.stripe.lists.cut(path, keep=kept)
    async with sandbox.app(clock=crowd.clock, stripe=SWIFT, payments=FEW) as app:
        found = await app.services.payments.intake.reconciler.run()
        assert found.total >= len(crowd.members) - kept
        await app.services.payments.intake.expiry.refresh_due()
        await nothing_happened(crowd)
    sandbox.stripe.lists.clear()


async def _deleted_product(crowd: Crowd) -> None:
    """Sales continue: the price of each subscription is known here by its id."""
    sandbox = crowd.sandbox
    subscription = next(iter(sandbox.stripe.subscriptions.values()))
    product = subscription["items"]["data"][0]["price"]["product"]
    async with sandbox.app(clock=crowd.clock, stripe=SWIFT, payments=FEW) as app:
        await sandbox.stripe.delete_product(product)
        crowd.pass_time(timedelta(hours=2))
        await app.services.payments.intake.reconciler.run()
        await app.services.payments.intake.expiry.refresh_due()
        await nothing_happened(crowd)


async def _cancelled_while_away(crowd: Crowd, losing: list[Person]) -> None:
    """The catching up finds together what the owner ended meanwhile; staff press once."""
    sandbox = crowd.sandbox
    await _cancel(crowd, losing)
    asked = f"{len(losing):,} of {len(crowd.members):,} members with a role"
    async with sandbox.app(clock=crowd.clock, stripe=SWIFT, payments=FEW) as app:
        await _told(sandbox, asked)
        await _is_held(app, crowd, [])
    async with sandbox.app(
        clock=crowd.clock, stripe=SWIFT, payments=FEW
    ) as app:  # nor by a restart
        await _is_held(app, crowd, [])
        (question,) = _questions(sandbox)
        refused = await losing[0].click(question, "Continue")
        assert "Continuing: these members" not in refused.text
        await _is_held(app, crowd, [])
        done = await sandbox.guild.owner.click(question, "Continue")
        assert "Continuing: these members" in done.text
        again = await sandbox.guild.owner.click(question, "Continue")
        assert "already been settled" in again.text
        await at_rest(crowd, SECONDS)
    _all_lost_once(crowd, losing)
    assert len(_questions(sandbox)) == 1


async def _cancelled_while_we_listen(
    crowd: Crowd, lost: list[Person], losing: list[Person]
) -> None:
    """A backlog of events is worked off before anything is taken: they count as a whole."""
    sandbox = crowd.sandbox
    async with sandbox.app(clock=crowd.clock, stripe=SWIFT, payments=FEW) as app:
        await at_rest(crowd, SECONDS)
        asked = len(_questions(sandbox))
        await _cancel(crowd, losing)
        await eventually(lambda: len(_questions(sandbox)) > asked, "not asked", SECONDS)
        await sandbox.stripe.webhooks.drained(SECONDS)
        await _is_held(app, crowd, lost)
        done = await sandbox.guild.owner.click(_questions(sandbox)[-1], "Continue")
        assert "Continuing: these members" in done.text
        await at_rest(crowd, SECONDS)
    _all_lost_once(crowd, [*lost, *losing])
    show(
        f"of {len(crowd.members)} on {sandbox.database_url.split(':', maxsplit=1)[0]}",
        ("what", "how much"),
        [
            ("lost after the first question", str(len(lost))),
            ("lost after the second question", str(len(losing))),
            ("roles taken", str(crowd.removals())),
            *((question.content[:40], "asked") for question in _questions(sandbox)),
        ],
    )


def _questions(sandbox: Sandbox) -> list[Message]:
    return [each for each in sandbox.staff.messages if "members with a role" in each.content]


async def _cancel(crowd: Crowd, losing: list[Person]) -> None:
    """Let the owner end people's subscriptions at Stripe, all at once."""
    ids = [id_ for person in losing for id_ in crowd.subscriptions[person.id]]
    assert len(ids) == len(losing)
    await asyncio.gather(*(crowd.sandbox.stripe.cancel_subscription(id_) for id_ in ids))


async def _told(sandbox: Sandbox, words: str) -> None:
    await eventually(lambda: bool(staff_lines(sandbox, words)), f"not told: {words}", SECONDS)


async def _is_held(app: App, crowd: Crowd, lost: list[Person]) -> None:
    """Look at everybody once more: nothing more is taken, nobody told, nobody asked again."""
    asked = len(_questions(crowd.sandbox))
    await app.services.payments.role_sync_queue.try_all_again(crowd.sandbox.guild.id)
    await app.services.payments.intake.expiry.refresh_due()
    await _worked_off(crowd)
    _all_lost_once(crowd, lost)
    assert len(_questions(crowd.sandbox)) == asked


async def _worked_off(crowd: Crowd) -> None:
    """Wait until the members who are to lose a role were processed, and postponed."""
    held = access_tasks.c
    async with reading(crowd.sandbox) as database:

        async def is_done() -> bool:
            put_off = held.last_error.contains("unusually many")
            put_off &= held.next_try_at > crowd.clock.now() + 5 * MINUTE  # no lease is as long
            query = select(func.count()).select_from(access_tasks)
            async with database.read() as connection:
                return await connection.scalar(query.where(~put_off)) == 0

        await eventually(is_done, "members were not looked at", SECONDS)


def _all_lost_once(crowd: Crowd, losing: list[Person]) -> None:
    """Check that exactly these lost the role, by one call each, and read of it once."""
    assert crowd.without(crowd.sandbox.pro) == losing
    assert crowd.removals() == len(losing)
    assert crowd.kicks() == 0
    for person in crowd.members:
        told = [message for message in person.inbox if OVER in message.content]
        assert len(told) == (person in losing), person.name
