"""Check that Stripe accepts the key with all permissions, and knows our endpoint."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

from bot.errors import PersonMustActError, RetryLaterError
from bot.health.finding import Finding, FindingFactory
from bot.payments.stripe.client import StripeClient
from bot.payments.stripe.errors import error_from_refusal
from bot.payments.stripe.event_targets import USED_EVENTS
from bot.payments.stripe.open_client import stripe_client
from bot.payments.stripe.transport import API_VERSION, KeyRefusedError, StripeRefusedError
from bot.payments.stripe.webhook_endpoint import WEBHOOK_PATH
from bot.payments.stripe.webhook_endpoint_api import EndpointApi, WebhookEndpoint
from bot.settings import Settings, TaxSettings
from data.plans import Plan

STRIPE, KEY_PERMISSIONS, PERMISSION = "stripe", "rights", "right"
SALE, REFUNDS = "on-sale", "refunds"
MAX_PLANS = 50  # checked at most
ENDPOINT, CLOCK, TAX, TERMS = "endpoint", "clock", "tax", "terms"
TIMEOUT_SECONDS = 30.0
MAX_SKEW_SECONDS = 120.0  # seconds; older signatures than 300 are refused


async def check_stripe(
    settings: Settings,
    report: FindingFactory,
    plans: Sequence[Plan] = (),
    *,
    asks_terms: bool = False,
) -> list[Finding]:
    """Check Stripe by reading requests, and by changes to objects that don't exist.

    If a server `asks_terms`, a checkout page is opened and expired at once.
    """
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS), stripe_client(settings) as api:
            findings = await _check_permissions(api, report)
            findings += await _check_refunds(api, report)
            findings += await _check_endpoint(EndpointApi(api), settings, report)
            findings += await _check_plans(api, plans, report)
            findings += await _check_tax(api, settings.tax, plans, report)
            if asks_terms:
                findings += await _check_terms(api, plans, report)
            findings += await _check_clock(settings.stripe.api_base, report)
    except TimeoutError:
        return [report.failed(STRIPE, "doctor-stripe-silent", seconds=TIMEOUT_SECONDS)]
    except RetryLaterError as error:
        return [report.failed(STRIPE, "doctor-stripe-unreachable", error=str(error))]
    return findings


async def _check_permissions(api: StripeClient, report: FindingFactory) -> list[Finding]:
    lacking: list[Finding] = []
    for permission, probe in api.probes().items():
        try:
            await probe()
        except KeyRefusedError as error:
            return [report.failed(KEY_PERMISSIONS, "doctor-key-refused", error=str(error))]
        except (PersonMustActError, StripeRefusedError) as error:
            lacking.append(
                report.failed(PERMISSION, "doctor-right", right=permission, error=str(error))
            )
    return lacking or [report.ok(KEY_PERMISSIONS, "doctor-rights", count=len(api.probes()))]


async def _check_refunds(api: StripeClient, report: FindingFactory) -> list[Finding]:
    """Advise to let the key refund.

    It is no fault, because without it staff refund at Stripe, and all else works.
    """
    try:
        await api.check_refunds()
    except KeyRefusedError:  # the check of permissions reported it
        return []
    except (PersonMustActError, StripeRefusedError):
        return [report.ok(REFUNDS, "doctor-refunds-no")]
    return [report.ok(REFUNDS, "doctor-refunds")]


async def _check_plans(
    api: StripeClient, plans: Sequence[Plan], report: FindingFactory
) -> list[Finding]:
    """Check that what is on sale exists in the key's account; another lacks it."""
    on_sale = [plan for plan in plans if plan.state == "active" and plan.price.price_id]
    if not on_sale:
        return []
    missing: list[str] = []
    for plan in on_sale[:MAX_PLANS]:
        try:
            for price in plan.prices:
                await api.price(price.price_id or "")
        except StripeRefusedError:
            missing.append(plan.name)
        except PersonMustActError:  # the check of permissions reported why
            return report.skipped([SALE], "doctor-no-rights")
    mode = "live" if api.livemode else "unknown" if api.livemode is None else "test"
    if missing:
        return [report.failed(SALE, "doctor-plans-missing", plans=", ".join(missing), mode=mode)]
    return [report.ok(SALE, "doctor-plans", count=len(on_sale), mode=mode)]


async def _check_tax(
    api: StripeClient, tax: TaxSettings, plans: Sequence[Plan], report: FindingFactory
) -> list[Finding]:
    """Check that Stripe Tax is set up as the settings say, if it is to work out taxes."""
    if tax.mode == "off":
        return []
    if tax.mode == "managed":
        return [report.ok(TAX, "doctor-tax-managed")]
    try:
        found = await api.tax_settings()
    except PersonMustActError:
        return [report.failed(TAX, "doctor-tax-right")]
    if found["status"] != "active":
        pending: Mapping[str, Any] = found["status_details"].get("pending") or {}
        missing = ", ".join(pending.get("missing_fields") or ())
        return [report.failed(TAX, "doctor-tax-pending", missing=missing or "?")]
    default: str | None = found["defaults"]["tax_behavior"]
    untaxed = [] if default == tax.behavior else await _untaxed(api, plans)
    names = {"plans": ", ".join(untaxed), "behavior": tax.behavior, "default": default or ""}
    if untaxed and default is not None:
        return [report.failed(TAX, "doctor-tax-default", **names)]
    if untaxed:
        return [report.ok(TAX, "doctor-tax-unset", **names)]
    return [report.ok(TAX, "doctor-tax")]


async def _untaxed(api: StripeClient, plans: Sequence[Plan]) -> list[str]:
    """Return the plans on sale at a price that doesn't say whether it includes tax."""
    found: list[str] = []
    for plan in [plan for plan in plans if plan.state == "active"][:MAX_PLANS]:
        with suppress(PersonMustActError):  # the check of plans reports what is missing
            if await api.untaxed([price.price_id for price in plan.prices if price.price_id]):
                found.append(plan.name)
    return found


async def _check_terms(
    api: StripeClient, plans: Sequence[Plan], report: FindingFactory
) -> list[Finding]:
    """Check that Stripe has the address of the terms of service, which pages ask for."""
    on_sale = [plan.price for plan in plans if plan.state == "active" and plan.price.price_id]
    if not on_sale:
        return []
    price = on_sale[0]
    try:
        await api.check_terms(price.price_id or "", recurring=price.renews)
    except StripeRefusedError as error:
        if error_from_refusal(error) == "terms":
            return [report.failed(TERMS, "doctor-terms-missing")]
        return [report.failed(TERMS, "doctor-terms-unknown", error=str(error))]
    except PersonMustActError:  # the check of permissions reported why
        return report.skipped([TERMS], "doctor-no-rights")
    return [report.ok(TERMS, "doctor-terms")]


async def _check_endpoint(
    api: EndpointApi, settings: Settings, report: FindingFactory
) -> list[Finding]:
    if settings.stripe.delivery == "poll":
        return [report.ok(ENDPOINT, "doctor-endpoint-polled")]
    url = settings.web.public_url + WEBHOOK_PATH
    try:
        here = [found for found in await api.list_all() if found.url == url]
    except PersonMustActError:  # the check of permissions reported why
        return report.skipped([ENDPOINT], "doctor-no-rights")
    if not here:
        return [report.failed(ENDPOINT, "doctor-endpoint-none", url=url)]
    if len(here) > 1:
        return [report.failed(ENDPOINT, "doctor-endpoint-several", url=url, count=len(here))]
    return check_endpoint(here[0], report)


def check_endpoint(endpoint: WebhookEndpoint, report: FindingFactory) -> list[Finding]:
    """Report each fault of the endpoint that leads to us."""
    faults: list[Finding] = []
    if not endpoint.enabled:
        faults.append(report.failed(ENDPOINT, "doctor-endpoint-disabled"))
    missing = [] if "*" in endpoint.events else sorted(set(USED_EVENTS) - endpoint.events)
    if missing:
        faults.append(report.failed(ENDPOINT, "doctor-endpoint-events", events=", ".join(missing)))
    if endpoint.api_version is None:
        faults.append(report.failed(ENDPOINT, "doctor-endpoint-unpinned", wanted=API_VERSION))
    elif endpoint.api_version != API_VERSION:
        versions = {"found": endpoint.api_version, "wanted": API_VERSION}
        faults.append(report.failed(ENDPOINT, "doctor-endpoint-version", **versions))
    return faults or [_fitting(endpoint, report)]


def _fitting(endpoint: WebhookEndpoint, report: FindingFactory) -> Finding:
    """Report a working endpoint, with advice if it sends more events than needed."""
    needless = ", ".join(sorted(endpoint.events - set(USED_EVENTS)))
    if needless:
        return report.ok(ENDPOINT, "doctor-endpoint-needless", events=needless)
    return report.ok(ENDPOINT, "doctor-endpoint", url=endpoint.url, count=len(USED_EVENTS))


async def _check_clock(api_base: str, report: FindingFactory) -> list[Finding]:
    """Compare our time with the Date header of Stripe's response."""
    try:
        async with aiohttp.ClientSession() as http, http.get(api_base) as answer:
            stamp = parsedate_to_datetime(answer.headers.get("Date", ""))
    except (aiohttp.ClientError, ValueError):
        return report.skipped([CLOCK], "doctor-no-time")
    return [check_clock_skew(report, theirs=stamp, ours=datetime.now(UTC))]


def check_clock_skew(report: FindingFactory, *, theirs: datetime, ours: datetime) -> Finding:
    """Check that two clocks agree well enough for signatures that contain a time."""
    skew = (ours - theirs).total_seconds()
    if abs(skew) > MAX_SKEW_SECONDS:
        way = "ahead" if skew > 0 else "behind"
        return report.failed(CLOCK, "doctor-clock-off", seconds=round(abs(skew)), way=way)
    return report.ok(CLOCK, "doctor-clock")
