"""Are the secrets there, and do they look like what they are meant to be?"""

from urllib.parse import urlsplit

from bot.health.finding import Finding
from bot.settings import Settings

MASKED = "set"
LOCAL = ("localhost", "127.0.0.1", "::1", "0.0.0.0")  # noqa: S104 looked for, not bound to


def check_secrets(settings: Settings) -> list[Finding]:
    """Look at each secret of the environment, never repeating one."""
    return [_token(settings), _key(settings), *_signing_secrets(settings)]


def check_public_url(settings: Settings) -> list[Finding]:
    """Can Stripe reach us at the address that we tell the world?"""
    label, url = "[web] public_url", urlsplit(settings.web.public_url)
    if settings.stripe.delivery == "poll":
        return []
    if url.scheme != "https" or url.hostname in LOCAL:
        return [
            Finding(
                label,
                ok=False,
                detail=f"{settings.web.public_url} can't be reached by Stripe",
                fix="Set it to the https:// address of your proxy or tunnel, "
                'or set [stripe] delivery = "poll" to do without one.',
            )
        ]
    return [Finding(label, ok=True, detail=settings.web.public_url)]


def _token(settings: Settings) -> Finding:
    label, token = "DISCORD_TOKEN", settings.discord_token.get_secret_value()
    where = "Copy it from the Developer Portal (your application → Bot → Reset Token) into .env."
    if not token:
        return Finding(label, ok=False, detail="missing", fix=where)
    if not token.isascii() or any(sign.isspace() or sign in "\"'" for sign in token):
        return Finding(label, ok=False, detail="holds blanks, quotes or foreign signs", fix=where)
    return Finding(label, ok=True, detail=MASKED)


def _key(settings: Settings) -> Finding:
    label, key = "STRIPE_API_KEY", settings.stripe_api_key.get_secret_value()
    where = "Make a restricted key in Stripe (Developers → API keys) as README says."
    if not key:
        return Finding(label, ok=False, detail="missing", fix=where)
    if not key.startswith(("rk_", "sk_")) or not key.isascii() or not key.isprintable():
        return Finding(label, ok=False, detail="begins with neither rk_ nor sk_", fix=where)
    mode = "test mode" if "_test_" in key else "live mode"
    if key.startswith("sk_"):
        return Finding(label, ok=True, detail=f"set ({mode}), may do anything", fix=where)
    return Finding(label, ok=True, detail=f"set ({mode}, restricted)")


def _signing_secrets(settings: Settings) -> list[Finding]:
    label, secrets = "STRIPE_WEBHOOK_SECRET", settings.webhook_secrets
    where = "Copy it from Stripe (Developers → Webhooks → your endpoint → Signing secret) to .env."
    if settings.stripe.delivery == "poll" and not secrets:
        return []
    if not secrets:
        return [Finding(label, ok=False, detail="missing", fix=where)]
    if not all(secret.startswith("whsec_") and secret.isascii() for secret in secrets):
        return [Finding(label, ok=False, detail="does not begin with whsec_", fix=where)]
    return [Finding(label, ok=True, detail=MASKED)]
