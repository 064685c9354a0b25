"""Test the course that ships with the demo, in both languages."""

import re
from pathlib import Path

import pytest

from bot.publishing.folder import read_folder
from tests.commands import leaves

COURSE = Path(__file__).parents[3] / "bot" / "demo" / "course"


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_course_has_no_faults(language: str) -> None:
    folder = read_folder(COURSE / language)
    assert folder.faults == ()
    assert [text.kind for text in folder.texts] == ["course", *["lesson"] * 5]
    assert sum(text.quiz is not None for text in folder.texts) == 1
    assert sum(text.fields.preview for text in folder.texts) == 1


def test_both_languages_have_the_same_files() -> None:
    """Folders are compared by their numbers, because their names are the sections' titles."""
    english, chinese = (
        {
            (path.parent.name.partition("-")[0] if path.parent != folder else "", path.name)
            for path in folder.rglob("*.md")
        }
        for folder in (COURSE / "en", COURSE / "zh-CN")
    )
    assert english == chinese


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_its_commands_exist(language: str) -> None:
    texts = "\n".join(text.source for text in read_folder(COURSE / language).texts)
    named = set(re.findall(r"`/([a-z]+(?: [a-z]+)?)`", texts))
    assert named
    assert named - leaves().keys() == set()
