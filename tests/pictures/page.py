"""Draw a page like Discord's dark theme from messages as Discord stores them.

For eyes only: a person judges what a picture of it shows.
"""

import html
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from babel.dates import format_date, format_time, format_timedelta

from bot.simulator.discord import Message
from bot.simulator.discord.limits.message import objects
from bot.simulator.discord.serializers.components import ComponentKind

Json = dict[str, Any]

STYLE = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
_BUTTONS = {1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "secondary"}
_EPHEMERAL = {"en": "Only you can see this · Dismiss message", "zh-CN": "仅你可见 · 忽略消息"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A message, and its caption on the page."""

    caption: str
    message: Message


class Page:
    """Draws messages for readers of one language.

    Args:
        language: "en" or "zh-CN".
        names: What `<#1>` and `<@1>` are called, by id.
        now: When they are looked at.
        width: Of the page, in pixels: 390 is a phone's.
    """

    def __init__(
        self, language: str, names: Mapping[int, str], now: datetime, width: int = 620
    ) -> None:
        self._width = width
        self._language = language
        self._names = names
        self._now = now

    def draw(self, title: str, shown: Iterable[Shown]) -> str:
        """Return the page."""
        body = "".join(self._shown(one) for one in shown)
        return (
            f'<!doctype html><html lang="{self._language}"><meta charset="utf-8">'
            f"<title>{html.escape(title)}</title><style>{STYLE}</style>"
            f'<body style="width:{self._width}px">{body}</body></html>'
        )

    def _shown(self, one: Shown) -> str:
        message = one.message
        content = (
            f'<div class="text">{self._text(message.content)}</div>' if message.content else ""
        )
        parts = "".join(self._component(part) for part in message.components)
        only = (
            f'<div class="only">👁 {_EPHEMERAL[self._language]}</div>' if message.ephemeral else ""
        )
        return (
            f"<h6>{html.escape(one.caption)}</h6>"
            '<div class="message"><div class="face">L</div><div>'
            f'<div class="who">Lyceum <b>APP</b></div>{content}{parts}{only}</div></div>'
        )

    def _component(self, data: Json) -> str:
        inside = "".join(self._component(part) for part in objects(data.get("components")))
        match ComponentKind(data["type"]):
            case ComponentKind.ROW:
                return f'<div class="row">{inside}</div>'
            case ComponentKind.BUTTON:
                return self._button(data)
            case ComponentKind.TEXT:
                return f'<div class="text">{self._text(data["content"])}</div>'
            case ComponentKind.STRING_SELECT | ComponentKind.CHANNEL_SELECT:
                return self._menu(data)
            case ComponentKind.SECTION:
                beside = self._component(data["accessory"])
                return f'<div class="section"><div>{inside}</div>{beside}</div>'
            case ComponentKind.SEPARATOR:
                return "<hr>"
            case ComponentKind.CONTAINER:
                colour = f"#{data.get('accent_color') or 0:06x}"
                return f'<div class="box" style="border-left-color:{colour}">{inside}</div>'
            case ComponentKind.GALLERY:
                text = html.escape(str(objects(data["items"])[0].get("description") or ""))
                return f'<div class="picture">{text}</div>'
            case kind:
                return f"<div>[{kind.name}]</div>"

    def _button(self, data: Json) -> str:
        emoji = str(cast(Json, data.get("emoji") or {}).get("name") or "")
        label = " ".join(part for part in (emoji, html.escape(data.get("label") or "")) if part)
        off = " off" if data.get("disabled") else ""
        return f'<span class="button {_BUTTONS[data["style"]]}{off}">{label}</span>'

    def _menu(self, data: Json) -> str:
        chosen = [self._name(str(one["id"])) for one in objects(data.get("default_values"))]
        inside = " ".join(f"<u># {name}</u>" for name in chosen)
        options = "".join(
            f"<li>{html.escape(str(option['label']))}</li>"
            for option in objects(data.get("options"))
        )
        opened = f'<ul class="options">{options}</ul>' if options else ""
        shown = inside or html.escape(str(data.get("placeholder") or ""))
        return f'<div class="menu">{shown}<span>▾</span></div>{opened}'

    def _text(self, text: str) -> str:
        return "".join(self._line(line) for line in text.split("\n"))

    def _line(self, line: str) -> str:
        for mark, tag in (("### ", "h3"), ("## ", "h2"), ("-# ", "small"), ("- ", "li")):
            if line.startswith(mark):
                return f"<{tag}>{self._inline(line.removeprefix(mark))}</{tag}>"
        return f"<p>{self._inline(line)}</p>"

    def _inline(self, text: str) -> str:
        escaped = html.escape(re.sub(r"\\([*_`~|\[\]()>#-])", r"\1", text), quote=False)
        for pattern, replacement in self._replacements():
            escaped = pattern.sub(replacement, escaped)
        return escaped

    def _replacements(self) -> Iterable[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]]:
        yield re.compile(r"\[([^\]]+)\]\((https?://[^)]+)\)"), lambda m: f"<a>{m[1]}</a>"
        yield re.compile(r"\*\*(.+?)\*\*"), lambda m: f"<b>{m[1]}</b>"
        yield re.compile(r"`(.+?)`"), lambda m: f"<code>{m[1]}</code>"
        yield re.compile(r"\*(.+?)\*"), lambda m: f"<i>{m[1]}</i>"
        yield re.compile(r"&lt;#(\d+)&gt;"), lambda m: f"<u># {self._name(m[1])}</u>"
        yield re.compile(r"&lt;/([^:]+):\d+&gt;"), lambda m: f"<u>/{m[1]}</u>"
        yield re.compile(r"&lt;@&amp;(\d+)&gt;"), lambda m: f"<u>@{self._name(m[1])}</u>"
        yield re.compile(r"&lt;@(\d+)&gt;"), lambda m: f"<u>@{self._name(m[1])}</u>"
        yield re.compile(r"&lt;t:(\d+):(\w)&gt;"), lambda m: f"<time>{self._time(m)}</time>"

    def _name(self, id_: str) -> str:
        return html.escape(self._names.get(int(id_), "unknown"))

    def _time(self, found: re.Match[str]) -> str:
        at, locale = datetime.fromtimestamp(int(found[1]), UTC), self._language.replace("-", "_")
        if found[2] == "R":
            return format_timedelta(at - self._now, add_direction=True, locale=locale)
        if found[2] == "D":
            return format_date(at, "long", locale=locale)
        return f"{format_date(at, 'full', locale=locale)} {format_time(at, 'short', locale=locale)}"
