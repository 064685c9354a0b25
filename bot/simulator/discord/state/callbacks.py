"""Responses to interactions: the effect of each kind of callback."""

from typing import Any, cast

from bot.simulator.discord.errors import FormErrors, invalid, unknown
from bot.simulator.discord.limits.commands import check_choices
from bot.simulator.discord.limits.components import check_modal
from bot.simulator.discord.limits.message import objects
from bot.simulator.discord.state import composing, messages
from bot.simulator.discord.state.attachments import Upload
from bot.simulator.discord.state.interactions import CallbackType, Interaction, InteractionType
from bot.simulator.discord.state.records import Json, Message, MessageFlag, MessageType
from bot.simulator.discord.state.world import DiscordState

_NEED_SOURCE = frozenset({CallbackType.DEFER_UPDATE, CallbackType.UPDATE})


def answer(
    world: DiscordState, interaction: Interaction, body: Json, uploads: list[Upload]
) -> None:
    """Apply a callback; the interaction then counts as answered."""
    kind = _fitting_kind(interaction, body)
    data = cast(Json, body.get("data") or {})
    match kind:
        case CallbackType.MESSAGE:
            composing.check_new(data, uploads, ("data",))
            interaction.shown = new_message(world, interaction, data, uploads)
        case CallbackType.DEFER:
            interaction.loading = True
            flags = int(data.get("flags") or 0) | MessageFlag.LOADING
            interaction.shown = _loading(world, interaction, flags)
        case CallbackType.DEFER_UPDATE:
            interaction.shown = interaction.source
        case CallbackType.UPDATE:
            interaction.shown = interaction.source
            edit(world, interaction, to_edit(interaction.source), data, uploads)
        case CallbackType.CHOICES:
            interaction.choices = _choices(data)
        case CallbackType.MODAL:
            errors = FormErrors()
            check_modal(data, errors)
            errors.refuse()
            interaction.modal = data
    interaction.answered = kind
    world.pulse.changed()


def _fitting_kind(interaction: Interaction, body: Json) -> CallbackType:
    try:
        kind = CallbackType(int(body.get("type") or 0))
    except ValueError as error:
        raise invalid(("type",), "BASE_TYPE_CHOICES", "This callback type is unknown.") from error
    typing = interaction.type is InteractionType.AUTOCOMPLETE
    fits = (kind is CallbackType.CHOICES) == typing
    if kind in _NEED_SOURCE:
        fits = fits and interaction.source is not None
    if kind is CallbackType.MODAL:
        fits = fits and interaction.type is not InteractionType.MODAL
    if not fits:
        text = "This callback type does not fit the interaction."
        raise invalid(("type",), "INTERACTION_CALLBACK_TYPE_INVALID", text)
    return kind


def new_message(
    world: DiscordState, interaction: Interaction, body: Json, uploads: list[Upload]
) -> Message:
    """Create a message from a checked body as the response to an interaction."""
    message = _blank(world, interaction)
    composing.write(world, interaction.channel, message, body, uploads)
    _show(world, interaction, message)
    return message


def fill_loading(
    world: DiscordState, interaction: Interaction, body: Json, uploads: list[Upload]
) -> Message:
    """Create the first follow-up of a deferred response, which replaces "thinking…"."""
    message = to_edit(interaction.shown)
    flags = int(body.get("flags") or 0) & ~MessageFlag.EPHEMERAL  # the deferral has decided that
    return edit(world, interaction, message, body | {"flags": flags}, uploads)


def to_edit(message: Message | None) -> Message:
    """Return the message to edit.

    Raises:
        ApiError: It was deleted.
    """
    if message is None:
        raise unknown("message")
    return message


def edit(
    world: DiscordState,
    interaction: Interaction,
    message: Message,
    body: Json,
    uploads: list[Upload],
) -> Message:
    """Edit a message by the interaction's token."""
    composing.rewrite(world, interaction.channel, message, body, uploads)
    if message is interaction.shown and interaction.loading:
        interaction.loading = False
        message.flags &= ~MessageFlag.LOADING
    else:
        message.edited_at = world.now()
    interaction.updated = interaction.updated or message is interaction.source
    messages.changed(world, interaction.channel, message)
    return message


def remove(world: DiscordState, interaction: Interaction, message: Message) -> None:
    """Delete a message by the interaction's token."""
    if message is interaction.shown:
        interaction.shown, interaction.loading = None, False
    else:
        interaction.followups.remove(message)
    if message.id in interaction.channel.messages:
        messages.remove(world, interaction.channel, message)
    world.pulse.changed()


def _loading(world: DiscordState, interaction: Interaction, flags: int) -> Message:
    message = _blank(world, interaction)
    message.flags = flags
    _show(world, interaction, message)
    return message


def _blank(world: DiscordState, interaction: Interaction) -> Message:
    channel = interaction.channel
    is_menu = int(interaction.data.get("type") or 0) > 1
    command = MessageType.CONTEXT_MENU_COMMAND if is_menu else MessageType.CHAT_INPUT_COMMAND
    from_command = interaction.type is InteractionType.COMMAND
    application_id = world.application.id
    return Message(
        world.new_id(),
        channel.id,
        channel.guild_id,
        world.bot,
        "",
        world.now(),
        command if from_command else MessageType.DEFAULT,
        application_id=application_id,
        webhook_id=application_id,
        interaction=interaction.metadata,
    )


def _show(world: DiscordState, interaction: Interaction, message: Message) -> None:
    if message.flags & MessageFlag.EPHEMERAL:
        message.only_for = interaction.user.id
        world.pulse.changed()
    else:
        messages.post(world, interaction.channel, message)


def _choices(data: Json) -> list[Json]:
    choices: Any = data.get("choices")
    listed = objects(choices)
    errors = FormErrors()
    check_choices(listed, errors, ("data", "choices"))
    errors.refuse()
    return listed
