"""What is compiled is kept apart for each state of the sources."""

from pathlib import Path

from bot.recommend.index.compile_cache import fingerprint


def test_any_change_of_any_source_has_its_own_fingerprint(tmp_path: Path) -> None:
    one, other = tmp_path / "kernel.py", tmp_path / "nearest.py"
    one.write_text("CAP = 1")
    other.write_text("CAP = 1")
    first = fingerprint(tmp_path)
    assert fingerprint(tmp_path) == first
    other.write_text("CAP = 2")
    assert fingerprint(tmp_path) != first
