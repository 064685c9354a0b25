"""Test that the version is the same wherever it is named."""

import re
import subprocess
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from bot import __version__

ROOT = Path(__file__).parents[2]
VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
RELEASE = re.compile(r"\[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})")
NONE_YET = "Nothing has been released yet"


def faults(changelog: str, version: str) -> list[str]:
    """Return what is wrong with the sections of a changelog, for the code's version."""
    unreleased, *headings = HEADING.findall(changelog)
    found = [] if unreleased == "[Unreleased]" else [f"begins with {unreleased}"]
    releases = [RELEASE.fullmatch(each) for each in headings]
    found += [each for each, read in zip(headings, releases, strict=True) if read is None]
    versions = [read[1] for read in releases if read]
    if versions and versions[0] != version:
        found.append(f"--version is {version}, the newest section {versions[0]}")
    if (NONE_YET in changelog) == bool(versions):
        found.append("what its head says of releases")
    dates = [date.fromisoformat(read[2]) for read in releases if read]
    rising = zip(pairwise(map(number, versions)), pairwise(dates), strict=True)
    found += [
        "order" for (newer, older), (later, sooner) in rising if newer <= older or later < sooner
    ]
    return found


def number(version: str) -> tuple[int, ...]:
    read = VERSION.fullmatch(version)
    assert read, f"{version} is no version"
    return tuple(map(int, read.groups()))


def test_the_sections_of_the_changelog_agree_with_the_version() -> None:
    assert number(__version__)
    assert faults((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), __version__) == []


@pytest.mark.parametrize(
    ("sections", "count"),
    [
        ("## [Unreleased]\n## [1.2.0] - 2026-03-01\n## [1.1.9] - 2026-02-01\n", 0),
        (f"{NONE_YET}\n## [Unreleased]\n", 0),
        ("## [Unreleased]\n", 1),
        (f"{NONE_YET}\n## [Unreleased]\n## [1.2.0] - 2026-03-01\n", 1),
        ("## [Unreleased]\n## [1.3.0] - 2026-03-01\n", 1),
        ("## [Unreleased]\n## [1.2.0]\n", 2),
        ("## [Unreleased]\n## [1.2.0] - 2026-03-01\n## [1.10.0] - 2026-02-01\n", 1),
        ("## [Unreleased]\n## [1.2.0] - 2026-03-01\n## [1.1.0] - 2026-04-01\n", 1),
        ("## [1.2.0] - 2026-03-01\n", 2),
    ],
)
def test_sections_that_disagree_are_found(sections: str, count: int) -> None:
    assert len(faults(sections, "1.2.0")) == count


def test_the_command_line_names_it() -> None:
    printed = subprocess.run(
        [sys.executable, "bot.py", "--version"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert printed == f"Lyceum {__version__}\n"


def test_the_image_is_labelled_with_it() -> None:
    lines = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8")
    assert re.findall(r"image\.version=(\S+)", lines) == [__version__]
