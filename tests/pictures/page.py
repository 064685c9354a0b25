"""Draw a page like Discord's dark theme from messages as Discord stores them.

For eyes only: a person judges what a picture of it shows.
"""

import html
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from bot.simulator.discord import Message
from bot.simulator.discord.limits.message import objects
from bot.simulator.discord.serializers.components import LINK_STYLE, SELECTS, ComponentKind
from tests.pictures.text import Markdown

Json = dict[str, Any]
Files = Mapping[str, Json]

STYLE = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
_BUTTONS = {1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "secondary"}
_EPHEMERAL = {"en": "Only you can see this · Dismiss message", "zh-CN": "仅你可见 · 忽略消息"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A message, or the parts of a form, and its caption on the page."""

    caption: str
    message: Message | None = None
    form: tuple[str, tuple[Json, ...]] = ("", ())


class Page:
    """Draws messages for readers of one language.

    Args:
        language: "en" or "zh-CN".
        names: What `<#1>` and `<@1>` are called, by id.
        now: When they are looked at.
        width: Of the page, in pixels: 390 is a phone's.
        fetch: Returns the bytes of an attachment by its URL.
        columns: In which messages stand beside each other.
    """

    def __init__(
        self,
        language: str,
        names: Mapping[int, str],
        now: datetime,
        width: int = 620,
        *,
        fetch: Callable[[str], bytes | None] = lambda _url: None,
        columns: int = 1,
    ) -> None:
        self._width = width
        self._language = language
        self._columns = columns
        self._fetch = fetch
        self._markdown = Markdown(language, names, now)

    def draw(self, title: str, shown: Iterable[Shown]) -> str:
        """Return the page."""
        body = "".join(self._shown(one) for one in shown)
        return (
            f'<!doctype html><html lang="{self._language}"><meta charset="utf-8">'
            f"<title>{html.escape(title)}</title><style>{STYLE}</style>"
            f'<body style="width:{self._width * self._columns}px;columns:{self._columns}">'
            f"{body}</body></html>"
        )

    def _shown(self, one: Shown) -> str:
        message, caption = one.message, html.escape(one.caption)
        if message is None:
            title, parts = one.form
            fields = "".join(self._component(part, {}) for part in parts)
            inside = f"<h2>{html.escape(title)}</h2>{fields}"
            return f'<div class="shown"><h6>{caption}</h6><div class="form">{inside}</div></div>'
        content = (
            f'<div class="text">{self._text(message.content)}</div>' if message.content else ""
        )
        files = {str(each["filename"]): each for each in message.attachments}
        parts = "".join(self._component(part, files) for part in message.components)
        only = (
            f'<div class="only">👁 {_EPHEMERAL[self._language]}</div>' if message.ephemeral else ""
        )
        return (
            f'<div class="shown"><h6>{caption}</h6>'
            '<div class="message"><div class="face">L</div><div>'
            f'<div class="who">Lyceum <b>APP</b></div>{content}{parts}{only}</div></div></div>'
        )

    def _component(self, data: Json, files: Files) -> str:
        inside = "".join(self._component(part, files) for part in objects(data.get("components")))
        match ComponentKind(data["type"]):
            case ComponentKind.ROW:
                return f'<div class="row">{inside}</div>'
            case ComponentKind.BUTTON:
                return self._button(data)
            case ComponentKind.TEXT:
                return f'<div class="text">{self._text(data["content"])}</div>'
            case ComponentKind.SECTION:
                beside = self._component(data["accessory"], files)
                return f'<div class="section"><div>{inside}</div>{beside}</div>'
            case ComponentKind.SEPARATOR:
                return "<hr>"
            case ComponentKind.CONTAINER:
                colour = f"#{data.get('accent_color') or 0:06x}"
                return f'<div class="box" style="border-left-color:{colour}">{inside}</div>'
            case ComponentKind.GALLERY | ComponentKind.THUMBNAIL | ComponentKind.FILE as kind:
                return self._media(kind, data, files)
            case kind:
                return self._field(kind, data, files)

    def _media(self, kind: ComponentKind, data: Json, files: Files) -> str:
        if kind is ComponentKind.THUMBNAIL:
            return f'<div class="thumbnail">{self._picture(data, files)}</div>'
        if kind is ComponentKind.FILE:
            name = str(data["file"]["url"]).rpartition("/")[2].partition("?")[0]
            return f'<div class="file">📄 <a>{html.escape(name)}</a></div>'
        pictures = "".join(self._picture(each, files) for each in objects(data["items"]))
        return f'<div class="gallery">{pictures}</div>'

    def _field(self, kind: ComponentKind, data: Json, files: Files) -> str:
        if kind is ComponentKind.LABEL:
            return self._label(data, files)
        if kind is ComponentKind.TEXT_INPUT:
            return self._input(data)
        if kind in SELECTS or "options" in data:
            return self._menu(data)
        return f"<div>[{kind.name}]</div>"

    def _picture(self, item: Json, files: Files) -> str:
        alt = html.escape(str(item.get("description") or "(no alt text)"))
        url = str(item["media"]["url"])
        name = url.rpartition("/")[2].partition("?")[0]
        found = self._fetch(str(files[name]["url"]) if name in files else url)
        if found is None:
            return f'<div class="picture">{alt}</div>'
        data = b64encode(found).decode()
        return f'<figure><img src="data:image;base64,{data}"><i>alt: {alt}</i></figure>'

    def _label(self, data: Json, files: Files) -> str:
        inside = self._component(data["component"], files)
        below = html.escape(str(data.get("description") or ""))
        star = " *" if data["component"].get("required", True) else ""
        label = html.escape(str(data["label"]))
        return f'<div class="label"><b>{label}{star}</b><small>{below}</small>{inside}</div>'

    def _input(self, data: Json) -> str:
        label = html.escape(str(data.get("label") or ""))
        shown = html.escape(str(data.get("value") or data.get("placeholder") or "…"))
        return f'<div class="label"><b>{label}</b><div class="input">{shown}</div></div>'

    def _button(self, data: Json) -> str:
        emoji = str(cast(Json, data.get("emoji") or {}).get("name") or "")
        label = " ".join(part for part in (emoji, html.escape(data.get("label") or "")) if part)
        off = " off" if data.get("disabled") else ""
        label += " ↗" if data["style"] == LINK_STYLE else ""
        return f'<span class="button {_BUTTONS[data["style"]]}{off}">{label}</span>'

    def _menu(self, data: Json) -> str:
        chosen = [
            self._markdown.name(str(one["id"])) for one in objects(data.get("default_values"))
        ]
        inside = " ".join(f"<u># {name}</u>" for name in chosen)
        options = "".join(
            f"<li>{'☑ ' if option.get('default') else ''}{html.escape(str(option['label']))}</li>"
            for option in objects(data.get("options"))
        )
        opened = f'<ul class="options">{options}</ul>' if options else ""
        shown = inside or html.escape(str(data.get("placeholder") or ""))
        return f'<div class="menu">{shown}<span>▾</span></div>{opened}'

    def _text(self, text: str) -> str:
        return self._markdown.draw(text)
