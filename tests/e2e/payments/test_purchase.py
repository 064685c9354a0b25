"""Test a purchase with the real clients, from the command to the role."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.clock import ShiftedClock
from bot.simulator.discord import Person, Reply, text_of
from data import audit
from data.engine import open_database
from tests.e2e.polling import eventually
from tests.e2e.sandbox import Sandbox
from tests.spec.discord_spec import assert_conforms
from tests.spec.stripe_spec import assert_stripe_conforms

GRANT = ("PUT", "*/members/*/roles/*")
REVOKE = ("DELETE", "*/members/*/roles/*")


async def sell(sandbox: Sandbox, **changes: Any) -> None:  # noqa: ANN401 the options' own types
    """Let an admin put the plan Pro on sale."""
    await sandbox.guild.wait_for_command("plan")
    options: dict[str, Any] = {"name": "Pro", "amount": "9.00", "currency": "EUR"}
    options |= {"interval": "month", "role": sandbox.pro} | changes
    reply = await sandbox.guild.owner.slash("plan add", in_=sandbox.staff, **options)
    assert reply.ephemeral
    assert "on sale" in reply.text, reply.text


async def subscribe(sandbox: Sandbox, member: Person) -> Reply:
    """Let a member ask to pay."""
    reply = await member.slash("subscribe", in_=sandbox.general, plan="Pro")
    assert reply.ephemeral
    assert [button.label for button in reply.buttons] == ["Pay"], reply.text
    return reply


async def pay(sandbox: Sandbox, reply: Reply, card: str = "success") -> None:
    """Pay on the page that the reply links to."""
    url = reply.buttons[0].url
    assert url is not None
    assert (await sandbox.stripe.pay(url, card)).ok


async def buy(sandbox: Sandbox, name: str = "alice") -> Person:
    """Let somebody join, pay and get the role."""
    member = sandbox.guild.join(name)
    await pay(sandbox, await subscribe(sandbox, member))
    await sandbox.guild.wait_for_role(member, sandbox.pro)
    return member


async def recorded(sandbox: Sandbox, *actions: str) -> None:
    """Wait until the audit holds exactly these changes of roles, oldest first."""

    async def same() -> bool:
        return await _recorded(sandbox) == list(actions)

    await eventually(same, f"not on record: {actions}")


async def _recorded(sandbox: Sandbox) -> list[str]:
    database = open_database(sandbox.database_url)
    async with database.read() as connection:
        lines = await audit.entries(connection, sandbox.guild.id)
    await database.close()
    return [line.action for line in reversed(lines) if line.action.startswith("role.")]


def granted_calls(sandbox: Sandbox) -> int:
    """Count the calls by which Discord really gave a role."""
    return sum(request.status == 204 for request in sandbox.discord.requests.matching(*GRANT))


async def test_a_payment_becomes_a_role_and_its_end_takes_the_role(both_servers: Sandbox) -> None:
    sandbox = both_servers
    async with sandbox.app():
        await sell(sandbox)
        alice = sandbox.guild.join("alice")
        listed = await alice.slash("plans", in_=sandbox.general)
        assert "€9.00 a month" in listed.text
        reply = await subscribe(sandbox, alice)
        (page,) = sandbox.stripe.sessions.values()
        back = f"&guild={sandbox.guild.id}&channel={sandbox.general.id}"
        assert page["success_url"].endswith(back)
        await pay(sandbox, reply)
        await sandbox.guild.wait_for_role(alice, sandbox.pro)
        await reply.wait_until(lambda answer: "Welcome!" in answer.text)
        await sandbox.staff.wait_for_message(lambda message: alice.mention in text_of(message))
        status = await alice.slash("membership status", in_=sandbox.general)
        assert "Renews" in status.text

        await sandbox.stripe.cancel_subscription(next(iter(sandbox.stripe.subscriptions)))
        await sandbox.guild.wait_for_no_role(alice, sandbox.pro)
        status = await alice.slash("membership status", in_=sandbox.general)
        assert "ended" in status.text
    await recorded(sandbox, "role.grant", "role.revoke")
    assert (granted_calls(sandbox), sandbox.discord.count(*REVOKE)) == (1, 1)
    assert_conforms(sandbox.discord)
    assert_stripe_conforms(sandbox.stripe)


async def test_webhooks_that_come_thrice_backwards_and_late_give_one_role(
    both_servers: Sandbox,
) -> None:
    sandbox = both_servers
    async with sandbox.app():
        await sell(sandbox)
        sandbox.stripe.webhooks.hold()
        sandbox.stripe.webhooks.duplicate(times=3)
        sandbox.stripe.webhooks.drop(first=1, types=("checkout.session.completed",))
        alice = sandbox.guild.join("alice")
        await pay(sandbox, await subscribe(sandbox, alice))
        assert not alice.has(sandbox.pro)
        sandbox.stripe.webhooks.release(order="reverse")
        await sandbox.guild.wait_for_role(alice, sandbox.pro)
        await sandbox.stripe.webhooks.drained()
        await eventually(lambda: _all_handled(sandbox), "events stayed unhandled")
    await recorded(sandbox, "role.grant")
    assert granted_calls(sandbox) == 1
    completed = [
        attempt
        for attempt in sandbox.stripe.deliveries
        if attempt.event_type == "checkout.session.completed"
    ]
    assert completed[0].status is None, "the first delivery was to be lost"
    assert sum(attempt.ok for attempt in completed) == 3


async def _all_handled(sandbox: Sandbox) -> bool:
    from sqlalchemy import func, select  # noqa: PLC0415 one look into the store from outside

    from data.tables import access_tasks, inbox  # noqa: PLC0415

    database = open_database(sandbox.database_url)
    async with database.read() as connection:
        open_events = await connection.scalar(select(func.count()).where(inbox.c.state == "new"))
        tasks = await connection.scalar(select(func.count()).select_from(access_tasks))
    await database.close()
    return open_events == 0 and tasks == 0


@pytest.mark.parametrize("dies_before", ["looking the payment up", "giving the role"])
async def test_killed_right_after_the_answer_and_started_again_it_gives_one_role(
    both_servers: Sandbox, dies_before: str
) -> None:
    sandbox = both_servers
    async with sandbox.process() as process:
        await sell(sandbox)
        alice = sandbox.guild.join("alice")
        reply = await subscribe(sandbox, alice)
        if dies_before == "giving the role":
            reached = sandbox.discord.faults.hang(*GRANT, times=1)
        else:
            reached = sandbox.stripe.faults.hang("GET", "/v1/*", times=1)
        await pay(sandbox, reply)
        await sandbox.stripe.webhooks.drained()
        await reached.wait_until_hit()
        process.kill()
        await process.wait()
    assert not alice.has(sandbox.pro)
    sandbox.discord.faults.clear()
    sandbox.stripe.faults.clear()
    async with sandbox.process():
        await sandbox.guild.wait_for_role(alice, sandbox.pro)
        await eventually(lambda: _all_handled(sandbox), "events stayed unhandled", 15)
    await recorded(sandbox, "role.grant")
    assert granted_calls(sandbox) == 1


async def test_killed_right_after_discord_gave_the_role_it_gives_no_second_one(
    sandbox: Sandbox,
) -> None:
    async with sandbox.process() as process:
        await sell(sandbox)
        alice = sandbox.guild.join("alice")
        reply = await subscribe(sandbox, alice)
        lost = sandbox.discord.faults.lose_answer(*GRANT, times=1)
        await pay(sandbox, reply)
        await lost.wait_until_hit()
        process.kill()
        await process.wait()
    assert alice.has(sandbox.pro)
    async with sandbox.process():
        await eventually(lambda: _all_handled(sandbox), "events stayed unhandled", 15)
        await sandbox.stripe.cancel_subscription(next(iter(sandbox.stripe.subscriptions)))
        await sandbox.guild.wait_for_no_role(alice, sandbox.pro)
        await recorded(sandbox, "role.grant", "role.revoke")


async def test_an_unpaid_session_grants_nothing_until_the_money_arrives(sandbox: Sandbox) -> None:
    async with sandbox.app():
        await sell(sandbox, interval="once")
        alice = sandbox.guild.join("alice")
        reply = await subscribe(sandbox, alice)
        await pay(sandbox, reply, "delayed")
        await reply.wait_until(lambda answer: "is processing" in answer.text)
        assert not alice.has(sandbox.pro)
        await sandbox.stripe.settle(next(iter(sandbox.stripe.sessions)))
        await sandbox.guild.wait_for_role(alice, sandbox.pro)


async def test_outages_of_discord_delay_the_role_but_never_lose_it(sandbox: Sandbox) -> None:
    async with sandbox.app():
        await sell(sandbox)
        sandbox.discord.faults.fail(*GRANT, times=1, status=503)
        sandbox.discord.faults.rate_limit(0.2, *GRANT, times=1)
        await buy(sandbox)
    await recorded(sandbox, "role.grant")


async def test_staff_hear_once_of_a_role_above_ours_and_moving_it_is_enough(
    sandbox: Sandbox,
) -> None:
    async with sandbox.app():
        await sell(sandbox)
        sandbox.guild.move_role(sandbox.pro, above=sandbox.guild.bot_role)
        alice, bob = sandbox.guild.join("alice"), sandbox.guild.join("bob")
        for member in (alice, bob):
            await pay(sandbox, await subscribe(sandbox, member))
        received = await sandbox.staff.wait_for_message(
            lambda message: "above my role" in text_of(message)
        )
        assert sandbox.pro.mention in text_of(received)
        assert sandbox.discord.count(*GRANT) == 0, "what Discord would refuse is not even asked"
        sandbox.guild.move_role(sandbox.pro, below=sandbox.guild.bot_role)
        for member in (alice, bob):
            await sandbox.guild.wait_for_role(member, sandbox.pro)
        warned = [
            message for message in sandbox.staff.messages if "above my role" in text_of(message)
        ]
        assert len(warned) == 1


async def test_who_leaves_and_returns_gets_the_role_back(sandbox: Sandbox) -> None:
    async with sandbox.app():
        await sell(sandbox)
        alice = await buy(sandbox)
        alice.leave()
        sandbox.guild.join(alice)
        assert not alice.has(sandbox.pro)
        await sandbox.guild.wait_for_role(alice, sandbox.pro)


async def test_a_role_taken_by_hand_from_a_payer_comes_back_and_gifts_by_hand_stay(
    sandbox: Sandbox,
) -> None:
    async with sandbox.app():
        await sell(sandbox)
        alice, bob = await buy(sandbox), sandbox.guild.join("bob")
        sandbox.guild.give_role(bob, sandbox.pro)
        sandbox.guild.take_role(alice, sandbox.pro)
        await sandbox.guild.wait_for_role(alice, sandbox.pro)
        await sandbox.stripe.cancel_subscription(next(iter(sandbox.stripe.subscriptions)))
        await sandbox.guild.wait_for_no_role(alice, sandbox.pro)
    async with sandbox.app() as app:  # the comparison at start sees everybody
        await eventually(lambda: app.connection.ready, "not ready")
        await eventually(lambda: _all_handled(sandbox), "tasks stayed open")
        assert bob.has(sandbox.pro)
    await recorded(sandbox, "role.grant", "role.grant", "role.revoke")


@pytest.mark.parametrize("open_messages", [True, False])
async def test_later_news_come_by_direct_message_or_not_at_all(
    sandbox: Sandbox,
    open_messages: bool,  # noqa: FBT001 the case
) -> None:
    clock = ShiftedClock()
    async with sandbox.app(clock=clock):
        await sell(sandbox)
        alice = await buy(sandbox)
        alice.user.dms_open = open_messages
        clock.advance(timedelta(minutes=20))  # the interaction's token is gone by now
        await sandbox.stripe.cancel_subscription(next(iter(sandbox.stripe.subscriptions)))
        await sandbox.guild.wait_for_no_role(alice, sandbox.pro)
        if open_messages:
            message = await alice.wait_for_dm(lambda message: "has ended" in text_of(message))
            assert "Ferris Academy" in text_of(message)
        else:
            tried = ("POST", "/users/@me/channels")
            await eventually(lambda: sandbox.discord.count(*tried) > 0, "no message was tried")
        await sandbox.staff.wait_for_message(lambda message: "no longer has" in text_of(message))


async def test_members_cannot_use_what_is_for_staff_though_discord_would_let_them(
    sandbox: Sandbox,
) -> None:
    async with sandbox.app():
        await sandbox.guild.wait_for_command("plan")
        alice = sandbox.guild.join("alice")
        commands: tuple[tuple[str, dict[str, Any]], ...] = (
            ("plan list", {}),
            ("plan retire", {"plan": "Pro"}),
            (
                "plan add",
                {
                    "name": "Mine",
                    "role": sandbox.pro,
                    "amount": "1",
                    "currency": "EUR",
                    "interval": "once",
                },
            ),
        )
        for command, options in commands:
            reply = await alice.slash(command, in_=sandbox.general, unhidden=True, **options)
            assert (
                reply.text == "You need the Manage Server permission, or a role that may do this."
            )
    assert not sandbox.stripe.products


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ("above", "is above my own role"),
        ("administrator", "Administrator"),
        ("managed", "can't be given"),
        ("no right", "Manage Roles"),
    ],
)
async def test_a_role_that_cannot_be_sold_is_refused_with_what_to_do(
    sandbox: Sandbox, trouble: str, words: str
) -> None:
    from bot.simulator.discord import Permission  # noqa: PLC0415 one case needs it

    role = sandbox.pro
    if trouble == "above":
        sandbox.guild.move_role(role, above=sandbox.guild.bot_role)
    elif trouble == "administrator":
        sandbox.guild.edit_role(role, permissions=Permission.ADMINISTRATOR)
    elif trouble == "managed":
        role = sandbox.guild.bot_role
    else:
        sandbox.guild.edit_role(sandbox.guild.bot_role, permissions=Permission.VIEW_CHANNEL)
    async with sandbox.app():
        await sandbox.guild.wait_for_command("plan")
        reply = await sandbox.guild.owner.slash(
            "plan add",
            in_=sandbox.staff,
            name="Pro",
            role=role,
            amount="9",
            currency="EUR",
            interval="month",
        )
        assert words in reply.text
    assert not sandbox.stripe.products


async def test_stripe_being_away_is_said_with_a_reference_and_nothing_is_sold(
    sandbox: Sandbox,
) -> None:
    async with sandbox.app():
        await sell(sandbox)
        sandbox.stripe.faults.fail("POST", "/v1/checkout/sessions", times=3, status=503)
        alice = sandbox.guild.join("alice")
        reply = await alice.slash("subscribe", in_=sandbox.general, plan="Pro")
        assert "nothing is lost" in reply.text
        assert "Reference" in reply.text
        await pay(sandbox, await subscribe(sandbox, alice))
        await sandbox.guild.wait_for_role(alice, sandbox.pro)
    assert (len(sandbox.stripe.sessions), len(sandbox.stripe.customers)) == (1, 1)


async def test_members_read_chinese_where_their_discord_does(sandbox: Sandbox) -> None:
    async with sandbox.app():
        await sell(sandbox)
        mei = sandbox.guild.join("mei", locale="zh-CN")
        plans = await mei.slash("plans", in_=sandbox.general)
        assert "每月" in plans.text
        reply = await mei.slash("subscribe", in_=sandbox.general, plan="Pro")
        assert [button.label for button in reply.buttons] == ["去付款"]
        await pay(sandbox, reply)
        await reply.wait_until(lambda answer: "付款已确认" in answer.text)
        status = await mei.slash("membership status", in_=sandbox.general)
        assert "续费" in status.text


async def test_many_members_pay_at_once(sandbox: Sandbox) -> None:
    async with sandbox.app():
        await sell(sandbox)
        members = [sandbox.guild.join(f"member{number}") for number in range(12)]
        replies = await asyncio.gather(*(subscribe(sandbox, member) for member in members))
        await asyncio.gather(*(pay(sandbox, reply) for reply in replies))
        for member in members:
            await sandbox.guild.wait_for_role(member, sandbox.pro)
    assert granted_calls(sandbox) == len(members)
    assert len(sandbox.stripe.customers) == len(members)


async def test_a_role_given_and_ended_while_the_gateway_is_away_is_taken(sandbox: Sandbox) -> None:
    async with sandbox.app():
        await sell(sandbox)
        alice = sandbox.guild.join("alice")
        reply = await subscribe(sandbox, alice)
        sandbox.discord.refuse_gateway(2)
        await sandbox.discord.drop_gateway()
        await pay(sandbox, reply)
        await sandbox.guild.wait_for_role(alice, sandbox.pro)
        await sandbox.stripe.cancel_subscription(next(iter(sandbox.stripe.subscriptions)))
        await sandbox.guild.wait_for_no_role(alice, sandbox.pro)
        await recorded(sandbox, "role.grant", "role.revoke")
        assert granted_calls(sandbox) == 1


async def test_an_obstacle_to_one_role_stops_no_other(sandbox: Sandbox) -> None:
    low = sandbox.guild.create_role("Low")
    async with sandbox.app():
        await sell(sandbox)
        await sell(sandbox, name="Low", role=low)
        sandbox.guild.move_role(sandbox.pro, above=sandbox.guild.bot_role)
        alice = sandbox.guild.join("alice")
        await pay(sandbox, await subscribe(sandbox, alice))
        reply = await alice.slash("subscribe", in_=sandbox.general, plan="Low")
        await pay(sandbox, reply)
        await sandbox.guild.wait_for_role(alice, low)
        assert not alice.has(sandbox.pro)


async def test_nobody_sells_a_role_that_they_could_not_give(sandbox: Sandbox) -> None:
    from bot.simulator.discord import Permission  # noqa: PLC0415 one case needs it

    helper = sandbox.guild.create_role(
        "Helper", permissions=Permission.MANAGE_GUILD, below=sandbox.pro
    )
    eve = sandbox.guild.join("eve")
    sandbox.guild.give_role(eve, helper)
    async with sandbox.app():
        await sandbox.guild.wait_for_command("plan")
        reply = await eve.slash(
            "plan add",
            in_=sandbox.staff,
            name="Mine",
            role=sandbox.pro,
            amount="1",
            currency="EUR",
            interval="month",
            trial_days=730,
        )
        assert "above your own highest role" in reply.text
    assert not sandbox.stripe.products


async def test_many_plans_are_listed_in_pages(sandbox: Sandbox) -> None:
    async with sandbox.app():
        for number in range(13):
            await sell(sandbox, name=f"Plan {number:02}", description="word " * 99)
        alice = sandbox.guild.join("alice")
        first = await alice.slash("plans", in_=sandbox.general)
        assert "Plan 00" in first.text
        seen = first.text
        while not (forward := first.buttons[-1]).disabled:
            assert forward.custom_id is not None
            first = await alice.click(first, forward.custom_id)
            seen += first.text
        assert all(f"Plan {number:02}" in seen for number in range(13))


async def test_words_about_the_installation_reach_the_operators_staff_alone_and_once(
    sandbox: Sandbox,
) -> None:
    other = sandbox.discord.create_guild("Others")
    other.invite_bot()
    theirs = other.create_text_channel("staff")
    clock = ShiftedClock()
    async with sandbox.app(clock=clock) as app:
        outbox = app.services.payments.outbox
        await outbox.notify_staff(0, "stripe-key:", "staff-stripe-key", error="x")
        app.services.deps.wakeup.notify()
        await sandbox.staff.wait_for_message(lambda message: "refuses our key" in text_of(message))
        for _ in range(3):
            clock.advance(timedelta(hours=3))
            app.services.deps.wakeup.notify()
            await eventually(lambda: _nothing_due(sandbox, clock), "a notice stayed due")
        assert not any("refuses our key" in text_of(each) for each in theirs.messages)
        assert len([m for m in sandbox.staff.messages if "refuses our key" in text_of(m)]) == 1


async def _nothing_due(sandbox: Sandbox, clock: ShiftedClock) -> bool:
    from sqlalchemy import func, select  # noqa: PLC0415 one look into the store from outside

    from data.tables import notices  # noqa: PLC0415

    database = open_database(sandbox.database_url)
    async with database.read() as connection:
        due = await connection.scalar(
            select(func.count()).where(
                notices.c.state == "waiting", notices.c.next_try_at <= clock.now()
            )
        )
    await database.close()
    return due == 0


async def test_who_is_answered_in_place_reads_it_once_though_discord_s_answer_is_lost(
    sandbox: Sandbox,
) -> None:
    async with sandbox.app():
        await sell(sandbox)
        alice = sandbox.guild.join("alice")
        reply = await subscribe(sandbox, alice)
        lost = sandbox.discord.faults.lose_answer(
            "PATCH", "*/webhooks/*/messages/*", times=1, status=503
        )
        await pay(sandbox, reply)
        await sandbox.guild.wait_for_role(alice, sandbox.pro)
        await reply.wait_until(lambda answer: "Welcome!" in answer.text)
        await eventually(lambda: _all_received(sandbox), "the words were not closed", seconds=20)
        assert lost.hits == 1
        assert reply.text.count("Welcome!") == 1
        assert "Check out securely" not in reply.text  # there is nothing more to pay
        assert not reply.followups
        assert sandbox.discord.count("POST", "*/users/@me/channels") == 0


async def _all_received(sandbox: Sandbox) -> bool:
    from sqlalchemy import func, select  # noqa: PLC0415 one look into the store from outside

    from data.tables import notices  # noqa: PLC0415

    database = open_database(sandbox.database_url)
    waiting = select(func.count()).where(
        notices.c.state == "waiting", notices.c.user_id.is_not(None)
    )
    async with database.read() as connection:
        left = await connection.scalar(waiting)
    await database.close()
    return left == 0


async def test_a_plan_that_does_not_exist_is_not_asked_about(sandbox: Sandbox) -> None:
    async with sandbox.app():
        await sell(sandbox)
        reply = await sandbox.guild.owner.slash("plan retire", in_=sandbox.staff, plan="Nonsense")
        assert "There's no plan called “Nonsense”" in reply.text
        assert not reply.buttons


@pytest.mark.parametrize("routine_staff_notices", [True, False])
async def test_staff_choose_whether_to_hear_of_what_runs_by_itself(
    sandbox: Sandbox, *, routine_staff_notices: bool
) -> None:
    async with sandbox.app(payments={"routine_staff_notices": routine_staff_notices}):
        await sell(sandbox, trial_days=7)
        alice = sandbox.guild.join("alice")
        reply = await alice.slash("subscribe", in_=sandbox.general, plan="Pro")
        assert "7 days free, then €9.00 a month" in reply.text
        assert [button.label for button in reply.buttons] == ["Start the free trial"]
        await pay(sandbox, reply)
        begun = await sandbox.staff.wait_for_message(lambda each: alice.mention in text_of(each))
        assert "a free trial" in text_of(begun)
        await sandbox.stripe.cancel_at_period_end(next(iter(sandbox.stripe.subscriptions)))
        await eventually(lambda: _staff_received(sandbox), "the line for staff was not closed")
        read = [text_of(each) for each in sandbox.staff.messages]
        assert any("has cancelled Pro" in each for each in read) is routine_staff_notices


async def _staff_received(sandbox: Sandbox) -> bool:
    from sqlalchemy import select  # noqa: PLC0415 one look into the store from outside

    from data.tables import notices  # noqa: PLC0415

    database = open_database(sandbox.database_url)
    wanted = select(notices.c.state).where(notices.c.message == "turn-staff-cancelling")
    async with database.read() as connection:
        state = await connection.scalar(wanted)
    await database.close()
    return state in ("sent", "undeliverable")
