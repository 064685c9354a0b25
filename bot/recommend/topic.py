"""Searching by topic: plain words, found anywhere, so that Chinese needs no word borders."""


def matches(topic: str, *texts: str | None) -> bool:
    """Say whether every word of `topic` occurs in one of the texts, whatever its case."""
    text = "\n".join(text for text in texts if text).casefold()
    return all(word in text for word in topic.casefold().split())
