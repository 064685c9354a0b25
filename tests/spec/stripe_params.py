"""Check requests against the installed package's parameter types."""

import re
from collections.abc import Iterator
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Literal, Union, cast, get_args, get_origin

from typing_extensions import is_typeddict

from bot.simulator.stripe.api.server import ROUTES
from bot.simulator.stripe.store import Value
from tests.spec.stripe_types import Hint, parameter_hints, parameters

_NOUNS = {
    "products": "Product",
    "prices": "Price",
    "customers": "Customer",
    "checkout/sessions": "checkout.Session",
    "subscriptions": "Subscription",
    "subscription_items": "SubscriptionItem",
    "subscription_schedules": "SubscriptionSchedule",
    "invoices": "Invoice",
    "invoice_payments": "InvoicePayment",
    "payment_intents": "PaymentIntent",
    "charges": "Charge",
    "refunds": "Refund",
    "disputes": "Dispute",
    "coupons": "Coupon",
    "billing_portal/configurations": "billing_portal.Configuration",
    "billing_portal/sessions": "billing_portal.Session",
    "promotion_codes": "PromotionCode",
    "events": "Event",
    "webhook_endpoints": "WebhookEndpoint",
}
_ODD = {
    ("GET", "/v1/tax/settings"): "tax.SettingsRetrieveParams",
    ("DELETE", "/v1/subscriptions/{id}"): "SubscriptionCancelParams",
    ("GET", "/v1/account"): "AccountRetrieveCurrentParams",
    ("GET", "/v1/balance"): "BalanceRetrieveParams",
    ("GET", "/v1/checkout/sessions/{id}/line_items"): "checkout.SessionLineItemListParams",
    ("GET", "/v1/invoices/{id}/lines"): "InvoiceLineItemListParams",
    ("POST", "/v1/invoices/create_preview"): "InvoiceCreatePreviewParams",
    ("POST", "/v1/subscription_schedules/{id}/cancel"): "SubscriptionScheduleCancelParams",
    ("POST", "/v1/subscription_schedules/{id}/release"): "SubscriptionScheduleReleaseParams",
    ("POST", "/v1/invoices/{id}/finalize"): "InvoiceFinalizeInvoiceParams",
    ("POST", "/v1/invoices/{id}/mark_uncollectible"): "InvoiceMarkUncollectibleParams",
    ("POST", "/v1/invoices/{id}/pay"): "InvoicePayParams",
    ("POST", "/v1/invoices/{id}/void"): "InvoiceVoidInvoiceParams",
    ("POST", "/v1/subscriptions/{id}/pause"): "SubscriptionPauseParams",
    ("POST", "/v1/subscriptions/{id}/resume"): "SubscriptionResumeParams",
    ("POST", "/v1/checkout/sessions/{id}/expire"): "checkout.SessionExpireParams",
}
_ACTS = {
    ("GET", False): "List",
    ("POST", False): "Create",
    ("GET", True): "Retrieve",
    ("POST", True): "Update",
    ("DELETE", True): "Delete",
}


def type_of(method: str, path: str) -> type[Any]:
    """The class of `stripe.params` that describes an endpoint's parameters.

    Args:
        method: As "POST".
        path: With `{id}` for an id, as "/v1/customers/{id}".
    """
    if odd := _ODD.get((method, path)):
        return parameters(odd)
    collection, _, one = path.removeprefix("/v1/").partition("/{id}")
    assert not one, f"no type is known for {method} {path}"
    return parameters(f"{_NOUNS[collection]}{_ACTS[method, path.endswith('{id}')]}Params")


def template_of(method: str, path: str) -> str:
    """The endpoint that an address belongs to: "/v1/customers/cus_1" to "/v1/customers/{id}"."""
    paths = [route.path for route in ROUTES if route.method == method]
    if path in paths:
        return path
    return next(each for each in paths if re.fullmatch(each.replace("{id}", "[^/]+"), path))


def request_faults(method: str, path: str, sent: dict[str, Value]) -> Iterator[str]:
    """What is wrong with the decoded parameters of a request."""
    template = template_of(method, path)
    yield from _group(sent, type_of(method, template), f"{method} {template}")


def _group(sent: dict[str, Value], cls: type[Any], at: str) -> Iterator[str]:
    hints = parameter_hints(cls)
    for name, value in sent.items():
        if name not in hints:
            yield f"{at}: {cls.__name__} has no {name!r}"
        else:
            yield from _faults(value, hints[name], f"{at} {name}")
    required: frozenset[str] = getattr(cls, "__required_keys__")  # noqa: B009 - no static name
    for name in required & hints.keys() - sent.keys():
        yield f"{at}: {cls.__name__} needs {name!r}"


def _faults(sent: Value, hint: Hint, at: str) -> Iterator[str]:
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        tries = [list(_faults(sent, option, at)) for option in _closed(get_args(hint))]
        if all(tries):
            yield from min(tries, key=len)
    elif is_typeddict(hint):
        if isinstance(sent, dict):
            yield from _group(cast(dict[str, Value], sent), hint, at)
        else:
            yield f"{at}: {sent!r} is no hash"
    elif origin is list:
        yield from _list(sent, get_args(hint)[0], at)
    elif not _leaf(sent, hint):
        yield f"{at}: {sent!r} is not {hint!r}"


def _closed(options: tuple[Hint, ...]) -> list[Hint]:
    """Without the open end of enumerations: new words are Stripe's to invent, not ours."""
    literals = {
        each for option in options if get_origin(option) is Literal for each in get_args(option)
    }
    return [option for option in options if option is not str or not literals - {""}]


def _list(sent: Value, hint: Hint, at: str) -> Iterator[str]:
    if not isinstance(sent, list):
        yield f"{at}: {sent!r} is no array"
        return
    for index, item in enumerate(cast(list[Value], sent)):
        yield from _faults(item, hint, f"{at}[{index}]")


def _leaf(sent: Value, hint: Hint) -> bool:
    """Whether form text (or metadata) may stand for a value of the hinted type."""
    if get_origin(hint) is Literal:
        return sent in get_args(hint)
    if hint in (int, float, Decimal):
        return isinstance(sent, str) and bool(re.fullmatch(r"-?\d+(\.\d+)?", sent))
    if hint is bool:
        return sent in ("true", "false")
    if hint is str:
        return isinstance(sent, str)
    if hint is NoneType:
        return False
    return isinstance(sent, dict)  # metadata
