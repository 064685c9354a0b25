"""The doctor's checks of Discord over REST only, without the gateway."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import aiohttp
import discord

from bot.discord.checks_guild import PERMISSIONS, check_guild
from bot.discord.checks_join import check_join
from bot.discord.client import intents, use_api_base
from bot.health.database import StoredSetup
from bot.health.finding import Finding, FindingFactory
from bot.settings import Settings

TIMEOUT_SECONDS = 30.0
DISCORD, LOGIN, INTENT, PUBLIC, SERVERS, ROLES = (
    "discord",
    "login",
    "intent",
    "public",
    "servers",
    "roles",
)


async def check_discord(
    settings: Settings, stored: StoredSetup | None, report: FindingFactory
) -> list[Finding]:
    """Check the token, the intent, the guilds, and their channels and roles.

    Args:
        settings: The token, the guild and the channels.
        stored: What the database says about the setup; None if it could not be read.
        report: Creates findings.
    """
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS), _logged_in(settings) as client:
            return await _look(client, settings, stored, report)
    except discord.LoginFailure:
        refused = report.failed(LOGIN, "doctor-login-refused")
        return [refused, *report.skipped([INTENT, SERVERS], "doctor-no-login")]
    except TimeoutError:
        return [report.failed(DISCORD, "doctor-discord-silent", seconds=TIMEOUT_SECONDS)]
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        text = str(error) or type(error).__name__
        return [report.failed(DISCORD, "doctor-discord-unreachable", error=text)]


async def check_application(client: discord.Client, report: FindingFactory) -> list[Finding]:
    """Check the application that is logged in."""
    application = await client.application_info()
    flags = application.flags
    on = flags.gateway_guild_members or flags.gateway_guild_members_limited
    return [
        report.ok(LOGIN, "doctor-login", name=application.name),
        report.ok(INTENT, "doctor-intent") if on else report.failed(INTENT, "doctor-intent-off"),
        report.ok(PUBLIC, "doctor-public-on" if application.bot_public else "doctor-public-off"),
    ]


@asynccontextmanager
async def _logged_in(settings: Settings) -> AsyncGenerator[discord.Client]:
    use_api_base(settings.discord.api_base)
    async with discord.Client(intents=intents()) as client:
        await client.login(settings.discord_token.get_secret_value())
        yield client


async def _look(
    client: discord.Client, settings: Settings, stored: StoredSetup | None, report: FindingFactory
) -> list[Finding]:
    findings = await check_application(client, report)
    findings += await check_join(client, settings, report)
    guilds = [guild async for guild in client.fetch_guilds(limit=200)]
    only, named = settings.discord.guild_id, settings.discord.named_guilds
    served = [guild for guild in guilds if not named or guild.id in named]
    if not served:
        return [*findings, _no_guild(client, only, report)]
    names = ", ".join(guild.name for guild in served)
    findings.append(report.ok(SERVERS, "doctor-servers", names=names))
    for guild in served:
        findings += await check_guild(client, guild.id, settings, stored or StoredSetup(), report)
    if stored is None:
        findings += report.skipped([ROLES], "doctor-no-plans")
    return findings


def _no_guild(client: discord.Client, only: int | None, report: FindingFactory) -> Finding:
    link = discord.utils.oauth_url(client.application_id or 0, permissions=PERMISSIONS)
    if only is None:
        return report.failed(SERVERS, "doctor-servers-none", link=link)
    return report.failed(SERVERS, "doctor-servers-absent", server=str(only), link=link)
