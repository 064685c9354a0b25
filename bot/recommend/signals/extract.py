"""Extract signals from messages and reactions, whether live, past or imported.

A message in a public thread or forum post is a reply to it; its first message is the author's
post. A message in a content channel is a post. Outside threads, a message that answers another
member's is a reply to that. A reaction counts for the thread it happens in, or else for the
message. Bots, webhooks and reactions to one's own messages don't count.
"""

from collections.abc import Iterator
from typing import NamedTuple

from bot.recommend.signals.items import ItemKind, NewItem
from bot.recommend.signals.model import SignalKey, SignalKind
from bot.recommend.signals.snowflake import time_of

Reading = tuple[NewItem, SignalKey]


class MessageLocation(NamedTuple):
    """The location of messages.

    Attributes:
        guild_id: The server.
        channel_id: The channel or forum.
        thread: The public thread or forum post in it, if any.
        content: Whether it is a content channel.
    """

    guild_id: int
    channel_id: int
    thread: NewItem | None = None
    content: bool = False


class MessageAuthor(NamedTuple):
    """The author of a message. `human`: neither a bot nor a webhook, if known."""

    id: int
    human: bool


class RepliedTo(NamedTuple):
    """The message that another one answers."""

    id: int
    author: MessageAuthor


def signals_from_message(
    place: MessageLocation, message_id: int, author: MessageAuthor, answered: RepliedTo | None
) -> Iterator[Reading]:
    """Yield the signals of a member's message; callers must skip system messages."""
    if not author.human:
        return
    if place.thread is not None:
        kind: SignalKind = "post" if message_id == place.thread.object_id else "reply"
        signal = SignalKey(place.guild_id, author.id, place.thread.object_id, kind, message_id)
        yield place.thread, signal
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
    """Return the item that a reaction counts for; None if it doesn't count."""
    if author.id == user_id:
        return None
    if place.thread is not None:
        return place.thread
    return message_item(place, message_id, author.id) if author.human else None


def signal_from_new_thread(thread: NewItem, user_id: int) -> SignalKey:
    """Return the signal of a member who started a thread or forum post."""
    return SignalKey(thread.guild_id, user_id, thread.object_id, "post", thread.object_id)


def message_item(place: MessageLocation, message_id: int, author_id: int) -> NewItem:
    """Return a message outside threads as an item."""
    kind: ItemKind = "content" if place.content else "message"
    return NewItem(
        place.guild_id, kind, message_id, place.channel_id, author_id, time_of(message_id)
    )
