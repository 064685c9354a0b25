"""Test that texts name existing commands, as mentions, and only where those are drawn."""

import re

import pytest

from bot.i18n import LANGUAGES, Translations
from tests import ftl
from tests.commands import leaves

MEMBERS = "*.ftl"
MARK = "\0"  # where a part of a message names a command
SLASH = re.compile(r"(?<![\w/:.…])/[a-z\u4e00-\u9fff]+")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_that_a_message_names_exists(language: str) -> None:
    known = leaves()
    named = {name: part for part in ftl.parts(language, "*.ftl") for name in part.commands}
    assert len(known) > 25
    assert len(named) > 15
    assert {name: part.message for name, part in named.items() if name not in known} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_names_a_command_as_mere_text_or_inside_code(language: str) -> None:
    parts = ftl.parts(language, "*.ftl")
    assert SLASH.search("See `/plans`.")
    assert [part.message for part in parts if SLASH.search(part.text)] == []
    # Discord draws no mention between backticks.
    coded = [part.message for part in parts if re.search(rf"`[^`]*{MARK}[^`]*`", part.text)]
    assert coded == []


def test_both_languages_name_the_same_commands_in_the_same_messages() -> None:
    english, chinese = (
        {
            (part.message, part.attribute): set(part.commands)
            for part in ftl.parts(language, MEMBERS)
        }
        for language in ("en", "zh-CN")
    )
    different = {key for key, names in english.items() if names != chinese[key]}
    assert different == set()


def test_a_command_is_mentioned_by_the_id_of_its_uppermost_part() -> None:
    translations = Translations.load()
    translations.commands.learn({"plans": 1, "membership": 2})
    for language in LANGUAGES:
        translate = translations.translator(language)
        assert "</plans:1>" in translate("status-none")
        assert "</membership status:2>" in translate("payments-already-member", plan="Pro")


def test_without_an_id_a_command_stands_there_as_it_is_typed() -> None:
    translations = Translations.load()
    translations.commands.learn({"subscribe": 1})
    english, chinese = (translations.translator(language) for language in LANGUAGES)
    assert "</subscribe:1>" in english("web-cancelled-text")
    assert "with /subscribe in Discord" in english.plain("web-cancelled-text")
    assert "/订阅（/subscribe）" in chinese.plain("web-cancelled-text")  # noqa: RUF001 as above
