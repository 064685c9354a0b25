"""Interactions: what a user started, the time limit, and the responses."""

import asyncio
import enum
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.simulator.discord.errors import ApiError, unknown
from bot.simulator.discord.serializers.guild import channel_json, member_json, user_json
from bot.simulator.discord.state.events import GatewayEvent
from bot.simulator.discord.state.records import ChannelRecord, Json, Message, User
from bot.simulator.discord.state.world import DiscordState


class InteractionType(enum.IntEnum):
    """Discord's kinds of interactions."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class CallbackType(enum.IntEnum):
    """Discord's kinds of responses to an interaction."""

    MESSAGE = 4
    DEFER = 5
    DEFER_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


@dataclass(slots=True, eq=False)
class Interaction:
    """One interaction and all responses to it."""

    id: int
    type: InteractionType
    user: User
    channel: ChannelRecord
    label: str  # what the user did, for messages to the developer
    data: Json
    opened_at: float  # the event loop's time
    token: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    source: Message | None = None  # with the component that was used
    answered: CallbackType | None = None
    shown: Message | None = None  # what "@original" means
    loading: bool = False  # deferred, and no content yet
    updated: bool = False  # the message with the component was edited in response
    followups: list[Message] = field(default_factory=list[Message])
    modal: Json | None = None
    choices: list[Json] | None = None
    metadata: Json = field(default_factory=dict[str, object])

    def messages(self) -> list[Message]:
        """Return the messages that this interaction's token gives access to."""
        return [*([self.shown] if self.shown else []), *self.followups]


class Interactions:
    """All interactions of a run, and the time limits of responses."""

    def __init__(self, world: DiscordState, answer_seconds: float, token_seconds: float) -> None:
        self._world = world
        self._answer_seconds = answer_seconds
        self._token_seconds = token_seconds
        self._by_token: dict[str, Interaction] = {}

    def open(
        self,
        type_: InteractionType,
        user: User,
        channel: ChannelRecord,
        label: str,
        data: Json,
        *,
        source: Message | None = None,
        started_by: Interaction | None = None,
    ) -> Interaction:
        """Start an interaction, and emit it.

        Args:
            type_: Its type.
            user: The user who starts it.
            channel: The channel it is started in.
            label: What they did, in words.
            data: The type's own part of the payload.
            source: The message whose component was used.
            started_by: The interaction that a submitted modal answered.
        """
        # In real time, because clients derive from the id whether a token has expired.
        interaction_id = self._world.snowflakes.make(datetime.now(UTC))
        now = asyncio.get_running_loop().time()
        interaction = Interaction(
            interaction_id, type_, user, channel, label, data, now, source=source
        )
        interaction.metadata = self._metadata(interaction, started_by)
        self._by_token[interaction.token] = interaction
        self._world.emit(
            GatewayEvent("INTERACTION_CREATE", self._payload(interaction), channel.guild_id)
        )
        return interaction

    def to_answer(self, interaction_id: int, token: str) -> Interaction:
        """Return the interaction that a callback responds to, if it still may."""
        interaction = self._by_token.get(token)
        if interaction is None or interaction.id != interaction_id:
            raise unknown("interaction")
        if interaction.answered is not None:
            raise ApiError(400, 40060, "Interaction has already been acknowledged.")
        if self._age(interaction) > self._answer_seconds:
            raise unknown("interaction")
        return interaction

    def to_follow_up(self, token: str) -> Interaction:
        """Return the interaction whose token is used as a webhook, if it is still valid."""
        interaction = self._by_token.get(token)
        if interaction is None or interaction.answered is None:
            raise unknown("webhook")
        if self._age(interaction) > self._token_seconds:
            raise ApiError(401, 50027, "Invalid Webhook Token")
        return interaction

    def _age(self, interaction: Interaction) -> float:
        return asyncio.get_running_loop().time() - interaction.opened_at

    def _metadata(self, interaction: Interaction, started_by: Interaction | None) -> Json:
        data: Json = {
            "id": str(interaction.id),
            "type": int(interaction.type),
            "user": user_json(interaction.user),
            "authorizing_integration_owners": self._owners(interaction.channel),
        }
        if interaction.type is InteractionType.COMPONENT and interaction.source:
            data["interacted_message_id"] = str(interaction.source.id)
        if started_by is not None:
            data["triggering_interaction_metadata"] = started_by.metadata
        return data

    def _owners(self, channel: ChannelRecord) -> Json:
        return {"0": str(channel.guild_id or 0)}

    def _payload(self, interaction: Interaction) -> Json:
        world, channel, user = self._world, interaction.channel, interaction.user
        bot_may = int(world.permissions_in(channel, world.bot.id))
        may = str(int(world.permissions_in(channel, user.id)))
        payload: Json = {
            "id": str(interaction.id),
            "application_id": str(world.application.id),
            "type": int(interaction.type),
            "data": interaction.data,
            "token": interaction.token,
            "version": 1,
            "channel_id": str(channel.id),
            "channel": channel_json(channel) | {"permissions": may},
            "app_permissions": str(bot_may),
            "locale": user.locale,
            "entitlements": [],
            "entitlement_sku_ids": [],
            "authorizing_integration_owners": self._owners(channel),
            "context": 1 if channel.guild_id is None else 0,
            "attachment_size_limit": world.attachments.limit,
        }
        if interaction.source is not None:
            payload["message"] = world.message_json(interaction.source)
        return payload | self._who(interaction, may)

    def _who(self, interaction: Interaction, may: str) -> Json:
        guild = self._world.guild_of(interaction.channel)
        if guild is None:
            return {"user": user_json(interaction.user)}
        member = guild.members[interaction.user.id]
        return {
            "guild_id": str(guild.id),
            "guild": {"id": str(guild.id), "locale": guild.locale, "features": ["COMMUNITY"]},
            "guild_locale": guild.locale,
            "member": member_json(member) | {"permissions": may},
        }
