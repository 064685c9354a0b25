"""Parses emojis as they are written in paths and by people."""

import re

from bot.simulator.discord.state.records import ReactionRecord

_CUSTOM = re.compile(r"^<?(?:a?:)?(\w{2,32}):(\d+)>?$")
_PLAIN_TEXT = re.compile(r"[\x20-\x22\x24-\x29\x2b-\x2f\x3a-\x7e]")  # all but #, * and digits


def parse_emoji(text: str) -> ReactionRecord | None:
    """Parse "👍", "name:id" or "<:name:id>"; return None if it is no emoji."""
    if custom := _CUSTOM.match(text):
        return ReactionRecord(int(custom[2]), custom[1])
    if not text or text.isascii() or _PLAIN_TEXT.search(text) or any(map(str.isalpha, text)):
        return None
    return ReactionRecord(None, text)
