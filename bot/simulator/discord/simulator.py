"""The simulated Discord as a whole: start it, act on it, read what it was sent."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Self

from aiohttp import web

from bot.simulator.discord.actors.guild import PlayedGuild
from bot.simulator.discord.actors.stage import ActorContext
from bot.simulator.discord.gateway.gateway import Gateway
from bot.simulator.discord.rest.authorize_page import AuthorizePage
from bot.simulator.discord.rest.routes import all_routes
from bot.simulator.discord.rest.server import BASE, Rest
from bot.simulator.discord.state import guilds
from bot.simulator.discord.state.authorizations import Authorizations
from bot.simulator.discord.state.commands import CommandRegistry
from bot.simulator.discord.state.intents import Intent
from bot.simulator.discord.state.interactions import Interactions
from bot.simulator.discord.state.records import User
from bot.simulator.discord.state.world import Application, DiscordState
from bot.simulator.faults import Faults
from bot.simulator.request_log import RequestLog
from bot.simulator.waiting import PATIENCE_SECONDS

_APPLICATION_ID = 1_100_000_000_000_000_001
_OWNER_ID = 1_100_000_000_000_000_002
_DRAIN_SECONDS = 1.0


class DiscordSimulator:
    """Discord on loopback, for one application.

    Args:
        token: The only accepted token.
        application_id: The application's id, and its bot's.
        name: The application's name, and that of its bot's managed roles.
        client_secret: The application's OAuth2 secret; without one nobody can sign in.
        granted: The privileged intents that the application may ask for.
        host: The address to listen on.
        port: The port to listen on; 0 takes a free one.
        now: The clock of ids and times.
        answer_seconds: How long an interaction may stay without a response.
        token_seconds: How long an interaction's token allows follow-ups.
        heartbeat_seconds: The heartbeat interval that clients get from the gateway.
    """

    def __init__(
        self,
        token: str = "simulated-token",  # noqa: S107 - opens nothing but the simulator
        *,
        application_id: int = _APPLICATION_ID,
        name: str = "Lyceum",
        client_secret: str = "",
        granted: Intent = Intent.GUILD_MEMBERS,
        host: str = "127.0.0.1",
        port: int = 0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        answer_seconds: float = 3.0,
        token_seconds: float = 900.0,
        heartbeat_seconds: float = 41.25,
    ) -> None:
        owner = User(_OWNER_ID, "developer")
        application = Application(application_id, name, token, granted, owner, client_secret)
        self.world = DiscordState(application, User(application_id, name, bot=True), now)
        self.faults = Faults()
        self.requests = RequestLog()
        self._commands = CommandRegistry(self.world)
        self._interactions = Interactions(self.world, answer_seconds, token_seconds)
        self.authorizations = Authorizations(self.world)
        self._gateway = Gateway(self.world, heartbeat_seconds)
        self._rest = Rest(
            self.world,
            self._commands,
            self._interactions,
            self.authorizations,
            self.faults,
            self.requests,
        )
        self._context = ActorContext(
            self.world, self._commands, self._interactions, lambda: self._gateway.connected
        )
        self._host, self.port = host, port
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def token(self) -> str:
        """The bot's token."""
        return self.world.application.token

    @property
    def application_id(self) -> int:
        """The application's id, and its bot's."""
        return self.world.application.id

    @property
    def origin(self) -> str:
        """The server's address, http://host:port."""
        return f"http://{self._host}:{self.port}"

    @property
    def api_base(self) -> str:
        """The API's base address to use."""
        return self.origin + BASE

    @property
    def gateway_url(self) -> str:
        """The gateway's URL."""
        return f"ws://{self._host}:{self.port}/gateway"

    async def start(self) -> None:
        """Start listening; `port` is known afterwards."""
        app = web.Application(middlewares=list(self._rest.middlewares()), client_max_size=1 << 25)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=_DRAIN_SECONDS)
        app.router.add_get("/gateway", self._gateway.handle)
        app.router.add_get("/gateway/", self._gateway.handle)
        AuthorizePage(self.world, self.authorizations).register(app)
        self._rest.register(app, all_routes(lambda: self.gateway_url))
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self.port)
        await site.start()
        self.port = int(self._runner.addresses[0][1])
        self.world.attachments.origin = self.origin
        self._gateway.resume_url = self.gateway_url

    async def close(self) -> None:
        """Stop listening and drop all connections."""
        self.faults.clear()
        await self._gateway.drop(code=1001)
        if self._runner is not None:
            await self._runner.cleanup()

    # Playing

    def create_guild(self, name: str, *, locale: str = "en-US") -> PlayedGuild:
        """Create a guild; invite the bot to it with `guild.invite_bot`."""
        return PlayedGuild(self._context, guilds.found_guild(self.world, name, locale))

    def allow_redirect(self, uri: str) -> None:
        """Register a redirect URI of the application, as in the Developer Portal."""
        application = self.world.application
        self.world.application = replace(
            application, redirect_uris=(*application.redirect_uris, uri)
        )

    async def wait_until_connected(self, timeout: float = PATIENCE_SECONDS) -> None:
        """Wait until the bot has identified or resumed at the gateway."""
        await self.world.pulse.until(
            lambda: self._gateway.connected, "the bot did not connect to the gateway", timeout
        )

    async def wait_until_disconnected(self, timeout: float = PATIENCE_SECONDS) -> None:
        """Wait until the bot has disconnected from the gateway."""
        await self.world.pulse.until(
            lambda: not self._gateway.connected, "the bot stayed at the gateway", timeout
        )

    # Faults

    async def drop_gateway(self, *, resumable: bool = True) -> None:
        """Drop the gateway connection; without `resumable`, also end the session."""
        await self._gateway.drop(resumable=resumable)

    def refuse_gateway(self, times: int = 1) -> None:
        """Refuse the next gateway connections with 503."""
        self._gateway.refusals = times

    def ask_to_reconnect(self) -> None:
        """Ask the bot to reconnect and resume, as Discord does before a restart."""
        self._gateway.ask_to_reconnect()

    def invalidate_session(self, *, resumable: bool = False) -> None:
        """Tell the bot that its session is invalid."""
        self._gateway.invalidate(resumable=resumable)

    # Looking

    def count(self, method: str, path: str) -> int:
        """Return how many requests match two patterns, such as "PUT" and "*/roles/*"."""
        return self.requests.count(method, path)
