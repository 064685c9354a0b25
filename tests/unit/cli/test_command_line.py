"""The command line answers at once where nothing has to run."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SHOW_LOADED = """
import atexit, runpy, sys
atexit.register(lambda: print(*{name.partition(".")[0] for name in sys.modules}))
sys.argv = ["bot.py", sys.argv[1]]
runpy.run_path("bot.py", run_name="__main__")
"""
OURS = {"bot", "__main__", "__mp_main__"}


@pytest.mark.parametrize("word", ["--help", "--version"])
def test_help_loads_no_library(word: str) -> None:
    told = subprocess.run(  # noqa: S603 our own command line
        [sys.executable, "-c", SHOW_LOADED, word],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    started = subprocess.run(
        [sys.executable, "-c", "import sys; print(*{n.partition('.')[0] for n in sys.modules})"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    *answer, loaded = told.splitlines()
    assert "Lyceum" in "\n".join(answer)
    others = set(loaded.split()) - set(started.split()) - set(sys.stdlib_module_names) - OURS
    assert others == set()
