"""Normalise members' text for comparison, and sanitise it for display."""

import re
import unicodedata

# Format characters that are invisible or change the writing direction, and characters that count
# as letters or marks but are invisible: Hangul fillers, the Braille blank, variation selectors.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
# Joiners and a variation selector: needed within emoji, invisible by themselves.
_JOINING = "\u200c\u200d\ufe0f"
# Discord renders `<#id>`, `<@id>`, `<t:…>`, `</name:id>`, `<id:…>`, `<:name:id>` as markup.
_DRAWN = re.compile(r"<(?=[@#!&:/]|a:|t:|id:)")


def folded(text: str) -> str:
    """Return text for comparison, without differences of case, width and composition.

    That is Unicode's compatibility caseless matching (The Unicode Standard, 3.13, D146).
    """
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", text).casefold())
    return unicodedata.normalize("NFKC", plain.casefold())


def shown(text: str | None) -> str | None:
    """Return text that is safe in a list, on one line; None if it is invisible.

    What Discord would render as a mention, a time or a command stays text.
    """
    if text is None:
        return None
    seen = " ".join(_UNSEEN.sub("", text).split())
    if not seen.strip(_JOINING + " "):
        return None
    return _DRAWN.sub("<\u200b", seen)
