"""Test that `bot.py stripe-endpoint` leaves one endpoint that fits."""

import re

from bot.payments.stripe.event_targets import USED_EVENTS
from bot.payments.stripe.transport import API_VERSION
from bot.simulator.stripe.store import Json
from tests.e2e.bot_process import Outcome
from tests.e2e.sandbox import KEY, KEY_PERMISSIONS, Sandbox

PUBLIC = "https://lyceum.example.com"
URL = f"{PUBLIC}/stripe/webhook"
SECRET_SHAPE = re.compile(r"whsec_\w+")


def allow_writing(sandbox: Sandbox) -> None:
    sandbox.stripe.keys.restrict(KEY, KEY_PERMISSIONS - {"webhook_read"} | {"webhook_write"})


async def stripe_endpoint(sandbox: Sandbox, *words: str, **environment: str) -> Outcome:
    return await sandbox.command(
        "stripe-endpoint", *words, **{"BOT__WEB__PUBLIC_URL": PUBLIC} | environment
    )


def leading_to_us(sandbox: Sandbox) -> list[Json]:
    return [each for each in sandbox.stripe.endpoints.values() if each["url"] == URL]


async def test_it_makes_an_endpoint_and_shows_its_secret_once(sandbox: Sandbox) -> None:
    allow_writing(sandbox)
    done = await stripe_endpoint(sandbox)
    assert (done.code, done.err) == (0, "")
    (made,) = leading_to_us(sandbox)
    assert made["enabled_events"] == sorted(USED_EVENTS)
    assert (made["api_version"], made["status"]) == (API_VERSION, "enabled")
    (secret,) = SECRET_SHAPE.findall(done.out)
    assert f"\nSTRIPE_WEBHOOK_SECRET={secret}\n" in done.out
    (asked,) = sandbox.stripe.requests.matching("POST", "/v1/webhook_endpoints")
    assert secret == asked.answer["secret"]

    again = await stripe_endpoint(sandbox)
    assert again.code == 0
    assert f"{made['id']} is up to date: 20 events" in again.out
    assert SECRET_SHAPE.findall(again.out) == []
    assert leading_to_us(sandbox) == [made]


async def test_it_mends_what_was_switched_off_or_told_too_little_or_too_much(
    sandbox: Sandbox,
) -> None:
    allow_writing(sandbox)
    events = (*(name for name in USED_EVENTS if name != "invoice.paid"), "payout.paid")
    found = sandbox.stripe.create_endpoint(URL, events, api_version=API_VERSION)
    sandbox.stripe.endpoints[found.id]["status"] = "disabled"
    done = await stripe_endpoint(sandbox)
    assert done.code == 0, done.err
    assert "it was disabled; it didn't receive invoice.paid" in done.out
    assert "it also received payout.paid" in done.out
    (mended,) = leading_to_us(sandbox)
    assert mended["enabled_events"] == sorted(USED_EVENTS)
    assert mended["status"] == "enabled"
    assert SECRET_SHAPE.findall(done.out) == []


async def test_one_of_another_version_stays_until_the_new_secret_is_in_place(
    sandbox: Sandbox,
) -> None:
    allow_writing(sandbox)
    old = sandbox.stripe.create_endpoint(URL, ("*",), api_version="2024-06-20")
    done = await stripe_endpoint(sandbox, "--remove-old")  # too early: nothing else is there
    assert "before the current secret, separated by a comma" in done.out
    assert {each["api_version"] for each in leading_to_us(sandbox)} == {"2024-06-20", API_VERSION}
    assert old.secret not in done.out

    waiting = await stripe_endpoint(sandbox)
    assert f"{old.id} of another API version points there too" in waiting.out
    assert len(leading_to_us(sandbox)) == 2
    removed = await stripe_endpoint(sandbox, "--remove-old")
    assert f"{old.id}, of API version 2024-06-20, was removed" in removed.out
    (left,) = leading_to_us(sandbox)
    assert left["api_version"] == API_VERSION


async def test_doubles_are_told_and_left_alone(sandbox: Sandbox) -> None:
    allow_writing(sandbox)
    for _ in range(2):
        sandbox.stripe.create_endpoint(URL, USED_EVENTS, api_version=API_VERSION)
    done = await stripe_endpoint(sandbox)
    assert "every event arrives more than once" in done.out
    assert len(leading_to_us(sandbox)) == 2


async def test_each_refusal_is_one_sentence_and_changes_nothing(sandbox: Sandbox) -> None:
    before = sandbox.stripe.count("POST", "*")
    plain = await stripe_endpoint(sandbox, BOT__WEB__PUBLIC_URL="http://lyceum.example.com")
    assert "it requires https" in plain.err
    right = await stripe_endpoint(sandbox)
    assert "rak_webhook_write" in right.err
    assert "Webhook Endpoints: write" in right.err
    wrong = await stripe_endpoint(sandbox, STRIPE_API_KEY="rk_test_51wrongwrongwrong")
    assert "refuses STRIPE_API_KEY" in wrong.err
    nowhere = await stripe_endpoint(sandbox, BOT__STRIPE__API_BASE=sandbox.public_url)
    assert "can't be reached" in nowhere.err
    assert {each.code for each in (plain, right, wrong, nowhere)} == {1}
    assert all("Traceback" not in each.err for each in (plain, right, wrong, nowhere))
    assert leading_to_us(sandbox) == []
    assert sandbox.stripe.count("POST", "*") == before + 1
    polled = await stripe_endpoint(sandbox, BOT__STRIPE__DELIVERY="poll")
    assert (polled.code, "Not needed" in polled.out) == (0, True)
