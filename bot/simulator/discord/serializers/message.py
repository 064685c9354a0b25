"""Serializes messages and their parts as Discord does."""

from collections.abc import Callable

from bot.simulator.discord.serializers.guild import iso, member_json, thread_json, user_json
from bot.simulator.discord.state.records import (
    ChannelRecord,
    GuildRecord,
    Json,
    Message,
    ReactionRecord,
    User,
)

FindUser = Callable[[int], User | None]


def message_json(
    message: Message, viewer_id: int, find_user: FindUser, thread: ChannelRecord | None = None
) -> Json:
    """Return a message as one viewer sees it.

    Args:
        message: The message.
        viewer_id: The user whose own reactions are marked.
        find_user: Finds the users it mentions.
        thread: The thread that was started from it, if any.
    """
    data = _core(message, find_user)
    if message.reactions:
        data["reactions"] = [reaction_json(r, viewer_id) for r in message.reactions.values()]
    if message.reference is not None:
        data["message_reference"] = message.reference
        replied = message.reply_to
        data["referenced_message"] = None
        if replied is not None and not replied.deleted:
            data["referenced_message"] = _core(replied, find_user)
    if thread is not None:
        data["thread"] = thread_json(thread)
    return data


def _core(message: Message, find_user: FindUser) -> Json:
    mentioned = [user for user_id in message.mention_ids if (user := find_user(user_id))]
    data: Json = {
        "id": str(message.id),
        "type": int(message.type),
        "channel_id": str(message.channel_id),
        "author": user_json(message.author),
        "content": message.content,
        "timestamp": iso(message.timestamp),
        "edited_timestamp": iso(message.edited_at),
        "tts": False,
        "pinned": message.pinned,
        "flags": message.flags,
        "mention_everyone": message.mention_everyone,
        "mentions": [user_json(user) for user in mentioned],
        "mention_roles": [str(role_id) for role_id in message.mention_role_ids],
        "attachments": message.attachments,
        "embeds": message.embeds,
        "components": message.components,
    }
    if message.nonce is not None:
        data["nonce"] = message.nonce
    if message.webhook_id is not None:
        data["webhook_id"] = str(message.webhook_id)
    if message.application_id is not None:
        data["application_id"] = str(message.application_id)
    if message.interaction is not None:
        data["interaction_metadata"] = message.interaction
    return data


def reaction_json(reaction: ReactionRecord, viewer_id: int) -> Json:
    """Return the count of one emoji on a message."""
    count, burst = len(reaction.user_ids), len(reaction.burst_ids)
    return {
        "emoji": emoji_json(reaction),
        "count": count,
        "count_details": {"burst": burst, "normal": count - burst},
        "burst_colors": [],
        "me": viewer_id in reaction.listed(burst=False),
        "me_burst": viewer_id in reaction.burst_ids,
    }


def emoji_json(reaction: ReactionRecord) -> Json:
    """Return the emoji of a reaction."""
    emoji_id = None if reaction.emoji_id is None else str(reaction.emoji_id)
    return {"id": emoji_id, "name": reaction.emoji_name, "animated": False}


def event_json(data: Json, message: Message, guild: GuildRecord | None) -> Json:
    """Return a message as the gateway sends it: with the guild and memberships."""
    if guild is None:
        return data
    data = data | {"guild_id": str(guild.id)}
    if (author := guild.members.get(message.author.id)) and message.webhook_id is None:
        data["member"] = member_json(author, with_user=False)
    data["mentions"] = [
        mentioned | _membership(guild, int(mentioned["id"])) for mentioned in data["mentions"]
    ]
    return data


def _membership(guild: GuildRecord, user_id: int) -> Json:
    member = guild.members.get(user_id)
    return {} if member is None else {"member": member_json(member, with_user=False)}


def without_content(data: Json) -> Json:
    """Return a message for an application without the message content intent."""
    data = data | {"content": "", "embeds": [], "attachments": [], "components": []}
    if replied := data.get("referenced_message"):
        data["referenced_message"] = without_content(replied)
    return data
