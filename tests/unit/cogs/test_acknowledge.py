"""Test that every press and command passes the one function that acknowledges in time."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from discord import ui

import cogs
from bot.discord.client import EXTENSIONS
from cogs.ui.persistent_item import NO_ID, PersistentItem

COGS = Path(cogs.__file__).parent
# What answers at once, with nothing to read or to wait for, or with a form.
AT_ONCE = {"pages.py", "interests_panel.py"}


DYNAMIC: type[ui.DynamicItem[Any]] = ui.DynamicItem
PERSISTENT: type[PersistentItem[Any]] = PersistentItem
Kind = TypeVar("Kind")


def ours(base: type[Kind]) -> Iterator[type[Kind]]:
    """Yield every class of the cogs below a base."""
    for kind in base.__subclasses__():
        if kind.__module__.startswith("cogs."):
            yield kind
        yield from ours(kind)


def test_every_button_that_outlives_restarts_stands_on_the_one_base() -> None:
    for extension in EXTENSIONS:
        importlib.import_module(extension)
    assert set(ours(DYNAMIC)) - {PERSISTENT} == set(ours(PERSISTENT))
    sent = [kind for kind in ours(PERSISTENT) if kind.__discord_ui_compiled_template__ != NO_ID]
    assert len(sent) > 10
    for kind in sent:
        assert kind.callback is PERSISTENT.callback, kind
        assert kind.interaction_check is DYNAMIC.interaction_check, kind
        assert "from_custom_id" not in vars(kind), kind


def test_no_command_or_button_answers_by_itself() -> None:
    for path in sorted(COGS.glob("*.py")):
        if path.name in AT_ONCE:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr == "response":
                raise AssertionError(f"{path.name}:{node.lineno} answers beside the shared entry")
