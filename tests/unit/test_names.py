"""Test that identifiers use the glossary's words."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Each has a plain word instead: see docs/glossary.md and the rule sheet in CONTRIBUTING.md.
PRIVATE_WORDS = frozenset(
    "anew bell courier crowd desk dice door errand farewell hear heard hears keeper letter letters"
    " parcel postbox rehearsal rehearsals"
    " story tally tell tells tidings told town towns turn turns unheard"
    " verdict victim whisper whoever whose wish wishes witness".split()
)
# Columns with the fields that are read from them, and a method that files must have.
STORED = {"heard_until", "tally", "tell"}
LIMIT = re.compile(r"_?(LONGEST|MOST|LEAST|FEWEST)(_|$)")  # MAX_ or MIN_
WORD = re.compile(r"[a-z]+")
SMALL_BEFORE_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@cache
def is_private(name: str) -> bool:
    """Return whether a part of a name is a private word."""
    words = WORD.findall(SMALL_BEFORE_CAPITAL.sub("_", name).lower())
    return bool(LIMIT.match(name) or PRIVATE_WORDS & set(words))


def bound_names() -> Iterator[tuple[str, str]]:
    """Yield each file with the classes, functions, parameters and variables that it names."""
    for package in ("bot", "cogs", "data", "tests"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                match node:
                    case (
                        ast.ClassDef(name=name)
                        | ast.FunctionDef(name=name)
                        | ast.AsyncFunctionDef(name=name)
                        | ast.arg(arg=name)
                        | ast.Name(id=name, ctx=ast.Store())
                        | ast.Attribute(attr=name, ctx=ast.Store())
                    ):
                        yield path.relative_to(ROOT).as_posix(), name
                    case _:
                        pass


def test_identifiers_use_the_glossary_s_words() -> None:
    """Names of tests are sentences, and names of what is stored can't change."""
    assert [
        each
        for each in bound_names()
        if is_private(each[1]) and each[1] not in STORED and not each[1].startswith("test_")
    ] == []


@pytest.mark.parametrize(
    ("name", "private"),
    [("_tell_staff", True), ("TurnPage", True), ("MOST_ITEMS", True), ("returned", False)],
)
def test_private_words_are_parts_of_names(name: str, *, private: bool) -> None:
    assert is_private(name) is private


def test_no_two_public_classes_have_one_name() -> None:
    places: dict[str, list[str]] = {}
    for package in ("bot", "cogs", "data"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    places.setdefault(node.name, []).append(path.relative_to(ROOT).as_posix())
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
