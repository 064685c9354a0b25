"""Money, the whole way: from a slash command to the role, with the real clients."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.clock import ShiftedClock
from bot.simulator.discord import Person, Reply
from data import audit
from data.engine import open_database
from tests.e2e.polling import eventually
from tests.e2e.sandbox import Sandbox
from tests.spec.discord_spec import assert_conforms
from tests.spec.stripe_spec import assert_stripe_conforms

GRANT = ("PUT", "*/members/*/roles/*")
REVOKE = ("DELETE", "*/members/*/roles/*")


async def sell(town: Sandbox, **changes: Any) -> None:  # noqa: ANN401 the options' own types
    """Let an admin put the plan Pro on sale."""
    await town.guild.wait_for_command("plan")
    options: dict[str, Any] = {"name": "Pro", "amount": "9.00", "currency": "EUR"}
    options |= {"interval": "month", "role": town.pro} | changes
    reply = await town.guild.owner.slash("plan add", in_=town.staff, **options)
    assert reply.ephemeral
    assert "on sale" in reply.text, reply.text


async def subscribe(town: Sandbox, member: Person) -> Reply:
    """Let a member ask to pay."""
    reply = await member.slash("subscribe", in_=town.general, plan="Pro")
    assert reply.ephemeral
    assert [button.label for button in reply.buttons] == ["Pay"], reply.text
    return reply


async def pay(town: Sandbox, reply: Reply, card: str = "success") -> None:
    """Pay on the page that the reply links to."""
    url = reply.buttons[0].url
    assert url is not None
    assert (await town.stripe.pay(url, card)).ok


async def buy(town: Sandbox, name: str = "alice") -> Person:
    """Let somebody join, pay and get the role."""
    member = town.guild.join(name)
    await pay(town, await subscribe(town, member))
    await town.guild.wait_for_role(member, town.pro)
    return member


async def recorded(town: Sandbox, *actions: str) -> None:
    """Wait until the audit holds exactly these changes of roles, oldest first."""

    async def same() -> bool:
        return await _recorded(town) == list(actions)

    await eventually(same, f"not on record: {actions}")


async def _recorded(town: Sandbox) -> list[str]:
    database = open_database(town.database_url)
    async with database.read() as connection:
        lines = await audit.entries(connection, town.guild.id)
    await database.close()
    return [line.action for line in reversed(lines) if line.action.startswith("role.")]


def granted_calls(town: Sandbox) -> int:
    """Count the calls by which Discord really gave a role."""
    return sum(request.status == 204 for request in town.discord.requests.matching(*GRANT))


async def test_a_payment_becomes_a_role_and_its_end_takes_the_role(both_towns: Sandbox) -> None:
    town = both_towns
    async with town.app():
        await sell(town)
        alice = town.guild.join("alice")
        listed = await alice.slash("plans", in_=town.general)
        assert "€9.00 a month" in listed.text
        reply = await subscribe(town, alice)
        await pay(town, reply)
        await town.guild.wait_for_role(alice, town.pro)
        await reply.wait_until(lambda answer: "Welcome!" in answer.text)
        await town.staff.wait_for_message(lambda message: alice.mention in message.content)
        status = await alice.slash("membership status", in_=town.general)
        assert "Renews" in status.text

        await town.stripe.cancel_subscription(next(iter(town.stripe.subscriptions)))
        await town.guild.wait_for_no_role(alice, town.pro)
        status = await alice.slash("membership status", in_=town.general)
        assert "ended" in status.text
    await recorded(town, "role.grant", "role.revoke")
    assert (granted_calls(town), town.discord.count(*REVOKE)) == (1, 1)
    assert_conforms(town.discord)
    assert_stripe_conforms(town.stripe)


async def test_webhooks_that_come_thrice_backwards_and_late_give_one_role(
    both_towns: Sandbox,
) -> None:
    town = both_towns
    async with town.app():
        await sell(town)
        town.stripe.webhooks.hold()
        town.stripe.webhooks.duplicate(times=3)
        town.stripe.webhooks.drop(first=1, types=("checkout.session.completed",))
        alice = town.guild.join("alice")
        await pay(town, await subscribe(town, alice))
        assert not alice.has(town.pro)
        town.stripe.webhooks.release(order="reverse")
        await town.guild.wait_for_role(alice, town.pro)
        await town.stripe.webhooks.drained()
        await eventually(lambda: _all_handled(town), "events stayed unhandled")
    await recorded(town, "role.grant")
    assert granted_calls(town) == 1
    completed = [
        attempt
        for attempt in town.stripe.deliveries
        if attempt.event_type == "checkout.session.completed"
    ]
    assert completed[0].status is None, "the first delivery was to be lost"
    assert sum(attempt.ok for attempt in completed) == 3


async def _all_handled(town: Sandbox) -> bool:
    from sqlalchemy import func, select  # noqa: PLC0415 one look into the store from outside

    from data.tables import access_tasks, inbox  # noqa: PLC0415

    database = open_database(town.database_url)
    async with database.read() as connection:
        open_events = await connection.scalar(select(func.count()).where(inbox.c.state == "new"))
        tasks = await connection.scalar(select(func.count()).select_from(access_tasks))
    await database.close()
    return open_events == 0 and tasks == 0


@pytest.mark.parametrize("dies_before", ["looking the payment up", "giving the role"])
async def test_killed_right_after_the_answer_and_started_again_it_gives_one_role(
    both_towns: Sandbox, dies_before: str
) -> None:
    town = both_towns
    async with town.process() as process:
        await sell(town)
        alice = town.guild.join("alice")
        reply = await subscribe(town, alice)
        if dies_before == "giving the role":
            reached = town.discord.faults.hang(*GRANT, times=1)
        else:
            reached = town.stripe.faults.hang("GET", "/v1/*", times=1)
        await pay(town, reply)
        await town.stripe.webhooks.drained()
        await reached.wait_until_hit()
        process.kill()
        await process.wait()
    assert not alice.has(town.pro)
    town.discord.faults.clear()
    town.stripe.faults.clear()
    async with town.process():
        await town.guild.wait_for_role(alice, town.pro, timeout=15)
        await eventually(lambda: _all_handled(town), "events stayed unhandled", 15)
    await recorded(town, "role.grant")
    assert granted_calls(town) == 1


async def test_killed_right_after_discord_gave_the_role_it_gives_no_second_one(
    town: Sandbox,
) -> None:
    async with town.process() as process:
        await sell(town)
        alice = town.guild.join("alice")
        reply = await subscribe(town, alice)
        lost = town.discord.faults.lose_answer(*GRANT, times=1)
        await pay(town, reply)
        await lost.wait_until_hit()
        process.kill()
        await process.wait()
    assert alice.has(town.pro)
    async with town.process():
        await eventually(lambda: _all_handled(town), "events stayed unhandled", 15)
        await town.stripe.cancel_subscription(next(iter(town.stripe.subscriptions)))
        await town.guild.wait_for_no_role(alice, town.pro, timeout=10)
        await recorded(town, "role.grant", "role.revoke")


async def test_an_unpaid_session_grants_nothing_until_the_money_arrives(town: Sandbox) -> None:
    async with town.app():
        await sell(town, interval="once")
        alice = town.guild.join("alice")
        reply = await subscribe(town, alice)
        await pay(town, reply, "delayed")
        await reply.wait_until(lambda answer: "is processing" in answer.text)
        assert not alice.has(town.pro)
        await town.stripe.settle(next(iter(town.stripe.sessions)))
        await town.guild.wait_for_role(alice, town.pro)


async def test_outages_of_discord_delay_the_role_but_never_lose_it(town: Sandbox) -> None:
    async with town.app():
        await sell(town)
        town.discord.faults.fail(*GRANT, times=1, status=503)
        town.discord.faults.rate_limit(0.2, *GRANT, times=1)
        await buy(town)
    await recorded(town, "role.grant")


async def test_staff_hear_once_of_a_role_above_ours_and_moving_it_is_enough(town: Sandbox) -> None:
    async with town.app():
        await sell(town)
        town.guild.move_role(town.pro, above=town.guild.bot_role)
        alice, bob = town.guild.join("alice"), town.guild.join("bob")
        for member in (alice, bob):
            await pay(town, await subscribe(town, member))
        told = await town.staff.wait_for_message(lambda message: "above my role" in message.content)
        assert town.pro.mention in told.content
        assert town.discord.count(*GRANT) == 0, "what Discord would refuse is not even asked"
        town.guild.move_role(town.pro, below=town.guild.bot_role)
        for member in (alice, bob):
            await town.guild.wait_for_role(member, town.pro)
        warned = [message for message in town.staff.messages if "above my role" in message.content]
        assert len(warned) == 1


async def test_who_leaves_and_returns_gets_the_role_back(town: Sandbox) -> None:
    async with town.app():
        await sell(town)
        alice = await buy(town)
        alice.leave()
        town.guild.join(alice)
        assert not alice.has(town.pro)
        await town.guild.wait_for_role(alice, town.pro)


async def test_a_role_taken_by_hand_from_a_payer_comes_back_and_gifts_by_hand_stay(
    town: Sandbox,
) -> None:
    async with town.app():
        await sell(town)
        alice, bob = await buy(town), town.guild.join("bob")
        town.guild.give_role(bob, town.pro)
        town.guild.take_role(alice, town.pro)
        await town.guild.wait_for_role(alice, town.pro)
        await town.stripe.cancel_subscription(next(iter(town.stripe.subscriptions)))
        await town.guild.wait_for_no_role(alice, town.pro)
    async with town.app() as app:  # the comparison at start sees everybody
        await eventually(lambda: app.connection.ready, "not ready", 10)
        await eventually(lambda: _all_handled(town), "tasks stayed open", 10)
        assert bob.has(town.pro)
    await recorded(town, "role.grant", "role.grant", "role.revoke")


@pytest.mark.parametrize("open_messages", [True, False])
async def test_later_news_come_by_direct_message_or_not_at_all(
    town: Sandbox,
    open_messages: bool,  # noqa: FBT001 the case
) -> None:
    clock = ShiftedClock()
    async with town.app(clock=clock):
        await sell(town)
        alice = await buy(town)
        alice.user.dms_open = open_messages
        clock.advance(timedelta(minutes=20))  # the interaction's token is gone by now
        await town.stripe.cancel_subscription(next(iter(town.stripe.subscriptions)))
        await town.guild.wait_for_no_role(alice, town.pro)
        if open_messages:
            message = await alice.wait_for_dm(lambda message: "has ended" in message.content)
            assert "Ferris Academy" in message.content
        else:
            tried = ("POST", "/users/@me/channels")
            await eventually(lambda: town.discord.count(*tried) > 0, "no message was tried")
        await town.staff.wait_for_message(lambda message: "no longer has" in message.content)


async def test_members_cannot_use_what_is_for_staff_though_discord_would_let_them(
    town: Sandbox,
) -> None:
    async with town.app():
        await town.guild.wait_for_command("plan")
        alice = town.guild.join("alice")
        commands: tuple[tuple[str, dict[str, Any]], ...] = (
            ("plan list", {}),
            ("plan retire", {"plan": "Pro"}),
            (
                "plan add",
                {
                    "name": "Mine",
                    "role": town.pro,
                    "amount": "1",
                    "currency": "EUR",
                    "interval": "once",
                },
            ),
        )
        for command, options in commands:
            reply = await alice.slash(command, in_=town.general, unhidden=True, **options)
            assert reply.text == "You need the Manage Server permission to use this command."
    assert not town.stripe.products


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
    town: Sandbox, trouble: str, words: str
) -> None:
    from bot.simulator.discord import Permission  # noqa: PLC0415 one case needs it

    role = town.pro
    if trouble == "above":
        town.guild.move_role(role, above=town.guild.bot_role)
    elif trouble == "administrator":
        town.guild.edit_role(role, permissions=Permission.ADMINISTRATOR)
    elif trouble == "managed":
        role = town.guild.bot_role
    else:
        town.guild.edit_role(town.guild.bot_role, permissions=Permission.VIEW_CHANNEL)
    async with town.app():
        await town.guild.wait_for_command("plan")
        reply = await town.guild.owner.slash(
            "plan add",
            in_=town.staff,
            name="Pro",
            role=role,
            amount="9",
            currency="EUR",
            interval="month",
        )
        assert words in reply.text
    assert not town.stripe.products


async def test_stripe_being_away_is_said_with_a_reference_and_nothing_is_sold(
    town: Sandbox,
) -> None:
    async with town.app():
        await sell(town)
        town.stripe.faults.fail("POST", "/v1/checkout/sessions", times=3, status=503)
        alice = town.guild.join("alice")
        reply = await alice.slash("subscribe", in_=town.general, plan="Pro", timeout=15)
        assert "nothing is lost" in reply.text
        assert "Reference" in reply.text
        await pay(town, await subscribe(town, alice))
        await town.guild.wait_for_role(alice, town.pro)
    assert (len(town.stripe.sessions), len(town.stripe.customers)) == (1, 1)


async def test_members_read_chinese_where_their_discord_does(town: Sandbox) -> None:
    async with town.app():
        await sell(town)
        mei = town.guild.join("mei", locale="zh-CN")
        plans = await mei.slash("plans", in_=town.general)
        assert "每月" in plans.text
        reply = await mei.slash("subscribe", in_=town.general, plan="Pro")
        assert [button.label for button in reply.buttons] == ["去付款"]
        await pay(town, reply)
        await reply.wait_until(lambda answer: "付款已确认" in answer.text)
        status = await mei.slash("membership status", in_=town.general)
        assert "续费" in status.text


async def test_many_members_pay_at_once(town: Sandbox) -> None:
    async with town.app():
        await sell(town)
        members = [town.guild.join(f"member{number}") for number in range(12)]
        replies = await asyncio.gather(*(subscribe(town, member) for member in members))
        await asyncio.gather(*(pay(town, reply) for reply in replies))
        for member in members:
            await town.guild.wait_for_role(member, town.pro, timeout=15)
    assert granted_calls(town) == len(members)
    assert len(town.stripe.customers) == len(members)


async def test_a_role_given_and_ended_while_the_gateway_is_away_is_taken(town: Sandbox) -> None:
    async with town.app():
        await sell(town)
        alice = town.guild.join("alice")
        reply = await subscribe(town, alice)
        town.discord.refuse_gateway(2)
        await town.discord.drop_gateway()
        await pay(town, reply)
        await town.guild.wait_for_role(alice, town.pro)
        await town.stripe.cancel_subscription(next(iter(town.stripe.subscriptions)))
        await town.guild.wait_for_no_role(alice, town.pro)
        await recorded(town, "role.grant", "role.revoke")
        assert granted_calls(town) == 1


async def test_an_obstacle_to_one_role_stops_no_other(town: Sandbox) -> None:
    low = town.guild.create_role("Low")
    async with town.app():
        await sell(town)
        await sell(town, name="Low", role=low)
        town.guild.move_role(town.pro, above=town.guild.bot_role)
        alice = town.guild.join("alice")
        await pay(town, await subscribe(town, alice))
        reply = await alice.slash("subscribe", in_=town.general, plan="Low")
        await pay(town, reply)
        await town.guild.wait_for_role(alice, low)
        assert not alice.has(town.pro)


async def test_nobody_sells_a_role_that_they_could_not_give(town: Sandbox) -> None:
    from bot.simulator.discord import Permission  # noqa: PLC0415 one case needs it

    helper = town.guild.create_role("Helper", permissions=Permission.MANAGE_GUILD, below=town.pro)
    eve = town.guild.join("eve")
    town.guild.give_role(eve, helper)
    async with town.app():
        await town.guild.wait_for_command("plan")
        reply = await eve.slash(
            "plan add",
            in_=town.staff,
            name="Mine",
            role=town.pro,
            amount="1",
            currency="EUR",
            interval="month",
            trial_days=730,
        )
        assert "above your own highest role" in reply.text
    assert not town.stripe.products


async def test_many_plans_are_listed_in_pages(town: Sandbox) -> None:
    async with town.app():
        for number in range(13):
            await sell(town, name=f"Plan {number:02}", description="word " * 99)
        alice = town.guild.join("alice")
        first = await alice.slash("plans", in_=town.general)
        assert "Plan 00" in first.text
        seen = first.text
        while not (forward := first.buttons[-1]).disabled:
            assert forward.custom_id is not None
            first = await alice.click(first, forward.custom_id)
            seen += first.text
        assert all(f"Plan {number:02}" in seen for number in range(13))


async def test_words_about_the_installation_reach_the_operators_staff_alone_and_once(
    town: Sandbox,
) -> None:
    other = town.discord.create_guild("Others")
    other.invite_bot()
    theirs = other.create_text_channel("staff")
    clock = ShiftedClock()
    async with town.app(clock=clock) as app:
        tidings = app.parts.outbox
        await tidings.notify_staff(0, "stripe-key:", "staff-stripe-key", error="x")
        app.parts.wakeup.notify()
        await town.staff.wait_for_message(lambda message: "refuses our key" in message.content)
        for _ in range(3):
            clock.advance(timedelta(hours=3))
            app.parts.wakeup.notify()
            await eventually(lambda: _nothing_due(town, clock), "a notice stayed due")
        assert theirs.messages == []
        assert len([m for m in town.staff.messages if "refuses our key" in m.content]) == 1


async def _nothing_due(town: Sandbox, clock: ShiftedClock) -> bool:
    from sqlalchemy import func, select  # noqa: PLC0415 one look into the store from outside

    from data.tables import notices  # noqa: PLC0415

    database = open_database(town.database_url)
    async with database.read() as connection:
        due = await connection.scalar(
            select(func.count()).where(
                notices.c.state == "waiting", notices.c.next_try_at <= clock.now()
            )
        )
    await database.close()
    return due == 0


async def test_who_is_answered_in_place_reads_it_once_though_discord_s_answer_is_lost(
    town: Sandbox,
) -> None:
    async with town.app():
        await sell(town)
        alice = town.guild.join("alice")
        reply = await subscribe(town, alice)
        lost = town.discord.faults.lose_answer(
            "PATCH", "*/webhooks/*/messages/*", times=1, status=503
        )
        await pay(town, reply)
        await town.guild.wait_for_role(alice, town.pro)
        await reply.wait_until(lambda answer: "Welcome!" in answer.text)
        await eventually(lambda: _all_told(town), "the words were not closed", seconds=20)
        assert lost.hits == 1
        assert reply.text.count("Welcome!") == 1
        assert reply.text.count("Check out securely") == 1
        assert not reply.followups
        assert town.discord.count("POST", "*/users/@me/channels") == 0


async def _all_told(town: Sandbox) -> bool:
    from sqlalchemy import func, select  # noqa: PLC0415 one look into the store from outside

    from data.tables import notices  # noqa: PLC0415

    database = open_database(town.database_url)
    waiting = select(func.count()).where(
        notices.c.state == "waiting", notices.c.user_id.is_not(None)
    )
    async with database.read() as connection:
        left = await connection.scalar(waiting)
    await database.close()
    return left == 0


async def test_a_plan_that_does_not_exist_is_not_asked_about(town: Sandbox) -> None:
    async with town.app():
        await sell(town)
        reply = await town.guild.owner.slash("plan retire", in_=town.staff, plan="Nonsense")
        assert "There's no plan called “Nonsense”" in reply.text
        assert not reply.buttons


@pytest.mark.parametrize("staff_news", [True, False])
async def test_staff_choose_whether_to_hear_of_what_runs_by_itself(
    town: Sandbox, *, staff_news: bool
) -> None:
    async with town.app(payments={"staff_news": staff_news}):
        await sell(town, trial_days=7)
        alice = town.guild.join("alice")
        reply = await alice.slash("subscribe", in_=town.general, plan="Pro")
        assert "7 days free, then €9.00 a month" in reply.text
        assert [button.label for button in reply.buttons] == ["Start the free trial"]
        await pay(town, reply)
        begun = await town.staff.wait_for_message(lambda each: alice.mention in each.content)
        assert "a free trial" in begun.content
        await town.stripe.cancel_at_period_end(next(iter(town.stripe.subscriptions)))
        await eventually(lambda: _staff_told(town), "the line for staff was not closed")
        read = [each.content for each in town.staff.messages]
        assert any("has cancelled Pro" in each for each in read) is staff_news


async def _staff_told(town: Sandbox) -> bool:
    from sqlalchemy import select  # noqa: PLC0415 one look into the store from outside

    from data.tables import notices  # noqa: PLC0415

    database = open_database(town.database_url)
    wanted = select(notices.c.state).where(notices.c.message == "turn-staff-cancelling")
    async with database.read() as connection:
        state = await connection.scalar(wanted)
    await database.close()
    return state in ("sent", "undeliverable")
