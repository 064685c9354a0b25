"""Creates or repairs our webhook endpoint: `python bot.py stripe-endpoint`.

An endpoint's API version can't be changed. A new endpoint is therefore added to one of another
version; both send the same events, which we store once, until the old one is removed. So no event
is lost while the new secret is put in place.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import PersonMustActError, RetryLaterError
from bot.payments.stripe.event_targets import USED_EVENTS
from bot.payments.stripe.open_client import stripe_client
from bot.payments.stripe.transport import API_VERSION, KeyRefusedError
from bot.payments.stripe.webhook_endpoint_api import EndpointApi, WebhookEndpoint
from bot.settings import Settings

WEBHOOK_PATH = "/stripe/webhook"
SECRET = "STRIPE_WEBHOOK_SECRET"  # noqa: S105 the variable's name
PERMISSION = "Webhook Endpoints: write"


@dataclass(frozen=True, slots=True)
class EndpointSetup:
    """What was done. Stripe sends `secret` only this once: print it, never log it."""

    url: str
    created: str | None = None
    secret: str = ""
    ok: tuple[WebhookEndpoint, ...] = ()
    repaired: tuple[WebhookEndpoint, ...] = ()
    outdated: tuple[WebhookEndpoint, ...] = ()
    removed: tuple[WebhookEndpoint, ...] = ()


class UnusableAddressError(Exception):
    """Stripe can't deliver to the address; the message says what to set."""


async def set_up(api: EndpointApi, url: str, *, remove_old: bool = False) -> EndpointSetup:
    """Make Stripe send exactly our events, in our API version, to `url`.

    A second run changes nothing. `remove_old` removes endpoints of other versions only if one of
    our version existed before, because its secret must be in place by then.

    Raises:
        UnusableAddressError: If `url` is not an https address.
        RetryLaterError: If Stripe can't be reached.
        PersonMustActError: If the key is refused or lacks a permission.
    """
    if not url.startswith("https://"):
        raise UnusableAddressError(
            f"Stripe can't deliver to {url}: it requires https. Set [web] public_url to the "
            'https:// address of your proxy or tunnel, or [stripe] delivery = "poll" to do '
            "without an endpoint."
        )
    here = [endpoint for endpoint in await api.list_all() if endpoint.url == url]
    ours = [endpoint for endpoint in here if endpoint.api_version == API_VERSION]
    outdated = tuple(endpoint for endpoint in here if endpoint not in ours)
    if not ours:
        made, secret = await api.create(url, USED_EVENTS, API_VERSION)
        return EndpointSetup(url, created=made, secret=secret, outdated=outdated)
    unfit = [endpoint for endpoint in ours if not _fits(endpoint)]
    for endpoint in unfit:
        await api.repair(endpoint.id, USED_EVENTS)
    if remove_old:
        for endpoint in outdated:
            await api.delete(endpoint.id)
    return EndpointSetup(
        url,
        ok=tuple(endpoint for endpoint in ours if endpoint not in unfit),
        repaired=tuple(unfit),
        outdated=() if remove_old else outdated,
        removed=outdated if remove_old else (),
    )


def _fits(endpoint: WebhookEndpoint) -> bool:
    return endpoint.enabled and endpoint.events == frozenset(USED_EVENTS)


def report(done: EndpointSetup) -> str:
    """Return what was done and what is left to do, for the terminal."""
    lines = [
        *(f"{each.id} is up to date: {_terms(done)}." for each in done.ok),
        *(f"{each.id} was repaired{_faults(each)}: now {_terms(done)}." for each in done.repaired),
        *(f"{each.id}, of API version {each.api_version}, was removed." for each in done.removed),
    ]
    if done.created:
        lines += _of_a_new_one(done)
    elif done.outdated:
        lines.append(
            f"{_ids(done.outdated)} of another API version points there too. Once the bot runs "
            f"with the secret of {_ids((*done.ok, *done.repaired))}, remove the old one: "
            "python bot.py stripe-endpoint --remove-old"
        )
    if len(done.ok) + len(done.repaired) > 1:
        lines.append(
            "Each has its own secret, and every event arrives more than once. In Stripe "
            f"(Developers → Webhooks), delete those whose secret isn't in {SECRET}."
        )
    return "\n".join(lines)


def _of_a_new_one(done: EndpointSetup) -> list[str]:
    created = (
        f"{done.created} was created: {_terms(done)}. Its signing secret, shown here only once:"
    )
    if not done.outdated:
        after = (
            "Put this line into .env, restart the bot, then test it with /staff setup in Discord."
        )
        return [created, "", f"{SECRET}={done.secret}", "", after]
    after = (
        "Put it into .env before the current secret, separated by a comma. Until then "
        f"{_ids(done.outdated)} stays active, so no event is lost. Restart the bot, then remove "
        "the old one: python bot.py stripe-endpoint --remove-old"
    )
    return [created, "", f"{SECRET}={done.secret},CURRENT_SECRET", "", after]


def _terms(done: EndpointSetup) -> str:
    return f"{len(USED_EVENTS)} events in API version {API_VERSION} to {done.url}"


def _faults(before: WebhookEndpoint) -> str:
    missing = sorted(set(USED_EVENTS) - before.events) if "*" not in before.events else []
    needless = sorted(before.events - set(USED_EVENTS))
    faults = [
        *([] if before.enabled else ["it was disabled"]),
        *([f"it didn't receive {', '.join(missing)}"] if missing else []),
        *(
            [f"it also received {', '.join(needless)}, which Lyceum doesn't use"]
            if needless
            else []
        ),
    ]
    return f" ({'; '.join(faults)})"


def _ids(endpoints: Sequence[WebhookEndpoint]) -> str:
    return " and ".join(endpoint.id for endpoint in endpoints)


async def run(settings: Settings, *, remove_old: bool = False) -> tuple[bool, str]:
    """Set up the endpoint by the settings; return success, and what to print."""
    if settings.stripe.delivery == "poll":
        return True, 'Not needed: [stripe] delivery = "poll" polls Stripe instead.'
    try:
        async with stripe_client(settings) as api:
            url = settings.web.public_url + WEBHOOK_PATH
            return True, report(await set_up(EndpointApi(api), url, remove_old=remove_old))
    except UnusableAddressError as error:
        return False, str(error)
    except KeyRefusedError as error:
        return False, f"Stripe refuses STRIPE_API_KEY: {error}"
    except RetryLaterError as error:
        return False, f"Stripe can't be reached; try again: {error}"
    except PersonMustActError as error:
        return False, (
            f"Stripe refuses: {error}\nIf the key lacks a permission: give it "
            f"{PERMISSION} (Developers → API keys → Edit). Read is enough afterwards."
        )
