"""Searching by topic: plain words, found anywhere, so that Chinese needs no word borders."""

SHORT = 3  # letters; a word as short as this must stand alone: "ai" is not in "aid", nor in "main"
IDEOGRAPHS = "\u2e80"  # from here on, scripts that put no spaces between words


def matches(topic: str, *texts: str | None) -> bool:
    """Say whether every word of `topic` occurs in one of the texts, whatever its case."""
    text = "\n".join(text for text in texts if text).casefold()
    return all(word in text for word in topic.casefold().split())


def mentions(phrase: str, text: str) -> bool:
    """Say whether `text` holds `phrase` from the beginning of a word on; both casefolded.

    Stricter than `matches`, since nobody looks at what comes of it.
    """
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
