"""Lists, creates, repairs and deletes webhook endpoints at Stripe."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, cast

from bot.payments.stripe.transport import StripeTransport


@dataclass(frozen=True, slots=True)
class WebhookEndpoint:
    """An address to which Stripe sends events.

    Attributes:
        id: `we_…`.
        url: Where Stripe posts to.
        enabled: Whether it does.
        events: The types of the events; `*` means all.
        api_version: The fixed API version of the events; None: the account's default version.
    """

    id: str
    url: str
    enabled: bool
    events: frozenset[str]
    api_version: str | None


class EndpointApi:
    """The requests about webhook endpoints. They raise what `StripeTransport` does."""

    def __init__(self, transport: StripeTransport) -> None:
        self._transport = transport

    async def list_all(self) -> list[WebhookEndpoint]:
        """Return the account's endpoints; Stripe allows fewer than the hundred requested."""
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
        """Create an endpoint; return its id and signing secret, which is sent only once."""
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
        """Enable an endpoint for exactly these events."""
        params = cast("Any", {"enabled_events": sorted(events), "disabled": False})
        async with self._transport.call():
            await self._transport.client.v1.webhook_endpoints.update_async(endpoint_id, params)

    async def delete(self, endpoint_id: str) -> None:
        """Delete an endpoint."""
        async with self._transport.call():
            await self._transport.client.v1.webhook_endpoints.delete_async(endpoint_id)
