"""`/v1/customers`."""

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.api.lists import list_of
from bot.simulator.stripe.api.routing import (
    CREATED,
    PAGING,
    ApiCall,
    changes,
    delete,
    get,
    merge_metadata,
    post,
)
from bot.simulator.stripe.behaviour import subscribing
from bot.simulator.stripe.errors import StripeError
from bot.simulator.stripe.objects import people
from bot.simulator.stripe.parameters import listed, metadata, text
from bot.simulator.stripe.store import Json

_PLAIN = ("description", "email", "name", "phone", "preferred_locales")


def create(account: Account, call: ApiCall) -> Json:
    """Create a customer."""
    _check_email(call.params)
    return account.add(people.customer(account, call.params), "customer.created")


def retrieve(account: Account, call: ApiCall) -> Json:
    """Return a customer, or what is left of a deleted one."""
    return account.store.trace(call.id) or account.require("customer", call.id)


def update(account: Account, call: ApiCall) -> Json:
    """Change a customer."""
    customer = account.require("customer", call.id)
    _check_email(call.params)
    with account.changing(customer, "customer.updated"):
        customer |= changes(call.params, _PLAIN)
        merge_metadata(customer, call.params)
    return customer


def remove(account: Account, call: ApiCall) -> Json:
    """Delete a customer; the subscriptions end immediately."""
    customer = account.require("customer", call.id)
    for subscription in account.store.where("subscription", customer=call.id):
        if subscription["status"] != "canceled":
            subscribing.end(account, subscription)
    account.emit("customer.deleted", customer)
    return account.store.remove(customer)


def _check_email(params: Json) -> None:
    email: str = params.get("email") or "@"
    if "@" not in email:
        raise StripeError(f"Invalid email address: {email}", code="email_invalid", param="email")


_SHAPE = {
    "description": text(),
    "email": text(longest=512),
    "metadata": metadata(),
    "name": text(longest=256),
    "phone": text(longest=20),
    "preferred_locales": listed(text()),
}

ROUTES = (
    post("/v1/customers", "customer", create, **_SHAPE),
    get("/v1/customers/{id}", "customer", retrieve),
    post("/v1/customers/{id}", "customer", update, **_SHAPE),
    delete("/v1/customers/{id}", "customer", remove),
    get(
        "/v1/customers", "customer", list_of("customer", "email"), **PAGING | CREATED, email=text()
    ),
)
