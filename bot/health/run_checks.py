"""The order of the checks. What depends on a failed one is skipped, and says so."""

from collections.abc import Awaitable, Callable

from bot.health.database import check_database
from bot.health.finding import Finding, FindingFactory
from bot.health.secrets import KEY, TOKEN, check_public_url, check_secrets
from bot.health.stripe import check_stripe
from bot.i18n import Catalogue, Translator
from bot.settings import Settings
from data.plans import Plan

DISCORD, STRIPE = "discord", "stripe"

DiscordCheck = Callable[[list[Plan] | None, FindingFactory], Awaitable[list[Finding]]]


async def run_checks(
    settings: Settings, check_discord: DiscordCheck, translate: Translator | None = None
) -> list[Finding]:
    """Look at the whole set-up; nothing is started, changed or written.

    Args:
        settings: What is looked at.
        check_discord: How Discord is looked at: with the client of a running bot, or with one that
            is logged in for the time of the check.
        translate: The language of the findings; English where left out.
    """
    report = FindingFactory(translate or Catalogue.load().translator(None))
    secrets = check_secrets(settings, report)
    usable = {finding.topic for finding in secrets if finding.ok}
    database, plans = await check_database(settings.database.url, report)
    findings = [*secrets, *check_public_url(settings, report), *database]
    if TOKEN in usable:
        findings += await _surviving(DISCORD, check_discord(plans, report), report)
    else:
        findings += report.skipped([DISCORD], "doctor-no-token")
    if KEY in usable:
        findings += await _surviving(STRIPE, check_stripe(settings, report, plans or ()), report)
    else:
        findings += report.skipped([STRIPE], "doctor-no-key")
    return findings


async def _surviving(
    topic: str, check: Awaitable[list[Finding]], report: FindingFactory
) -> list[Finding]:
    """Turn what no check foresaw into a finding, so that the others still are told."""
    try:
        return await check
    except Exception as error:  # noqa: BLE001 an address may answer in any way, or be another's
        return [report.failed(topic, "doctor-strange", error=type(error).__name__, section=topic)]
