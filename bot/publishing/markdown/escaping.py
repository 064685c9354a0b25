"""Makes text harmless in Discord's Markdown. Pure."""

import re
from urllib.parse import urlsplit

ZERO_WIDTH = "\u200b"
MAX_URL_LENGTH = 512  # characters; a longer one is shown without being a link

_SPECIAL = re.compile(r"[\\*_~`|<\[\]]")
_LINE_START = re.compile(r"^([ \t]*)([#>+-]|\d+(?=[.)]))")
_EVERYONE = re.compile(r"@(?=everyone|here)", re.IGNORECASE)
_INVITE = re.compile(
    r"(?:https?://)?(?:www\.)?"
    r"(?:discord(?:app)?\.com/invite|discord\.(?:gg|me|io|li)|dsc\.gg|invite\.gg)/\S*",
    re.IGNORECASE,
)
_LINKED = re.compile(rf"{_INVITE.pattern}|\bhttps?://[^\s<>\\`\"|]+", re.IGNORECASE)
_NAMES_ADDRESS = re.compile(r"://|\bwww\.", re.IGNORECASE)


def escape(text: str, *, at_line_start: bool = False) -> str:
    """Return text that Discord shows character by character; web addresses stay links.

    Invitations are shown as code, so that nobody is led away by a press.
    """
    made: list[str] = []
    end = 0
    for found in _LINKED.finditer(text):
        made.append(_escape_plain(text[end : found.start()], at_line_start and end == 0))
        made.append(code_span(found[0]) if _INVITE.match(found[0]) else _quiet(found[0]))
        end = found.end()
    made.append(_escape_plain(text[end:], at_line_start and end == 0))
    return "".join(made)


def code_span(text: str) -> str:
    """Return text as inline code, whatever backticks are in it."""
    text = " ".join(text.split("\n"))
    if "`" not in text:
        return f"`{text}`"
    return f"`` {re.sub('`(?=`)', '`' + ZERO_WIDTH, text)} ``"


def fenced(code: str, language: str = "") -> str:
    """Return lines as a block of code, which nothing inside them can end."""
    return f"```{language}\n{re.sub('``(?=`)', '``' + ZERO_WIDTH, code)}\n```"


def masked_link(text: str, href: str) -> str | None:
    """Return a link with a text of its own, or None if it must not be one.

    Only addresses of the web are linked, no invitations, and no text that names another address.

    Args:
        text: What is shown, already in Discord's Markdown.
        href: Where it leads.
    """
    if not is_web_address(href) or _INVITE.match(href) or len(href) > MAX_URL_LENGTH:
        return None
    if _NAMES_ADDRESS.search(text) or not text.strip() or "\n" in text:
        return None
    safe = href.replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")
    return f"[{text}]({safe})"


def is_web_address(href: str) -> bool:
    """Return whether an address is one of the web, with a host and without a password."""
    if re.search(r"[\s\x00-\x1f\x7f\\]", href):
        return False
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc


def _escape_plain(text: str, at_line_start: bool) -> str:  # noqa: FBT001 of two calls above
    text = _SPECIAL.sub(r"\\\g<0>", text)
    if at_line_start:
        text = _LINE_START.sub(_escape_start, text, count=1)
    return _quiet(text)


def _escape_start(found: re.Match[str]) -> str:
    space, mark = found.groups()
    return f"{space}{mark}\\" if mark.isdigit() else f"{space}\\{mark}"


def _quiet(text: str) -> str:
    return _EVERYONE.sub("@" + ZERO_WIDTH, text)
