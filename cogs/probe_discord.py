"""The doctor's look at Discord: over REST only, without connecting to the gateway."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import aiohttp
import discord

from bot.client import intents, point_at
from bot.health.finding import Finding, skipped
from bot.settings import Settings
from cogs.probe_guild import PERMISSIONS, check_guild
from data.plans import Plan

TIMEOUT_SECONDS = 30.0
LOGIN = "Discord token"
INTENT = "Server Members intent"
GUILDS = "Discord servers"
ROLES = "Roles of the plans"


async def check_discord(settings: Settings, plans: list[Plan] | None) -> list[Finding]:
    """Look at the token, the intent, the guilds, and in them channels and roles.

    Args:
        settings: Which token, which guild, which channels.
        plans: Whose roles are looked at; None where they could not be read.
    """
    try:
        async with asyncio.timeout(TIMEOUT_SECONDS), _logged_in(settings) as client:
            return await _look(client, settings, plans)
    except discord.LoginFailure:
        fix = (
            "Copy the token anew from the Developer Portal (your application → Bot → Reset Token)."
        )
        refused = Finding(LOGIN, ok=False, detail="refused by Discord", fix=fix)
        return [refused, *skipped([INTENT, GUILDS], "Discord does not let us in")]
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        words = str(error) or f"no answer within {TIMEOUT_SECONDS:g} seconds"
        fix = "Check this machine's way to the internet and [discord] api_base, then ask again."
        return [Finding("Discord", ok=False, detail=f"can't be reached: {words}", fix=fix)]


@asynccontextmanager
async def _logged_in(settings: Settings) -> AsyncGenerator[discord.Client]:
    point_at(settings.discord.api_base)
    async with discord.Client(intents=intents()) as client:
        await client.login(settings.discord_token.get_secret_value())
        yield client


async def _look(
    client: discord.Client, settings: Settings, plans: list[Plan] | None
) -> list[Finding]:
    application = await client.application_info()
    findings = [
        Finding(LOGIN, ok=True, detail=f"accepted, we are {application.name}"),
        _check_intent(application.flags),
    ]
    guilds = [guild async for guild in client.fetch_guilds(limit=200)]
    only = settings.discord.guild_id
    served = [guild for guild in guilds if only in (guild.id, None)]
    if not served:
        return [*findings, _no_guild(application.id, only)]
    names = ", ".join(guild.name for guild in served)
    findings.append(Finding(GUILDS, ok=True, detail=names))
    for guild in served:
        findings += await check_guild(client, guild.id, settings, plans or [])
    if plans is None:
        findings += skipped([ROLES], "the database can't be read")
    return findings


def _check_intent(flags: discord.ApplicationFlags) -> Finding:
    if flags.gateway_guild_members or flags.gateway_guild_members_limited:
        return Finding(INTENT, ok=True, detail="on")
    fix = "Switch it on in the Developer Portal (your application → Bot → Privileged Intents)."
    return Finding(INTENT, ok=False, detail="off", fix=fix)


def _no_guild(application_id: int, only: int | None) -> Finding:
    link = discord.utils.oauth_url(application_id, permissions=PERMISSIONS)
    detail = "we are in none" if only is None else f"we are not in {only} ([discord] guild_id)"
    return Finding(GUILDS, ok=False, detail=detail, fix=f"Invite the bot: {link}")
