"""Refusals, worded and shaped as Stripe's."""

from collections.abc import Mapping
from typing import Any


class StripeError(Exception):
    """An answer that refuses a request.

    Attributes:
        status: HTTP status of the answer.
        error: The answer's `error` object.
        headers: Of the answer, beside those of every answer.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})
        self.error: dict[str, Any] = {"message": message, "type": kind}
        if code is not None:
            self.error["code"] = code
            self.error["doc_url"] = f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"
        if param is not None:
            self.error["param"] = param


def declined() -> StripeError:
    """A payment that was to be made at once was refused."""
    return StripeError(
        "Your card was declined.", status=402, kind="card_error", code="card_declined"
    )


def missing(param: str) -> StripeError:
    """A required parameter was not given."""
    return StripeError(f"Missing required param: {param}.", code="parameter_missing", param=param)


def unknown(params: list[str]) -> StripeError:
    """Parameters were given that the request doesn't have."""
    plural = "s" if len(params) > 1 else ""
    return StripeError(
        f"Received unknown parameter{plural}: {', '.join(params)}",
        code="parameter_unknown",
        param=params[0],
    )


def no_such(noun: str, given: str, param: str = "id", *, live: bool | None = None) -> StripeError:
    """An id leads nowhere: 404 when the address names it, 400 when a parameter does.

    Args:
        noun: What it would be.
        given: The id.
        param: Where it was given.
        live: Mode of the key, if the object exists in the other mode.
    """
    hint = ""
    if live is not None:
        used, there = ("live", "test") if live else ("test", "live")
        hint = (
            f"; a similar object exists in {there} mode, but a {used} mode key was used to make "
            "this request."
        )
    return StripeError(
        f"No such {noun}: '{given}'{hint}",
        status=404 if param == "id" else 400,
        code="resource_missing",
        param=param,
    )
