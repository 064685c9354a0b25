"""Webhook endpoints at Stripe: what they are told, and how one is made, mended and removed."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, cast

from bot.payments.stripe.transport import StripeTransport


@dataclass(frozen=True, slots=True)
class WebhookEndpoint:
    """An address at which Stripe tells events.

    Attributes:
        id: `we_…`.
        url: where Stripe posts to.
        enabled: whether it does.
        events: of these types; `*` means of all.
        api_version: in this shape, for ever; None: the account's default version.
    """

    id: str
    url: str
    enabled: bool
    events: frozenset[str]
    api_version: str | None


class EndpointApi:
    """The calls about webhook endpoints. They fail as all of the door's do."""

    def __init__(self, transport: StripeTransport) -> None:
        self._transport = transport

    async def list_all(self) -> list[WebhookEndpoint]:
        """Return the account's endpoints; Stripe allows fewer than the hundred asked for."""
        async with self._transport.call():
            found = await self._transport.client.v1.webhook_endpoints.list_async({"limit": 100})
        return [
            WebhookEndpoint(
                id=each.id,
                url=each.url,
                enabled=each.status == "enabled",
                events=frozenset(each.enabled_events),
                api_version=each.api_version,
            )
            for each in found.data
        ]

    async def create(self, url: str, events: Collection[str], version: str) -> tuple[str, str]:
        """Make an endpoint; return its id and its signing secret, which Stripe tells only now."""
        params = cast(
            "Any",
            {
                "url": url,
                "enabled_events": sorted(events),
                "api_version": version,
                "description": "Lyceum",
            },
        )
        async with self._transport.call():
            made = await self._transport.client.v1.webhook_endpoints.create_async(params)
        return made.id, made.secret or ""

    async def repair(self, endpoint_id: str, events: Collection[str]) -> None:
        """Switch an endpoint on, for exactly these events."""
        params = cast("Any", {"enabled_events": sorted(events), "disabled": False})
        async with self._transport.call():
            await self._transport.client.v1.webhook_endpoints.update_async(endpoint_id, params)

    async def delete(self, endpoint_id: str) -> None:
        """Remove an endpoint; nothing is told to it any more."""
        async with self._transport.call():
            await self._transport.client.v1.webhook_endpoints.delete_async(endpoint_id)
