"""Covers as pictures of messages."""

import hashlib
from collections.abc import Iterable

from bot.discord.layout import Picture
from bot.services import Services
from data.contents import Content


async def read_covers(services: Services, wanted: Iterable[Content | None]) -> dict[int, Picture]:
    """Return the covers of contents that have one, by the content's id."""
    known = {each.id: each for each in wanted if each is not None}
    covers = await services.covers.read(known.values())
    return {id_: picture_of(known[id_], cover) for id_, cover in covers.items()}


def picture_of(content: Content, cover: bytes = b"") -> Picture:
    """Return a content's cover; without its bytes to know what a message would show."""
    # Another cover has another name, so that cards are edited; the key itself stays secret.
    key = hashlib.sha256((content.cover_key or "").encode()).hexdigest()[:12]
    return Picture(f"cover-{content.id}-{key}.webp", content.cover_alt, cover)
