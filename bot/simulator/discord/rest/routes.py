"""All routes of the REST API."""

from collections.abc import Callable

from bot.simulator.discord.rest import (
    account,
    channels,
    commands,
    guilds,
    interactions,
    members,
    messages,
    oauth,
    reactions,
    scheduled_events,
    stages,
    threads,
)
from bot.simulator.discord.rest.call import Route


def all_routes(gateway_url: Callable[[], str]) -> list[Route]:
    """Return all routes, those with fixed parts before those with variable ones.

    Args:
        gateway_url: Returns the gateway's URL, once it is known.
    """
    return [
        *account.routes(gateway_url),
        *oauth.routes(),
        *guilds.routes(),
        *members.routes(),
        *scheduled_events.routes(),
        *stages.routes(),
        *channels.routes(),
        *threads.routes(),
        *messages.routes(),
        *reactions.routes(),
        *commands.routes(),
        *interactions.routes(),
    ]
