"""REST: reactions."""

from bot.simulator.discord.errors import unknown
from bot.simulator.discord.rest.call import RestAnswer, RestCall, Route
from bot.simulator.discord.serializers.emoji import parse_emoji
from bot.simulator.discord.serializers.guild import user_json
from bot.simulator.discord.state import messages
from bot.simulator.discord.state.permissions import Permission
from bot.simulator.discord.state.records import ReactionRecord

NORMAL, BURST = 0, 1  # Discord's types of reactions, which it lists separately


def _emoji(call: RestCall) -> ReactionRecord:
    emoji = parse_emoji(call.params["emoji"])
    if emoji is None:
        raise unknown("emoji")
    return emoji


def _list(call: RestCall) -> RestAnswer:
    channel = call.channel(Permission.READ_MESSAGE_HISTORY)
    reaction = call.message(channel).reactions.get(messages.reaction_key(_emoji(call)))
    after, limit = call.cursor("after") or 0, call.number("limit", 25, 1, 100)
    burst = call.number("type", NORMAL, NORMAL, BURST) == BURST
    listed = reaction.listed(burst=burst) if reaction else []
    ids = sorted(user_id for user_id in listed if user_id > after)
    return RestAnswer(200, [user_json(call.world.users[user_id]) for user_id in ids[:limit]])


def _add(call: RestCall) -> RestAnswer:
    channel = call.channel(Permission.READ_MESSAGE_HISTORY)
    message, emoji = call.message(channel), _emoji(call)
    is_new = messages.reaction_key(emoji) not in message.reactions
    if is_new:
        call.require(channel, Permission.ADD_REACTIONS)
        if emoji.emoji_id is not None:
            raise unknown("emoji")  # the simulated guilds have no custom emojis
    messages.react(call.world, message, call.world.bot, emoji)
    return RestAnswer()


def _remove_own(call: RestCall) -> RestAnswer:
    channel = call.channel(Permission.READ_MESSAGE_HISTORY)
    messages.unreact(call.world, call.message(channel), call.world.bot.id, _emoji(call))
    return RestAnswer()


def _remove(call: RestCall) -> RestAnswer:
    channel = call.channel(Permission.MANAGE_MESSAGES)
    messages.unreact(call.world, call.message(channel), call.id("user_id"), _emoji(call))
    return RestAnswer()


def _clear_emoji(call: RestCall) -> RestAnswer:
    channel = call.channel(Permission.MANAGE_MESSAGES)
    messages.clear_reactions(call.world, call.message(channel), _emoji(call))
    return RestAnswer()


def _clear(call: RestCall) -> RestAnswer:
    channel = call.channel(Permission.MANAGE_MESSAGES)
    messages.clear_reactions(call.world, call.message(channel))
    return RestAnswer()


def routes() -> list[Route]:
    """Return the routes of this topic."""
    every = "/channels/{channel_id}/messages/{message_id}/reactions"
    one = f"{every}/{{emoji}}"
    return [
        Route("GET", one, _list),
        Route("PUT", f"{one}/@me", _add),
        Route("DELETE", f"{one}/@me", _remove_own),
        Route("DELETE", f"{one}/{{user_id}}", _remove),
        Route("DELETE", one, _clear_emoji),
        Route("DELETE", every, _clear),
    ]
