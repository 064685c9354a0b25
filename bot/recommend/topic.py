"""Searching by topic, and interests: plain words, found where a word begins.

Scripts without spaces between words have no such borders: there a word is found anywhere.
"""

from bot.recommend.text import folded

SHORT = 3  # letters; a word as short as this must stand alone: "ai" is not in "aid", nor in "main"
IDEOGRAPHS = "\u2e80"  # from here on, scripts that put no spaces between words


def matches(topic: str, *texts: str | None) -> bool:
    """Say whether every word of `topic` begins a word of the texts, however it is written."""
    text = folded("\n".join(text for text in texts if text))
    return all(mentions(word, text) for word in folded(topic).split())


def mentions(phrase: str, text: str) -> bool:
    """Say whether `text` holds `phrase` from the beginning of a word on; both `folded`."""
    at = text.find(phrase) if phrase else -1
    while at >= 0:
        end = at + len(phrase)
        begins = not (_lettered(phrase[0]) and at > 0 and _lettered(text[at - 1]))
        goes_on = _lettered(phrase[-1]) and end < len(text) and _lettered(text[end])
        if begins and not (goes_on and len(phrase) <= SHORT):
            return True
        at = text.find(phrase, at + 1)
    return False


def _lettered(character: str) -> bool:
    return character.isalnum() and character < IDEOGRAPHS
