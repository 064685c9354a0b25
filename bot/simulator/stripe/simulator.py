"""Stripe on loopback: REST, the hosted checkout page and signed webhooks, with a memory."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web

from bot.simulator.faults import Faults, fault_middleware
from bot.simulator.requestlog import RequestLog
from bot.simulator.stripe.account import Account
from bot.simulator.stripe.acts import checkout
from bot.simulator.stripe.acts.charging import Card
from bot.simulator.stripe.acts.passing_time import catch_up
from bot.simulator.stripe.api import endpoints
from bot.simulator.stripe.api.catalogue import create_price
from bot.simulator.stripe.api.journal import logging_middleware, one_at_a_time
from bot.simulator.stripe.api.keys import Keys
from bot.simulator.stripe.api.routing import Call
from bot.simulator.stripe.api.server import RestServer, refuse
from bot.simulator.stripe.api.sessions import create as create_session
from bot.simulator.stripe.api.throttle import Throttle
from bot.simulator.stripe.clock import SimulatedClock
from bot.simulator.stripe.ids import mint
from bot.simulator.stripe.owner import Owner
from bot.simulator.stripe.page.checkout import CheckoutPage
from bot.simulator.stripe.page.invoice import InvoicePage
from bot.simulator.stripe.page.portal import PortalPage
from bot.simulator.stripe.store import Json
from bot.simulator.stripe.webhooks.courier import Webhooks
from bot.simulator.stripe.webhooks.delivery import Attempt, RetrySchedule


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A registered webhook endpoint."""

    id: str
    url: str
    secret: str


@dataclass(frozen=True, slots=True)
class Paid:
    """What the checkout page answered to a payment."""

    status: int  # of the HTTP answer: 303 paid, 402 declined, 410 no longer open
    location: str | None  # where the payer is sent
    page: str  # HTML, if the payer stays

    @property
    def ok(self) -> bool:
        """Whether the payment was accepted."""
        return self.location is not None


class StripeSimulator(Owner):
    """A Stripe account on 127.0.0.1, used as an async context manager.

    Attributes:
        faults: Trouble on the way to the REST interface and the checkout page.
        crashes: Trouble inside Stripe; its 500 is repeated for the same idempotency key.
        webhooks: Deliveries, and trouble with them.
        requests: Every REST request with its answer.
        keys: API keys; `keys.restrict("rk_test_…", {"customer_write", …})`.
        clock: The account's time.
    """

    def __init__(
        self,
        api_key: str = "sk_test_simulated",
        *,
        port: int = 0,
        retry: RetrySchedule | None = None,
        rate_limit: int | None = None,
    ) -> None:
        """Prepare an account.

        Args:
            api_key: Its secret key; `sk_live_…` makes everything live.
            port: 0 for any free one.
            retry: When failed webhooks are tried again.
            rate_limit: Requests a second and endpoint until 429; None for no limit (25 at Stripe).
        """
        self.clock = SimulatedClock()
        super().__init__(Account(self.clock, livemode=api_key.startswith(("sk_live", "rk_live"))))
        self.api_key = api_key
        self.keys = Keys(api_key)
        self.faults = Faults()
        self.requests = RequestLog()
        self.webhooks = Webhooks(self._account, retry or RetrySchedule())
        self._account.on_event = self.webhooks.dispatch
        self._rest = RestServer(self._account, self.keys, Throttle(rate_limit))
        self.idempotency = self._rest.idempotency
        self.crashes = self._rest.crashes
        self._port = port
        self._runner: web.AppRunner | None = None
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        except OSError:  # the port is taken
            await self._runner.cleanup()
            raise
        self._port = self._runner.addresses[0][1]
        self._account.base_url = self.api_base
        self._session = aiohttp.ClientSession()
        self.webhooks.open(self._session)
        return self

    def _app(self) -> web.Application:
        app = web.Application(
            middlewares=[
                logging_middleware(self.requests),
                one_at_a_time(self._rest.idempotency),
                fault_middleware(self.faults, refuse),
            ]
        )
        pages = [page(self._account) for page in (CheckoutPage, InvoicePage, PortalPage)]
        for part in (self._rest, *pages):
            app.add_routes(part.routes())
        return app

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.faults.clear()
        await self.webhooks.close()
        if self._session is not None:
            await self._session.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def api_base(self) -> str:
        """The address to give stripe-python, without a slash at its end."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def deliveries(self) -> list[Attempt]:
        """Every attempt to deliver a webhook so far."""
        return self.webhooks.attempts

    def count(self, method: str, path: str) -> int:
        """How many REST requests matched two fnmatch patterns."""
        return self.requests.count(method, path)

    def advance(self, step: timedelta) -> None:
        """Skip some time: sessions expire and planned ends come; renewals are played."""
        self.clock.advance(step)
        catch_up(self._account)

    def create_endpoint(
        self,
        url: str,
        events: Iterable[str] = ("*",),
        *,
        secret: str | None = None,
        api_version: str | None = None,
    ) -> Endpoint:
        """Register a webhook endpoint as the owner does in the dashboard."""
        secret = secret or mint("whsec")
        params: Json = {"url": url, "enabled_events": list(events)}
        if api_version is not None:
            params["api_version"] = api_version
        made = endpoints.register(self._account, params, secret=secret)
        return Endpoint(made["id"], url, secret)

    def roll_secret(self, endpoint_id: str, *, overlap: bool = True) -> str:
        """Give an endpoint a new secret; while they overlap, both sign."""
        kept: list[str] = self._account.private[endpoint_id]["secrets"][:1] if overlap else []
        secret = mint("whsec")
        self._account.private[endpoint_id]["secrets"] = [secret, *kept]
        return secret

    async def pay(
        self,
        url_or_id: str,
        card: Card | str = Card.SUCCESS,
        *,
        email: str = "",
        code: str = "",
    ) -> Paid:
        """Pay on the checkout page over HTTP, as a browser does; the redirect isn't followed.

        Args:
            url_or_id: Of the session.
            card: What to pay with.
            email: Of the payer; one is made up if empty.
            code: A promotion code to enter.
        """
        url = url_or_id if "://" in url_or_id else f"{self.api_base}/c/pay/{url_or_id}"
        if self._session is None:
            raise RuntimeError("the simulator isn't running")
        form = {"card": str(card), "email": email, "code": code}
        async with self._session.post(url, data=form, allow_redirects=False) as answer:
            return Paid(answer.status, answer.headers.get("Location"), await answer.text())

    async def foreign_purchase(
        self, *, recurring: bool = True, amount: int = 1900, currency: str = "usd"
    ) -> Json:
        """Somebody buys another product of the same account; nothing in it is ours."""
        data: dict[str, Any] = {"currency": currency, "unit_amount": amount}
        data["product_data"] = {"name": "Something else entirely"}
        if recurring:
            data["recurring"] = {"interval": "month"}
        price = create_price(self._account, Call("/v1/prices", data))
        params: Json = {
            "mode": "subscription" if recurring else "payment",
            "line_items": [{"price": price["id"], "quantity": 1}],
            "success_url": "https://elsewhere.example.com/thanks",
        }
        session = create_session(self._account, Call("/v1/checkout/sessions", params))
        checkout.complete(self._account, session, Card.SUCCESS, email="stranger@example.com")
        return session
