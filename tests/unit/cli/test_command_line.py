"""Test that the command line answers at once where nothing has to run."""

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
    output = subprocess.run(  # noqa: S603 our own command line
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

    *answer, loaded = output.splitlines()
    assert "Lyceum" in "\n".join(answer)
    others = set(loaded.split()) - set(started.split()) - set(sys.stdlib_module_names) - OURS
    assert others == set()


def test_an_old_key_of_the_settings_is_named_in_the_log(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(
        f'[database]\nurl = "sqlite+aiosqlite:///{tmp_path}/new.db"\n[recommend]\nrest_days = 7\n'
    )
    done = subprocess.run(  # noqa: S603 our own command line
        [sys.executable, "bot.py", "--settings", str(file), "migrate"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    (line,) = [each for each in done.stderr.splitlines() if "settings.renamed" in each]
    assert "[recommend] rest_days is now called repeat_after_days" in line
