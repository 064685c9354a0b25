"""Searching by topic, and interests: plain words, found where a word begins.

Scripts without spaces between words have no such borders: there a word is found anywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.recommend.search.text import folded


@dataclass(frozen=True, slots=True)
class Labels:
    """By what items can be found beside their titles.

    Attributes:
        channels: names, by the channels' ids.
        tags: the tags of forum posts, by the posts' ids.
    """

    channels: Mapping[int, str]
    tags: Mapping[int, str]

    @classmethod
    def of(cls, channels: Mapping[int, str], tags: Mapping[int, str]) -> "Labels":
        """Take words as they are written."""
        return cls(
            {id_: folded(name) for id_, name in channels.items()},
            {id_: folded(words) for id_, words in tags.items()},
        )


NO_LABELS = Labels({}, {})
SHORT = 3  # letters; a word as short as this must stand alone: "ai" is not in "aid", nor in "main"
IDEOGRAPHS = "\u2e80"  # from here on, scripts that put no spaces between words


def matches(topic: str, *texts: str | None) -> bool:
    """Say whether every word of `topic` begins a word of the texts, however it is written.

    The rule for one item, as `Titles` keeps it for all.
    """
    text = folded("\n".join(text for text in texts if text))
    return all(mentions(word, text) for word in folded(topic).split())


def mentions(phrase: str, text: str) -> bool:
    """Say whether `text` holds `phrase` from the beginning of a word on; both `folded`."""
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
    """Tell whether a character is of a script that puts borders between words."""
    return character.isalnum() and character < IDEOGRAPHS
