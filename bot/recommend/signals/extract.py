"""What a message or a reaction says, as acts: one rule for the live bot, history and imports.

A message in a public thread or forum post is a reply to it; its first message is the author's
post. A message in a content channel is a post. A message that answers somebody else's outside
threads is a reply to that. A reaction counts for the thread it happens in, or else for the
message. Bots, webhooks and reactions to oneself count for nothing.
"""

from collections.abc import Iterator
from typing import NamedTuple

from bot.recommend.signals.items import ItemKind, NewItem
from bot.recommend.signals.model import SignalKey, SignalKind
from bot.recommend.signals.snowflake import time_of

Reading = tuple[NewItem, SignalKey]


class MessageLocation(NamedTuple):
    """Where messages stand.

    Attributes:
        guild_id: the server.
        channel_id: the channel or forum.
        thread: the public thread or forum post in it, if any.
        content: whether it is a content channel.
    """

    guild_id: int
    channel_id: int
    thread: NewItem | None = None
    content: bool = False


class MessageAuthor(NamedTuple):
    """Who wrote a message. `human`: neither a bot nor a webhook, as far as is known."""

    id: int
    human: bool


class RepliedTo(NamedTuple):
    """The message that another one answers."""

    id: int
    author: MessageAuthor


def signals_from_message(
    place: MessageLocation, message_id: int, author: MessageAuthor, answered: RepliedTo | None
) -> Iterator[Reading]:
    """Yield what somebody's message says; system messages are none."""
    if not author.human:
        return
    if place.thread is not None:
        kind: SignalKind = "post" if message_id == place.thread.object_id else "reply"
        act = SignalKey(place.guild_id, author.id, place.thread.object_id, kind, message_id)
        yield place.thread, act
        return
    if place.content:
        yield (
            message_item(place, message_id, author.id),
            SignalKey(place.guild_id, author.id, message_id, "post", message_id),
        )
    if answered is not None and answered.author.human and answered.author.id != author.id:
        yield (
            message_item(place, answered.id, answered.author.id),
            SignalKey(place.guild_id, author.id, answered.id, "reply", message_id),
        )


def item_of_reaction(
    place: MessageLocation, message_id: int, author: MessageAuthor, user_id: int
) -> NewItem | None:
    """Return what a reaction of somebody to a message counts for; None for nothing."""
    if author.id == user_id:
        return None
    if place.thread is not None:
        return place.thread
    return message_item(place, message_id, author.id) if author.human else None


def signal_from_new_thread(thread: NewItem, user_id: int) -> SignalKey:
    """Return what it says of somebody to have begun a thread or forum post."""
    return SignalKey(thread.guild_id, user_id, thread.object_id, "post", thread.object_id)


def message_item(place: MessageLocation, message_id: int, author_id: int) -> NewItem:
    """Describe a message outside threads."""
    kind: ItemKind = "content" if place.content else "message"
    return NewItem(
        place.guild_id, kind, message_id, place.channel_id, author_id, time_of(message_id)
    )
