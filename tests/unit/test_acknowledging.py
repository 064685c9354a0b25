"""Nothing is pressed and nothing answered beside the one entry that acknowledges in time."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

from discord import ui

import cogs
from bot.client import EXTENSIONS
from cogs.press import Press

COGS = Path(cogs.__file__).parent
# What answers at once, with nothing to read or to wait for, or with a form.
AT_ONCE = {"ownership.py", "pages.py", "interests_panel.py"}


def persistent(kind: type[object]) -> Iterator[type[object]]:
    for below in kind.__subclasses__():
        if below.__module__.startswith("cogs."):
            yield below
        yield from persistent(below)


def test_every_button_that_outlives_restarts_is_acknowledged_by_press() -> None:
    for extension in EXTENSIONS:
        importlib.import_module(extension)
    found = set(persistent(ui.DynamicItem))
    assert len(found) >= 9
    for button in found:
        assert issubclass(button, Press), button
        assert button.callback is Press.callback, button


def test_no_command_or_button_answers_by_itself() -> None:
    for path in sorted(COGS.glob("*.py")):
        if path.name in AT_ONCE:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr == "response":
                raise AssertionError(f"{path.name}:{node.lineno} answers beside the shared entry")
