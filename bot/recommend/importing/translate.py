"""Translate exported messages to signals, by the same rules as live ones. Pure.

An export doesn't contain when a reaction was set, so it gets the time of its message. Nor does it
contain who started a thread on a message.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from bot.recommend.importing.answers import ExportedReply, ReplyResolver
from bot.recommend.importing.export import Head, Json
from bot.recommend.signals.extract import (
    MessageAuthor,
    MessageLocation,
    Reading,
    item_of_reaction,
    signal_from_new_thread,
    signals_from_message,
)
from bot.recommend.signals.items import NewItem, clean_title
from bot.recommend.signals.model import Signal, SignalKey, emoji_key
from bot.recommend.signals.reaction_meaning import ReactionMeanings
from bot.recommend.signals.snowflake import time_of

# Discord's channel types by the exporter's names, and as the numbers that some tools write.
PUBLIC_THREADS = frozenset({"GuildPublicThread", "GuildNewsThread", "10", "11"})
CHANNELS = frozenset(
    ("GuildTextChat", "GuildNews", "GuildVoiceChat", "GuildStageVoice", "0", "2", "5", "13")
)
PRIVATE = frozenset(("DirectTextChat", "DirectGroupTextChat", "GuildPrivateThread", "1", "3", "12"))
MAX_ID = (1 << 63) - 1

SPOKEN = frozenset({"Default", "Reply"})
THREAD_CREATED = frozenset({"ThreadCreated", "18"})
Found = tuple[NewItem, Signal]


@dataclass(slots=True)
class ImportCounts:
    """Counts of one import.

    Attributes:
        files: Files read to their end.
        messages: Messages read.
        signals: Signals found in them, including stored ones.
        added: Signals that weren't stored before.
        nameless: Reactions without a user in the file.
        lost_answers: Replies to messages that neither a file nor the database has.
        private: Files of private threads and direct messages, which are skipped.
        foreign: Files of servers that the settings don't serve.
        unknown: Files of unknown channel types, by the exporter's name of the type.
        broken: Files that could not be read, or not to their end, each with the reason.
    """

    files: int = 0
    messages: int = 0
    signals: int = 0
    added: int = 0
    nameless: int = 0
    lost_answers: int = 0
    private: int = 0
    foreign: int = 0
    unknown: Counter[str] = field(default_factory=Counter[str])
    broken: list[tuple[Path, str]] = field(default_factory=list[tuple[Path, str]])


class ExportTranslator:
    """Translates the messages of one file.

    Args:
        place: The location of the messages.
        meanings: The meanings of reactions.
        answers: The replies, shared by all files of an import.
        counts: Counts what is skipped.
        erased: When members erased their data, by user id.
    """

    def __init__(
        self,
        place: MessageLocation,
        meanings: ReactionMeanings,
        answers: ReplyResolver,
        counts: ImportCounts,
        erased: Mapping[int, datetime],
    ) -> None:
        self._place = place
        self._meanings = meanings
        self._answers = answers
        self._counts = counts
        self._erased = erased

    def translate(self, message: Json) -> Iterator[Found]:
        """Yield the signals of a message, with their time.

        Raises:
            KeyError, TypeError, ValueError: The message doesn't have an export's format.
        """
        message_id, author = _known_id(message["id"]), _author(message["author"])
        spoken = message["type"] in SPOKEN
        # A system message, for example about a new member, has no author.
        writer = author if spoken else MessageAuthor(author.id, human=False)
        found = [
            *self._message_signals(message, message_id, author),
            *self._reacted(message, message_id, writer),
            *self._answers.note(message_id, writer),
        ]
        yield from self.kept(found)

    def kept(self, found: Iterable[Reading]) -> Iterator[Found]:
        """Add the time to each signal, and skip those that members erased."""
        for item, signal in found:
            at = time_of(signal.source_id)
            erased_at = self._erased.get(signal.user_id)
            if erased_at is None or at > erased_at:
                yield item, Signal(signal, at)

    def _message_signals(
        self, message: Json, message_id: int, author: MessageAuthor
    ) -> Iterator[Reading]:
        place, kind = self._place, message["type"]
        if kind in SPOKEN:
            if _begins_in_channel(place, message_id):
                return
            yield from signals_from_message(place, message_id, author, None)
            answered_id = _id(_object(message.get("reference")).get("messageId"))
            if kind == "Reply" and place.thread is None:
                if answered_id is None:
                    self._counts.lost_answers += 1
                elif author.human:
                    yield from self._answers.read(
                        ExportedReply(place, message_id, author, answered_id)
                    )
        elif kind in THREAD_CREATED and author.human and place.thread is None:
            thread_id = _id(_object(message.get("reference")).get("channelId"))
            if thread_id is not None:
                thread = thread_item(place.guild_id, place.channel_id, thread_id, author)
                yield thread, signal_from_new_thread(thread, author.id)

    def _reacted(self, message: Json, message_id: int, author: MessageAuthor) -> Iterator[Reading]:
        for reaction in cast("list[Json]", message.get("reactions") or []):
            users = cast("list[Json]", reaction.get("users") or [])
            self._counts.nameless += max(int(reaction.get("count") or 0) - len(users), 0)
            emoji = reaction["emoji"]
            emoji_id, name = _id(emoji.get("id")), emoji.get("name")
            kind = self._meanings.kind(emoji_id, name)
            if kind is None:
                continue
            key = emoji_key(emoji_id, name)
            for user in users:
                user_id = _known_id(user["id"])
                item = item_of_reaction(self._place, message_id, author, user_id)
                if item is not None and not user.get("isBot"):
                    guild_id = self._place.guild_id
                    yield item, SignalKey(guild_id, user_id, item.object_id, kind, message_id, key)


def place_of(
    head: Head,
    content: frozenset[str],
    starter: Json | None,
    known: str | None,
    *,
    in_text_channel: bool,
) -> MessageLocation:
    """Return the location of a file's messages.

    Args:
        head: The file's head.
        content: Names or ids of content channels.
        starter: For a thread the message with the thread's id, if a file has it.
        known: The item type that the thread is stored as, if it is.
        in_text_channel: Whether the thread is known to be in a text channel, not in a forum.
    """
    if head.kind not in PUBLIC_THREADS:
        is_content = head.name in content or str(head.channel_id) in content
        return MessageLocation(head.guild_id, head.channel_id, content=is_content)
    parent_id = head.parent_id or head.channel_id
    # A forum post begins with a message that has its id. So does a thread's file since the
    # exporter's version 2.47.3, but that message is in the channel, and another member may have
    # started the thread.
    is_post = (starter is not None or known == "post") and not in_text_channel
    author = _author(starter["author"]) if starter is not None and is_post else None
    thread = NewItem(
        head.guild_id,
        "post" if is_post else "thread",
        head.channel_id,
        parent_id,
        None if author is None else author.id,
        time_of(head.channel_id),
        clean_title(head.name),
    )
    return MessageLocation(head.guild_id, parent_id, thread)


def thread_item(guild_id: int, parent_id: int, thread_id: int, author: MessageAuthor) -> NewItem:
    """Return a thread as an item, when only its author is known."""
    return NewItem(guild_id, "thread", thread_id, parent_id, author.id, time_of(thread_id))


def _begins_in_channel(place: MessageLocation, message_id: int) -> bool:
    """Return whether a message of a thread's file is in fact in the channel."""
    thread = place.thread
    return thread is not None and thread.kind == "thread" and thread.object_id == message_id


def _author(user: Json) -> MessageAuthor:
    return MessageAuthor(_known_id(user["id"]), human=not user.get("isBot"))


def _known_id(value: object) -> int:
    """Parse an id.

    Raises:
        ValueError: It isn't one of Discord's, which have 63 bits.
    """
    number = int(str(value))
    if not 0 <= number <= MAX_ID:
        raise ValueError("an id is larger than any of Discord's")
    return number


def _id(value: object) -> int | None:
    return _known_id(value) if value else None


def _object(value: Any) -> Json:  # noqa: ANN401 any JSON value
    return cast("Json", value) if isinstance(value, dict) else {}
