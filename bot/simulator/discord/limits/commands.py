"""Discord's limits on application commands."""

import re
from collections.abc import Sequence
from typing import cast

from bot.simulator.discord.errors import FormErrors
from bot.simulator.discord.limits.message import objects
from bot.simulator.discord.state.records import Json

Path = Sequence[str | int]

MAX_COMMANDS = {1: 100, 2: 15, 3: 15}
"""How many commands of a type (slash, user menu, message menu) one place may have."""

_NAME = re.compile(r"^[-_'\w]{1,32}$")
_SLASH = 1
_SUBCOMMANDS = (1, 2)
_OPTIONS = 25
_TOTAL = 8000

LOCALES = frozenset(
    "id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru "
    "uk hi th zh-CN ja zh-TW ko ar".split()
)


def check_commands(commands: list[Json]) -> None:
    """Refuse a list of commands that breaks a limit."""
    errors = FormErrors()
    for index, command in enumerate(commands):
        check_command(command, errors, (index,))
    for type_, most in MAX_COMMANDS.items():
        names = [str(c.get("name")) for c in commands if int(c.get("type") or _SLASH) == type_]
        if len(names) > most:
            text = f"Maximum number of application commands reached ({most})"
            errors.add((), "APPLICATION_COMMANDS_MAX", text)
        for name in {name for name in names if names.count(name) > 1}:
            text = f"Application command names must be unique: {name}"
            errors.add((), "APPLICATION_COMMANDS_DUPLICATE_NAME", text)
    errors.refuse()


def check_command(command: Json, errors: FormErrors, path: Path) -> None:
    """Add the faults of one command."""
    slash = int(command.get("type") or _SLASH) == _SLASH
    _check_texts(command, errors, path, slash=slash)
    _check_options(objects(command.get("options")), errors, (*path, "options"))
    if slash and _size(command) > _TOTAL:
        text = f"Command exceeds maximum size ({_TOTAL})"
        errors.add(path, "APPLICATION_COMMAND_TOO_LARGE", text)


def _check_texts(node: Json, errors: FormErrors, path: Path, *, slash: bool) -> None:
    _check_name(str(node.get("name") or ""), errors, (*path, "name"), slash=slash)
    if slash:
        description = str(node.get("description") or "")
        errors.length((*path, "description"), description, 100, 1)
    for part in ("name", "description"):
        localized = cast(Json, node.get(f"{part}_localizations") or {})
        for locale, text in localized.items():
            at = (*path, f"{part}_localizations", locale)
            if locale not in LOCALES:
                errors.add(at, "ENUM_TYPE_COERCE", f'Value "{locale}" is not a valid enum value.')
            elif part == "name":
                _check_name(str(text), errors, at, slash=slash)
            else:
                errors.length(at, str(text), 100, 1)


def _check_name(name: str, errors: FormErrors, path: Path, *, slash: bool) -> None:
    if not slash:
        errors.length(path, name, 32, 1)
    elif not _NAME.match(name) or name != name.lower():
        text = f'Command name "{name}" is invalid'
        errors.add(path, "APPLICATION_COMMAND_INVALID_NAME", text)


def _check_options(options: list[Json], errors: FormErrors, path: Path) -> None:
    if len(options) > _OPTIONS:
        text = f"Must be {_OPTIONS} or fewer in length."
        errors.add(path, "BASE_TYPE_MAX_LENGTH", text)
    optional_seen = False
    names: set[str] = set()
    for index, option in enumerate(options):
        at = (*path, index)
        _check_texts(option, errors, at, slash=True)
        _check_choices(option, errors, at)
        _check_options(objects(option.get("options")), errors, (*at, "options"))
        if option.get("name") in names:
            text = "Option name already exists"
            errors.add(at, "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", text)
        names.add(str(option.get("name")))
        if option.get("required") and optional_seen:
            text = "Required options must be placed before non-required options"
            errors.add(at, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", text)
        optional_seen |= option.get("type") not in _SUBCOMMANDS and not option.get("required")


def _check_choices(option: Json, errors: FormErrors, path: Path) -> None:
    choices = objects(option.get("choices"))
    check_choices(choices, errors, (*path, "choices"))
    if choices and option.get("autocomplete"):
        text = "Autocomplete options cannot have choices"
        errors.add(path, "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES", text)


def check_choices(choices: list[Json], errors: FormErrors, path: Path) -> None:
    """Add the faults of an option's choices, fixed or of an autocompletion."""
    if len(choices) > _OPTIONS:
        text = f"Must be {_OPTIONS} or fewer in length."
        errors.add(path, "BASE_TYPE_MAX_LENGTH", text)
    for index, choice in enumerate(choices):
        errors.length((*path, index, "name"), str(choice.get("name") or ""), 100, 1)
        if isinstance(choice.get("value"), str):
            errors.length((*path, index, "value"), choice["value"], 100)


def _size(node: Json) -> int:
    """Count characters of names, descriptions, choice values; the longest translation."""
    size = 0
    for part in ("name", "description"):
        translated = cast(Json, node.get(f"{part}_localizations") or {}).values()
        size += max(len(str(text)) for text in (node.get(part) or "", *translated))
    for choice in objects(node.get("choices")):
        size += len(str(choice.get("name"))) + len(str(choice.get("value")))
    return size + sum(_size(option) for option in objects(node.get("options")))
