"""Load the settings; report every fault at once, with its place and how to fix it."""

import difflib
import os
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from bot.settings.sections import PREFIX, Settings

DEFAULT_FILE = Path("settings.toml")


class SettingsError(Exception):
    """The settings are invalid; one line per fault: where, what, and how to fix it."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


def load(file: Path | None = None, *, env_file: Path | None = Path(".env")) -> Settings:
    """Read and validate all settings; without `file`, settings.toml if it exists.

    Raises:
        SettingsError: With every fault found.
    """
    values = _read(file)
    try:
        return Settings(_env_file=env_file, **values)  # pyright: ignore[reportCallIssue]
    except ValidationError as error:
        faults = [_describe(detail, values) for detail in error.errors(include_url=False)]
        raise SettingsError(faults) from None


def _read(file: Path | None) -> dict[str, Any]:
    path = file or DEFAULT_FILE
    if file is None and not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError([f"{path}: no such file. Fix: name an existing file."]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError([f"{path}: not valid TOML: {error}. Fix: correct that line."]) from None


def _describe(detail: ErrorDetails, file_values: dict[str, Any]) -> str:
    """Return where a fault is, what it is and how to fix it; never repeat a secret."""
    path = [str(part) for part in detail["loc"]]
    problem = detail["msg"].removeprefix("Value error, ").removeprefix("Input ")
    if detail["type"] == "extra_forbidden":
        problem = "is not a known key"
    return f"{_place(path, file_values)}: {problem}. Fix: {_fix(path, detail['type'])}."


def _place(path: list[str], file_values: dict[str, Any]) -> str:
    variable = PREFIX + "__".join(path).upper()
    if variable in {name.upper() for name in os.environ}:
        return f"environment {variable}"
    here: Any = file_values
    for part in path:
        if not isinstance(here, dict) or part not in here:
            break
        here = cast("dict[str, Any]", here)[part]
    section = ".".join(path[:-1])
    return f"settings.toml [{section}] {path[-1]}" if section else f"settings.toml {path[-1]}"


def _fix(path: list[str], kind: str) -> str:
    fields, field = _field(path)
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(path[-1], fields, n=1)
        return (
            f"did you mean {near[0]}" if near else f"remove it, or use one of: {', '.join(fields)}"
        )
    if field is not None and field.description:
        return f"give {field.description}"
    default = None if field is None else field.get_default(call_default_factory=True)
    return f"for instance {path[-1]} = {_toml(default)}"


def _toml(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


def _field(path: list[str]) -> tuple[list[str], FieldInfo | None]:
    """Return a path's names up to its last part, and that part's field if it exists."""
    model: type[BaseModel] = Settings
    field: FieldInfo | None = None
    for part in path:
        fields = model.model_fields
        names, field = list(fields), fields.get(part)
        if field is None or not _is_section(field):
            return names, field
        model = cast("type[BaseModel]", field.annotation)
    return list(model.model_fields), field


def _is_section(field: FieldInfo) -> bool:
    return isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
