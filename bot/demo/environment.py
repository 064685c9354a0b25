"""Runs both simulators and the whole app in one process, over loopback only."""

import errno
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import SecretStr

from bot.app import App, running_app
from bot.clock import ShiftedClock
from bot.demo.content import DemoContent, load_content
from bot.demo.server import DemoServer, create_server
from bot.i18n import Translator
from bot.settings import (
    DatabaseSettings,
    DiscordSettings,
    LibrarySettings,
    LogSettings,
    RecommendSettings,
    Settings,
    StripeSettings,
    WebSettings,
)
from bot.simulator.discord import DiscordSimulator
from bot.simulator.stripe import StripeSimulator

T = TypeVar("T")

WEBHOOK_SECRET = "whsec_" + "demo" * 8
STRIPE_KEY = "sk_test_demo"
TICK_SECONDS = 0.2  # of the scheduler: short, so that viewers need not wait
PORT_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class DemoEnvironment:
    """Everything that runs. `clock` is the app's alone; the simulators use real time."""

    discord: DiscordSimulator
    stripe: StripeSimulator
    app: App
    clock: ShiftedClock
    settings: Settings
    content: DemoContent
    server: DemoServer
    translate: Translator

    @property
    def webhook_url(self) -> str:
        """The URL that Stripe delivers webhooks to."""
        return f"{self.settings.web.public_url}/stripe/webhook"


@asynccontextmanager
async def running_environment(folder: Path, language: str) -> AsyncGenerator[DemoEnvironment]:
    """Run simulators and app during a `with` block; all files are in `folder`."""
    content, clock = load_content(language), ShiftedClock()
    async with (
        DiscordSimulator() as discord,
        StripeSimulator(STRIPE_KEY) as stripe,
        AsyncExitStack() as stack,
    ):
        environment = create_server(discord, content, language)

        async def open_app() -> tuple[Settings, App]:
            settings = settings_for(folder, language, content, discord, stripe)
            opening = running_app(settings, clock=clock, var=folder, tick_seconds=TICK_SECONDS)
            return settings, await stack.enter_async_context(opening)

        settings, app = await _on_a_free_port(open_app)
        translate = app.services.translations.translator(language)
        built = DemoEnvironment(
            discord, stripe, app, clock, settings, content, environment, translate
        )
        stripe.create_endpoint(built.webhook_url, ["*"], secret=WEBHOOK_SECRET)
        yield built


async def _on_a_free_port(open_app: Callable[[], Awaitable[T]]) -> T:
    """Open the app; retry once if another process took the port in the meantime."""
    for _ in range(PORT_ATTEMPTS - 1):
        try:
            return await open_app()
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
    return await open_app()


def settings_for(
    folder: Path,
    language: str,
    content: DemoContent,
    discord: DiscordSimulator,
    stripe: StripeSimulator,
) -> Settings:
    """Return settings that point only to the simulators.

    Unlike `Settings(...)`, `model_construct` reads neither the environment nor `.env`, because a
    live token or database there must not be used by the demo.
    """
    port = free_port()
    return Settings.model_construct(
        discord=DiscordSettings(
            api_base=discord.api_base,
            staff_channel=content.channels["staff"],
            language="zh-CN" if language == "zh-CN" else "en",
            timezone=content.timezone,
        ),
        stripe=StripeSettings(api_base=stripe.api_base),
        web=WebSettings(port=port, public_url=f"http://127.0.0.1:{port}"),
        database=DatabaseSettings(url=f"sqlite+aiosqlite:///{folder / 'lyceum.db'}"),
        library=LibrarySettings(store=f"file:{folder / 'library'}"),
        log=LogSettings(),
        recommend=RecommendSettings(control_share=0),  # no member may be in the control group
        discord_token=SecretStr(discord.token),
        stripe_api_key=SecretStr(STRIPE_KEY),
        stripe_webhook_secret=SecretStr(WEBHOOK_SECRET),
    )


def free_port() -> int:
    """Return a port that is free now; the pages after paying link to it by number."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
