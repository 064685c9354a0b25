"""The Discord client: least intents, one error handler, commands synced if new."""

import asyncio
import hashlib
import json
import secrets
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias

import discord
import structlog
from discord import app_commands
from discord.ext import commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from bot.discord.layout import AnswerState, AnswerView, answer
from bot.errors import NothingNowError, PersonMustActError, RetryLaterError, UserError
from bot.i18n import Translator
from bot.payments.stripe.errors import cause_of, staff_message
from bot.payments.stripe.transport import StripeRefusedError
from bot.services import Services

EXTENSIONS = (
    "cogs.served_guilds.listener",
    "cogs.staff.greeting",
    "cogs.removal.absent_payers",
    "cogs.join.listener",
    "cogs.role_sync.listener",
    "cogs.activity.listener",
    "cogs.digest.commands",
    "cogs.files.commands",
    "cogs.grants.commands",
    "cogs.help.commands",
    "cogs.membership.gifts",
    "cogs.history.listener",
    "cogs.staff.lift_command",
    "cogs.activity.thread_joins",
    "cogs.me.commands",
    "cogs.membership.commands",
    "cogs.plans.commands",
    "cogs.plan_panels.panels",
    "cogs.coupons.commands",
    "cogs.catalogue.commands",
    "cogs.catalogue.staff",
    "cogs.catalogue.cards",
    "cogs.catalogue.message_menu",
    "cogs.sessions.commands",
    "cogs.sessions.member_commands",
    "cogs.sessions.listener",
    "cogs.licences.commands",
    "cogs.me.privacy",
    "cogs.learning.commands",
    "cogs.publishing.reader",
    "cogs.learning.staff",
    "cogs.presets.buttons",
    "cogs.recommend.commands",
    "cogs.staff.commands",
    "cogs.notifications.deliver",
    "cogs.ui.translator",
)
REAL_API = "https://discord.com/api/v10"

_log = structlog.get_logger(__name__)


def intents() -> discord.Intents:
    """Return our intents: no message content, no presences; members is privileged."""
    return discord.Intents(
        guilds=True,
        members=True,
        guild_messages=True,
        guild_reactions=True,
        guild_scheduled_events=True,
        voice_states=True,
    )


class ClientRefusedError(Exception):
    """Discord refuses the token or an intent; the text says what to change."""


async def login(client: "LyceumClient", token: str) -> None:
    """Log in, which also loads the cogs and syncs the commands.

    Raises:
        ClientRefusedError: When the token is refused.
    """
    try:
        await client.login(token)
    except discord.LoginFailure:
        raise ClientRefusedError(
            "Discord refuses DISCORD_TOKEN. Copy the token again from the Developer Portal "
            "(your application → Bot → Reset Token) into the environment."
        ) from None


async def connect(client: "LyceumClient", token: str) -> None:
    """Log in and stay connected until the client is closed.

    Raises:
        ClientRefusedError: When retrying is useless.
    """
    await login(client, token)
    try:
        await client.connect()
    except discord.PrivilegedIntentsRequired:
        raise ClientRefusedError(
            "Discord refuses the Server Members intent. Switch it on in the Developer Portal "
            "(your application → Bot → Privileged Gateway Intents)."
        ) from None


def use_api_base(api_base: str, gateway: str | None = None) -> None:
    """Set discord.py's API address: a proxy or the simulator. Before login only."""
    Route.BASE = api_base
    if gateway is not None:
        DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway)


class LyceumClient(commands.Bot):
    """discord.py's client with our services attached. It loads the cogs by name."""

    def __init__(
        self, services: Services, *, state_folder: Path, always_sync: bool = False
    ) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # we have no voice
        super().__init__(
            command_prefix=commands.when_mentioned,
            intents=intents(),
            help_command=None,
            allowed_mentions=discord.AllowedMentions.none(),
            # We use raw events, so a cache of messages would only cost memory.
            max_messages=None,
            guild_ready_timeout=services.deps.settings.discord.guild_ready_timeout_seconds,
            tree_cls=LyceumTree,
        )
        self.services = services
        self._state_folder = state_folder
        self._always_sync = always_sync

    async def setup_hook(self) -> None:
        """Load the cogs, and sync the commands if they changed since the last sync."""
        for extension in EXTENSIONS:
            # In a thread, because importing the modules takes some tenths of a second.
            module = await asyncio.to_thread(import_module, extension)
            await module.setup(self)
        if await self.sync_if_changed():
            _log.info("commands.synced")

    async def sync_if_changed(self) -> bool:
        """Sync the command tree if it differs from the last synced; return whether it did."""
        guild_id = self.services.deps.settings.discord.guild_id
        guild = None if guild_id is None else discord.Object(guild_id)
        if guild is not None:
            self.tree.copy_global_to(guild=guild)
        translator = self.tree.translator
        payload = [
            await command.get_translated_payload(self.tree, translator)
            if translator
            else command.to_dict(self.tree)
            for command in self.tree.get_commands(guild=guild)
        ]
        text = json.dumps([self.application_id, guild_id, payload], sort_keys=True)
        fresh = hashlib.sha256(text.encode()).hexdigest()
        mark = self._state_folder / "commands.sha256"
        if not self._always_sync and mark.exists() and mark.read_text() == fresh:
            await self._learn_ids(guild)
            return False
        self._learn(await self.tree.sync(guild=guild))
        self._state_folder.mkdir(parents=True, exist_ok=True)
        mark.write_text(fresh)
        return True

    async def _learn_ids(self, guild: discord.Object | None) -> None:
        """Fetch our commands' ids; without them messages show commands as plain text."""
        try:
            self._learn(await self.tree.fetch_commands(guild=guild))
        except discord.HTTPException as error:
            _log.warning("commands.not_read", status=error.status)

    def _learn(self, synced: Sequence[app_commands.AppCommand]) -> None:
        slash = discord.AppCommandType.chat_input
        ids = {command.name: command.id for command in synced if command.type is slash}
        self.services.translations.commands.learn(ids)

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 discord.py's
        """Dispatch unless closed: a closed client's late "ready" would find no loop."""
        if not self.is_closed():
            super().dispatch(event_name, *args, **kwargs)

    async def on_message(self, message: discord.Message, /) -> None:
        """Leave messages to the cogs, because there are no prefix commands."""

    async def on_ready(self) -> None:
        """Record that the caches are complete."""
        self.services.mark_loaded()
        self.services.deps.metrics.connected.set(1)
        self.services.deps.wakeup.notify()

    async def on_resumed(self) -> None:
        """Record that the gateway is connected again."""
        self.services.deps.metrics.connected.set(1)

    async def on_disconnect(self) -> None:
        """Record that the gateway is disconnected."""
        self.services.deps.metrics.connected.set(0)

    async def on_error(self, event_method: str, /, *args: object, **kwargs: object) -> None:
        """Log a failing listener, without the arguments: they may hold members' messages."""
        _log.exception("listener.failed", listener=event_method)

    async def settle_guilds(self) -> list[discord.Guild]:
        """Decide which servers are served; return the others that the bot is in."""
        there = [guild for guild in self.guilds if not guild.unavailable]
        now = discord.utils.utcnow()
        joined = sorted(there, key=lambda guild: (guild.me.joined_at or now, guild.id))
        served_guilds = self.services.served_guilds
        await served_guilds.settle([guild.id for guild in joined])
        return [guild for guild in joined if not served_guilds.serves(guild.id)]

    async def serves(self, guild_id: int | None) -> bool:
        """Return whether a server is served; after a start, wait until that is known."""
        served_guilds = self.services.served_guilds
        if not served_guilds.settled:
            await self.wait_until_ready()
            await self.settle_guilds()
        return guild_id is not None and served_guilds.serves(guild_id)

    def translator(self, interaction: discord.Interaction[Any]) -> Translator:
        """Return the translator for the user's language."""
        translate = self.services.translations.translator(str(interaction.locale))
        return translate.direct if interaction.guild_id is None else translate


Interaction: TypeAlias = discord.Interaction[LyceumClient]


class LyceumTree(app_commands.CommandTree[LyceumClient]):
    """The command tree, which acknowledges all commands and answers when one fails."""

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Acknowledge a command before it does anything; refuse it in unserved servers.

        All commands pass here, so each answers by follow-ups, however long its work takes.

        Raises:
            NoPrivateMessage: In a direct message; all commands need a server.
            CheckFailure: In a server that is not served.
        """
        typing = interaction.type is discord.InteractionType.autocomplete
        if not typing:
            try:
                await acknowledge(interaction)
            except discord.HTTPException as error:
                # Too late, or acknowledged by another process: nobody would see the result.
                _log.warning("acknowledge.failed", code=error.code)
                return False
            if interaction.guild_id is None:
                raise app_commands.NoPrivateMessage
        served = await interaction.client.serves(interaction.guild_id)
        if not (served or typing):
            raise app_commands.CheckFailure
        return served

    async def on_error(
        self, interaction: Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """Answer with one sentence; an unexpected error also gets a reference code."""
        await answer_error(interaction, error)


async def acknowledge(interaction: discord.Interaction[Any], *, change: bool = False) -> None:
    """Tell Discord within its three seconds that an answer follows.

    The answer is then ephemeral; with `change`, the pressed message is edited.
    """
    if interaction.response.is_done():
        return
    if change:
        await interaction.response.defer()
    else:
        await interaction.response.defer(ephemeral=True, thinking=True)


async def answer_error(interaction: Interaction, error: BaseException) -> None:
    """Tell the user what went wrong, and log the rest."""
    client = interaction.client
    cause = getattr(error, "original", error)
    command = interaction.command.qualified_name if interaction.command else "component"
    client.services.deps.metrics.commands.labels(command, type(cause).__name__).inc()
    sentence = await _sentence(client, interaction, cause, command)
    card = AnswerView(sentence, state=_state(cause))
    try:
        if interaction.response.is_done():
            await answer(interaction, card)
        else:
            await interaction.response.send_message(view=card, ephemeral=True)
    except discord.HTTPException as failure:
        # After three seconds Discord takes no answer, so the error is only logged.
        _log.warning("answer.failed", command=command, code=failure.code)


def _state(cause: object) -> AnswerState:
    """Return how an error looks: orange if the user can act on it, else red."""
    if isinstance(cause, NothingNowError):
        return "neutral"
    return "attention" if isinstance(cause, UserError | app_commands.CheckFailure) else "problem"


async def _sentence(
    client: LyceumClient,
    interaction: Interaction,
    cause: BaseException,
    command: str,
) -> str:
    translate = client.translator(interaction)
    if isinstance(cause, UserError):
        arguments = {name: _plain(value) for name, value in cause.arguments.items()}
        return translate(cause.message, **arguments)
    if isinstance(cause, app_commands.NoPrivateMessage):
        return translate("error-in-server")
    if isinstance(cause, app_commands.CheckFailure):
        return translate("error-not-allowed")
    reference = secrets.token_hex(4)
    _log.error("command.failed", command=command, reference=reference, exc_info=cause)
    if isinstance(cause, RetryLaterError):
        return translate("error-retry-later", reference=reference)
    if isinstance(cause, PersonMustActError):
        if interaction.guild_id is not None:
            kind = "refused" if isinstance(cause, StripeRefusedError) else "key"
            await client.services.payments.outbox.report_cause(
                interaction.guild_id,
                f"stripe-{kind}:{command}:{cause_of(cause)}",
                staff_message(cause),
                error=str(cause),
            )
            client.services.deps.wakeup.notify()
        return translate("error-staff-told", reference=reference)
    return translate("error-unexpected", reference=reference)


def _plain(value: str | float) -> str | float:
    """Escape markdown in what a person typed."""
    if isinstance(value, str) and not value.startswith(("<#", "<@", "<t:")):
        return discord.utils.escape_markdown(value)
    return value
