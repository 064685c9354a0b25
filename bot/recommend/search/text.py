"""People's words as they are compared and as they may be shown: the one place for both."""

import re
import unicodedata

# Format characters that draw nothing or turn the direction of what follows, and characters that
# count as letters or marks but draw nothing: Hangul fillers, the Braille blank, variations.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
# Within emoji they join and colour; by themselves they draw nothing either.
_JOINING = "\u200c\u200d\ufe0f"
# Discord draws `<#id>`, `<@id>`, `<t:…>`, `</name:id>`, `<id:…>`, `<:name:id>` as something else.
_DRAWN = re.compile(r"<(?=[@#!&:/]|a:|t:|id:)")


def folded(text: str) -> str:
    """Return words as they are compared: case, width and composition do not matter.

    That is Unicode's compatibility caseless matching (The Unicode Standard, 3.13, D146).
    """
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", text).casefold())
    return unicodedata.normalize("NFKC", plain.casefold())


def shown(text: str | None) -> str | None:
    """Return words as they may stand in a list, on one line; None where they draw nothing.

    What would be drawn as a mention, a time or a command stays text.
    """
    if text is None:
        return None
    seen = " ".join(_UNSEEN.sub("", text).split())
    if not seen.strip(_JOINING + " "):
        return None
    return _DRAWN.sub("<\u200b", seen)
