"""Discord's limits on components in messages and modals."""

from collections.abc import Sequence
from typing import Any, cast

from bot.simulator.discord.errors import FormErrors
from bot.simulator.discord.serializers.components import (
    LINK_STYLE,
    PREMIUM_STYLE,
    SELECTS,
    ComponentKind,
    children,
    visible_texts,
    walk,
)
from bot.simulator.discord.state.records import Json

Path = Sequence[str | int]

ROWS = 5
BUTTONS_IN_ROW = 5
V2_COMPONENTS = 40
V2_TEXT = 4000
MODAL_INPUTS = 5
FILES_IN_FIELD = 10
_OPTIONS = 25
_TOP_LEVEL_V2 = frozenset(
    {
        ComponentKind.ROW,
        ComponentKind.SECTION,
        ComponentKind.TEXT,
        ComponentKind.GALLERY,
        ComponentKind.FILE,
        ComponentKind.SEPARATOR,
        ComponentKind.CONTAINER,
    }
)


def check_components(components: list[Json], errors: FormErrors, root: Path) -> None:
    """Add the faults of a classic message's rows of buttons and selects."""
    if len(components) > ROWS:
        errors.add(root, "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {ROWS} in length.")
    for index, row in enumerate(components):
        if row.get("type") != ComponentKind.ROW:
            _wrong_kind((*root, index), {ComponentKind.ROW}, errors)
    _check_each(components, errors, root)
    _check_unique(components, errors, root)


def check_v2_components(components: list[Json], errors: FormErrors, root: Path) -> None:
    """Add the faults of a message of components (version 2)."""
    every = list(walk(components))
    if len(every) > V2_COMPONENTS:
        text = f"The total number of components must be {V2_COMPONENTS} or fewer."
        errors.add(root, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", text)
    if sum(map(len, visible_texts(components))) > V2_TEXT:
        text = f"The total length of displayable text must be {V2_TEXT} or fewer."
        errors.add(root, "COMPONENT_MAX_TOTAL_TEXT_EXCEEDED", text)
    for index, component in enumerate(components):
        if component.get("type") not in _TOP_LEVEL_V2:
            _wrong_kind((*root, index), _TOP_LEVEL_V2, errors)
    _check_each(components, errors, root)
    _check_unique(components, errors, root)


def check_modal(data: Json, errors: FormErrors, root: Path = ("data",)) -> None:
    """Add the faults of a modal."""
    for name, longest in (("title", 45), ("custom_id", 100)):
        if not data.get(name):
            errors.required((*root, name))
        errors.length((*root, name), data.get(name), longest)
    components: Any = data.get("components") or []
    listed = cast(list[Json], components)
    if not 1 <= len(listed) <= MODAL_INPUTS:
        text = f"Must be between 1 and {MODAL_INPUTS} in length."
        errors.add((*root, "components"), "BASE_TYPE_BAD_LENGTH", text)
    _check_each(listed, errors, (*root, "components"))
    _check_unique(listed, errors, (*root, "components"))


def _check_each(components: list[Json], errors: FormErrors, root: Path) -> None:
    for index, component in enumerate(components):
        path = (*root, index)
        kind = component.get("type")
        if kind == ComponentKind.ROW:
            _check_row(component, errors, path)
        elif kind == ComponentKind.BUTTON:
            _check_button(component, errors, path)
        elif kind in SELECTS:
            _check_select(component, errors, path)
        elif kind == ComponentKind.TEXT_INPUT:
            _check_input(component, errors, path)
        elif kind == ComponentKind.FILE_UPLOAD:
            _check_file_upload(component, errors, path)
        elif kind == ComponentKind.LABEL:
            errors.length((*path, "label"), component.get("label"), 45, 1)
            errors.length((*path, "description"), component.get("description"), 100)
        elif kind == ComponentKind.TEXT:
            errors.length((*path, "content"), component.get("content"), V2_TEXT, 1)
        elif kind not in set(ComponentKind):
            _wrong_kind(path, set(ComponentKind), errors)
        _check_each(children(component), errors, (*path, "components"))


def _check_row(row: Json, errors: FormErrors, path: Path) -> None:
    inside = children(row)
    if not 1 <= len(inside) <= BUTTONS_IN_ROW:
        text = f"Must be between 1 and {BUTTONS_IN_ROW} in length."
        errors.add((*path, "components"), "BASE_TYPE_BAD_LENGTH", text)
    if len(inside) > 1 and any(child.get("type") in SELECTS for child in inside):
        text = "The specified component exceeds the maximum width"
        errors.add((*path, "components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", text)


def _check_button(button: Json, errors: FormErrors, path: Path) -> None:
    errors.length((*path, "label"), button.get("label"), 80)
    errors.length((*path, "custom_id"), button.get("custom_id"), 100, 1)
    style = button.get("style")
    if not button.get("label") and not button.get("emoji") and style != PREMIUM_STYLE:
        text = "A button must have a label or an emoji"
        errors.add(path, "BUTTON_COMPONENT_MUST_HAVE_LABEL_OR_EMOJI", text)
    if style == LINK_STYLE:
        if not str(button.get("url") or "").startswith(("http://", "https://", "discord://")):
            text = "Scheme is not supported. Scheme must be one of ('http', 'https', 'discord')."
            errors.add((*path, "url"), "URL_TYPE_INVALID_SCHEME", text)
        errors.length((*path, "url"), button.get("url"), 512)
    elif style != PREMIUM_STYLE and not button.get("custom_id"):
        text = "A custom id is required"
        errors.add((*path, "custom_id"), "COMPONENT_CUSTOM_ID_REQUIRED", text)


def _check_select(select: Json, errors: FormErrors, path: Path) -> None:
    if not select.get("custom_id"):
        errors.required((*path, "custom_id"))
    errors.length((*path, "custom_id"), select.get("custom_id"), 100)
    errors.length((*path, "placeholder"), select.get("placeholder"), 150)
    if select.get("type") != ComponentKind.STRING_SELECT:
        return
    options: Any = select.get("options") or []
    listed = cast(list[Json], options)
    if not 1 <= len(listed) <= _OPTIONS:
        text = f"Must be between 1 and {_OPTIONS} in length."
        errors.add((*path, "options"), "BASE_TYPE_BAD_LENGTH", text)
    seen: set[str] = set()
    for index, option in enumerate(listed):
        for name, shortest in (("label", 1), ("value", 1), ("description", 0)):
            errors.length((*path, "options", index, name), option.get(name), 100, shortest)
        value = str(option.get("value"))
        if value in seen:
            text = "The specified option value is already used"
            code = "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"
            errors.add((*path, "options", index, "value"), code, text)
        seen.add(value)


def _check_input(field: Json, errors: FormErrors, path: Path) -> None:
    if not field.get("custom_id"):
        errors.required((*path, "custom_id"))
    for name, longest in (("custom_id", 100), ("label", 45), ("placeholder", 100), ("value", 4000)):
        errors.length((*path, name), field.get(name), longest)


def _check_file_upload(field: Json, errors: FormErrors, path: Path) -> None:
    if not field.get("custom_id"):
        errors.required((*path, "custom_id"))
    errors.length((*path, "custom_id"), field.get("custom_id"), 100)
    for name, lowest in (("min_values", 0), ("max_values", 1)):
        value = field.get(name)
        if value is not None and not lowest <= int(value) <= FILES_IN_FIELD:
            text = f"int value should be between {lowest} and {FILES_IN_FIELD}."
            errors.add((*path, name), "NUMBER_TYPE_RANGE", text)


def _check_unique(components: list[Json], errors: FormErrors, root: Path) -> None:
    seen: set[str] = set()
    for component in walk(components):
        custom_id = component.get("custom_id")
        if custom_id in seen:
            text = "Component custom id cannot be duplicated"
            errors.add(root, "COMPONENT_CUSTOM_ID_DUPLICATED", text)
        if custom_id:
            seen.add(str(custom_id))


def _wrong_kind(
    path: Path, kinds: set[ComponentKind] | frozenset[ComponentKind], errors: FormErrors
) -> None:
    allowed = ", ".join(str(int(kind)) for kind in sorted(kinds))
    errors.add((*path, "type"), "BASE_TYPE_CHOICES", f"Value must be one of {{{allowed}}}.")
