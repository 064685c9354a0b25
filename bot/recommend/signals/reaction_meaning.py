"""Map reactions to signals: 👎 is a dislike, and a letter doesn't count."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from bot.recommend.signals.model import SignalKind

Meaning = Literal["like", "dislike", "nothing"]

_KINDS: dict[Meaning, SignalKind | None] = {"like": "react", "dislike": "dislike", "nothing": None}
_VARIATIONS = "\ufe0e\ufe0f"  # variation selectors for text or colour: clients may send them
# A custom emoji as Discord writes it in a message, or as its API names it.
_OWN = re.compile(r"<?(?:a?:)?\w+:(\d{1,19})>?")
_SKIN = {chr(code) for code in range(0x1F3FB, 0x1F400)}
_REGIONAL_INDICATORS = {
    chr(code) for code in range(0x1F1E6, 0x1F200)
}  # two make a flag, one is a letter


class ReactionMeanings:
    """The owner's table of emoji meanings, by name or id, and a default."""

    def __init__(self, table: Mapping[str, Meaning]) -> None:
        self._table: dict[str, Meaning] = {_named(name): meaning for name, meaning in table.items()}

    def kind(self, emoji_id: int | None, name: str | None) -> SignalKind | None:
        """Return the signal kind of a reaction; None if it doesn't count."""
        plain = _plain(name or "")
        meaning = self._table.get(str(emoji_id)) or self._table.get(plain)
        if meaning is not None:
            return _KINDS[meaning]
        return None if emoji_id is None and plain in _REGIONAL_INDICATORS else "react"


def _named(name: str) -> str:
    """Return the key of an emoji in the settings: an id, or a plain name."""
    own = _OWN.fullmatch(name.strip())
    return own[1] if own else _plain(name.strip().strip(":"))


@lru_cache(maxsize=1024)
def _plain(name: str) -> str:
    """Remove an emoji's variation selectors and skin tone."""
    kept = "".join(
        character for character in name if character not in _VARIATIONS and character not in _SKIN
    )
    return kept or name
