"""Test that no payer loses anything by twelve days without the bot.

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
from bot.simulator.discord import Permission, Person, text_of
from bot.simulator.stripe import RetrySchedule
from tests.bench.table import show
from tests.e2e.paying_members import SWIFT, PayingMembers, at_rest, look_at_all
from tests.e2e.sandbox import PERMISSIONS, Sandbox

DAY = timedelta(days=1)
SECONDS = 1800  # far more than on an idle machine, with two hundred
SHORT, DEFAULT_RATE = 6, 20
KICKS = PERMISSIONS | Permission.KICK_MEMBERS
NO_SUMMARY = {"weekly_summary": "off"}  # else it comes on a Monday, whatever happened
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

    subscribers: PayingMembers
    pro: dict[int, str]  # subscriptions by member
    gold: dict[int, str]

    async def renew(
        self, cancelled: Sequence[Person] = (), declined: Sequence[Person] = ()
    ) -> None:
        """Let twelve days pass at Stripe, where all renew but those named.

        Stripe lists events for three days: nobody is told what happens on day 31, and of day 39 it
        still tries to tell.
        """
        stripe, subscribers = self.subscribers.sandbox.stripe, self.subscribers
        stripe.webhooks.retry = GIVES_UP
        for person in cancelled:
            await stripe.cancel_at_period_end(self.pro[person.id])
        subscribers.pass_time(2 * DAY)  # which plays the ends that were planned
        cards = dict.fromkeys(self.pro, "success") | {each.id: "declined" for each in declined}
        for user_id in cards.keys() - {person.id for person in cancelled}:
            await stripe.renew(self.pro[user_id], cards[user_id])
        await stripe.webhooks.drained(60)
        subscribers.pass_time(8 * DAY)
        stripe.webhooks.retry = STILL_TRIES
        await asyncio.gather(*(stripe.renew(id_) for id_ in self.gold.values()))
        subscribers.pass_time(2 * DAY)


async def absent(sandbox: Sandbox, members: int, **plan: str | int) -> Absence:
    """Bring many members to day 29, on which Lyceum stops."""
    better = sandbox.guild.create_role("Gold")
    people = [sandbox.guild.join(f"member{number:03}") for number in range(members)]
    subscribers = PayingMembers(sandbox, ShiftedClock(), people)
    async with sandbox.app(clock=subscribers.clock, stripe=SWIFT, notices=NO_SUMMARY) as app:
        await subscribers.sell("Pro", sandbox.pro, **plan)
        await subscribers.sell("Gold", better, **plan)
        await subscribers.buy(app, "Pro", people, sandbox.pro)
        await at_rest(subscribers, 60)
    pro = {user_id: ids[0] for user_id, ids in subscribers.subscriptions.items()}
    subscribers.pass_time(8 * DAY)
    async with sandbox.app(clock=subscribers.clock, stripe=SWIFT, notices=NO_SUMMARY) as app:
        await subscribers.buy(app, "Gold", people[::2], better)
        await at_rest(subscribers, 60)
    subscribers.pass_time(21 * DAY)
    async with sandbox.app(clock=subscribers.clock, stripe=SWIFT, notices=NO_SUMMARY):
        await at_rest(subscribers, 60)
    gold = {user_id: ids[-1] for user_id, ids in subscribers.subscriptions.items() if len(ids) > 1}
    return Absence(subscribers, pro, gold)


@pytest.mark.timeout(SECONDS)
@pytest.mark.parametrize("rate", [5, DEFAULT_RATE])
async def test_who_renewed_while_we_were_away_keeps_everything(
    sandbox: Sandbox, members: int, rate: int
) -> None:
    """However few requests a second Stripe lets us make on the way back."""
    if members == SHORT and rate < DEFAULT_RATE:
        pytest.skip("takes long by its nature; ask for it with --downtime-members 200")
    absent_payers = await absent(sandbox, members)
    subscribers = absent_payers.subscribers
    await absent_payers.renew()
    read, earlier = subscribers.messages(), len(sandbox.staff.messages)
    sandbox.stripe.requests.clear()
    sandbox.stripe.throttle.whole = 0
    began = time.monotonic()
    async with sandbox.app(clock=subscribers.clock, notices=NO_SUMMARY) as app:
        await look_at_all(app, subscribers)  # before Stripe can be asked about anybody
        sandbox.stripe.throttle.whole = rate
        await look_at_all(app, subscribers)  # amid the asking
        await at_rest(subscribers, SECONDS)
    _show(subscribers, f"{members} members, {rate} requests/s", time.monotonic() - began, earlier)
    assert subscribers.removals() == 0
    assert subscribers.kicks() == 0
    assert subscribers.messages() == read
    assert subscribers.without(sandbox.pro) == []
    assert [line for line in _lines(sandbox, earlier) if not line.startswith(COMPARED)] == []


@pytest.mark.timeout(SECONDS)
async def test_who_really_ended_meanwhile_leaves_once_and_no_payer_with_them(
    both_servers: Sandbox, members: int
) -> None:
    """Plans remove members without grace; Stripe fails at first, and the bot is stopped then."""
    sandbox = both_servers
    sandbox.guild.edit_role(sandbox.guild.bot_role, permissions=KICKS)
    absent_payers = await absent(sandbox, members, on_end="kick", grace_days=0)
    subscribers = absent_payers.subscribers
    cancelled, declined = subscribers.members[1::6], subscribers.members[3::6]  # who have Pro alone
    gone = [*cancelled, *declined]
    await absent_payers.renew(cancelled, declined)
    read = Counter(subscribers.messages())
    many = {"breaker_minimum_members": 1000}  # the breaker is tested in test_breaker_many_members
    faults = (
        sandbox.stripe.faults.lose_answer("GET", times=5),
        sandbox.stripe.faults.fail("GET", times=None, status=500),
    )
    async with sandbox.app(clock=subscribers.clock, payments=many, notices=NO_SUMMARY) as app:
        for fault in faults:
            await fault.wait_until_hit(5, timeout=60)
        await look_at_all(app, subscribers)
    sandbox.stripe.faults.clear()
    assert subscribers.removals() == 0
    seen = len(sandbox.stripe.requests)
    async with sandbox.app(clock=subscribers.clock, payments=many, notices=NO_SUMMARY):
        await sandbox.stripe.requests.wait_for_more(seen + members)
    async with sandbox.app(clock=subscribers.clock, payments=many, notices=NO_SUMMARY):
        await at_rest(subscribers, SECONDS)
    assert subscribers.removals() == subscribers.kicks() == len(gone)
    stays = [person for person in subscribers.members if person not in gone]
    assert [person for person in stays if not person.has(sandbox.pro)] == []
    news = Counter(subscribers.messages()) - read
    assert sum(
        "this plan removes members from the server" in words for words in news.elements()
    ) == len(gone)


def _lines(sandbox: Sandbox, earlier: int) -> list[str]:
    return [text_of(message) for message in sandbox.staff.messages[earlier:]]


def _show(subscribers: PayingMembers, title: str, seconds: float, earlier: int) -> None:
    kind = subscribers.sandbox.database_url.split(":", maxsplit=1)[0]
    answers = Counter(request.status for request in subscribers.sandbox.stripe.requests)
    rows = [
        ("roles taken", str(subscribers.removals())),
        ("seconds until all was reconciled", f"{seconds:.0f}"),
        *((f"answers {status} of Stripe", str(count)) for status, count in answers.items()),
        *((f"staff: {line[:70]}", "1") for line in _lines(subscribers.sandbox, earlier)),
    ]
    show(f"{title}, {kind}", ("what", "how much"), rows)
