"""The order of the checks. What depends on a failed one is skipped, and says so."""

from collections.abc import Awaitable
from importlib import import_module
from typing import Protocol, cast

import aiohttp

from bot.health.database import check_database
from bot.health.finding import Finding, skipped
from bot.health.secrets import check_public_url, check_secrets
from bot.health.stripe import check_stripe
from bot.settings import Settings
from data.plans import Plan

DISCORD_CHECKS = "cogs.probe_discord"


class DiscordChecks(Protocol):
    """What the module of the Discord checks offers. It is loaded by name, as the cogs are."""

    async def check_discord(self, settings: Settings, plans: list[Plan] | None) -> list[Finding]:
        """Look at the token, the intent, the guilds, and in them channels and roles."""
        ...


async def examine(settings: Settings) -> list[Finding]:
    """Look at the whole set-up; nothing is started, changed or written."""
    secrets = check_secrets(settings)
    usable = {finding.label for finding in secrets if finding.ok}
    database, plans = await check_database(settings.database.url)
    findings = [*secrets, *check_public_url(settings), *database]
    if "DISCORD_TOKEN" in usable:
        checks = cast("DiscordChecks", import_module(DISCORD_CHECKS))
        findings += await _surviving("Discord", checks.check_discord(settings, plans))
    else:
        findings += skipped(["Discord"], "there is no usable DISCORD_TOKEN")
    if "STRIPE_API_KEY" in usable:
        findings += await _surviving("Stripe", _check_stripe(settings))
    else:
        findings += skipped(["Stripe"], "there is no usable STRIPE_API_KEY")
    return findings


async def _check_stripe(settings: Settings) -> list[Finding]:
    async with aiohttp.ClientSession() as http:
        return await check_stripe(settings, http)


async def _surviving(label: str, check: Awaitable[list[Finding]]) -> list[Finding]:
    """Turn what no check foresaw into a finding, so that the others still are told."""
    try:
        return await check
    except Exception as error:  # noqa: BLE001 an address may answer in any way, or be another's
        detail = f"answers in a way that we don't understand ({type(error).__name__})"
        fix = f"Check [{label.lower()}] api_base: something else seems to answer there."
        return [Finding(label, ok=False, detail=detail, fix=fix)]
