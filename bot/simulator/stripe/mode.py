"""One mode of a Stripe account, test or live: objects, endpoints, deliveries.

The two share only the owner: an object of one is missing (404) for a key of the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.simulator.stripe.account import Account
from bot.simulator.stripe.api import endpoints
from bot.simulator.stripe.api.catalogue import create_price
from bot.simulator.stripe.api.routing import ApiCall
from bot.simulator.stripe.api.sessions import create as create_session
from bot.simulator.stripe.behaviour import checkout
from bot.simulator.stripe.behaviour.charging import Card
from bot.simulator.stripe.ids import mint
from bot.simulator.stripe.owner import AccountOwner
from bot.simulator.stripe.store import Json
from bot.simulator.stripe.webhooks.delivery import Attempt, RetrySchedule
from bot.simulator.stripe.webhooks.delivery_worker import Webhooks


@dataclass(frozen=True, slots=True)
class RegisteredEndpoint:
    """A registered webhook endpoint."""

    id: str
    url: str
    secret: str


@dataclass(frozen=True, slots=True)
class Paid:
    """The checkout page's response to a payment."""

    status: int  # of the HTTP response: 303 paid, 402 declined, 410 no longer open
    location: str | None  # where the payer is sent
    page: str  # HTML, if the payer stays

    @property
    def ok(self) -> bool:
        """Return whether the payment was accepted."""
        return self.location is not None


class Mode(AccountOwner):
    """One mode of an account, and what happens in it.

    Attributes:
        api_key: A secret key of this mode.
        webhooks: Deliveries, and faults of them.
    """

    def __init__(self, account: Account, api_key: str, retry: RetrySchedule) -> None:
        super().__init__(account)
        self.api_key = api_key
        self.webhooks = Webhooks(account, retry)
        account.on_event = self.webhooks.dispatch
        self._session: aiohttp.ClientSession | None = None

    def open(self, session: aiohttp.ClientSession, base_url: str) -> None:
        """Start delivering webhooks and serving hosted pages below a base URL."""
        self._session = session
        self._account.base_url = base_url
        self.webhooks.open(session)

    @property
    def deliveries(self) -> list[Attempt]:
        """Every attempt so far to deliver a webhook."""
        return self.webhooks.attempts

    def create_endpoint(
        self,
        url: str,
        events: Iterable[str] = ("*",),
        *,
        secret: str | None = None,
        api_version: str | None = None,
    ) -> RegisteredEndpoint:
        """Register a webhook endpoint as the owner does in the dashboard."""
        secret = secret or mint("whsec")
        params: Json = {"url": url, "enabled_events": list(events)}
        if api_version is not None:
            params["api_version"] = api_version
        made = endpoints.register(self._account, params, secret=secret)
        return RegisteredEndpoint(made["id"], url, secret)

    def roll_secret(self, endpoint_id: str, *, overlap: bool = True) -> str:
        """Give an endpoint a new secret; with an overlap, both sign for a while."""
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
        accept: bool = True,
    ) -> Paid:
        """Pay on the checkout page over HTTP, as a browser does; follow no redirect.

        Args:
            url_or_id: The session's.
            card: The card to pay with.
            email: The payer's; one is invented if empty.
            code: A promotion code to enter.
            accept: Whether to accept the terms of service, if they are asked for.
        """
        url = url_or_id if "://" in url_or_id else f"{self._account.base_url}/c/pay/{url_or_id}"
        if self._session is None:
            raise RuntimeError("the simulator isn't running")
        form = {"card": str(card), "email": email, "code": code, "terms": "on" if accept else ""}
        async with self._session.post(url, data=form, allow_redirects=False) as answer:
            return Paid(answer.status, answer.headers.get("Location"), await answer.text())

    async def foreign_purchase(
        self, *, recurring: bool = True, amount: int = 1900, currency: str = "usd"
    ) -> Json:
        """Buy another product of the same account, which has nothing to do with Lyceum."""
        data: dict[str, Any] = {"currency": currency, "unit_amount": amount}
        data["product_data"] = {"name": "Something else entirely"}
        if recurring:
            data["recurring"] = {"interval": "month"}
        price = create_price(self._account, ApiCall("/v1/prices", data))
        params: Json = {
            "mode": "subscription" if recurring else "payment",
            "line_items": [{"price": price["id"], "quantity": 1}],
            "success_url": "https://elsewhere.example.com/thanks",
        }
        session = create_session(self._account, ApiCall("/v1/checkout/sessions", params))
        checkout.complete(self._account, session, Card.SUCCESS, email="stranger@example.com")
        return session
