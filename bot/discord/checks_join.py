"""The doctor's checks of what the join page needs from Discord."""

import aiohttp
import discord

from bot.clock import SystemClock
from bot.discord.sign_in import DiscordSignIn
from bot.errors import RetryLaterError
from bot.health.finding import Finding, FindingFactory
from bot.join.build import is_offered
from bot.join.ports import ClientSecretRefusedError
from bot.join.routes import SIGNED_IN
from bot.settings import Settings

CLIENT_SECRET, REDIRECT, INVITE = "client-secret", "redirect", "invite"


async def check_join(
    client: discord.Client, settings: Settings, report: FindingFactory
) -> list[Finding]:
    """Check the client secret and the redirect; nothing if the page is not offered."""
    if not is_offered(settings):
        return []
    url = settings.web.public_url + SIGNED_IN
    return [await _secret(client, settings, url, report), await _redirect(client, url, report)]


async def _secret(
    client: discord.Client, settings: Settings, url: str, report: FindingFactory
) -> Finding:
    async with aiohttp.ClientSession() as http:
        sign_in = DiscordSignIn(
            http,
            SystemClock(),
            api_base=settings.discord.api_base,
            client_id=lambda: client.application_id,
            client_secret=settings.discord_client_secret.get_secret_value(),
            redirect_url=url,
        )
        try:
            await sign_in.check_secret()
        except ClientSecretRefusedError:
            return report.failed(CLIENT_SECRET, "doctor-client-secret-refused")
        except RetryLaterError as error:
            return report.failed(CLIENT_SECRET, "doctor-discord-unreachable", error=str(error))
    return report.ok(CLIENT_SECRET, "doctor-client-secret")


async def _redirect(client: discord.Client, url: str, report: FindingFactory) -> Finding:
    application = await client.application_info()
    if url in application.redirect_uris:
        return report.ok(REDIRECT, "doctor-redirect", url=url)
    return report.failed(REDIRECT, "doctor-redirect-missing", url=url)


def check_invite(
    guild: discord.Guild, me: discord.Member, settings: Settings, report: FindingFactory
) -> list[Finding]:
    """Check in one server that payers can be added, if the page is offered."""
    if not is_offered(settings):
        return []
    names = {"guild": guild.name, "role": me.top_role.name}
    if me.guild_permissions.create_instant_invite:
        return [report.ok(INVITE, "doctor-invite", **names)]
    return [report.failed(INVITE, "doctor-invite-missing", **names)]
