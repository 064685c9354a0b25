"""Lyceum is away for twelve days over everybody's renewal: nobody who pays loses anything by it.

Short here. The long runs: `pytest tests/e2e/payments/test_downtime.py -n 0 -s --downtime-members
200`.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.clock import ShiftedClock
from bot.simulator.discord import Permission, Person
from bot.simulator.stripe import RetrySchedule
from tests.bench.table import show
from tests.e2e.paying_members import SWIFT, Crowd, at_rest, look_at_all
from tests.e2e.sandbox import PERMISSIONS, Sandbox

DAY = timedelta(days=1)
SECONDS = 1800  # far more than on an idle machine, with two hundred
SHORT, DEFAULT_RATE = 6, 20
KICKS = PERMISSIONS | Permission.KICK_MEMBERS
COMPARED = "🔎 The nightly check of Stripe"  # what staff read of what no event told
GIVES_UP = RetrySchedule(first=0.01, attempts=2)
STILL_TRIES = RetrySchedule(first=0.5, longest=3.0, attempts=1000)


@pytest.fixture
def members(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--downtime-members") or SHORT)


@dataclass(frozen=True, slots=True)
class Absence:
    """Many members whose Lyceum stopped on day 29, as everything is on day 41.

    All pay for Pro since day 0. Every other one pays for Gold since day 8, so that something else
    is heard of them on the way back.
    """

    crowd: Crowd
    pro: dict[int, str]  # subscriptions by member
    gold: dict[int, str]

    async def renew(
        self, cancelled: Sequence[Person] = (), declined: Sequence[Person] = ()
    ) -> None:
        """Let twelve days pass at Stripe, where all renew but those named.

        Stripe lists events for three days: nobody is told what happens on day 31, and of day 39 it
        still tries to tell.
        """
        stripe, crowd = self.crowd.sandbox.stripe, self.crowd
        stripe.webhooks.retry = GIVES_UP
        for person in cancelled:
            await stripe.cancel_at_period_end(self.pro[person.id])
        crowd.pass_time(2 * DAY)  # which plays the ends that were planned
        cards = dict.fromkeys(self.pro, "success") | {each.id: "declined" for each in declined}
        for user_id in cards.keys() - {person.id for person in cancelled}:
            await stripe.renew(self.pro[user_id], cards[user_id])
        await stripe.webhooks.drained(60)
        crowd.pass_time(8 * DAY)
        stripe.webhooks.retry = STILL_TRIES
        await asyncio.gather(*(stripe.renew(id_) for id_ in self.gold.values()))
        crowd.pass_time(2 * DAY)


async def absent(sandbox: Sandbox, members: int, **plan: str | int) -> Absence:
    """Bring many members to day 29, on which Lyceum stops."""
    better = sandbox.guild.create_role("Gold")
    people = [sandbox.guild.join(f"member{number:03}") for number in range(members)]
    crowd = Crowd(sandbox, ShiftedClock(), people)
    async with sandbox.app(clock=crowd.clock, stripe=SWIFT) as app:
        await crowd.sell("Pro", sandbox.pro, **plan)
        await crowd.sell("Gold", better, **plan)
        await crowd.buy(app, "Pro", people, sandbox.pro)
        await at_rest(crowd, 60)
    pro = {user_id: ids[0] for user_id, ids in crowd.subscriptions.items()}
    crowd.pass_time(8 * DAY)
    async with sandbox.app(clock=crowd.clock, stripe=SWIFT) as app:
        await crowd.buy(app, "Gold", people[::2], better)
        await at_rest(crowd, 60)
    crowd.pass_time(21 * DAY)
    async with sandbox.app(clock=crowd.clock, stripe=SWIFT):
        await at_rest(crowd, 60)
    gold = {user_id: ids[-1] for user_id, ids in crowd.subscriptions.items() if len(ids) > 1}
    return Absence(crowd, pro, gold)


@pytest.mark.timeout(SECONDS)
@pytest.mark.parametrize("rate", [5, DEFAULT_RATE])
async def test_who_renewed_while_we_were_away_keeps_everything(
    both_towns: Sandbox, members: int, rate: int
) -> None:
    """However few requests a second Stripe lets us make on the way back."""
    sandbox = both_towns
    if members == SHORT and rate < DEFAULT_RATE:
        pytest.skip("takes long by its nature; ask for it with --downtime-members 200")
    absent_payers = await absent(sandbox, members)
    crowd = absent_payers.crowd
    await absent_payers.renew()
    read, told = crowd.messages(), len(sandbox.staff.messages)
    sandbox.stripe.requests.clear()
    sandbox.stripe.throttle.whole = 0
    began = time.monotonic()
    async with sandbox.app(clock=crowd.clock) as app:
        await look_at_all(app, crowd)  # before Stripe can be asked about anybody
        sandbox.stripe.throttle.whole = rate
        await look_at_all(app, crowd)  # amid the asking
        await at_rest(crowd, SECONDS)
    _show(crowd, f"{members} members, {rate} requests/s", time.monotonic() - began, told)
    assert crowd.removals() == 0
    assert crowd.kicks() == 0
    assert crowd.messages() == read
    assert crowd.without(sandbox.pro) == []
    assert [line for line in _lines(sandbox, told) if not line.startswith(COMPARED)] == []


@pytest.mark.timeout(SECONDS)
async def test_who_really_ended_meanwhile_leaves_once_and_no_payer_with_them(
    both_towns: Sandbox, members: int
) -> None:
    """By plans that remove members, without grace; Stripe fails at first, and we stop amid it."""
    sandbox = both_towns
    sandbox.guild.edit_role(sandbox.guild.bot_role, permissions=KICKS)
    absent_payers = await absent(sandbox, members, on_end="kick", grace_days=0)
    crowd = absent_payers.crowd
    cancelled, declined = crowd.members[1::6], crowd.members[3::6]  # who have Pro alone
    gone = [*cancelled, *declined]
    await absent_payers.renew(cancelled, declined)
    read = Counter(crowd.messages())
    many = {"breaker_minimum_members": 1000}  # the breaker is tested in test_breaker_many_members
    faults = (
        sandbox.stripe.faults.lose_answer("GET", times=5),
        sandbox.stripe.faults.fail("GET", times=None, status=500),
    )
    async with sandbox.app(clock=crowd.clock, payments=many) as app:
        for fault in faults:
            await fault.wait_until_hit(5, timeout=60)
        await look_at_all(app, crowd)
    sandbox.stripe.faults.clear()
    assert crowd.removals() == 0
    seen = len(sandbox.stripe.requests)
    async with sandbox.app(clock=crowd.clock, payments=many):
        await sandbox.stripe.requests.wait_for_more(seen + members)
    async with sandbox.app(clock=crowd.clock, payments=many):
        await at_rest(crowd, SECONDS)
    assert crowd.removals() == crowd.kicks() == len(gone)
    stays = [person for person in crowd.members if person not in gone]
    assert [person for person in stays if not person.has(sandbox.pro)] == []
    news = Counter(crowd.messages()) - read
    assert sum(
        "this plan removes members from the server" in words for words in news.elements()
    ) == len(gone)


def _lines(sandbox: Sandbox, told: int) -> list[str]:
    return [message.content for message in sandbox.staff.messages[told:]]


def _show(crowd: Crowd, title: str, seconds: float, told: int) -> None:
    kind = crowd.sandbox.database_url.split(":", maxsplit=1)[0]
    answers = Counter(request.status for request in crowd.sandbox.stripe.requests)
    rows = [
        ("roles taken", str(crowd.removals())),
        ("seconds until all was reconciled", f"{seconds:.0f}"),
        *((f"answers {status} of Stripe", str(count)) for status, count in answers.items()),
        *((f"staff: {line[:70]}", "1") for line in _lines(crowd.sandbox, told)),
    ]
    show(f"{title}, {kind}", ("what", "how much"), rows)
