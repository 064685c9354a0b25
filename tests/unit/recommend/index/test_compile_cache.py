"""Test that compiled code is kept apart for each state of the sources, then removed."""

import os
import time
from pathlib import Path

from bot.recommend.index.compile_cache import UNUSED_SECONDS, fingerprint, remove_unused


def test_any_change_of_any_source_has_its_own_fingerprint(tmp_path: Path) -> None:
    one, other = tmp_path / "kernel.py", tmp_path / "nearest.py"
    one.write_text("CAP = 1")
    other.write_text("CAP = 1")
    first = fingerprint(tmp_path)
    assert fingerprint(tmp_path) == first
    other.write_text("CAP = 2")
    assert fingerprint(tmp_path) != first


def test_only_what_older_sources_compiled_long_ago_is_removed(tmp_path: Path) -> None:
    names = ("compiled-mine", "compiled-recent", "compiled-old", "other-old")
    mine, recent, old, other = (tmp_path / name for name in names)
    before = time.time() - UNUSED_SECONDS - 60
    for folder in (mine, recent, old, other):
        folder.mkdir()
        (folder / "kernel.nbi").write_text("machine code")
        if folder != recent:
            os.utime(folder, (before, before))
    remove_unused(mine)
    remove_unused(mine)  # it was used just now
    assert sorted(tmp_path.iterdir()) == sorted([mine, recent, other])
