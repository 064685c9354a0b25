"""Draw Discord's Markdown as its client does, as far as our texts use it."""

import html
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

from babel.dates import format_date, format_time, format_timedelta

_CODE = re.compile(r"```(?:\w*\n)?(.*?)```", re.DOTALL)
_MARKS = (("### ", "h3"), ("## ", "h2"), ("# ", "h1"), ("-# ", "small"), ("- ", "li"))
Replacement = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]


class Markdown:
    """Draws text for readers of one language.

    Args:
        language: "en" or "zh-CN".
        names: What `<#1>` and `<@1>` are called, by id.
        now: When it is looked at.
    """

    def __init__(self, language: str, names: Mapping[int, str], now: datetime) -> None:
        self._language = language
        self._names = names
        self._now = now

    def draw(self, text: str) -> str:
        """Return a text as HTML: blocks of code, and lines between them."""
        drawn: list[str] = []
        for number, part in enumerate(_CODE.split(text)):
            if number % 2:
                drawn.append(f"<pre>{html.escape(part, quote=False)}</pre>")
            else:
                drawn += [self._line(line) for line in part.strip("\n").split("\n")]
        return "".join(drawn)

    def name(self, id_: str) -> str:
        """Return what a channel, role or member is called."""
        return html.escape(self._names.get(int(id_), "unknown"))

    def _line(self, line: str) -> str:
        if line.startswith("> "):
            return f"<blockquote>{self._line(line[2:])}</blockquote>"
        if (inside := line.lstrip()) != line and inside.startswith("- "):
            return f'<li class="inner">{self._inline(inside[2:])}</li>'
        for mark, tag in _MARKS:
            if line.startswith(mark):
                return f"<{tag}>{self._inline(line.removeprefix(mark))}</{tag}>"
        return f"<p>{self._inline(line)}</p>"

    def _inline(self, text: str) -> str:
        escaped = html.escape(re.sub(r"\\([*_`~|\[\]()>#.-])", r"\1", text), quote=False)
        for pattern, replacement in self._replacements():
            escaped = pattern.sub(replacement, escaped)
        return escaped

    def _replacements(self) -> Iterable[Replacement]:
        yield re.compile(r"\[([^\]]+)\]\(&lt;?(https?://[^)]+?)(?:&gt;)?\)"), lambda m: _link(m[1])
        yield re.compile(r"\[([^\]]+)\]\((https?://[^)]+)\)"), lambda m: _link(m[1])
        yield re.compile(r"(?<![\w/>])(https?://[^\s<]+)"), lambda m: _link(m[1])
        yield re.compile(r"\*\*(.+?)\*\*"), lambda m: f"<b>{m[1]}</b>"
        yield re.compile(r"`(.+?)`"), lambda m: f"<code>{m[1]}</code>"
        yield re.compile(r"\*(.+?)\*"), lambda m: f"<i>{m[1]}</i>"
        yield re.compile(r"&lt;#(\d+)&gt;"), lambda m: f"<u># {self.name(m[1])}</u>"
        yield re.compile(r"&lt;/([^:]+):\d+&gt;"), lambda m: f"<u>/{m[1]}</u>"
        yield re.compile(r"&lt;@&amp;(\d+)&gt;"), lambda m: f"<u>@{self.name(m[1])}</u>"
        yield re.compile(r"&lt;@(\d+)&gt;"), lambda m: f"<u>@{self.name(m[1])}</u>"
        yield re.compile(r"&lt;t:(\d+):(\w)&gt;"), lambda m: f"<time>{self._time(m)}</time>"

    def _time(self, found: re.Match[str]) -> str:
        at, locale = datetime.fromtimestamp(int(found[1]), UTC), self._language.replace("-", "_")
        form = found[2]
        if form == "R":
            return format_timedelta(at - self._now, add_direction=True, locale=locale)
        if form == "t":
            return format_time(at, "short", locale=locale)
        date = format_date(at, {"d": "short", "F": "full"}.get(form, "long"), locale=locale)
        return date if form in "dD" else f"{date} {format_time(at, 'short', locale=locale)}"


def _link(label: str) -> str:
    return f"<a>{label}</a>"
