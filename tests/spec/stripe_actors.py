"""Provide the users of the simulated Stripe: a client, a shop, a webhook receiver."""

from dataclasses import dataclass
from typing import Any, Self

import aiohttp
from aiohttp import web
from stripe import AIOHTTPClient, InvalidRequestError, StripeClient, Webhook

from bot.simulator.stripe import RegisteredEndpoint, StripeSimulator
from bot.simulator.stripe.store import Json, Value
from bot.simulator.waiting import Pulse


def client_for(
    simulator: StripeSimulator,
    session: aiohttp.ClientSession,
    key: str | None = None,
    *,
    timeout: float = 5,
    retries: int = 2,
) -> StripeClient:
    """The real client of the stripe package, turned to the simulator."""
    return StripeClient(
        key or simulator.api_key,
        base_addresses={"api": simulator.api_base},
        http_client=AIOHTTPClient(session=session, timeout=timeout),
        max_network_retries=retries,
    )


def param_of(error: InvalidRequestError) -> Value:
    """The parameter that a refusal names."""
    return error.param  # pyright: ignore[reportUnknownMemberType] - the package leaves it untyped


def last_event(simulator: StripeSimulator) -> Json:
    """What happened last."""
    return list(simulator.events.values())[-1]


def types_since(simulator: StripeSimulator, count: int) -> list[str]:
    """The types of all events but the first so many; of the last so many if negative."""
    return [event["type"] for event in list(simulator.events.values())[count:]]


@dataclass(frozen=True, slots=True)
class Shop:
    """Sells one membership or one thing."""

    client: StripeClient

    async def price(
        self, amount: int = 1200, interval: str | None = "month", *, currency: str = "usd"
    ) -> str:
        """The id of a new price of a new product, in cents."""
        product = await self.client.v1.products.create_async({"name": "Gold"})
        params: Any = {"product": product.id, "currency": currency, "unit_amount": amount}
        if interval:
            params["recurring"] = {"interval": interval}
        return (await self.client.v1.prices.create_async(params)).id

    async def session(
        self, price: str | None = None, *, idempotency_key: str | None = None, **params: Value
    ) -> Json:
        """A new checkout session for a monthly membership, unless told otherwise."""
        line = {"price": price or await self.price(), "quantity": 1}
        asked: Any = {
            "mode": "subscription",
            "line_items": [line],
            "success_url": "https://lyceum.example.com/thanks?session={CHECKOUT_SESSION_ID}",
            "cancel_url": "https://lyceum.example.com/plans",
        }
        made = await self.client.v1.checkout.sessions.create_async(
            asked | params, {"idempotency_key": idempotency_key}
        )
        return made.to_dict()


class Receiver:
    """A webhook endpoint that verifies with the real package and keeps what it got.

    Attributes:
        events: Verified events in the order of their arrival.
        answers: Statuses to answer with next; 200 when there are no more.
    """

    def __init__(self) -> None:
        self.events: list[Json] = []
        self.answers: list[int] = []
        self.secrets: list[str] = []
        self.url = ""
        self._pulse = Pulse()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.add_routes([web.post("/hook", self._take)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/hook"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def listen(self, simulator: StripeSimulator, *events: str) -> RegisteredEndpoint:
        """Register at the simulator for these types, or all."""
        endpoint = simulator.create_endpoint(self.url, events or ("*",))
        self.secrets.append(endpoint.secret)
        return endpoint

    @property
    def types(self) -> list[str]:
        """Types of the events so far."""
        return [event["type"] for event in self.events]

    async def got(self, count: int) -> list[Json]:
        """Wait for that many events."""
        await self._pulse.until(
            lambda: len(self.events) >= count, lambda: f"{count} events; got {self.types}"
        )
        return self.events

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.read()
        event = Webhook.construct_event(
            body, request.headers["Stripe-Signature"], self.secrets[-1], api_key="sk_unused"
        )
        status = self.answers.pop(0) if self.answers else 200
        if status == 200:
            self.events.append(event.to_dict())
            self._pulse.changed()
        return web.Response(status=status)
