"""Test that another process compiles the kernels, and that numba is optional."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.recommend.index import compilation
from bot.recommend.index.compilation import ROOT, compiled_kernels
from bot.recommend.index.compiled_kernels import CompiledKernels

WITHOUT_NUMBA = """
import asyncio, sys
sys.modules["numba"] = None  # as if it were not installed
import numpy as np
import bot.app, bot.commands
from bot.recommend.index.compilation import compiled_kernels
from tests.unit.recommend.index.random_community import START, Server
from bot.recommend.index.params import Params
from bot.recommend.index.query import IndexQuery
server = Server(Params())
server.play([(1, 1, 2.0, 5), (2, 1, 1.0, 6), (1, 2, 3.0, 7), 0, "compact", (2, 9, 1.0, 9)])
print(asyncio.run(compiled_kernels()), len(IndexQuery(server.index).top_items(1, START, 3).items))
"""


def test_without_numba_everything_is_imported_and_answers() -> None:
    done = subprocess.run(  # noqa: S603 our own line
        [sys.executable, "-c", WITHOUT_NUMBA],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "None 3"


@pytest.mark.compiled
async def test_another_process_compiles_and_the_result_is_loaded() -> None:
    assert await compiled_kernels() is CompiledKernels


NOT_SEARCHED = """
import asyncio
import gc
from bot.recommend.index.compilation import compiled_kernels
assert asyncio.run(compiled_kernels()) is not None
from numba.core.types import Function
assert all(each is not Function for each in gc.get_objects())
"""


@pytest.mark.compiled
def test_garbage_is_not_searched_for_among_what_numba_is() -> None:
    command = [sys.executable, "-c", NOT_SEARCHED]
    subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603 our own line


async def test_where_no_folder_is_writable_nothing_is_compiled(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.touch()
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(file / "folder"))
    assert await compiled_kernels() is None


async def test_where_the_process_fails_numpy_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compilation, "WARMUP", "no.such.module")
    assert await compiled_kernels() is None
