"""Stripe on loopback: REST, hosted checkout page and signed webhooks, with state."""

from datetime import timedelta
from email.utils import format_datetime
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import web

from bot.simulator.faults import Faults, fault_middleware
from bot.simulator.request_log import RequestLog
from bot.simulator.stripe.account import Account
from bot.simulator.stripe.api.journal import logging_middleware, one_at_a_time
from bot.simulator.stripe.api.keys import Keys, is_live
from bot.simulator.stripe.api.server import RestServer, refuse
from bot.simulator.stripe.api.throttle import Throttle
from bot.simulator.stripe.behaviour.passing_time import catch_up
from bot.simulator.stripe.clock import SimulatedClock
from bot.simulator.stripe.hosted_pages.checkout import CheckoutPage
from bot.simulator.stripe.hosted_pages.invoice import InvoicePage
from bot.simulator.stripe.hosted_pages.portal import PortalPage
from bot.simulator.stripe.mode import Mode
from bot.simulator.stripe.webhooks.delivery import RetrySchedule

_OTHER = "/other-mode"  # where the hosted pages of the other mode are


class StripeSimulator(Mode):
    """A Stripe account on 127.0.0.1, used as an async context manager.

    Attributes:
        faults: Network faults of the REST API and the checkout page.
        crashes: Faults inside Stripe; their 500 is repeated for the same idempotency key.
        webhooks: Deliveries, and faults of them.
        requests: Every REST request with its response.
        keys: API keys; `keys.restrict("rk_test_…", {"customer_write", …})`.
        lists: Lists that are cut short.
        throttle: How many requests per second are allowed before a 429.
        clock: The account's time, which all responses have as their `Date`.
        other: The account's other mode, with a key, objects and endpoints of its own.
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
            retry: When failed webhooks are retried.
            rate_limit: Requests per second and endpoint until 429; None: no limit (Stripe: 25).
        """
        self.clock = SimulatedClock()
        live, retry = is_live(api_key), retry or RetrySchedule()
        super().__init__(Account(self.clock, livemode=live), api_key, retry)
        self.other = Mode(self._account.other, f"sk_{'test' if live else 'live'}_other", retry)
        self.keys = Keys(api_key, self.other.api_key)
        self.faults = Faults()
        self.requests = RequestLog()
        self.throttle = Throttle(rate_limit)
        self._rest = RestServer(self._account, self.keys, self.throttle)
        self.idempotency = self._rest.idempotency
        self.crashes = self._rest.crashes
        self.lists = self._rest.lists
        self._port = port
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        self._runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        except OSError:  # the port is taken
            await self._runner.cleanup()
            raise
        self._port = self._runner.addresses[0][1]
        session = aiohttp.ClientSession()
        self.open(session, self.api_base)
        self.other.open(session, f"{self.api_base}{_OTHER}")
        return self

    def _app(self) -> web.Application:
        app = web.Application(
            middlewares=[
                logging_middleware(self.requests),
                one_at_a_time(self._rest.idempotency),
                fault_middleware(self.faults, refuse),
            ]
        )
        app.on_response_prepare.append(self._stamp)
        app.add_routes(self._rest.routes())
        for page in (CheckoutPage, InvoicePage, PortalPage):
            app.add_routes(page(self._account).routes())
            for route in page(self._account.other).routes():
                app.router.add_route(route.method, _OTHER + route.path, route.handler)
        return app

    async def _stamp(self, _request: web.Request, response: web.StreamResponse) -> None:
        response.headers["Date"] = format_datetime(self.clock.now(), usegmt=True)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.faults.clear()
        await self.webhooks.close()
        await self.other.webhooks.close()
        if self._session is not None:
            await self._session.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def api_base(self) -> str:
        """The base URL for stripe-python, without a slash at its end."""
        return f"http://127.0.0.1:{self._port}"

    def count(self, method: str, path: str) -> int:
        """Return how many REST requests matched two fnmatch patterns."""
        return self.requests.count(method, path)

    def advance(self, step: timedelta) -> None:
        """Skip some time: sessions expire and planned ends come; renewals don't."""
        self.clock.advance(step)
        catch_up(self._account)
        catch_up(self._account.other)
