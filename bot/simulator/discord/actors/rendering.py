"""Renders what a person sees of a message or modal: text, buttons, menus, fields."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from bot.simulator.discord.errors import ImpossibleError
from bot.simulator.discord.limits.message import objects
from bot.simulator.discord.serializers.components import (
    INPUTS,
    SELECTS,
    ComponentKind,
    visible_texts,
    walk,
)
from bot.simulator.discord.state.records import Json, Message


@dataclass(frozen=True, slots=True)
class Button:
    """A button of a message."""

    label: str
    custom_id: str | None  # None for links
    url: str | None
    disabled: bool
    emoji: str | None


@dataclass(frozen=True, slots=True)
class Select:
    """A menu of a message or modal; options are (label, value)."""

    custom_id: str
    kind: ComponentKind
    placeholder: str | None
    disabled: bool
    options: tuple[tuple[str, str], ...]
    min_values: int
    max_values: int


@dataclass(frozen=True, slots=True)
class RenderedField:
    """One input field of a modal."""

    custom_id: str
    label: str
    kind: ComponentKind
    value: str | None  # the preset input
    required: bool
    data: Json


@dataclass(frozen=True, slots=True)
class Modal:
    """A form that the bot showed."""

    title: str
    custom_id: str
    fields: tuple[RenderedField, ...]
    components: tuple[Json, ...]


def text_of(message: Message) -> str:
    """Return the visible text: content, embeds, text displays; no buttons or menus."""
    texts = [message.content]
    for embed in message.embeds:
        texts += _embed_texts(embed)
    texts += visible_texts(message.components)
    return "\n".join(text for text in texts if text)


def _embed_texts(embed: Json) -> Iterable[str]:
    yield str(cast(Json, embed.get("author") or {}).get("name") or "")
    yield str(embed.get("title") or "")
    yield str(embed.get("description") or "")
    for field in objects(embed.get("fields")):
        yield str(field.get("name") or "")
        yield str(field.get("value") or "")
    yield str(cast(Json, embed.get("footer") or {}).get("text") or "")


def buttons_of(message: Message) -> list[Button]:
    """Return the message's buttons, in order."""
    found = (one for one in walk(message.components) if one.get("type") == ComponentKind.BUTTON)
    return [
        Button(
            str(one.get("label") or ""),
            cast(str | None, one.get("custom_id")),
            cast(str | None, one.get("url")),
            bool(one.get("disabled")),
            cast(str | None, cast(Json, one.get("emoji") or {}).get("name")),
        )
        for one in found
    ]


def selects_of(message: Message) -> list[Select]:
    """Return the message's menus, in order."""
    return [as_select(one) for one in walk(message.components) if one.get("type") in SELECTS]


def as_select(component: Json) -> Select:
    """Return a menu from its component."""
    options = objects(component.get("options"))
    return Select(
        str(component["custom_id"]),
        ComponentKind(component["type"]),
        cast(str | None, component.get("placeholder")),
        bool(component.get("disabled")),
        tuple((str(option["label"]), str(option["value"])) for option in options),
        int(component.get("min_values", 1)),
        int(component.get("max_values", 1)),
    )


def as_modal(data: Json) -> Modal:
    """Return a modal from the callback that showed it."""
    components = objects(data.get("components"))
    fields = [
        _field(outer, inner)
        for outer in components
        for inner in walk([outer])
        if inner.get("type") in INPUTS
    ]
    title, custom_id = str(data.get("title")), str(data.get("custom_id"))
    return Modal(title, custom_id, tuple(fields), tuple(components))


def _field(outer: Json, inner: Json) -> RenderedField:
    return RenderedField(
        str(inner["custom_id"]),
        str(inner.get("label") or outer.get("label") or ""),
        ComponentKind(inner["type"]),
        cast(str | None, inner.get("value")),
        bool(inner.get("required", True)),
        inner,
    )


def find_button(message: Message, which: str, index: int) -> Button:
    """Return the button with a label, emoji or custom_id.

    Args:
        message: The message.
        which: The button's label or custom_id, or its emoji if it has no label.
        index: Which of several with the same label, from 0.

    Raises:
        ImpossibleError: There is none, or it can't be pressed.
    """
    buttons = buttons_of(message)
    found = [one for one in buttons if which in (one.custom_id, one.label or one.emoji)]
    if index >= len(found):
        there = ", ".join(repr(each.label or each.emoji or each.custom_id) for each in buttons)
        raise ImpossibleError(f"no button {which!r} [{index}]; there are: {there or 'none'}")
    button = found[index]
    if button.disabled:
        raise ImpossibleError(f"the button {which!r} is disabled")
    if button.custom_id is None:
        raise ImpossibleError(f"the button {which!r} is a link to {button.url}")
    return button


def find_select(message: Message, which: str) -> Select:
    """Return the menu with a custom_id or placeholder.

    Raises:
        ImpossibleError: There is none, or it is disabled.
    """
    selects = selects_of(message)
    for select in selects:
        if which in (select.custom_id, select.placeholder):
            if select.disabled:
                raise ImpossibleError(f"the menu {which!r} is disabled")
            return select
    there = ", ".join(repr(select.custom_id) for select in selects)
    raise ImpossibleError(f"no menu {which!r}; there are: {there or 'none'}")
