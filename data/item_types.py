"""Items as they are given to be stored, and as they are. No SQL: pure rules read them as well."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

ItemKind = Literal["thread", "post", "content", "message"]

TITLED = frozenset({"thread", "post"})


class NewItem(NamedTuple):
    """An item as Discord shows it.

    Attributes:
        guild_id: its server.
        kind: thread, forum post, message in a content channel, or any other message.
        object_id: Discord's id of the thread or message; a thread begun on a message shares it.
        channel_id: the channel or forum it stands in, whose permissions rule who can read it.
        author_id: who wrote it, where that is known.
        created_at: when, in UTC.
        title: only where Discord gives one. Never a message's text.
    """

    guild_id: int
    kind: ItemKind
    object_id: int
    channel_id: int
    author_id: int | None
    created_at: datetime
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """An item with our own number `id`, by which signals know it."""

    id: int
    guild_id: int
    kind: str
    object_id: int
    channel_id: int
    author_id: int | None
    title: str | None
    created_at: datetime

    @property
    def url(self) -> str:
        """Where Discord opens it."""
        base = f"https://discord.com/channels/{self.guild_id}"
        if self.kind in TITLED:
            return f"{base}/{self.object_id}"
        return f"{base}/{self.channel_id}/{self.object_id}"
