"""Does Stripe accept the key, with each right that we need, and does it know our endpoint?"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

from bot.errors import PersonMustActError, RetryLaterError
from bot.health.finding import Finding, skipped
from bot.payments.hints import USED_EVENTS
from bot.payments.stripe_api import StripeApi
from bot.payments.stripe_door import API_VERSION, KeyRefusedError, StripeRefusedError
from bot.settings import Settings

KEY = "Stripe key"
ENDPOINT = "Stripe webhook endpoint"
CLOCK = "Clock"
TIMEOUT_SECONDS = 30.0
LARGEST_SKEW = 60.0  # seconds; signatures older than 300 are refused
WEBHOOK_PATH = "/stripe/webhook"


async def check_stripe(settings: Settings, http: aiohttp.ClientSession) -> list[Finding]:
    """Ask Stripe with reading requests, and with changes to what does not exist."""
    api = StripeApi(
        key=settings.stripe_api_key.get_secret_value(),
        api_base=settings.stripe.api_base,
        http=http,
        requests_per_second=settings.stripe.requests_per_second,
    )
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            findings = await _check_rights(api)
            if all(finding.ok for finding in findings):
                findings += await _check_endpoint(api, settings)
            elif settings.stripe.delivery == "webhook":
                findings += skipped([ENDPOINT], "the key lacks a right or is refused")
            findings += await _check_clock(settings.stripe.api_base, http)
    except (RetryLaterError, TimeoutError) as error:
        words = str(error) or f"no answer within {TIMEOUT_SECONDS:g} seconds"
        fix = "Check this machine's way to the internet and [stripe] api_base, then ask again."
        return [Finding("Stripe", ok=False, detail=f"can't be reached: {words}", fix=fix)]
    return findings


async def _check_rights(api: StripeApi) -> list[Finding]:
    lacking: list[Finding] = []
    for right, probe in api.probes().items():
        try:
            await probe()
        except KeyRefusedError as error:
            fix = "Copy a key that exists (Developers → API keys) into STRIPE_API_KEY."
            return [Finding(KEY, ok=False, detail=f"refused: {error}", fix=fix)]
        except (PersonMustActError, StripeRefusedError) as error:
            fix = f"Give the restricted key the right {right} (Developers → API keys → Edit)."
            lacking.append(Finding(f"Stripe right {right}", ok=False, detail=str(error), fix=fix))
    rights = Finding(KEY, ok=True, detail=f"accepted, {len(api.probes())} rights tried")
    return lacking or [rights]


async def _check_endpoint(api: StripeApi, settings: Settings) -> list[Finding]:
    if settings.stripe.delivery == "poll":
        return [Finding(ENDPOINT, ok=True, detail="not needed: events are polled")]
    url = settings.web.public_url + WEBHOOK_PATH
    here = [found for found in await api.webhook_endpoints() if found["url"] == url]
    if not here:
        fix = f"Add an endpoint for {url} in Stripe (Developers → Webhooks) as README says."
        return [Finding(ENDPOINT, ok=False, detail=f"none leads to {url}", fix=fix)]
    if len(here) > 1:
        fix = "Delete all but one: each has a secret of its own, and each event comes twice."
        return [Finding(ENDPOINT, ok=False, detail=f"{len(here)} lead to {url}", fix=fix)]
    faults = _faults_of(here[0])
    return faults or [Finding(ENDPOINT, ok=True, detail=f"{url}, {len(USED_EVENTS)} events")]


def _faults_of(endpoint: dict[str, Any]) -> list[Finding]:
    faults: list[Finding] = []
    if endpoint["status"] != "enabled":
        fix = "Enable it in Stripe (Developers → Webhooks → the endpoint)."
        faults.append(Finding(ENDPOINT, ok=False, detail="is disabled", fix=fix))
    missing = _missing(endpoint["enabled_events"])
    if missing:
        fix = "Add these events to the endpoint (Developers → Webhooks → the endpoint → Edit)."
        detail = f"is not told of {', '.join(missing)}"
        faults.append(Finding(ENDPOINT, ok=False, detail=detail, fix=fix))
    if endpoint["api_version"] != API_VERSION:
        # Stripe never changes an endpoint's version; only a new endpoint has another.
        detail = f"speaks {endpoint['api_version'] or 'the account default version'}"
        fix = f"Make a new endpoint with API version {API_VERSION}, then delete this one."
        faults.append(Finding(ENDPOINT, ok=False, detail=detail, fix=fix))
    return faults


def _missing(enabled: Sequence[str]) -> list[str]:
    return [] if "*" in enabled else [name for name in USED_EVENTS if name not in enabled]


async def _check_clock(api_base: str, http: aiohttp.ClientSession) -> list[Finding]:
    """Compare our time with the Date that Stripe's server writes into each answer."""
    try:
        async with http.get(api_base) as answer:
            stamp = parsedate_to_datetime(answer.headers.get("Date", ""))
    except (aiohttp.ClientError, ValueError):
        return skipped([CLOCK], "Stripe's answer tells no time")
    return [judge_clock(theirs=stamp, ours=datetime.now(UTC))]


def judge_clock(*, theirs: datetime, ours: datetime) -> Finding:
    """Say whether two clocks agree well enough for signatures with a time in them."""
    skew = abs((ours - theirs).total_seconds())
    if skew > LARGEST_SKEW:
        fix = "Switch time synchronisation on (timedatectl set-ntp true)."
        return Finding(CLOCK, ok=False, detail=f"{skew:.0f} seconds off Stripe's", fix=fix)
    return Finding(CLOCK, ok=True, detail="agrees with Stripe's")
