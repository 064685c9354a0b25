"""Test that the field's words are used in docstrings, comments and pages."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "cogs", "data")
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
CODE = re.compile(r"```.*?```|`[^`]*`|https?://\S+", re.DOTALL)

# What to write; what must not be written instead.
WORDS = {
    "the member who": r"\bwhoever\b",
    "again, new": r"\banew\b",
    "so that … not": r"\blest\b",
    "Return whether": r"\b(Tell|Say) whether\b",
    "receive, fetch": r"\bhears?\b",
    "notify": r"\b(rings?|rung|bell)\b",
    "notice": r"\b(tidings|farewell)\b",
    "character": r"\b(control|check) signs?\b",
    "service": r"\b(desk|keeper|errand|parcel|courier|postbox)\b",
    "sandbox": r"\btowns?\b",
    "payments": r"\btill\b",
    "breaker": r"\bbrakes?\b",
    "setup": r"\bset-up\b",
}
MAX_SUMMARY = 80
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
pytestmark = pytest.mark.xdist_group("prose")  # reading takes seconds: one worker does it for all


@cache
def docstrings() -> list[tuple[str, str]]:
    """Return each docstring with its place."""
    return [
        (f"{path} {getattr(node, 'name', '')}", text)
        for path, source in _sources()
        for node in ast.walk(ast.parse(source))
        if isinstance(node, DOCUMENTED) and (text := ast.get_docstring(node))
    ]


@cache
def prose() -> list[tuple[str, str]]:
    """Return all docstrings, comments and pages, without the code that they quote."""
    comments = [
        (f"{path}:{token.start[0]}", token.string)
        for path, source in _sources()
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    ]
    pages = [(page.name, page.read_text(encoding="utf-8")) for page in PAGES]
    return [(place, CODE.sub("", text)) for place, text in (*docstrings(), *comments, *pages)]


def _sources() -> Iterator[tuple[str, str]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


@pytest.mark.parametrize("word", WORDS)
def test_the_field_s_word_is_used(word: str) -> None:
    pattern = re.compile(WORDS[word])
    assert [place for place, text in prose() if pattern.search(text)] == []


def test_summaries_are_short() -> None:
    summaries = [(place, text.partition("\n")[0]) for place, text in docstrings()]
    assert [each for each in summaries if len(each[1]) > MAX_SUMMARY] == []


def test_all_kinds_of_prose_are_read() -> None:
    places = {place for place, _ in prose()}
    assert {"data/codes.py Code", "README.md", "architecture.md"} <= places
    assert any(re.fullmatch(r"data/engine\.py:\d+", place) for place in places)
