"""Items before and after they are stored; no SQL, because pure rules use them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

ItemKind = Literal["thread", "post", "content", "message"]

TITLED = frozenset({"thread", "post"})


class NewItem(NamedTuple):
    """An item as Discord shows it.

    Attributes:
        guild_id: Its server.
        kind: thread, post (in a forum), content (a message in a content channel) or message.
        object_id: Discord's id of the thread or message; a thread begun on a message shares it.
        channel_id: The channel or forum it belongs to, whose permissions say who can read it.
        author_id: Its author, if known.
        created_at: When it was created, in UTC.
        title: Only if Discord has one, or it is a content's card. Never a message's text.
        content_id: The content whose card it is; None: it is no card, or not known as one.
    """

    guild_id: int
    kind: ItemKind
    object_id: int
    channel_id: int
    author_id: int | None
    created_at: datetime
    title: str | None = None
    content_id: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """An item with our own `id`, which signals refer to."""

    id: int
    guild_id: int
    kind: str
    object_id: int
    channel_id: int
    author_id: int | None
    title: str | None
    created_at: datetime
    content_id: int | None = None

    @property
    def url(self) -> str:
        """The link that opens it in Discord."""
        base = f"https://discord.com/channels/{self.guild_id}"
        if self.kind in TITLED:
            return f"{base}/{self.object_id}"
        return f"{base}/{self.channel_id}/{self.object_id}"
