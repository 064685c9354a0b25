"""Test the doctor from outside: what it prints, and its exit code."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from bot.discord.checks_guild import PERMISSIONS as NEEDED
from bot.discord.checks_login import check_discord
from bot.discord.permission_names import permission_names
from bot.health import Finding, FindingFactory, run_checks
from bot.health.stripe import check_clock_skew, check_endpoint
from bot.i18n import Translations
from bot.payments.stripe.event_targets import USED_EVENTS
from bot.payments.stripe.transport import API_VERSION
from bot.payments.stripe.webhook_endpoint_api import WebhookEndpoint
from bot.settings import Settings
from bot.simulator.discord import DiscordSimulator, Intent, Permission
from bot.simulator.discord.state.permissions import EVERYONE
from data.engine import open_database
from tests.e2e.bot_process import Outcome
from tests.e2e.sandbox import (
    CLIENT_SECRET,
    KEY,
    KEY_PERMISSIONS,
    PERMISSIONS,
    SECRET,
    TOKEN,
    Sandbox,
)

PUBLIC = "https://lyceum.example.com"


def open_to_the_world(sandbox: Sandbox, *, events: tuple[str, ...] = USED_EVENTS) -> None:
    sandbox.stripe.create_endpoint(f"{PUBLIC}/stripe/webhook", events, api_version=API_VERSION)


async def doctor(sandbox: Sandbox, **environment: str) -> Outcome:
    return await sandbox.command("doctor", **{"BOT__WEB__PUBLIC_URL": PUBLIC} | environment)


async def looked_at(settings: Settings) -> list[Finding]:
    return await run_checks(settings, partial(check_discord, settings))


async def faults(settings: Settings) -> dict[str, Finding]:
    return {finding.label: finding for finding in await looked_at(settings) if not finding.ok}


def public(sandbox: Sandbox, **sections: Mapping[str, object]) -> Settings:
    return sandbox.settings(**{"web": {"port": sandbox.port, "public_url": PUBLIC}} | sections)


async def sell_pro(sandbox: Sandbox) -> None:
    async with sandbox.app():
        await sandbox.guild.owner.slash(
            "plan add",
            name="Pro",
            role=sandbox.pro,
            amount="9.00",
            currency="EUR",
            interval="month",
            in_=sandbox.staff,
        )


async def test_a_good_set_up_passes(both_servers: Sandbox) -> None:
    open_to_the_world(both_servers)
    await sell_pro(both_servers)
    found = await doctor(both_servers)
    assert found.code == 0, found.out
    assert "✗" not in found.out
    assert "✓ LICENCE_SECRET: set" in found.out
    assert "✓ Role of the plan Pro in Ferris Academy: Pro, below Lyceum" in found.out
    assert found.err == ""


async def test_each_fault_is_named_with_its_fix(both_servers: Sandbox) -> None:
    sandbox = both_servers
    open_to_the_world(sandbox)
    await sell_pro(sandbox)
    sandbox.guild.move_role(sandbox.pro, above=sandbox.guild.bot_role)
    sandbox.guild.edit_role(
        sandbox.guild.bot_role, permissions=PERMISSIONS ^ Permission.MANAGE_ROLES
    )
    wrong = "rk_test_51wrongwrongwrongwrong"
    given = {"STRIPE_API_KEY": wrong, "STRIPE_WEBHOOK_SECRET": "", "LICENCE_SECRET": "short"}
    found = await doctor(sandbox, **given)
    assert found.code == 1
    lines = found.out.splitlines()
    fixes = {lines[at]: lines[at + 1] for at in range(len(lines)) if lines[at].startswith("✗")}
    text = "\n".join(f"{fault} {fix}" for fault, fix in fixes.items())
    assert "✗ Role of the plan Pro in Ferris Academy: Pro isn't below" in text
    assert "→ Drag Lyceum above Pro (Server Settings → Roles)." in text
    assert "✗ Permissions in Ferris Academy: missing Manage Roles" in text
    assert "→ Enable them for the role Lyceum" in text
    assert "✗ Stripe key: refused: Invalid API Key provided" in text
    assert "→ Copy a valid key" in text
    assert "✗ STRIPE_WEBHOOK_SECRET: missing" in text
    assert "or copy it from Stripe (Developers → Webhooks" in text
    assert "✗ LICENCE_SECRET: shorter than 32 characters" in text
    assert "Stripe webhook endpoint: skipped: " in found.out
    assert not [word for word in (TOKEN, KEY, SECRET, wrong) if word in found.out + found.err]


async def test_without_any_secret_what_needs_them_is_skipped(sandbox: Sandbox) -> None:
    bare = {"DISCORD_TOKEN": "", "STRIPE_API_KEY": "", "STRIPE_WEBHOOK_SECRET": ""}
    found = await doctor(sandbox, **bare)
    assert found.code == 1
    assert all(f"✗ {name}: missing" in found.out for name in bare)
    assert "- Discord: skipped: no valid DISCORD_TOKEN" in found.out
    assert "- Stripe: skipped: no valid STRIPE_API_KEY" in found.out
    assert "checks found a problem; 2 were skipped." in found.out
    assert sandbox.discord.count("*", "*") == 0


async def test_the_doctor_changes_nothing(sandbox: Sandbox) -> None:
    open_to_the_world(sandbox)
    (sandbox.folder / "lyceum.db").unlink()
    found = await doctor(sandbox)
    assert found.code == 0, found.out
    assert "doesn't exist yet; the first run creates it" in found.out
    assert not (sandbox.folder / "lyceum.db").exists()
    assert not (sandbox.folder / "data").exists()
    assert not [call for call in sandbox.discord.requests if call.method != "GET"]
    assert not sandbox.stripe.products
    assert not sandbox.stripe.customers


@pytest.mark.parametrize("right", sorted(KEY_PERMISSIONS))
async def test_each_right_that_the_key_lacks_is_named(sandbox: Sandbox, right: str) -> None:
    open_to_the_world(sandbox)
    sandbox.stripe.keys.restrict(KEY, KEY_PERMISSIONS - {right})
    found = await faults(public(sandbox))
    if right.startswith("webhook"):
        assert found.pop("Stripe webhook endpoint").detail.startswith("skipped")
    if right == "charge_write":
        right = "charge_read"  # writing is advised, see below
    (lacking,) = found.values()
    assert f"rak_{right}" in lacking.detail
    thing, level = right.rsplit("_", 1)
    name = {
        "plan": "prices",
        "webhook": "webhook endpoints",
        "charge": "charges and refunds",
        "customer_portal": "customer portal",
    }.get(thing, thing.replace("_", " ") + "s")
    assert f"{name}: {level}" in lacking.fix.lower()


async def test_a_key_that_may_not_refund_is_advised_without_a_refund(sandbox: Sandbox) -> None:
    open_to_the_world(sandbox)
    for granted, fix in (
        (KEY_PERMISSIONS, ""),
        (KEY_PERMISSIONS - {"charge_write"} | {"charge_read"}, "Charges and Refunds: Write"),
    ):
        sandbox.stripe.keys.restrict(KEY, granted)
        found = {finding.label: finding for finding in await looked_at(public(sandbox))}
        assert found["Stripe key"].ok
        assert found["Refunds by staff"].ok
        assert fix in found["Refunds by staff"].fix
        assert bool(fix) == bool(found["Refunds by staff"].fix)
    assert sandbox.stripe.refunds == {}


async def test_a_key_with_all_rights_passes_with_advice(sandbox: Sandbox) -> None:
    open_to_the_world(sandbox)
    settings = public(sandbox).model_copy(
        update={"stripe_api_key": type(sandbox.settings().stripe_api_key)(sandbox.stripe.api_key)}
    )
    found = {finding.label: finding for finding in await looked_at(settings)}
    assert found["STRIPE_API_KEY"].ok
    assert "restricted key" in found["STRIPE_API_KEY"].fix
    assert found["Stripe key"].ok


async def test_the_endpoint_must_fit(sandbox: Sandbox) -> None:
    assert (
        "no webhook endpoint points to"
        in (await faults(public(sandbox)))["Stripe webhook endpoint"].detail
    )
    few = tuple(name for name in USED_EVENTS if name != "invoice.paid")
    open_to_the_world(sandbox, events=few)
    missing = (await faults(public(sandbox)))["Stripe webhook endpoint"]
    assert missing.detail == "doesn't receive invoice.paid"
    open_to_the_world(sandbox, events=("*",))
    assert "2 point to" in (await faults(public(sandbox)))["Stripe webhook endpoint"].detail


async def test_an_endpoint_of_another_version_is_named(sandbox: Sandbox) -> None:
    url = f"{PUBLIC}/stripe/webhook"
    sandbox.stripe.create_endpoint(url, USED_EVENTS, api_version="2024-06-20")
    found = (await faults(public(sandbox)))["Stripe webhook endpoint"]
    assert "2024-06-20" in found.detail
    assert API_VERSION in found.fix


async def test_polling_needs_no_endpoint_and_no_address(sandbox: Sandbox) -> None:
    settings = sandbox.settings(stripe={"api_base": sandbox.stripe.api_base, "delivery": "poll"})
    assert await faults(settings) == {}


async def test_an_address_that_stripe_can_t_reach_is_named(sandbox: Sandbox) -> None:
    found = (await faults(sandbox.settings()))["[web] public_url"]
    assert 'delivery = "poll"' in found.fix


async def test_what_the_join_page_lacks_is_named(sandbox: Sandbox) -> None:
    guild = sandbox.guild
    guild.edit_role(guild.everyone, permissions=EVERYONE & ~Permission.CREATE_INSTANT_INVITE)
    settings = sandbox.settings("wrong", web={"public_url": PUBLIC})
    found = await faults(settings)
    assert "refused by Discord" in found["DISCORD_CLIENT_SECRET"].detail
    assert f"{PUBLIC}/signed-in isn't registered" in found["Redirect for signing in"].detail
    assert "Create Invite" in found["Adding payers to Ferris Academy"].detail

    sandbox.discord.allow_redirect(f"{PUBLIC}/signed-in")
    may = PERMISSIONS | Permission.CREATE_INSTANT_INVITE
    guild.edit_role(guild.bot_role, permissions=may)
    settings = sandbox.settings(CLIENT_SECRET, web={"public_url": PUBLIC})
    topics = {"join", "client-secret", "redirect", "invite"}
    assert {each.topic for each in await looked_at(settings) if each.ok} >= topics
    assert sandbox.discord.authorizations.tokens == []


async def test_the_join_page_is_offered_only_by_https(sandbox: Sandbox) -> None:
    off = await looked_at(sandbox.settings())
    assert [each.detail for each in off if each.topic == "join"] == ["not offered"]
    local = sandbox.settings(CLIENT_SECRET, web={"public_url": "http://a.example"})
    assert "https://" in (await faults(local))["Join page"].detail


async def test_discord_is_looked_at_in_depth(sandbox: Sandbox) -> None:
    open_to_the_world(sandbox)
    await sell_pro(sandbox)
    sandbox.guild.delete_role(sandbox.pro)
    sandbox.staff.overwrite(sandbox.guild.bot_role, deny=Permission.SEND_MESSAGES)
    settings = public(sandbox, activity={"content_channels": ["general", "showcase"]})
    found = await faults(settings)
    assert {label: finding.detail for label, finding in found.items()} == {
        "Role of the plan Pro in Ferris Academy": "the role was deleted",
        "Staff channel in Ferris Academy": "missing Send Messages, Embed Links in #staff",
        "Content channel showcase in Ferris Academy": "there's no such channel",
    }
    sandbox.staff.rename("team")
    found = await faults(settings)
    assert found["Staff channel in Ferris Academy"].detail == "there's no text channel staff"


async def test_administrator_is_advised_against(sandbox: Sandbox) -> None:
    open_to_the_world(sandbox)
    sandbox.guild.edit_role(sandbox.guild.bot_role, permissions=Permission.ADMINISTRATOR)
    found = {finding.label: finding for finding in await looked_at(public(sandbox))}
    permissions = found["Permissions in Ferris Academy"]
    assert permissions.ok
    assert "Remove Administrator from the bot's role" in permissions.fix


async def test_a_bot_that_nobody_invited_gets_a_link(sandbox: Sandbox) -> None:
    open_to_the_world(sandbox)
    elsewhere = {"api_base": sandbox.discord.api_base, "guild_id": 42}
    found = (await faults(public(sandbox, discord=elsewhere)))["Discord servers"]
    assert "the bot isn't in 42" in found.detail
    assert f"permissions={int(PERMISSIONS)}" in found.fix


async def test_a_missing_intent_is_named(sandbox: Sandbox) -> None:
    open_to_the_world(sandbox)
    async with DiscordSimulator(TOKEN, granted=Intent(0)) as discord:
        guild = discord.create_guild("Elsewhere")
        guild.invite_bot(PERMISSIONS)
        guild.create_text_channel("staff")
        found = await faults(public(sandbox, discord={"api_base": discord.api_base}))
    assert list(found) == ["Server Members intent"]
    assert "Developer Portal" in found["Server Members intent"].fix


async def test_nobody_listening_is_told_apart_from_a_refusal(sandbox: Sandbox) -> None:
    nowhere = f"http://127.0.0.1:{sandbox.port}"
    found = await doctor(
        sandbox,
        BOT__DISCORD__API_BASE=nowhere,
        BOT__STRIPE__API_BASE=nowhere,
        BOT__DATABASE__URL=f"postgresql+asyncpg://lyceum:hunter2@127.0.0.1:{sandbox.port}/lyceum",
    )
    assert found.code == 1
    assert "✗ Discord: unreachable: " in found.out
    assert "✗ Stripe: unreachable: " in found.out
    assert "✗ Database: " in found.out
    assert "- Database schema: skipped" in found.out
    assert "hunter2" not in found.out + found.err
    assert "Traceback" not in found.out + found.err


async def test_another_service_at_the_address_does_not_upset_it(sandbox: Sandbox) -> None:
    swapped = {
        "discord": {"api_base": sandbox.stripe.api_base},
        "stripe": {"api_base": sandbox.discord.api_base},
    }
    found = await faults(public(sandbox, **swapped))
    assert "Discord" in found
    assert any(label.startswith("Stripe") for label in found)


async def test_a_wrong_token_is_named(sandbox: Sandbox) -> None:
    open_to_the_world(sandbox)
    found = await doctor(sandbox, DISCORD_TOKEN="MTEw.wrong.wrong")
    assert found.code == 1
    assert "✗ Discord token: refused by Discord" in found.out
    assert "- Server Members intent: skipped" in found.out


async def test_an_old_schema_is_named(sandbox: Sandbox) -> None:
    open_to_the_world(sandbox)
    database = open_database(sandbox.database_url)
    async with database.write() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    await database.close()
    found = (await faults(public(sandbox)))["Database schema"]
    assert "python bot.py migrate" in found.fix


def test_permissions_are_named_as_the_reader_sees_them_in_discord() -> None:
    english, chinese = (
        permission_names(Translations.load().translator(each), NEEDED) for each in ("en", "zh-CN")
    )
    assert "View Channels, Send Messages, Embed Links, Read Message History" in english
    assert re.search("[A-Za-z]", chinese) is None


def test_a_clock_that_is_off_is_named() -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    english, chinese = (
        FindingFactory(Translations.load().translator(each)) for each in ("en", "zh-CN")
    )
    slow = check_clock_skew(english, theirs=now, ours=now - timedelta(seconds=150))
    assert not slow.ok
    assert slow.detail == "150 seconds behind Stripe's"
    assert "time synchronization" in slow.fix
    fast = check_clock_skew(chinese, theirs=now, ours=now + timedelta(seconds=150))
    assert fast.detail == "比 Stripe 快 150 秒"
    assert check_clock_skew(english, theirs=now, ours=now + timedelta(seconds=110)).ok


READS = f"Lyceum needs {API_VERSION}"
FIT = WebhookEndpoint("we_1", f"{PUBLIC}/stripe/webhook", True, frozenset(USED_EVENTS), API_VERSION)


@pytest.mark.parametrize(
    ("endpoint", "ok", "details"),
    [
        (FIT, True, [f"{FIT.url}, 20 events"]),
        (replace(FIT, enabled=False), False, ["is disabled"]),
        (
            replace(FIT, events=FIT.events - {"invoice.paid", "charge.refunded"}),
            False,
            ["doesn't receive charge.refunded, invoice.paid"],
        ),
        (
            replace(FIT, events=FIT.events | {"payout.paid"}),
            True,
            ["works, but also receives payout.paid, which Lyceum doesn't use"],
        ),
        (
            replace(FIT, events=frozenset("*")),
            True,
            ["works, but also receives *, which Lyceum doesn't use"],
        ),
        (
            replace(FIT, api_version=None),
            False,
            [f"uses the account's default API version, which may change; {READS}"],
        ),
        (
            replace(FIT, enabled=False, api_version="2024-06-20"),
            False,
            ["is disabled", f"uses API version 2024-06-20, but {READS}"],
        ),
    ],
)
def test_each_fault_of_the_endpoint_is_named(
    endpoint: WebhookEndpoint, *, ok: bool, details: list[str]
) -> None:
    found = check_endpoint(endpoint, FindingFactory(Translations.load().translator("en")))
    assert [finding.detail for finding in found] == details
    assert {finding.ok for finding in found} == {ok}
    assert all(finding.fix for finding in found) or endpoint == FIT


async def test_stripe_tax_is_checked_only_if_it_is_to_work_out_the_tax(sandbox: Sandbox) -> None:
    open_to_the_world(sandbox)
    assert "Tax" not in {finding.label for finding in await looked_at(public(sandbox))}
    automatic = public(sandbox, tax={"mode": "automatic"})
    assert "Tax Settings: Read" in ((await faults(automatic))["Tax"].fix or "")
    sandbox.stripe.keys.restrict(KEY, KEY_PERMISSIONS | {"tax_settings_read"})
    assert "head_office" in (await faults(automatic))["Tax"].detail
    await sandbox.stripe.set_up_tax()
    assert "Tax" not in await faults(automatic)
    await sell_pro(sandbox)  # without [tax]: its price says nothing
    (advice,) = [each for each in await looked_at(automatic) if each.label == "Tax"]
    assert advice.ok
    assert "don't say whether it's included: Pro" in advice.detail
    await sandbox.stripe.set_up_tax("exclusive")
    assert "account's default “exclusive”" in (await faults(automatic))["Tax"].detail
    await sandbox.stripe.set_up_tax("inclusive")
    assert "Tax" not in await faults(automatic)
    managed = {
        finding.label: finding
        for finding in await looked_at(public(sandbox, tax={"mode": "managed"}))
    }
    assert managed["Tax"].ok


async def test_asking_for_terms_without_their_address_is_named(sandbox: Sandbox) -> None:
    open_to_the_world(sandbox)
    await sell_pro(sandbox)
    asks = public(sandbox, payments={"ask_terms": True})
    assert "doesn't know the address" in (await faults(asks))["Terms of service"].detail
    assert not sandbox.stripe.sessions
    await sandbox.stripe.set_terms("https://example.com/terms")
    assert not await faults(asks)
    (page,) = sandbox.stripe.sessions.values()
    assert page["status"] == "expired", "nobody can pay what the doctor opened"
    assert not await faults(public(sandbox))
    assert len(sandbox.stripe.sessions) == 1, "who doesn't ask needs no address"
