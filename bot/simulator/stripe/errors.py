"""Errors with Stripe's texts and form."""

from collections.abc import Mapping
from typing import Any


class StripeError(Exception):
    """A response that refuses a request.

    Attributes:
        status: The HTTP status of the response.
        error: The response's `error` object.
        headers: Headers of the response, besides those of every response.
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
    """Return the error of a payment that was declined."""
    return StripeError(
        "Your card was declined.", status=402, kind="card_error", code="card_declined"
    )


def missing(param: str) -> StripeError:
    """Return the error of a missing parameter."""
    return StripeError(f"Missing required param: {param}.", code="parameter_missing", param=param)


def unknown(params: list[str]) -> StripeError:
    """Return the error of parameters that the request doesn't have."""
    plural = "s" if len(params) > 1 else ""
    return StripeError(
        f"Received unknown parameter{plural}: {', '.join(params)}",
        code="parameter_unknown",
        param=params[0],
    )


def no_such(noun: str, given: str, param: str = "id", *, live: bool | None = None) -> StripeError:
    """Return the error of an unknown id: 404 if it is in the path, 400 in a parameter.

    Args:
        noun: The kind of object.
        given: The id.
        param: The parameter that holds it.
        live: The key's mode, if the object exists in the other mode.
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
