"""Check that the secrets are set and look like what they should be."""

from urllib.parse import urlsplit

from bot.health.finding import Finding, FindingFactory
from bot.settings import Settings

TOKEN, KEY, SECRET, ADDRESS, JOIN = "token", "key", "secret", "address", "join"
LICENCES = "licences"
SHORTEST_LICENCE_SECRET = 32  # characters
LOCAL = ("localhost", "127.0.0.1", "::1", "0.0.0.0")  # noqa: S104 compared with, not bound to
PLACEHOLDER = "..."  # ends the values in .env.example; no real secret contains it


def check_secrets(settings: Settings, report: FindingFactory) -> list[Finding]:
    """Check each secret of the environment, never repeating one."""
    return [_token(settings, report), _key(settings, report), *_signing_secrets(settings, report)]


def check_public_url(settings: Settings, report: FindingFactory) -> list[Finding]:
    """Check that Stripe can reach us at the configured public address."""
    address = settings.web.public_url
    if settings.stripe.delivery == "poll":
        return []
    url = urlsplit(address)
    if url.scheme != "https" or url.hostname in LOCAL:
        return [report.failed(ADDRESS, "doctor-address-unreachable", url=address)]
    return [report.ok(ADDRESS, "doctor-address", url=address)]


def check_join_page(settings: Settings, report: FindingFactory) -> Finding:
    """Check whether the join page can be offered; being without it is no fault."""
    secret, url = settings.discord_client_secret.get_secret_value(), settings.web.public_url
    if not secret:
        return report.ok(JOIN, "doctor-join-off")
    if PLACEHOLDER in secret:
        return report.failed(JOIN, "doctor-placeholder")
    if urlsplit(url).scheme != "https":
        return report.failed(JOIN, "doctor-join-address", url=url)
    return report.ok(JOIN, "doctor-join", url=f"{url}/join")


def check_licence_secret(settings: Settings, report: FindingFactory) -> Finding:
    """Check the secret of licence keys; being without it is no fault."""
    secret = settings.licence_secret.get_secret_value()
    if not secret:
        return report.ok(LICENCES, "doctor-licences-off")
    if len(secret) < SHORTEST_LICENCE_SECRET:
        return report.failed(LICENCES, "doctor-licences-short", least=SHORTEST_LICENCE_SECRET)
    return report.ok(LICENCES, "doctor-set")


def _token(settings: Settings, report: FindingFactory) -> Finding:
    token = settings.discord_token.get_secret_value()
    if not token:
        return report.failed(TOKEN, "doctor-token-missing")
    if PLACEHOLDER in token:
        return report.failed(TOKEN, "doctor-placeholder")
    if not token.isascii() or any(character.isspace() or character in "\"'" for character in token):
        return report.failed(TOKEN, "doctor-token-unlikely")
    return report.ok(TOKEN, "doctor-set")


def _key(settings: Settings, report: FindingFactory) -> Finding:
    key = settings.stripe_api_key.get_secret_value()
    if not key:
        return report.failed(KEY, "doctor-key-missing")
    if PLACEHOLDER in key:
        return report.failed(KEY, "doctor-placeholder")
    if not key.startswith(("rk_", "sk_")) or not key.isascii() or not key.isprintable():
        return report.failed(KEY, "doctor-key-unlikely")
    mode = "test" if "_test_" in key else "live"
    if key.startswith("sk_"):
        return report.ok(KEY, "doctor-key-mighty", mode=mode)
    return report.ok(KEY, "doctor-key-restricted", mode=mode)


def _signing_secrets(settings: Settings, report: FindingFactory) -> list[Finding]:
    secrets = settings.webhook_secrets
    if settings.stripe.delivery == "poll" and not secrets:
        return []
    if not secrets:
        return [report.failed(SECRET, "doctor-secret-missing")]
    if any(PLACEHOLDER in secret for secret in secrets):
        return [report.failed(SECRET, "doctor-placeholder")]
    if not all(secret.startswith("whsec_") and secret.isascii() for secret in secrets):
        return [report.failed(SECRET, "doctor-secret-unlikely")]
    return [report.ok(SECRET, "doctor-set")]
