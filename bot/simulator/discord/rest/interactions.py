"""REST: responses to interactions, and follow-ups by their tokens."""

from bot.simulator.discord.errors import unknown
from bot.simulator.discord.rest.call import RestAnswer, RestCall, Route
from bot.simulator.discord.state import callbacks, composing
from bot.simulator.discord.state.interactions import CallbackType, Interaction
from bot.simulator.discord.state.records import Json, Message

_WITH_MESSAGE = {CallbackType.MESSAGE: 4, CallbackType.UPDATE: 7}


def _callback(call: RestCall) -> RestAnswer:
    interaction = call.interactions.to_answer(call.id("interaction_id"), call.params["token"])
    callbacks.answer(call.world, interaction, call.json, call.uploads)
    if call.query.get("with_response", "").lower() not in ("1", "true"):
        return RestAnswer()
    return RestAnswer(200, _callback_json(call, interaction))


def _callback_json(call: RestCall, interaction: Interaction) -> Json:
    data: Json = {"id": str(interaction.id), "type": int(interaction.type)}
    data["channel_id"] = str(interaction.channel.id)
    if interaction.channel.guild_id is not None:
        data["guild_id"] = str(interaction.channel.guild_id)
    message, kind = interaction.shown, interaction.answered
    if message is not None:
        data |= {
            "response_message_id": str(message.id),
            "response_message_loading": interaction.loading,
            "response_message_ephemeral": message.ephemeral,
        }
    body: Json = {"interaction": data}
    if message is not None and kind is not None and kind in _WITH_MESSAGE:
        body["resource"] = {
            "type": _WITH_MESSAGE[kind],
            "message": call.world.message_json(message),
        }
    return body


def _interaction(call: RestCall) -> Interaction:
    if call.id("webhook_id") != call.world.application.id:
        raise unknown("webhook")
    return call.interactions.to_follow_up(call.params["token"])


def _follow_up(call: RestCall) -> RestAnswer:
    interaction = _interaction(call)
    composing.check_new(call.json, call.uploads)
    if interaction.loading:
        message = callbacks.fill_loading(call.world, interaction, call.json, call.uploads)
    else:
        message = callbacks.new_message(call.world, interaction, call.json, call.uploads)
        interaction.followups.append(message)
        call.world.pulse.changed()
    return RestAnswer(200, call.world.message_json(message))


def _message(call: RestCall, interaction: Interaction) -> Message:
    if "message_id" not in call.params:
        if interaction.shown is None:
            raise unknown("message")
        return interaction.shown
    wanted = call.id("message_id")
    for message in interaction.messages():
        if message.id == wanted:
            return message
    raise unknown("message")


def _get(call: RestCall) -> RestAnswer:
    return RestAnswer(200, call.world.message_json(_message(call, _interaction(call))))


def _edit(call: RestCall) -> RestAnswer:
    interaction = _interaction(call)
    message = _message(call, interaction)
    callbacks.edit(call.world, interaction, message, call.json, call.uploads)
    return RestAnswer(200, call.world.message_json(message))


def _delete(call: RestCall) -> RestAnswer:
    interaction = _interaction(call)
    callbacks.remove(call.world, interaction, _message(call, interaction))
    return RestAnswer()


def routes() -> list[Route]:
    """Return the routes of this topic; they are authorized by the token in the path."""
    webhook = "/webhooks/{webhook_id}/{token}"
    listed = [
        Route("POST", "/interactions/{interaction_id}/{token}/callback", _callback, False),
        Route("POST", webhook, _follow_up, False),
    ]
    for one in (f"{webhook}/messages/@original", f"{webhook}/messages/{{message_id}}"):
        listed += [
            Route("GET", one, _get, False),
            Route("PATCH", one, _edit, False),
            Route("DELETE", one, _delete, False),
        ]
    return listed
