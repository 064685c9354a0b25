"""Test that every action of the audit log has a text in both languages."""

import ast
from functools import cache
from pathlib import Path

import pytest

import bot
import cogs
from tests import ftl

SOURCES = (Path(bot.__file__).parent, Path(cogs.__file__).parent)


@cache
def recorded() -> list[tuple[str, ast.expr]]:
    """Return where something is recorded, and what is given as its action."""
    found: list[tuple[str, ast.expr]] = []
    for path in (path for folder in SOURCES for path in sorted(folder.rglob("*.py"))):
        source = path.read_text("utf-8")
        for node in ast.walk(ast.parse(source)) if "audit.record" in source else ():
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name("audit"), attr="record")):
                    action = next(one.value for one in node.keywords if one.arg == "action")
                    found.append((f"{path.name}:{node.lineno}", action))
                case _:
                    pass
    return found


def names(action: ast.expr) -> list[str]:
    match action:
        case ast.Constant(str(name)):
            return [name]
        case ast.IfExp(body=one, orelse=other):
            return names(one) + names(other)
        case _:
            return []


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_action_has_words(language: str) -> None:
    forms = ftl.forms(language, "audit.ftl")
    found = list(recorded())
    assert len(found) > 8
    for place, action in found:
        actions = names(action)
        assert actions, f"{place}: what is recorded can't be told from the source"
        for name in actions:
            assert f"audit-{name.replace('.', '-')}" in forms, f"{place}: {name}"
