"""`/v1/events`: the events of the last 30 days."""

from collections.abc import Iterable
from datetime import timedelta
from fnmatch import fnmatchcase

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.api.lists import page, within
from bot.simulator.stripe.api.routing import CREATED, PAGING, ApiCall, get
from bot.simulator.stripe.errors import StripeError, no_such
from bot.simulator.stripe.parameters import flag, listed, text
from bot.simulator.stripe.store import Json

KEPT = timedelta(days=30)


def retrieve(account: Account, call: ApiCall) -> Json:
    """Return one event, as long as it is kept."""
    event = account.require("event", call.id)
    if event["created"] < _oldest(account):
        raise no_such("event", call.id)
    return event


def list_events(account: Account, call: ApiCall) -> Json:
    """Return a page of events, of one type (`*` allowed) or of up to 20."""
    if "type" in call.params and "types" in call.params:
        raise StripeError(
            "You may only specify one of these parameters: type, types.", param="type"
        )
    return page(_chosen(account, call.params), call)


def _chosen(account: Account, params: Json) -> Iterable[Json]:
    patterns: list[str] = params.get("types", [params.get("type", "*")])
    oldest = _oldest(account)
    for event in account.store.view("event").values():
        if event["created"] < oldest:
            continue
        if "created" in params and not within(event["created"], params["created"]):
            continue
        delivered = event["pending_webhooks"] == 0
        if params.get("delivery_success", delivered) is not delivered:
            continue
        if any(fnmatchcase(event["type"], pattern) for pattern in patterns):
            yield event


def _oldest(account: Account) -> int:
    return account.clock.stamp() - int(KEPT.total_seconds())


ROUTES = (
    get("/v1/events/{id}", "event", retrieve),
    get(
        "/v1/events",
        "event",
        list_events,
        **PAGING | CREATED,
        delivery_success=flag(),
        type=text(),
        types=listed(text(), most=20),
    ),
)
