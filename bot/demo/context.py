"""What every step of the demo works with: environment, screen, checks, counts."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.demo.checks import Checks
from bot.demo.environment import DemoEnvironment
from bot.demo.reply_reader import ReplyReader
from bot.demo.screen import Screen
from bot.demo.server import DemoServer
from bot.i18n import Translator
from bot.simulator.discord import (
    Message,
    Person,
    PlayedChannel,
    Reply,
    Role,
    buttons_of,
    text_of,
)

T = TypeVar("T")

POLL_SECONDS = 0.05
TIMEOUT_SECONDS = 10.0  # seconds until a check fails because something did not happen


@dataclass(slots=True)
class DemoCounts:
    """What the demo counts."""

    steps: int = 0
    messages: int = 0
    reactions: int = 0
    recommendations: int = 0


@dataclass(frozen=True, slots=True)
class DemoContext:
    """One run of the demo. `patience` is how long anything may take (seconds)."""

    environment: DemoEnvironment
    screen: Screen
    checks: Checks
    reader: ReplyReader
    patience: float = TIMEOUT_SECONDS
    counts: DemoCounts = field(default_factory=DemoCounts)

    @property
    def server(self) -> DemoServer:
        """The server that the demo runs in."""
        return self.environment.server

    @property
    def translate(self) -> Translator:
        """The translator of the demo and of the app: one object."""
        return self.environment.translate

    def begin(self, message: str, **arguments: str) -> None:
        """Begin the next step."""
        self.counts.steps += 1
        self.screen.step(self.counts.steps, self.translate(message, **arguments))

    def note(self, message: str, **arguments: str | int) -> None:
        """Show what happens in the meantime."""
        self.screen.note(self.translate(message, **arguments))

    async def ask(self, who: Person, command: str, in_: PlayedChannel, **options: object) -> Reply:
        """Let a person use a command, and show it with its answer."""
        self.screen.person(who.name, _typed(self.translate, command, options))
        reply = await who.slash(command, in_=in_, timeout=self.patience, unhidden=False, **options)
        self.show_reply(who, reply)
        return reply

    def show_reply(self, who: Person, reply: Reply) -> None:
        """Show the bot's answer to a person."""
        note = self.translate("demo-only-you", name=who.name) if reply.ephemeral else ""
        self.show(reply.message, note)

    def show(self, message: Message, where: str) -> None:
        """Show a message of the bot, with its buttons, and where it was sent."""
        labels = dict.fromkeys(button.label or button.emoji or "" for button in buttons_of(message))
        self.screen.bot(self.reader.lines(text_of(message)), labels, where)

    async def settled(self, fetch: Callable[[], Awaitable[T]], wanted: T) -> T:
        """Fetch a stored value until it is as wanted or time is up; return the last one."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self.patience
        # A database sends no event when it changes, so it is polled.
        while (found := await fetch()) != wanted and loop.time() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(POLL_SECONDS)
        return found


def scene_of(
    built: DemoEnvironment, screen: Screen, patience: float = TIMEOUT_SECONDS
) -> DemoContext:
    """Create the context of a run."""
    zone, guild = ZoneInfo(built.content.timezone), built.server.guild
    reader = ReplyReader(built.discord, guild, built.translate, zone, built.clock.now)
    return DemoContext(built, screen, Checks(built.translate, screen.held), reader, patience)


def _typed(translate: Translator, command: str, options: Mapping[str, object]) -> str:
    """Format a command as a client in the demo's language shows it."""
    dashed = command.replace(" ", "-")
    parts = [translate.command(command)]
    for option, value in options.items():
        name = translate.get(f"opt-{dashed}-{option}") or option
        parts.append(f"{name}:{_value(translate, value)}")
    return " ".join(parts)


def _value(translate: Translator, value: object) -> str:
    if isinstance(value, Role):
        return f"@{value.name}"
    if isinstance(value, PlayedChannel):
        return f"#{value.name}"
    return (isinstance(value, str) and translate.get(f"choice-{value}")) or str(value)
