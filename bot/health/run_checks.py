"""Run the checks in order; those that depend on a failed one are skipped."""

from collections.abc import Awaitable, Callable, Iterable

from bot.health.database import StoredSetup, check_database
from bot.health.finding import Finding, FindingFactory
from bot.health.library import LIBRARY, check_library
from bot.health.recommendations import check_kernels
from bot.health.secrets import (
    KEY,
    TOKEN,
    check_join_page,
    check_licence_secret,
    check_public_url,
    check_secrets,
)
from bot.health.stripe import check_stripe
from bot.i18n import Translations, Translator
from bot.settings import Settings
from data.guild_settings import ChangedSetting

DISCORD, STRIPE = "discord", "stripe"

DiscordCheck = Callable[[StoredSetup | None, FindingFactory], Awaitable[list[Finding]]]


async def run_checks(
    settings: Settings, check_discord: DiscordCheck, translate: Translator | None = None
) -> list[Finding]:
    """Check the whole installation; nothing is started, changed or written.

    Args:
        settings: The settings to check.
        check_discord: Checks Discord: with the client of a running bot, or with one that is
            logged in for the check.
        translate: The language of the findings; English if omitted.
    """
    report = FindingFactory(translate or Translations.load().translator(None))
    secrets = check_secrets(settings, report)
    usable = {finding.topic for finding in secrets if finding.ok}
    database, stored = await check_database(settings.database.url, report)
    addresses = [*check_public_url(settings, report), check_join_page(settings, report)]
    licences = check_licence_secret(settings, report)
    findings = [*secrets, *addresses, licences, *database, *check_kernels(report)]
    if stored is not None and all(finding.ok for finding in database):
        findings += await _surviving(LIBRARY, check_library(settings, report), report)
    if TOKEN in usable:
        findings += await _surviving(DISCORD, check_discord(stored, report), report)
    else:
        findings += report.skipped([DISCORD], "doctor-no-token")
    if KEY in usable:
        stored = stored or StoredSetup()
        asks = asks_terms(settings, stored.changed)
        stripe = check_stripe(settings, report, stored.plans, asks_terms=asks)
        findings += await _surviving(STRIPE, stripe, report)
    else:
        findings += report.skipped([STRIPE], "doctor-no-key")
    return findings


def asks_terms(settings: Settings, changed: Iterable[ChangedSetting]) -> bool:
    """Return whether any server's payers have to accept its terms of service."""
    own = [each.value for each in changed if each.name == "payments.ask_terms"]
    return settings.payments.ask_terms or any(own)


async def _surviving(
    topic: str, check: Awaitable[list[Finding]], report: FindingFactory
) -> list[Finding]:
    """Turn an unexpected error into a finding, so that the other checks still run."""
    try:
        return await check
    except Exception as error:  # noqa: BLE001 an address may answer in any way, or be another's
        return [report.failed(topic, "doctor-strange", error=type(error).__name__, section=topic)]
