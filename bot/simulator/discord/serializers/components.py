"""Components: their kinds, iteration, and the form in which Discord returns them."""

import enum
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any, cast

from bot.simulator.discord.state.records import Json


class ComponentKind(enum.IntEnum):
    """Discord's kinds of components."""

    ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT = 10
    THUMBNAIL = 11
    GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17
    LABEL = 18
    FILE_UPLOAD = 19
    RADIO_GROUP = 21
    CHECKBOX_GROUP = 22
    CHECKBOX = 23


SELECTS = frozenset(
    {
        ComponentKind.STRING_SELECT,
        ComponentKind.USER_SELECT,
        ComponentKind.ROLE_SELECT,
        ComponentKind.MENTIONABLE_SELECT,
        ComponentKind.CHANNEL_SELECT,
    }
)
INPUTS = SELECTS | {
    ComponentKind.TEXT_INPUT,
    ComponentKind.FILE_UPLOAD,
    ComponentKind.RADIO_GROUP,
    ComponentKind.CHECKBOX_GROUP,
    ComponentKind.CHECKBOX,
}
LINK_STYLE = 5
PREMIUM_STYLE = 6


def children(component: Json) -> list[Json]:
    """Return the direct children of a component."""
    inside: list[Any] = list(component.get("components") or [])
    inside += [component[part] for part in ("accessory", "component") if component.get(part)]
    return cast(list[Json], inside)


def walk(components: Iterable[Json]) -> Iterator[Json]:
    """Yield all components and their children, depth first."""
    for component in components:
        yield component
        yield from walk(children(component))


def visible_texts(components: Iterable[Json]) -> Iterator[str]:
    """Yield the texts that components show, except for buttons and menus."""
    for component in walk(components):
        if component.get("type") == ComponentKind.TEXT:
            yield str(component.get("content", ""))


def as_returned(components: list[Json]) -> list[Json]:
    """Return components with the ids and defaults that Discord fills in."""
    numbers = count(1)
    return [_returned(component, numbers) for component in components]


def _returned(component: Json, numbers: Iterator[int]) -> Json:
    kind = component.get("type")
    data = _without_nulls(component)
    data["id"] = int(component.get("id") or next(numbers))
    if "emoji" in data:
        data["emoji"] = _without_nulls(cast(Json, data["emoji"]))
    if kind in SELECTS:
        data = {"min_values": 1, "max_values": 1, "disabled": False, **data}
    elif kind == ComponentKind.BUTTON:
        data = {"disabled": False, **data}
    elif kind in _DEFAULTS:
        data = {**_DEFAULTS[ComponentKind(kind)], **data}
    if kind in (ComponentKind.THUMBNAIL, ComponentKind.FILE):
        part = "media" if kind == ComponentKind.THUMBNAIL else "file"
        data[part] = _media(cast(Json, data.get(part) or {}), data["id"])
    if kind == ComponentKind.GALLERY:
        items = cast(list[Json], data.get("items") or [])
        data["items"] = [_gallery_item(item, data["id"]) for item in items]
    if "components" in data:
        inside = cast(list[Json], data["components"])
        data["components"] = [_returned(child, numbers) for child in inside]
    if "accessory" in data:
        data["accessory"] = _returned(cast(Json, data["accessory"]), numbers)
    return data


def _without_nulls(data: Json) -> Json:
    return {key: value for key, value in data.items() if value is not None}


def _gallery_item(item: Json, number: int) -> Json:
    media = _media(cast(Json, item.get("media") or {}), number)
    return {"description": None, "spoiler": False, **item, "media": media}


def _media(media: Json, number: int) -> Json:
    url = str(media.get("url", ""))
    return {"id": str(number), "url": url, "proxy_url": url, "width": None, "height": None}


_DEFAULTS: dict[ComponentKind, Json] = {
    ComponentKind.CONTAINER: {"accent_color": None, "spoiler": False},
    ComponentKind.SEPARATOR: {"spacing": 1, "divider": True},
    ComponentKind.THUMBNAIL: {"description": None, "spoiler": False},
    ComponentKind.FILE: {"spoiler": False, "name": None, "size": None},
}
