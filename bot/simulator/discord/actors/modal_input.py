"""Converts the input of a modal or menu to an interaction's data."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from bot.simulator.discord.actors.command_input import (
    CHANNEL,
    MENTIONABLE,
    ROLE,
    USER,
    HasId,
    Resolved,
)
from bot.simulator.discord.actors.rendering import Modal, RenderedField, Select, as_select
from bot.simulator.discord.errors import ImpossibleError
from bot.simulator.discord.serializers.components import SELECTS, ComponentKind, children
from bot.simulator.discord.state.attachments import HandedFile
from bot.simulator.discord.state.records import Json

_ENTITY = {
    ComponentKind.USER_SELECT: USER,
    ComponentKind.ROLE_SELECT: ROLE,
    ComponentKind.MENTIONABLE_SELECT: MENTIONABLE,
    ComponentKind.CHANNEL_SELECT: CHANNEL,
}
_ONE_VALUE = frozenset(
    {ComponentKind.TEXT_INPUT, ComponentKind.RADIO_GROUP, ComponentKind.CHECKBOX}
)


def picked(select: Select, values: Sequence[str | HasId], resolved: Resolved) -> list[str]:
    """Return the values of a menu; options by label or value, the rest as objects.

    Raises:
        ImpossibleError: The menu does not offer them, or not so many.
    """
    if not select.min_values <= len(values) <= select.max_values:
        bounds = f"{select.min_values} to {select.max_values}"
        raise ImpossibleError(f"the menu {select.custom_id!r} takes {bounds} values")
    return [_picked_one(select, value, resolved) for value in values]


def _picked_one(select: Select, value: str | HasId, resolved: Resolved) -> str:
    if not isinstance(value, str):
        return resolved.add(_ENTITY[select.kind], value)
    for label, option in select.options:
        if value in (label, option):
            return option
    there = ", ".join(label for label, _ in select.options)
    raise ImpossibleError(f"the menu {select.custom_id!r} offers {there}, not {value!r}")


def filled(modal: Modal, given: Mapping[str, object], resolved: Resolved) -> list[Json]:
    """Return the components of a submitted modal.

    Args:
        modal: The form.
        given: The input, by label or custom_id.
        resolved: Collects what the values name.

    Raises:
        ImpossibleError: There is no such field, or a required one was left empty.
    """
    values: dict[str, object] = {}
    for name, value in given.items():
        found = [field for field in modal.fields if name in (field.label, field.custom_id)]
        if not found:
            there = ", ".join(repr(field.label) for field in modal.fields)
            raise ImpossibleError(f"no field {name!r}; there are: {there}")
        values[found[0].custom_id] = value
    for field in modal.fields:
        values[field.custom_id] = _checked(field, values.get(field.custom_id, field.value))
    return [_submitted(component, values, resolved) for component in modal.components]


def _checked(field: RenderedField, value: object) -> object:
    if field.required and value in (None, "", []):
        raise ImpossibleError(f"the field {field.label!r} must be filled in")
    if field.kind is ComponentKind.TEXT_INPUT and isinstance(value, str) and value:
        shortest, longest = field.data.get("min_length") or 0, field.data.get("max_length") or 4000
        if not shortest <= len(value) <= longest:
            bounds = f"{shortest} to {longest}"
            raise ImpossibleError(f"the field {field.label!r} takes {bounds} characters")
    return value


def _submitted(component: Json, values: Mapping[str, object], resolved: Resolved) -> Json:
    data: Json = {"type": component["type"], "id": component.get("id", 0)}
    kind = ComponentKind(component["type"])
    if kind is ComponentKind.ROW:
        data["components"] = [_submitted(one, values, resolved) for one in children(component)]
    elif kind is ComponentKind.LABEL:
        data["component"] = _submitted(cast(Json, component["component"]), values, resolved)
    elif "custom_id" in component:
        data["custom_id"] = component["custom_id"]
        value = values[str(component["custom_id"])]
        if kind in _ONE_VALUE:
            data["value"] = "" if value is None and kind is ComponentKind.TEXT_INPUT else value
        elif kind is ComponentKind.FILE_UPLOAD:
            data["values"] = _handed_in(component, value, resolved)
        elif kind in SELECTS:
            chosen = [] if value is None else _as_list(value)
            data["values"] = picked(as_select(component), chosen, resolved) if chosen else []
        else:
            data["values"] = [] if value is None else _as_list(value)
    return data


def _handed_in(component: Json, value: object, resolved: Resolved) -> list[str]:
    files = [] if value is None else _as_list(value)
    stated = (component.get(f"{end}_values") for end in ("min", "max"))  # null is the default
    least, most = (1 if each is None else int(each) for each in stated)
    if files and not least <= len(files) <= most:
        raise ImpossibleError(f"{component['custom_id']!r} takes {least} to {most} files")
    if strange := [each for each in files if not isinstance(each, HandedFile)]:
        raise ImpossibleError(f"{component['custom_id']!r} takes files, not {strange[0]!r}")
    return [resolved.add_file(each) for each in files]


def _as_list(value: object) -> list[Any]:
    return list(cast(Sequence[Any], value)) if isinstance(value, list | tuple) else [value]
