"""`/v1/webhook_endpoints`."""

import re

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.api.lists import list_of
from bot.simulator.stripe.api.routing import (
    PAGING,
    ApiCall,
    changes,
    delete,
    get,
    merge_metadata,
    post,
    retrieve,
)
from bot.simulator.stripe.errors import StripeError
from bot.simulator.stripe.ids import mint
from bot.simulator.stripe.objects import people
from bot.simulator.stripe.parameters import flag, listed, metadata, text
from bot.simulator.stripe.store import Json

KIND = "webhook_endpoint"
_MAX_ENDPOINTS = 16  # endpoints of a test account
_VERSION = re.compile(r"\d{4}-\d\d-\d\d(\.[a-z]+)?")


def create(account: Account, call: ApiCall) -> Json:
    """Create an endpoint; only this response shows its secret."""
    return register(account, call.params, secret=mint("whsec"))


def register(account: Account, params: Json, *, secret: str) -> Json:
    """Store a new endpoint with the given secret.

    Raises:
        StripeError: Its URL or version is invalid, or there are too many.
    """
    _check_url(account, params)
    version: str = params.get("api_version", "2026-10-28.endive")
    if not _VERSION.fullmatch(version):
        raise StripeError(f"Invalid API version: {version}", param="api_version")
    if len(account.store.view(KIND)) >= _MAX_ENDPOINTS:
        raise StripeError(
            f"You have reached the maximum of {_MAX_ENDPOINTS} test webhook endpoints."
        )
    made = account.add(people.endpoint(account, params))
    account.private[made["id"]] = {"secrets": [secret]}
    return made | {"secret": secret}


def update(account: Account, call: ApiCall) -> Json:
    """Change an endpoint; its API version never changes."""
    endpoint = account.require(KIND, call.id)
    _check_url(account, call.params)
    endpoint |= changes(call.params, ("description", "enabled_events", "url"))
    merge_metadata(endpoint, call.params)
    if "disabled" in call.params:
        endpoint["status"] = "disabled" if call.params["disabled"] else "enabled"
    return endpoint


def remove(account: Account, call: ApiCall) -> Json:
    """Delete an endpoint; it gets no more events."""
    return account.store.remove(account.require(KIND, call.id))


def _check_url(account: Account, params: Json) -> None:
    url: str = params.get("url", "https://")
    if not url.startswith(("https://",) if account.livemode else ("http://", "https://")):
        raise StripeError(
            "Invalid URL: URL must be publicly accessible over HTTPS.",
            code="url_invalid",
            param="url",
        )


_SHAPE = {"description": text(unset=True), "metadata": metadata()}

ROUTES = (
    post(
        "/v1/webhook_endpoints",
        "webhook",
        create,
        **_SHAPE,
        api_version=text(),
        enabled_events=listed(text(), required=True),
        url=text(required=True),
    ),
    get("/v1/webhook_endpoints/{id}", "webhook", retrieve(KIND)),
    post(
        "/v1/webhook_endpoints/{id}",
        "webhook",
        update,
        **_SHAPE,
        disabled=flag(),
        enabled_events=listed(text()),
        url=text(),
    ),
    delete("/v1/webhook_endpoints/{id}", "webhook", remove),
    get("/v1/webhook_endpoints", "webhook", list_of(KIND), **PAGING),
)
