"""Test that a replay equals what is stored, and names each row that was changed."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update

from bot.payments.replay.compare import Mismatch
from bot.payments.replay.run import NotInGuildError, Outdated, PresentMembers, Replay, ReplayReport
from data import role_sync
from data.tables import entitlements, facts
from tests.flow.conftest import ALICE, GUILD, ROLE, Billing

BOB = 31
Found = list[Mismatch | Outdated]


async def replayed(
    billing: Billing, roll: PresentMembers | None = None
) -> tuple[ReplayReport, Found]:
    found: Found = []
    replay = Replay(billing.database, billing.clock, lambda _: timedelta(days=7))
    return await replay.run(roll, found.append, lambda _: None), found


def at_discord(members: dict[int, set[int]]) -> PresentMembers:
    async def roll(_guild_id: int) -> AsyncIterator[tuple[int, frozenset[int]]]:
        for user_id in sorted(members):
            yield user_id, frozenset(members[user_id])

    return roll


async def member_since_long(billing: Billing) -> str:
    """Let Alice subscribe, renew, fail and recover; return her subscription."""
    await billing.sell()
    await billing.buy()
    (subscription,) = billing.stripe.subscriptions
    await billing.stripe.renew(subscription, "success")
    await billing.stripe.renew(subscription, "declined")
    await billing.stripe.retry_payment(subscription, "success")
    await billing.catch_up()
    return subscription


async def test_what_is_stored_equals_what_the_facts_say(billing: Billing) -> None:
    await member_since_long(billing)
    await billing.sell(name="Pass", interval="once", days=30, role_id=41)
    for _ in range(2):
        await billing.buy(plan="Pass", user=BOB)
        await billing.catch_up()
    outcome, found = await replayed(billing)
    assert found == []
    assert (outcome.members, outcome.entitlements) == (2, 3)


async def test_a_right_tampered_with_is_named_with_what_was_changed(billing: Billing) -> None:
    subscription = await member_since_long(billing)
    async with billing.database.write() as connection:
        await connection.execute(update(entitlements).values(state="ended", reason="refunded"))
    outcome, found = await replayed(billing)
    assert outcome.differences == 2
    state, reason = (str(each) for each in found)
    who = f"guild {GUILD}, member {ALICE}, {subscription}: "
    assert state.startswith(f"{who}state stored ended → rebuilt active (by fact")
    assert reason.startswith(f"{who}reason stored refunded → rebuilt active")


async def test_a_fact_tampered_with_is_named_by_what_it_now_says(billing: Billing) -> None:
    subscription = await member_since_long(billing)
    body = facts.c.body
    async with billing.database.write() as connection:
        newest = await connection.scalar(
            select(facts.c.id).order_by(facts.c.as_of.desc(), facts.c.id.desc()).limit(1)
        )
        row: Any = await connection.scalar(select(body).where(facts.c.id == newest))
        changed = {**row, "period_end": row["period_end"] + 86_400}
        await connection.execute(update(facts).where(facts.c.id == newest).values(body=changed))
    _, found = await replayed(billing)
    assert {each.subject for each in found if isinstance(each, Mismatch)} == {subscription}
    assert any("ends_at stored" in str(each) and f"{newest}" in str(each) for each in found)


async def test_facts_that_are_gone_moved_or_unreadable_are_named(billing: Billing) -> None:
    subscription = await member_since_long(billing)
    for damage, words in (
        (update(facts).values(user_id=BOB), "no fact supports it"),
        (update(facts).values(object_id="sub_else"), f"but contains {subscription}"),
        (update(facts).values(body={"id": 1}), "can't be read (TypeError"),
        (update(facts).values(kind="odd"), "can't be read (KeyError"),
        (delete(facts), "no fact supports it"),
    ):
        async with billing.database.write() as connection:
            await connection.execute(damage)
        outcome, found = await replayed(billing)
        assert outcome.differences
        assert any(words in str(each) for each in found), (words, found)


async def test_what_only_time_has_changed_is_due_and_no_difference(billing: Billing) -> None:
    subscription = await member_since_long(billing)
    billing.clock.advance(timedelta(days=400))
    outcome, found = await replayed(billing)
    assert found == [Outdated(GUILD, ALICE, subscription)]
    assert (outcome.due, outcome.differences) == (1, 0)
    async with billing.database.write() as connection:  # nor does being due hide a wrong hand
        await connection.execute(update(entitlements).values(reason="odd"))
    outcome, found = await replayed(billing)
    assert outcome.differences == 1
    assert "reason stored odd" in str(found[0])


async def test_a_look_that_was_asked_for_is_due_and_no_difference(billing: Billing) -> None:
    subscription = await member_since_long(billing)
    async with billing.database.write() as connection:
        await connection.execute(update(entitlements).values(recheck_at=billing.clock.now()))
    _, found = await replayed(billing)
    assert found == [Outdated(GUILD, ALICE, subscription)]


async def test_roles_at_discord_are_compared_one_by_one(billing: Billing) -> None:
    await member_since_long(billing)
    absent = {BOB: {ROLE}}  # known to nobody: a role given by hand is not our business
    for roles, words in (
        ({ALICE: {5}}, "missing on Discord"),
        ({ALICE: {ROLE}}, "held and due, but not recorded as given by us"),
        (absent, None),
    ):
        outcome, found = await replayed(billing, at_discord(roles | absent))
        assert [words in str(each) for each in found if words] == [True] * (words is not None)
        assert outcome.compared == (ALICE in roles)
    async with billing.database.write() as connection:
        await role_sync.add_role(connection, GUILD, ALICE, ROLE, billing.clock.now())
        await role_sync.add_role(connection, GUILD, BOB, ROLE, billing.clock.now())
    outcome, found = await replayed(billing, at_discord({ALICE: {ROLE}, BOB: {ROLE}}))
    assert [str(each).partition(" (")[0] for each in found] == [
        (
            f"guild {GUILD}, member {BOB}, role {ROLE}: "
            "still held on Discord, but no entitlement gives it"
        )
    ]


async def test_a_guild_that_we_left_is_no_difference(billing: Billing) -> None:
    async def gone(_guild_id: int) -> AsyncIterator[tuple[int, frozenset[int]]]:
        raise NotInGuildError
        yield

    await member_since_long(billing)
    outcome, found = await replayed(billing, gone)
    assert (outcome.members, outcome.compared, found) == (1, 0, [])
