"""Test what the import contracts can't say of the code's structure."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "cogs", "data")
MAX_FUNCTION_LINES, MAX_FILE_LINES = 40, 400
LONG = {"bot/recommend/index/neighbors_kernel.py: meet"}  # its two loops are one walk
BY_NAME = ["bot/discord/client.py"]  # discord.py loads extensions by name


def imports_from(package: str, top: str) -> Iterator[tuple[str, str]]:
    """Yield each file of a package with each name that it imports from below another one."""
    for path in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == top:
                for alias in node.names:
                    yield path.relative_to(ROOT).as_posix(), alias.name


def test_cogs_take_nothing_but_types_from_data() -> None:
    taken = list(imports_from("cogs", "data"))
    assert taken
    assert [each for each in taken if not each[1][0].isupper()] == []


def test_nothing_of_ours_is_imported_by_its_name_in_a_string() -> None:
    named = [
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if "import_module" in path.read_text(encoding="utf-8")
    ]
    assert named == BY_NAME


def test_each_folder_says_what_it_is_for() -> None:
    silent = [
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("__init__.py")
        if ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) is None
    ]
    assert silent == []


def test_no_error_is_kept_inside_a_write_transaction() -> None:
    """SQLite may have rolled back by then: what follows would be committed by itself."""
    kept = [
        f"{path.relative_to(ROOT).as_posix()}:{inner.lineno}"
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        for block in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(block, ast.AsyncWith) and any(map(_writes, block.items))
        for inner in ast.walk(block)
        if isinstance(inner, ast.Try) and inner.handlers
    ]
    assert kept == []


def _writes(item: ast.withitem) -> bool:
    """Return whether a context manager is a call of one of the database's `write…` methods."""
    called = item.context_expr.func if isinstance(item.context_expr, ast.Call) else None
    return isinstance(called, ast.Attribute) and called.attr.startswith("write")


def test_functions_and_files_are_short() -> None:
    """Migrations are long, but nobody changes them."""
    long: set[str] = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            name, text = path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
            if name.startswith("data/migrations/"):
                continue
            if text.count("\n") > MAX_FILE_LINES:
                long.add(name)
            long |= {
                f"{name}: {node.name}"
                for node in ast.walk(ast.parse(text))
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
                and (node.end_lineno or 0) - node.lineno >= MAX_FUNCTION_LINES
            }
    assert long - LONG == set()
