"""Sends requests to Stripe's API, throttled, and classifies their failures."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeAlias, cast

import aiohttp
import stripe
from aiolimiter import AsyncLimiter

from bot.clock import SystemClock
from bot.errors import BusyError, PersonMustActError, RetryLaterError
from bot.payments.stripe.server_time import StripeTime
from bot.settings.sections import TaxSettings

Pause: TypeAlias = Callable[[float], Awaitable[None]]  # waits for so many seconds
API_VERSION = "2026-10-28.endive"
NO_TAX = TaxSettings()
RETRIES = 2
TIMEOUT_SECONDS = 20.0
BUSY_SECONDS = (0.5, 1.0, 2.0)  # between retries if Stripe's rate limit is hit
SAVED_FAILURE = 500  # Stripe repeats this response for a day for the same idempotency key


class KeyRefusedError(PersonMustActError):
    """Stripe does not know the key."""


class StripeRefusedError(PersonMustActError):
    """Stripe understood the request and refused it: a retry would not help.

    `code` is Stripe's error code, if it sends one.
    """

    code: str = ""


class IdempotencyKeySpentError(StripeRefusedError):
    """The idempotency key is tied to a stored failure or to other parameters."""


class StripeMissingError(StripeRefusedError):
    """Stripe has no such object; `param` is the request's parameter that named it."""

    def __init__(self, text: str, param: str | None = None) -> None:
        super().__init__(text)
        self.param = param


def mode_of(key: str) -> bool | None:
    """Return whether a key is of live mode; None if the key doesn't show it."""
    kind, _, rest = key.partition("_")
    if kind not in ("sk", "rk"):
        return None
    return {"live": True, "test": False}.get(rest.partition("_")[0])


class _Client(stripe.AIOHTTPClient):
    """The SDK's client, which also reads Stripe's time; failed responses have it too."""

    def __init__(self, time: StripeTime, session: aiohttp.ClientSession, pause: Pause) -> None:
        super().__init__(session=session, timeout=TIMEOUT_SECONDS)  # pyright: ignore[reportUnknownMemberType] untyped by the SDK
        self._time = time
        self._pause = pause

    async def sleep_async(self, secs: float) -> None:
        """Wait before the SDK's retry."""
        await self._pause(secs)

    async def request_stream_async(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        post_data: Any = None,  # noqa: ANN401 the SDK's own
    ) -> tuple[Any, int, Mapping[str, str]]:
        """Send a request."""
        began = self._time.begin()
        answer = await super().request_stream_async(method, url, headers, post_data)  # pyright: ignore[reportUnknownMemberType] as above
        self._time.observe(answer[2].get("Date"), began)
        return answer


class StripeTransport:
    """Sends all requests through one throttle. `time` is corrected by the responses.

    `pause` waits before each retry; `tax` is how sales are taxed and invoiced.

    Every request raises `RetryLaterError` if Stripe can't be reached or is busy,
    `PersonMustActError` if the key is wrong or lacks a permission, and its subclass
    `StripeRefusedError` if the request itself is at fault.
    """

    def __init__(
        self,
        *,
        key: str,
        api_base: str,
        http: aiohttp.ClientSession,
        requests_per_second: int,
        time: StripeTime | None = None,
        busy_seconds: Sequence[float] = BUSY_SECONDS,
        pause: Pause = asyncio.sleep,
        tax: TaxSettings = NO_TAX,
    ) -> None:
        self.tax = tax
        self.busy_seconds = busy_seconds
        self.pause = pause
        self.time = time or StripeTime(SystemClock())
        self.client = stripe.StripeClient(
            key,
            stripe_version=API_VERSION,
            base_addresses={"api": api_base},
            http_client=_Client(self.time, http, pause),
            max_network_retries=RETRIES,
        )
        self.livemode = mode_of(key)
        self._throttle = AsyncLimiter(requests_per_second, 1)

    @asynccontextmanager
    async def call(self, *, keyed: bool = False) -> AsyncGenerator[None]:
        """Throttle one request and translate its failure.

        `keyed`: It has an idempotency key of ours, under which Stripe may store its failure.
        """
        await self._throttle.acquire()
        try:
            yield
        except stripe.AuthenticationError as error:
            raise KeyRefusedError(_text(error)) from error
        except stripe.PermissionError as error:
            raise PersonMustActError(_text(error)) from error
        except stripe.IdempotencyError as error:
            raise IdempotencyKeySpentError(_text(error)) from error
        except (stripe.RateLimitError, stripe.APIConnectionError) as error:
            busy = isinstance(error, stripe.RateLimitError)
            raise (BusyError if busy else RetryLaterError)(_text(error)) from error
        except (stripe.InvalidRequestError, stripe.CardError) as error:
            if error.code == "resource_missing":
                raise StripeMissingError(_text(error), cast("str | None", error.param)) from error
            refused = StripeRefusedError(_text(error))
            refused.code = error.code or ""
            raise refused from error
        except stripe.StripeError as error:
            if keyed and error.http_status == SAVED_FAILURE:
                raise IdempotencyKeySpentError(_text(error)) from error
            raise RetryLaterError(_text(error)) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise RetryLaterError(f"{type(error).__name__} while reading the answer") from error


def _text(error: stripe.StripeError) -> str:
    """Return Stripe's message for log and staff; it never contains the whole key."""
    return f"{error.user_message or type(error).__name__} (request {error.request_id or 'unsent'})"
