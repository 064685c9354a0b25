"""The doctor's checks of one guild from inside the running bot, by its client."""

import math

import aiohttp
import discord

from bot.discord.checks_guild import check_guild
from bot.discord.checks_join import check_join
from bot.discord.checks_login import DISCORD, ROLES, check_application
from bot.health.database import StoredSetup
from bot.health.finding import Finding, FindingFactory
from bot.settings import Settings

GATEWAY = "gateway"
SLOW_SECONDS = 1.0  # of the three that Discord grants for a response


async def check_from_inside(
    client: discord.Client,
    guild_id: int,
    settings: Settings,
    stored: StoredSetup | None,
    report: FindingFactory,
) -> list[Finding]:
    """Check the connection, the application and this guild only."""
    try:
        findings = [
            _gateway(client.latency, report),
            *await check_application(client, report),
            *await check_join(client, settings, report),
            *await check_guild(client, guild_id, settings, stored or StoredSetup(), report),
        ]
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        text = str(error) or type(error).__name__
        return [report.failed(DISCORD, "doctor-discord-unreachable", error=text)]
    if stored is None:
        findings += report.skipped([ROLES], "doctor-no-plans")
    return findings


def _gateway(seconds: float, report: FindingFactory) -> Finding:
    if not math.isfinite(seconds):  # no heartbeat has been acknowledged yet
        return report.ok(GATEWAY, "doctor-gateway-fresh")
    milliseconds = round(1000 * seconds)
    if seconds > SLOW_SECONDS:
        return report.failed(GATEWAY, "doctor-gateway-slow", milliseconds=milliseconds)
    return report.ok(GATEWAY, "doctor-gateway", milliseconds=milliseconds)
