"""What a reaction says: 👎 is not a like, and a spelt word is nothing."""

from collections.abc import Mapping
from typing import Literal

from bot.recommend.signals import SignalKind

Meaning = Literal["like", "dislike", "nothing"]

_KINDS: dict[Meaning, SignalKind | None] = {"like": "react", "dislike": "dislike", "nothing": None}
_VARIATION = "\ufe0f"  # "draw me in colour": clients send it or not
_SKIN = {chr(code) for code in range(0x1F3FB, 0x1F400)}
_LETTERS = {chr(code) for code in range(0x1F1E6, 0x1F200)}  # two make a flag, one is a letter


class Meanings:
    """The owner's table of emojis, by name or id, and what holds for all others."""

    def __init__(self, table: Mapping[str, Meaning]) -> None:
        self._table: dict[str, Meaning] = {
            _plain(name.strip(":")): meaning for name, meaning in table.items()
        }

    def kind(self, emoji_id: int | None, name: str | None) -> SignalKind | None:
        """Return which signal a reaction is; None for one that says nothing."""
        plain = _plain(name or "")
        said = self._table.get(str(emoji_id)) or self._table.get(plain)
        if said is not None:
            return _KINDS[said]
        return None if emoji_id is None and plain in _LETTERS else "react"


def _plain(name: str) -> str:
    """Leave out how an emoji is drawn: its skin, its colour."""
    kept = "".join(sign for sign in name if sign != _VARIATION and sign not in _SKIN)
    return kept or name
