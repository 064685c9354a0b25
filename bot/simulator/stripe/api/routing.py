"""Defines an endpoint of the REST API."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.parameters import Field, Shape, integer, listed, span, text
from bot.simulator.stripe.store import Json

EXPAND = {"expand": listed(text(), most=20)}
PAGING = {"limit": integer(1, 100), "starting_after": text(), "ending_before": text()}
CREATED = {"created": span()}


@dataclass(frozen=True, slots=True)
class ApiCall:
    """An authorized request with its parsed parameters."""

    url: str  # path of the URL, such as "/v1/customers"
    params: Json
    id: str = ""  # the one in the path


Answer = Callable[[Account, ApiCall], Json]


@dataclass(frozen=True, slots=True)
class ApiRoute:
    """One endpoint."""

    method: str
    path: str  # with {id} in it
    permission: str  # the permission a restricted key needs, such as "customer_write"
    shape: Shape
    answer: Answer


def get(path: str, permission: str, answer: Answer, **shape: Field) -> ApiRoute:
    """Define a read of an object or a list."""
    return ApiRoute("GET", path, f"{permission}_read", EXPAND | shape, answer)


def post(path: str, permission: str, answer: Answer, **shape: Field) -> ApiRoute:
    """Define a creation or change."""
    return ApiRoute("POST", path, f"{permission}_write", EXPAND | shape, answer)


def delete(path: str, permission: str, answer: Answer, **shape: Field) -> ApiRoute:
    """Define a deletion."""
    return ApiRoute("DELETE", path, f"{permission}_write", shape, answer)


def retrieve(kind: str, noun: str | None = None) -> Answer:
    """Return an endpoint's handler: the object named in the path."""

    def answer(account: Account, call: ApiCall) -> Json:
        return account.require(kind, call.id, noun=noun)

    return answer


def changes(params: Json, names: Iterable[str]) -> Json:
    """Return the parameters that replace fields of the same name."""
    return {name: params[name] for name in names if name in params}


def merge_metadata(item: Json, params: Json) -> None:
    """Merge metadata as Stripe does: an empty value unsets a key, an empty whole all."""
    given: dict[str, str] | None = params.get("metadata")
    if given is None:
        return
    merged: dict[str, str] = item["metadata"] | given if given else {}
    item["metadata"] = {key: value for key, value in merged.items() if value}
