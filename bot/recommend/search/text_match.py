"""Match words of topics and interests against texts, at the beginning of words.

In scripts without spaces between words, a match may be anywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.recommend.search.text import folded


@dataclass(frozen=True, slots=True)
class Labels:
    """What items can be found by in addition to their titles.

    Attributes:
        channels: Channel names (`folded`), by the channels' ids.
        tags: The tags of forum posts (`folded`), by the posts' ids.
    """

    channels: Mapping[int, str]
    tags: Mapping[int, str]

    @classmethod
    def of(cls, channels: Mapping[int, str], tags: Mapping[int, str]) -> "Labels":
        """Fold names and tags as they are written."""
        return cls(
            {id_: folded(name) for id_, name in channels.items()},
            {id_: folded(words) for id_, words in tags.items()},
        )


NO_LABELS = Labels({}, {})
SHORT = 3  # characters; a word up to this length must match a whole word: "ai" doesn't match "aid"
IDEOGRAPHS = "\u2e80"  # from here on, scripts without spaces between words


def matches(topic: str, *texts: str | None) -> bool:
    """Return whether every word of `topic` begins a word of the texts, once folded.

    This is the rule for one item; `Titles` applies it to all.
    """
    text = folded("\n".join(text for text in texts if text))
    return all(mentions(word, text) for word in folded(topic).split())


def mentions(phrase: str, text: str) -> bool:
    """Return whether `text` has `phrase` at the beginning of a word; both `folded`."""
    at = text.find(phrase) if phrase else -1
    while at >= 0:
        end = at + len(phrase)
        begins = not (lettered(phrase[0]) and at > 0 and lettered(text[at - 1]))
        goes_on = lettered(phrase[-1]) and end < len(text) and lettered(text[end])
        if begins and not (goes_on and len(phrase) <= SHORT):
            return True
        at = text.find(phrase, at + 1)
    return False


def lettered(character: str) -> bool:
    """Return whether a character is of a script with spaces between words."""
    return character.isalnum() and character < IDEOGRAPHS
