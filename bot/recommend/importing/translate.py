"""From an exported message to acts, by the same rule as live ones. Pure.

An export does not say when a reaction was set: it gets the time of its message. Nor does it say who
began a thread on a message. It shows whom a reply answers only by an id, so the authors of the
newest messages are remembered.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Literal, cast

from bot.recommend.emoji import Meanings
from bot.recommend.importing.counts import Counts
from bot.recommend.importing.export import Head, Json
from bot.recommend.items import NewItem, clean_title
from bot.recommend.reading import Answered, Author, Place, Reading, opened, reacted_item, said
from bot.recommend.signals import Act, Signal, emoji_key
from bot.recommend.snowflakes import time_of

PUBLIC_THREADS = frozenset({"GuildPublicThread", "GuildNewsThread"})
CHANNELS = frozenset({"GuildTextChat", "GuildNews", "GuildVoiceChat", "GuildStageVoice"})
REMEMBERED = 100_000  # messages

SPOKEN = frozenset({"Default", "Reply"})
Found = tuple[NewItem, Signal]


class Authors:
    """Who wrote the newest messages: an id, or 0 for bots and webhooks."""

    def __init__(self, limit: int = REMEMBERED) -> None:
        self._limit = limit
        self._by_message: dict[int, int] = {}

    def note(self, message_id: int, author: Author) -> None:
        """Remember the author of a message, and forget that of the oldest."""
        self._by_message[message_id] = author.id if author.human else 0
        if len(self._by_message) > self._limit:
            del self._by_message[next(iter(self._by_message))]

    def find(self, message_id: int) -> Author | None:
        """Return the author of a message, where it is remembered."""
        user_id = self._by_message.get(message_id)
        return None if user_id is None else Author(user_id, human=user_id != 0)


class Translator:
    """Translates the messages of one file.

    Args:
        place: Where they stand.
        meanings: What reactions say.
        authors: Shared by all files of an import.
        counts: Where what is left out is counted.
        erased: Members who had what they did erased, and when.
    """

    def __init__(
        self,
        place: Place,
        meanings: Meanings,
        authors: Authors,
        counts: Counts,
        erased: Mapping[int, datetime],
    ) -> None:
        self._place = place
        self._meanings = meanings
        self._authors = authors
        self._counts = counts
        self._erased = erased

    def translate(self, message: Json) -> Iterator[Found]:
        """Yield what a message says, with the time of it.

        Raises:
            KeyError, TypeError, ValueError: It is not what an export holds.
        """
        message_id = int(message["id"])
        author = _author(message["author"])
        self._authors.note(message_id, author)
        at = time_of(message_id)
        found = [*self._said(message, message_id, author), *self._reacted(message, author)]
        for item, act in found:
            erased_at = self._erased.get(act.user_id)
            if erased_at is None or at > erased_at:
                yield item, Signal(act, at)

    def _said(self, message: Json, message_id: int, author: Author) -> Iterator[Reading]:
        kind = message["type"]
        if kind in SPOKEN:
            answered = self._answered(message) if kind == "Reply" else None
            yield from said(self._place, message_id, author, answered)
        elif kind == "ThreadCreated" and author.human and self._place.thread is None:
            thread_id = _id(_object(message.get("reference")).get("channelId"))
            if thread_id is not None:
                thread = thread_item(
                    self._place.guild_id, self._place.channel_id, thread_id, author
                )
                yield thread, opened(thread, author.id)

    def _answered(self, message: Json) -> Answered | None:
        if self._place.thread is not None:
            return None
        answered_id = _id(_object(message.get("reference")).get("messageId"))
        author = None if answered_id is None else self._authors.find(answered_id)
        if answered_id is None or author is None:
            self._counts.lost_answers += 1
            return None
        return Answered(answered_id, author)

    def _reacted(self, message: Json, author: Author) -> Iterator[Reading]:
        message_id = int(message["id"])
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
                user_id = int(user["id"])
                item = reacted_item(self._place, message_id, author, user_id)
                if item is not None and not user.get("isBot"):
                    guild_id = self._place.guild_id
                    yield item, Act(guild_id, user_id, item.object_id, kind, message_id, key)


def place_of(head: Head, content: frozenset[str], first: Json | None, known: str | None) -> Place:
    """Say where a file's messages stand.

    Args:
        head: The file's.
        content: Names or ids of content channels.
        first: Its first message.
        known: As what the thread is stored, if it is.
    """
    if head.kind not in PUBLIC_THREADS:
        is_content = head.name in content or str(head.channel_id) in content
        return Place(head.guild_id, head.channel_id, content=is_content)
    parent_id = head.parent_id or head.channel_id
    # A forum post begins with a message that has its id; a thread's first message lies elsewhere.
    begins = first is not None and _id(first.get("id")) == head.channel_id
    author = _author(first["author"]) if first is not None and begins else None
    kind = "post" if begins or known == "post" else "thread"
    title = clean_title(head.name)
    thread = thread_item(head.guild_id, parent_id, head.channel_id, author, kind, title)
    return Place(head.guild_id, parent_id, thread)


def thread_item(
    guild_id: int,
    parent_id: int,
    thread_id: int,
    author: Author | None,
    kind: Literal["thread", "post"] = "thread",
    title: str | None = None,
) -> NewItem:
    """Describe a thread or post as far as an export knows it."""
    author_id = None if author is None else author.id
    return NewItem(guild_id, kind, thread_id, parent_id, author_id, time_of(thread_id), title)


def _author(user: Json) -> Author:
    return Author(int(user["id"]), human=not user.get("isBot"))


def _id(value: object) -> int | None:
    return int(str(value)) if value else None


def _object(value: Any) -> Json:  # noqa: ANN401 whatever a file holds
    return cast("Json", value) if isinstance(value, dict) else {}
