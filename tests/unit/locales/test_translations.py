"""Test that both languages have the same messages, all renderable and all used."""

import re
from pathlib import Path

import pytest

from bot.i18n import LANGUAGES, Translations, UnknownMessageError
from tests import ftl

ROOT = Path(__file__).parents[3]
MEMBERS = "*.ftl"


def code() -> str:
    folders = (ROOT / "bot", ROOT / "cogs")
    paths = [path for folder in folders for path in folder.rglob("*.py")]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def test_both_languages_have_the_same_files() -> None:
    english, chinese = (ftl.files(language) for language in ("en", "zh-CN"))
    assert {name for name in chinese if not name.startswith("commands")} == english


def test_both_languages_say_the_same_things_of_the_same_things() -> None:
    english, chinese = (ftl.forms(language, MEMBERS) for language in ("en", "zh-CN"))
    assert english
    assert english.keys() == chinese.keys()
    different = {name: (english[name], chinese[name]) for name in english}
    assert {name: both for name, both in different.items() if both[0] != both[1]} == {}


def test_each_id_begins_with_its_file_s_name() -> None:
    for name in ftl.files("en"):
        topic = name.removesuffix(".ftl")
        astray = [id_ for id_ in ftl.forms("en", name) if not id_.startswith(f"{topic}-")]
        assert astray == [], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_can_be_said(language: str) -> None:
    translate = Translations.load().translator(language)
    for message, form in ftl.forms(language, "*.ftl").items():
        for attribute, variables in form:
            for sample in (0, 1, 3):
                arguments: dict[str, str | float] = dict.fromkeys(variables, sample)
                assert translate.get(message, attribute or None, **arguments), message


def test_no_message_is_missing_or_unused() -> None:
    known, text = set(ftl.forms("en", MEMBERS)), code()
    topics = "|".join(name.removesuffix(".ftl") for name in ftl.files("en"))
    # "payments-pay", "plan-state-" + state, f"web-{page}", or "web-paid" with an end put to it
    # later
    ids = set(re.findall(rf"""["']((?:{topics})-[a-z0-9-]*)""", text))
    begun = tuple(f"{start.removesuffix('-')}-" for start in ids)
    assert {name for name in known - ids if not name.startswith(begun)} == set()
    # Keys of other kinds may look like ids; those passed to a translator must exist.
    asked = set(
        re.findall(r'(?:translate|words|UserError|say|TextMessage)\(\s*"([a-z0-9-]+)"', text)
    )
    assert asked
    assert asked - known == set()


def test_a_locale_finds_its_language() -> None:
    translations = Translations.load()
    for locale, language in {
        "zh-CN": "zh-CN",
        "zh-TW": "zh-CN",
        "zh": "zh-CN",
        "en-GB": "en",
        "fr": "en",
        "": "en",
        None: "en",
    }.items():
        assert translations.translator(locale).language == language


def test_an_unknown_message_and_a_missing_argument_are_told() -> None:
    translate = Translations.load().translator("en")
    with pytest.raises(UnknownMessageError, match="money-nonsense"):
        translate("money-nonsense")
    with pytest.raises(ValueError, match="payments-no-such-plan"):
        translate("payments-no-such-plan")
