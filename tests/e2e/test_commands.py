"""Test the commands as Discord got them: described in both languages, none stale."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from bot.app import App
from bot.i18n import Translations
from bot.sessions.request import SessionRequest
from bot.simulator.discord import DiscordSimulator, HandedFile, ImpossibleError, Person
from tests import ftl
from tests.commands import FOR_MEMBERS
from tests.e2e.sandbox import KEY, KEY_PERMISSIONS, Sandbox

CHINESE = "zh-CN"
PARTS_OF_COMMANDS = (1, 2)  # subcommand, group
BOUNDS = {3: {"max_length"}, 4: {"min_value", "max_value"}, 10: {"min_value", "max_value"}}
MESSAGE_MENU = 3  # a command without a description; the number is no option's of ours
DEFERRED = 5  # "thinking…"
# Where Discord shows a mention as the characters that it consists of.
NOT_DRAWN = re.compile(r'"(?:title|name|label)": "[^"]+"|"footer": \{[^}]+\}')

Json = dict[str, Any]
KNOWN = ftl.forms(CHINESE, "commands*.ftl").keys()


def registered(discord: DiscordSimulator) -> list[Json]:
    (sync,) = discord.requests.matching("PUT", "/applications/*/commands")
    return cast("list[Json]", sync.body)


def slash(discord: DiscordSimulator) -> list[Json]:
    return [each for each in registered(discord) if each.get("type") != MESSAGE_MENU]


def inner(thing: Json) -> list[Json]:
    return cast("list[Json]", thing.get("options") or [])


def named(thing: Json, above: str = "") -> Iterator[tuple[str, Json]]:
    """Name a command, and all below it, as the translations do."""
    name = f"{above}-{thing['name']}".removeprefix("-").lower().replace(" ", "-")
    yield f"cmd-{name}", thing
    for below in inner(thing):
        if below["type"] in PARTS_OF_COMMANDS:
            yield from named(below, name)
            continue
        own, shared = f"opt-{name}-{below['name']}", f"opt-{above}-{below['name']}"
        yield own if own in KNOWN else shared, below
        for choice in cast("list[Json]", below.get("choices") or []):
            yield f"choice-{choice['value']}", choice


async def test_every_command_option_and_choice_is_translated_and_none_is_stale(
    sandbox: Sandbox,
) -> None:
    async with sandbox.app():
        commands = registered(sandbox.discord)
    found = [pair for command in commands for pair in named(command)]
    assert len(found) > len(commands) > 5
    assert {id_ for id_, _ in found} == KNOWN
    for id_, thing in found:
        assert thing["name_localizations"][CHINESE], id_
        if not id_.startswith("choice-") and thing.get("type") != MESSAGE_MENU:
            assert thing["description"], id_
            assert thing["description_localizations"][CHINESE], id_


async def test_commands_are_told_to_discord_only_when_they_changed(sandbox: Sandbox) -> None:
    for _ in range(2):
        async with sandbox.app():
            pass
    assert sandbox.discord.count("PUT", "/applications/*/commands") == 1
    reply = await sandbox.command("sync")
    assert reply.code == 0, reply.err
    assert reply.out == "The slash commands are registered with Discord.\n"
    assert sandbox.discord.count("PUT", "/applications/*/commands") == 2


async def test_a_served_guild_gets_its_commands_alone(sandbox: Sandbox) -> None:
    async with sandbox.app(
        discord={"guild_id": sandbox.guild.id, "api_base": sandbox.discord.api_base}
    ):
        await sandbox.guild.wait_for_command("subscribe")
    (sync,) = sandbox.discord.requests.matching("PUT", "/applications/*/commands")
    assert f"/guilds/{sandbox.guild.id}/" in sync.path


async def test_what_would_be_refused_can_t_be_typed(sandbox: Sandbox) -> None:
    """Discord is told how long a text and how large a number may be, where nothing is chosen."""
    async with sandbox.app():
        commands = slash(sandbox.discord)
    unbounded = [
        f"{name} {option['name']}"
        for command in commands
        for name, leaf in leaves(command)
        for option in inner(leaf)
        if not option.get("choices")
        and option["type"] in BOUNDS
        and not BOUNDS[option["type"]] <= option.keys()
    ]
    assert unbounded == []


async def test_currencies_are_offered_by_code_and_name_those_in_use_first(sandbox: Sandbox) -> None:
    owner = sandbox.guild.owner
    async with sandbox.app():
        await sandbox.guild.wait_for_command("plan")
        offered = await owner.autocomplete("plan add", currency="")
        assert [each["value"] for each in offered][:2] == ["EUR", "USD"]
        plan: dict[str, Any] = {"role": sandbox.pro, "amount": "9.00", "interval": "month"}
        lacking = await owner.slash("plan add", in_=sandbox.general, name="Pro", **plan)
        assert "Choose a currency" in lacking.text
        await owner.slash("plan add", in_=sandbox.general, name="Pro", currency="hkd", **plan)
        offered = await owner.autocomplete("plan add", currency="dollar")
        assert offered[0] == {"name": "HKD · Hong Kong Dollar", "value": "HKD"}
        other = await owner.slash("plan add", in_=sandbox.general, name="Plus", **plan)
    assert "HK$9.00" in other.text


@pytest.mark.parametrize("alone", [False, True], ids=["global", "of one guild"])
async def test_messages_mention_commands_by_the_ids_that_discord_gave(
    sandbox: Sandbox, *, alone: bool
) -> None:
    alice = sandbox.guild.join("alice")
    only = {"guild_id": sandbox.guild.id} if alone else {}
    for start in range(2):  # the second time the ids are asked for: nothing was synced
        async with sandbox.app(discord={"api_base": sandbox.discord.api_base, **only}):
            await sandbox.guild.wait_for_command("plans")
            reply = await alice.slash("membership status", in_=sandbox.general)
            assert f"See {sandbox.guild.mention('plans')} for" in reply.text, start
    assert sandbox.discord.count("PUT", "/applications/*/commands") == 1


async def test_where_the_ids_can_t_be_read_commands_are_named_in_plain_text(
    sandbox: Sandbox,
) -> None:
    alice = sandbox.guild.join("alice")
    async with sandbox.app():
        await sandbox.guild.wait_for_command("plans")
    sandbox.discord.faults.fail("GET", "/applications/*/commands", status=403)
    async with sandbox.app():
        reply = await alice.slash("membership status", in_=sandbox.general)
        assert "See /plans for" in reply.text


FILE = HandedFile("keys.csv", b"key")
SAMPLES: dict[int, object] = {3: "nothing", 4: 1, 5: True, 10: 1, 11: FILE}


def leaves(command: Json) -> list[tuple[str, Json]]:
    below = [option for option in inner(command) if option["type"] in PARTS_OF_COMMANDS]
    if not below:
        return [(command["name"], command)]
    return [
        (f"{command['name']} {name}", leaf) for option in below for name, leaf in leaves(option)
    ]


def needed(leaf: Json, given: dict[int, object]) -> dict[str, Any]:
    """Return a value for each option that a command can't do without."""
    return {
        option["name"]: option["choices"][0]["value"]
        if option.get("choices")
        else long_enough(given[option["type"]], option.get("min_length") or 0)
        for option in inner(leaf)
        if option.get("required")
    }


def long_enough(value: object, length: int) -> object:
    return value.ljust(length, "x") if isinstance(value, str) else value


async def test_no_command_is_offered_in_direct_messages_and_one_sent_there_is_answered(
    sandbox: Sandbox,
) -> None:
    owner, alice = sandbox.guild.owner, sandbox.guild.join("alice")
    given: dict[int, object] = SAMPLES | {6: alice, 7: sandbox.general, 8: sandbox.pro}
    async with sandbox.app():
        await sandbox.guild.wait_for_command("staff")
        every = [leaf for command in slash(sandbox.discord) for leaf in leaves(command)]
        assert len(every) > 15
        for name, leaf in every:
            values = needed(leaf, given)
            with pytest.raises(ImpossibleError, match="not offered in direct messages"):
                await owner.slash(name, in_=owner.direct, **values)
            answer = await owner.slash(name, in_=owner.direct, unhidden=True, **values)
            assert answer.text == Translations.load().translator("en")("error-in-server"), name


async def test_every_command_is_acknowledged_before_it_does_anything(sandbox: Sandbox) -> None:
    alice = sandbox.guild.join("alice")
    given: dict[int, object] = SAMPLES | {6: alice, 7: sandbox.general, 8: sandbox.pro}
    async with sandbox.app():
        await sandbox.guild.wait_for_command("staff")
        every = [leaf for command in slash(sandbox.discord) for leaf in leaves(command)]
        for name, leaf in every:
            values = needed(leaf, given)
            await sandbox.guild.owner.slash(name, in_=sandbox.general, **values)
    requests = sandbox.discord.requests.matching("POST", "/webhooks/*/*")
    sent = [json.dumps(request.body) for request in requests]
    assert any("</" in body for body in sent)
    drawn = [found for body in sent for found in NOT_DRAWN.findall(body)]
    assert drawn
    assert [text for text in drawn if "</" in text] == []
    answers = sandbox.discord.requests.matching("POST", "/interactions/*/*/callback")
    assert len(answers) == len(every) > 15
    for (name, _), answer in zip(every, answers, strict=True):
        assert cast("Json", answer.body)["type"] == DEFERRED, name


async def test_whatever_is_not_for_members_is_refused_to_them_in_code(sandbox: Sandbox) -> None:
    """Each command of the tree, with Discord's own hiding of staff's commands undone."""
    alice = sandbox.guild.join("alice")
    given: dict[int, object] = SAMPLES | {6: alice, 7: sandbox.general, 8: sandbox.pro}
    refusal = Translations.load().translator("en")("error-not-allowed")
    refused: set[str] = set()
    async with sandbox.app():
        await sandbox.guild.wait_for_command("staff")
        every = slash(sandbox.discord)
        for name, leaf in (leaf for command in every for leaf in leaves(command)):
            answer = await alice.slash(
                name, in_=sandbox.general, unhidden=True, **needed(leaf, given)
            )
            if answer.text == refusal:
                refused.add(name)
    names = {name for command in every for name, _ in leaves(command)}
    assert names - refused == FOR_MEMBERS
    hidden = [command for command in every if command.get("default_member_permissions")]
    assert {name for command in hidden for name, _ in leaves(command)} == refused


async def offered_to(person: Person, command: str, option: str) -> list[Json]:
    typed: dict[str, Any] = {option: ""}
    return await person.autocomplete(command, unhidden=True, **typed)


async def _hold_sessions(app: App, guild_id: int) -> None:
    """Schedule a live session, and let another one end."""
    planner, now = app.services.sessions.planner, datetime.now(UTC)
    request = SessionRequest(
        guild_id=guild_id,
        actor_id=1,
        title="Ask me",
        text="",
        when=f"{now + timedelta(days=1):%Y-%m-%d %H:%M}",
        zone=ZoneInfo("UTC"),
        minutes=60,
        repeats="never",
        place="outside",
        channel_id=None,
        link="https://meet.example/1",
        offer_id=None,
    )
    await planner.end(await planner.add(request), now)
    await planner.add(request)


async def test_what_staff_are_offered_while_they_type_is_not_offered_to_members(
    sandbox: Sandbox,
) -> None:
    owner, alice = sandbox.guild.owner, sandbox.guild.join("alice")
    coupons = frozenset(("coupon_write", "promotion_code_write"))
    sandbox.stripe.keys.restrict(KEY, KEY_PERMISSIONS | coupons)
    async with sandbox.app() as app:
        await sandbox.guild.wait_for_command("plan")
        plan: dict[str, Any] = {"role": sandbox.pro, "amount": "9.00", "currency": "EUR"}
        await owner.slash("plan add", in_=sandbox.general, name="Pro", interval="month", **plan)
        coupon: dict[str, Any] = {"code": "SPRING", "percent": 20, "duration": "first-payment"}
        await owner.slash("coupon add", in_=sandbox.general, **coupon)
        essay: dict[str, Any] = {"kind": "article", "title": "Essay"}
        await owner.slash("catalogue add", in_=sandbox.general, **essay)
        await _hold_sessions(app, sandbox.guild.id)
        typed = [
            (name, option["name"])
            for command in slash(sandbox.discord)
            for name, leaf in leaves(command)
            for option in inner(leaf)
            if option.get("autocomplete")
        ]
        to_staff, to_members = [
            {each for each in typed if await offered_to(person, *each)} for person in (owner, alice)
        ]
    # Nothing is sold in the shop yet, and nobody owns anything.
    nothing_yet = {
        ("buy", "product"),
        ("buy", "price"),
        ("session add", "course"),
        ("files offer", "file"),
        ("files withdraw", "file"),
        ("learn course", "course"),
        ("library get", "content"),
        ("library open", "content"),
        ("library refund", "product"),
        ("licence import", "tool"),
        ("licence show", "tool"),
        ("licences", "tool"),
    }
    assert to_staff == set(typed) - nothing_yet
    assert ("plan edit", "plan") in to_staff
    # Days and time zones are the same for everybody.
    open_to_all = {("digest schedule", "days"), ("digest schedule", "timezone")}
    assert {each for each in to_members if each[0] not in FOR_MEMBERS} == open_to_all
