"""Builds messages from request bodies: limits, mentions, and the stored JSON."""

from typing import cast

from bot.simulator.discord.errors import ApiError, FormErrors
from bot.simulator.discord.limits.message import check_message, is_empty, objects
from bot.simulator.discord.serializers.components import as_returned, visible_texts
from bot.simulator.discord.state.attachments import Upload, as_attachment
from bot.simulator.discord.state.mentions import find_mentions
from bot.simulator.discord.state.permissions import Permission
from bot.simulator.discord.state.records import ChannelRecord, Json, Message, MessageFlag
from bot.simulator.discord.state.world import DiscordState

_SETTABLE = (
    MessageFlag.SUPPRESS_EMBEDS
    | MessageFlag.EPHEMERAL
    | MessageFlag.SUPPRESS_NOTIFICATIONS
    | MessageFlag.IS_COMPONENTS_V2
)


def check_new(body: Json, uploads: list[Upload], root: tuple[str, ...] = ()) -> None:
    """Refuse a new message that breaks a limit or shows nothing."""
    errors = FormErrors()
    check_message(body, errors, root)
    errors.refuse()
    if is_empty(body) and not uploads:
        raise ApiError(400, 50006, "Cannot send an empty message")


def write(
    world: DiscordState, channel: ChannelRecord, message: Message, body: Json, uploads: list[Upload]
) -> None:
    """Fill a new message from a checked request."""
    message.flags |= int(body.get("flags") or 0) & int(_SETTABLE)
    message.nonce = body.get("nonce")
    message.content = str(body.get("content") or "").strip()
    message.embeds = [_embed(embed) for embed in objects(body.get("embeds"))]
    message.components = as_returned(objects(body.get("components")))
    message.attachments = _attached(world, body, uploads)
    _mention(world, channel, message, body.get("allowed_mentions"))


def rewrite(
    world: DiscordState, channel: ChannelRecord, message: Message, body: Json, uploads: list[Upload]
) -> None:
    """Edit a message; fields missing in the body stay.

    Raises:
        ApiError: The result would break a limit or show nothing.
    """
    merged: Json = {
        "content": message.content,
        "embeds": message.embeds,
        "components": message.components,
        "attachments": message.attachments,
    }
    flags = message.flags | (int(body.get("flags") or 0) & MessageFlag.IS_COMPONENTS_V2)
    if flags & MessageFlag.IS_COMPONENTS_V2:
        merged["embeds"], merged["content"] = [], None
    merged |= {key: body[key] for key in merged if key in body}
    check_new(merged | {"flags": flags, "allowed_mentions": body.get("allowed_mentions")}, uploads)
    message.flags = flags
    message.content = str(merged["content"] or "").strip()
    message.embeds = [_embed(embed) for embed in objects(merged["embeds"])]
    message.components = as_returned(objects(merged["components"]))
    if uploads or "attachments" in body:
        kept = {str(one.get("id")) for one in objects(body.get("attachments"))}
        stay = [one for one in message.attachments if one["id"] in kept]
        message.attachments = stay + _attached(world, body, uploads)
    _mention(world, channel, message, body.get("allowed_mentions"))


def _attached(world: DiscordState, body: Json, uploads: list[Upload]) -> list[Json]:
    """Return uploaded files with the descriptions that the request gives."""
    stated = {
        str(one.get("id")): one.get("description") for one in objects(body.get("attachments"))
    }
    made: list[Json] = []
    for number, upload in enumerate(uploads):
        attachment = as_attachment(world.new_id(), upload)
        if description := stated.get(str(number)):
            attachment["description"] = description
        made.append(attachment)
    return made


def _mention(
    world: DiscordState, channel: ChannelRecord, message: Message, allowed: object
) -> None:
    may = world.permissions_in(channel, message.author.id)
    found = find_mentions(
        "\n".join([message.content, *visible_texts(message.components)]),
        cast(Json | None, allowed),
        world.guild_of(channel),
        may_mention_everyone=bool(may & Permission.MENTION_EVERYONE),
        replied_to=message.reply_to.author.id if message.reply_to else None,
    )
    message.mention_ids = [user_id for user_id in found.users if user_id in world.users]
    message.mention_role_ids, message.mention_everyone = found.roles, found.everyone


def _embed(embed: Json) -> Json:
    data: Json = {"type": "rich"}
    data |= {key: value for key, value in embed.items() if value is not None}
    if "fields" in data:
        data["fields"] = [{"inline": False, **field} for field in objects(data["fields"])]
    return data
