"""Build the join page's service where it is set up."""

from urllib.parse import urlencode, urlsplit

from bot.deps import Deps
from bot.join.service import JoinService
from bot.payments.build import Payments
from bot.settings import Settings

PRUNE_SECONDS = 3600.0
LOOPBACK = ("localhost", "127.0.0.1", "::1")  # browsers treat these as secure, like https


def is_offered(settings: Settings) -> bool:
    """Return whether the join page is set up: a client secret, and https."""
    url = urlsplit(settings.web.public_url)
    secure = url.scheme == "https" or url.hostname in LOOPBACK
    return secure and bool(settings.discord_client_secret.get_secret_value())


def join_link(settings: Settings, guild_id: int, coupon: str = "") -> str:
    """Return the address of a server's join page, which may carry a coupon."""
    carried = f"?{urlencode({'coupon': coupon})}" if coupon else ""
    return f"{settings.web.public_url}/join/{guild_id}{carried}"


def build_join(deps: Deps, payments: Payments) -> JoinService | None:
    """Build the service with its job; None if the page is not offered."""
    if not is_offered(deps.settings):
        return None
    from bot.join.token_cipher import TokenCipher  # noqa: PLC0415 loads cryptography

    service = JoinService(
        deps.database,
        deps.clock,
        TokenCipher(deps.settings.discord_client_secret.get_secret_value()),
        plan_service=payments.plans,
        checkout=payments.checkout,
        entitlements=payments.entitlements,
        tasks=payments.role_sync_queue,
        outbox=payments.outbox,
    )
    deps.scheduler.add_interval_job(PRUNE_SECONDS, "forget-sign-ins", service.forget_old)
    return service
