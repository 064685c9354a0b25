"""Find the authors of messages with replies, in any order of files and messages.

In an export a reply has only the id of the message that it answers. A reply to a message that was
read is resolved immediately; one to a later message waits for it.
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.recommend.signals.extract import (
    MessageAuthor,
    MessageLocation,
    Reading,
    RepliedTo,
    signals_from_message,
)

REMEMBERED = 100_000  # messages, those read last
WAITING = 500_000  # replies


@dataclass(frozen=True, slots=True)
class ExportedReply:
    """A message that answers another one."""

    place: MessageLocation
    id: int
    author: MessageAuthor
    answered_id: int

    def read(self, author: MessageAuthor) -> Iterator[Reading]:
        """Yield its signals, given the author of the answered message."""
        return signals_from_message(
            self.place, self.id, self.author, RepliedTo(self.answered_id, author)
        )


class ReplyResolver:
    """Resolves replies across all files of an import."""

    def __init__(self, remembered: int = REMEMBERED, waiting: int = WAITING) -> None:
        self._remembered = remembered
        self._most_waiting = waiting
        # User id by message, 0 for bots. Ordered, because finding a plain dict's first key is slow.
        self._authors = OrderedDict[int, int]()
        self._waiting = OrderedDict[int, list[ExportedReply]]()
        self._count = 0
        self.lost = 0  # replies dropped because too many were waiting

    @property
    def waiting(self) -> int:
        """The number of replies that wait for the message that they answer."""
        return self._count

    def note(self, message_id: int, author: MessageAuthor) -> Iterator[Reading]:
        """Store the author of a message; yield the signals of replies that waited for it."""
        self._authors[message_id] = author.id if author.human else 0
        if len(self._authors) > self._remembered:
            self._authors.popitem(last=False)
        for reply in self._waiting.pop(message_id, ()):
            self._count -= 1
            yield from reply.read(author)

    def read(self, reply: ExportedReply) -> Iterator[Reading]:
        """Yield the signals of a reply, or let it wait."""
        user_id = self._authors.get(reply.answered_id)
        if user_id is not None:
            yield from reply.read(_author(user_id))
            return
        self._waiting.setdefault(reply.answered_id, []).append(reply)
        self._count += 1
        if self._count > self._most_waiting:
            _, gone = self._waiting.popitem(last=False)
            self._count -= len(gone)
            self.lost += len(gone)

    def asked(self) -> list[tuple[int, int]]:
        """Return the messages that replies wait for, as guild id and message id."""
        return [(replies[0].place.guild_id, id_) for id_, replies in self._waiting.items()]

    def resolved(self, authors: Mapping[int, int]) -> Iterator[Reading]:
        """Yield the signals of replies to messages whose authors the database has."""
        for message_id, user_id in authors.items():
            yield from self.note(message_id, _author(user_id))


def _author(user_id: int) -> MessageAuthor:
    return MessageAuthor(user_id, human=user_id != 0)
