"""A person's use of commands, buttons, menus and forms."""

from collections.abc import Mapping, Sequence

from bot.simulator.discord.actors import messaging
from bot.simulator.discord.actors.command_input import HasId, Resolved, invocation
from bot.simulator.discord.actors.modal_input import filled, picked
from bot.simulator.discord.actors.rendering import find_button, find_select
from bot.simulator.discord.actors.reply import Reply
from bot.simulator.discord.actors.stage import ActorContext
from bot.simulator.discord.errors import ImpossibleError
from bot.simulator.discord.serializers.components import ComponentKind
from bot.simulator.discord.serializers.guild import member_json, user_json
from bot.simulator.discord.state.commands import MESSAGE_MENU, SLASH, USER_MENU, Command
from bot.simulator.discord.state.interactions import CallbackType, Interaction, InteractionType
from bot.simulator.discord.state.permissions import Permission
from bot.simulator.discord.state.records import (
    ChannelRecord,
    ChannelType,
    GuildRecord,
    Json,
    Message,
    User,
)

_TALKING = frozenset({ChannelType.TEXT, ChannelType.ANNOUNCEMENT, ChannelType.VOICE})


class Hands:
    """Starts a person's interactions and waits for the bot's responses."""

    def __init__(self, context: ActorContext, guild: GuildRecord, user: User) -> None:
        self._context = context
        self._world = context.world
        self._guild = guild
        self._user = user

    def slash(
        self, command_text: str, in_: HasId | None, options: Mapping[str, object], *, unhidden: bool
    ) -> Interaction:
        """Use a slash command."""
        name, *path = command_text.removeprefix("/").split()
        command = self._command(name, SLASH, unhidden=unhidden)
        resolved = Resolved(self._world, self._guild)
        data = invocation(command, path, options, resolved)
        channel = self._where(in_)
        if channel.guild_id is None and not (unhidden or command.in_direct_messages):
            raise ImpossibleError(f"/{name} is not offered in direct messages")
        label = f"{self._user.name}'s /{command_text.removeprefix('/')}"
        return self._open(InteractionType.COMMAND, channel, label, data)

    def typing(
        self,
        command_text: str,
        in_: HasId | None,
        options: Mapping[str, object],
        focused: str | None,
        *,
        unhidden: bool,
    ) -> Interaction:
        """Type into an option of a slash command."""
        name, *path = command_text.removeprefix("/").split()
        command = self._command(name, SLASH, unhidden=unhidden)
        typed = focused or next(reversed(list(options)))
        resolved = Resolved(self._world, self._guild)
        data = invocation(command, path, options, resolved, focused=typed)
        label = f"{self._user.name}'s typing of {typed!r} in /{command_text}"
        return self._open(InteractionType.AUTOCOMPLETE, self._where(in_), label, data)

    def menu(self, name: str, target: Message | HasId, *, unhidden: bool = False) -> Interaction:
        """Use a context menu's command on a message or a person."""
        is_message = isinstance(target, Message)
        command = self._command(name, MESSAGE_MENU if is_message else USER_MENU, unhidden=unhidden)
        channel = self._where(None)
        if isinstance(target, Message):
            messaging.check_visible(self._world, self._user, target)
            channel = self._world.channels[target.channel_id]
            resolved: Json = {"messages": {str(target.id): self._world.message_json(target)}}
        else:
            member = self._guild.members[target.id]
            resolved = {
                "users": {str(target.id): user_json(member.user)},
                "members": {str(target.id): member_json(member, with_user=False)},
            }
        data: Json = {
            "id": str(command.id),
            "name": command.name,
            "type": command.type,
            "target_id": str(target.id),
            "resolved": resolved,
        }
        label = f"{self._user.name}'s menu command {name!r}"
        return self._open(InteractionType.COMMAND, channel, label, data)

    def click(self, target: Reply | Message, which: str, index: int) -> Interaction:
        """Press a button."""
        message = self._visible(target)
        button = find_button(message, which, index)
        data: Json = {"custom_id": button.custom_id, "component_type": int(ComponentKind.BUTTON)}
        return self._use(message, f"click on {which!r}", data)

    def select(
        self, target: Reply | Message, which: str, values: Sequence[str | HasId]
    ) -> Interaction:
        """Choose from a menu."""
        message = self._visible(target)
        select = find_select(message, which)
        resolved = Resolved(self._world, self._guild)
        data: Json = {
            "custom_id": select.custom_id,
            "component_type": int(select.kind),
            "values": picked(select, values, resolved),
        }
        if resolved.data:
            data["resolved"] = resolved.data
        return self._use(message, f"choice in {which!r}", data)

    def submit(self, reply: Reply, values: Mapping[str, object]) -> Interaction:
        """Submit the form that a reply showed."""
        modal, asked = reply.modal, reply.interaction
        if modal is None or asked.user is not self._user:
            raise ImpossibleError(f"{self._user.name} has no form before them")
        resolved = Resolved(self._world, self._guild)
        data: Json = {
            "custom_id": modal.custom_id,
            "components": filled(modal, values, resolved),
        }
        if resolved.data:
            data["resolved"] = resolved.data
        label = f"{self._user.name}'s form {modal.title!r}"
        return self._context.interactions.open(
            InteractionType.MODAL,
            self._user,
            asked.channel,
            label,
            data,
            source=asked.source,
            started_by=asked,
        )

    async def answer_to(
        self, interaction: Interaction, timeout: float, *, finish: bool = True
    ) -> Reply:
        """Wait for the bot's response, including the content of a deferred one."""
        await self._world.pulse.until(
            lambda: _settled(interaction, finish=finish),
            lambda: self._missing(interaction),
            timeout,
        )
        return Reply(interaction, self._world.pulse)

    def _missing(self, interaction: Interaction) -> str:
        if interaction.answered is None:
            offline = "" if self._context.connected() else "; the bot is not connected"
            return f"{interaction.label} was not answered{offline}"
        if interaction.answered is CallbackType.DEFER_UPDATE:
            more = "if nothing is to follow, pass finish=False"
            return f"{interaction.label} was acknowledged, but nothing followed; {more}"
        return f"{interaction.label} was deferred, but its content never came"

    def _open(
        self,
        type_: InteractionType,
        channel: ChannelRecord,
        label: str,
        data: Json,
        source: Message | None = None,
    ) -> Interaction:
        return self._context.interactions.open(
            type_, self._user, channel, label, data, source=source
        )

    def _use(self, message: Message, what: str, data: Json) -> Interaction:
        channel = self._world.channels[message.channel_id]
        label = f"{self._user.name}'s {what}"
        return self._open(InteractionType.COMPONENT, channel, label, data, message)

    def _visible(self, target: Reply | Message) -> Message:
        message = target.message if isinstance(target, Reply) else target
        messaging.check_visible(self._world, self._user, message)
        return message

    def _command(self, name: str, type_: int, *, unhidden: bool) -> Command:
        registry = self._context.commands
        command = registry.find(self._guild.id, name, type_)
        if command is None:
            there = ", ".join(registry.names(self._guild.id, type_)) or "none"
            raise ImpossibleError(f"no command {name!r} is registered; there are: {there}")
        needed = command.data["default_member_permissions"]
        may = messaging.guild_wide(self._guild, self._user)
        if needed is not None and not unhidden and may & int(needed) != int(needed):
            raise ImpossibleError(f"/{name} is hidden from {self._user.name}")
        return command

    def _where(self, in_: HasId | None) -> ChannelRecord:
        needed = Permission.VIEW_CHANNEL | Permission.USE_APPLICATION_COMMANDS
        if in_ is not None:
            if not messaging.may(self._world, self._user, in_, needed):
                raise ImpossibleError(f"{self._user.name} can't use commands there")
            return self._world.channels[in_.id]
        for channel in self._world.channels_of(self._guild):
            if channel.type in _TALKING and messaging.may(self._world, self._user, channel, needed):
                return channel
        raise ImpossibleError(f"{self._user.name} sees no channel to use commands in")


def _settled(interaction: Interaction, *, finish: bool) -> bool:
    match interaction.answered:
        case None:
            return False
        case CallbackType.DEFER:
            return not interaction.loading
        case CallbackType.DEFER_UPDATE if finish:
            return interaction.updated or bool(interaction.followups)
        case _:
            return True
