"""Provide both simulators, a guild with the bot, and Lyceum run in two ways."""

import secrets
import socket
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.app import TICK_SECONDS, App, running_app
from bot.clock import Clock
from bot.payments.stripe.event_targets import USED_EVENTS
from bot.payments.stripe.transport import API_VERSION
from bot.settings import Settings
from bot.simulator.discord import DiscordSimulator, Permission, PlayedChannel, PlayedGuild, Role
from bot.simulator.stripe import StripeSimulator
from tests.e2e.bot_process import BotProcess, Outcome, spawn, spawn_fresh
from tests.e2e.command_line import run_inside
from tests.e2e.polling import eventually

# In the form of real secrets, because some code checks it.
TOKEN = "MTEwMDAwMDAwMDAwMDAwMDAwMQ.GsimuL.aToRsToKeNwItHnOmEaNiNgAtAlL0123456789"
KEY = "rk_test_51townTownTownTownTown"
SECRET = "whsec_" + "t0wn" * 8
LICENCE_SECRET = "what all keys of town are derived from"
CLIENT_SECRET = "0Auth2-client-secret-of-town-0123"
FIRST_PORT, PORTS = 10_000, 20_000  # below those that Linux gives to connections
SHORT_TICK_SECONDS = 0.1  # for tests that wait for a calendar job
MAX_LOOP_DELAY = "lyceum_loop_delay_longest_seconds"
READY_SECONDS = 0.2  # there is only one server, so there is nothing to wait for

# Exactly what README tells an owner to allow: each test proves that it is enough.
PERMISSIONS = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.EMBED_LINKS
    | Permission.READ_MESSAGE_HISTORY
    | Permission.MANAGE_ROLES
)
KEY_PERMISSIONS = frozenset(
    (
        "product_write",
        "plan_write",  # Stripe's name for the permission on prices
        "customer_write",
        "checkout_session_write",
        "subscription_write",
        "invoice_write",
        "payment_intent_read",
        "charge_write",  # includes refunds
        "dispute_read",
        "customer_portal_write",
        "event_read",
        "webhook_read",
    )
)


@dataclass(frozen=True, slots=True)
class Sandbox:
    """Two running simulators, a guild, and the settings that point Lyceum to them.

    The guild has the channels `staff`, `general` and the forum `questions`, and a role `Pro`
    below the bot's. Stripe delivers to `port`, in whichever way Lyceum is run.
    """

    discord: DiscordSimulator
    stripe: StripeSimulator
    guild: PlayedGuild
    staff: PlayedChannel
    general: PlayedChannel
    questions: PlayedChannel
    pro: Role
    port: int
    folder: Path
    database_url: str
    tick_seconds: float = TICK_SECONDS  # at which calendar jobs are checked
    max_loop_delay: float = 0  # seconds for which the app may block the loop; 0: not checked

    def environment(self, **changes: str) -> dict[str, str]:
        """Return the variables that point Lyceum here, some of them changed."""
        return {
            "DISCORD_TOKEN": TOKEN,
            "STRIPE_API_KEY": KEY,
            "STRIPE_WEBHOOK_SECRET": SECRET,
            "LICENCE_SECRET": LICENCE_SECRET,
            "BOT__DISCORD__API_BASE": self.discord.api_base,
            "BOT__STRIPE__API_BASE": self.stripe.api_base,
            "BOT__WEB__PORT": str(self.port),
            "BOT__WEB__PUBLIC_URL": self.public_url,
            "BOT__DATABASE__URL": self.database_url,
            "BOT__LIBRARY__STORE": f"file:{self.folder / 'library'}",
            "BOT__DISCORD__GUILD_READY_TIMEOUT_SECONDS": str(READY_SECONDS),
            "BOT__RECOMMEND__CONTROL_SHARE": "0",
        } | changes

    def settings(self, client_secret: str = "", /, **sections: Mapping[str, object]) -> Settings:
        """Return settings that point here, with some keys changed: `digest={"items": 3}`.

        With `client_secret` the join page is offered.
        """
        leading: dict[str, dict[str, object]] = {
            "discord": {
                "api_base": self.discord.api_base,
                "guild_ready_timeout_seconds": READY_SECONDS,
            },
            "stripe": {"api_base": self.stripe.api_base},
            "web": {"port": self.port, "public_url": self.public_url},
            "database": {"url": self.database_url},
            "library": {"store": f"file:{self.folder / 'library'}"},
            "recommend": {"control_share": 0},  # no member may be in the control group
        }
        secrets = {
            "DISCORD_CLIENT_SECRET": client_secret,
            "DISCORD_TOKEN": TOKEN,
            "LICENCE_SECRET": LICENCE_SECRET,
            "STRIPE_API_KEY": KEY,
            "STRIPE_WEBHOOK_SECRET": SECRET,
        }
        for name, changes in sections.items():
            leading[name] = {**leading.get(name, {}), **changes}
        return Settings.model_validate({**leading, **secrets})

    @property
    def public_url(self) -> str:
        """The URL by which Stripe and people reach Lyceum."""
        return f"http://127.0.0.1:{self.port}"

    @asynccontextmanager
    async def app(
        self,
        client_secret: str = "",
        /,
        *,
        clock: Clock | None = None,
        **sections: Mapping[str, object],
    ) -> AsyncGenerator[App]:
        """Run Lyceum in this process, ready to use; can be repeated."""
        settings = self.settings(client_secret, **sections)
        var = self.folder / "var"
        tick = self.tick_seconds
        async with running_app(settings, clock=clock, var=var, tick_seconds=tick) as app:
            await self.discord.wait_until_connected()
            # discord.py calls itself ready two idle seconds after its last guild came; a guild
            # whose members are known can be used before.
            await eventually(lambda: self._is_known(app), "the guild's members did not arrive")
            yield app
            delay = app.services.deps.metrics.registry.get_sample_value(MAX_LOOP_DELAY) or 0
            assert not self.max_loop_delay or delay <= self.max_loop_delay, "see loop.blocked"
        await self.discord.wait_until_disconnected()

    @asynccontextmanager
    async def process(self, **environment: str) -> AsyncGenerator[BotProcess]:
        """Run Lyceum as its owner does, `python bot.py run`, and wait until it is ready."""
        async with self.starting(**environment) as process:
            await process.wait_until_ready()
            await self.guild.wait_for_command("subscribe")
            yield process

    @asynccontextmanager
    async def starting(self, **environment: str) -> AsyncGenerator[BotProcess]:
        """Run it like `process`, without waiting until it is ready: it may never be."""
        async with self._spawned("run", environment=environment) as process:
            yield process

    @asynccontextmanager
    async def starting_fresh(self, **environment: str) -> AsyncGenerator[BotProcess]:
        """Run it like `starting`, but not forked: all its memory is its own."""
        async with self._spawned("run", environment=environment, fresh=True) as process:
            yield process

    async def command(self, *words: str, **environment: str) -> Outcome:
        """Run another command to its end: `await sandbox.command("doctor")`."""
        return await run_inside(
            *words,
            folder=self.folder,
            environment=self.environment(**environment),
            seconds=30,
        )

    async def refused(self, *words: str, **environment: str) -> Outcome:
        """Run it like `command`, but in its own process, because `run` handles signals."""
        async with self._spawned(*words, environment=environment) as process:
            return await process.wait(30)

    @asynccontextmanager
    async def _spawned(
        self, *words: str, environment: Mapping[str, str], fresh: bool = False
    ) -> AsyncGenerator[BotProcess]:
        start = spawn_fresh if fresh else spawn
        process = await start(
            *words, folder=self.folder, environment=self.environment(**environment), port=self.port
        )
        try:
            yield process
        finally:
            await process.end()

    def _is_known(self, app: App) -> bool:
        guild = app.connection.client.get_guild(self.guild.id)
        return guild is not None and guild.chunked


@asynccontextmanager
async def built_server(
    folder: Path, database_url: str, max_loop_delay: float = 0, ids: Sequence[int] = ()
) -> AsyncGenerator[Sandbox]:
    """Build a sandbox with its database at `database_url` and its files in `folder`.

    `ids` are those of its owner and its guild, if the database names them.
    """
    async with (
        DiscordSimulator(TOKEN, client_secret=CLIENT_SECRET) as discord,
        StripeSimulator("sk_test_owner") as stripe,
    ):
        stripe.keys.restrict(KEY, KEY_PERMISSIONS)
        discord.world.snowflakes.foretell(*ids)
        guild = discord.create_guild("Ferris Academy")
        guild.invite_bot(PERMISSIONS)
        guild.bot.joined_at -= timedelta(days=30)  # so that it has been greeted
        port = free_port()
        discord.allow_redirect(f"http://127.0.0.1:{port}/signed-in")
        stripe.create_endpoint(
            f"http://127.0.0.1:{port}/stripe/webhook",
            USED_EVENTS,
            secret=SECRET,
            api_version=API_VERSION,
        )
        yield Sandbox(
            discord=discord,
            stripe=stripe,
            guild=guild,
            staff=guild.create_text_channel("staff"),
            general=guild.create_text_channel("general"),
            questions=guild.create_forum("questions", tags=["async", "errors"]),
            pro=guild.create_role("Pro"),
            port=port,
            folder=folder,
            database_url=database_url,
            max_loop_delay=max_loop_delay,
        )


def free_port() -> int:
    """Return a port that nobody listens on, and that no connection is given meanwhile."""
    while True:
        port = FIRST_PORT + secrets.randbelow(PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
