"""The settings that may change at run time: their rules are the file's, and each has its texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.i18n import LANGUAGES, Translations
from bot.settings import Settings
from bot.settings.runtime import (
    PAGES,
    RUNTIME,
    InvalidValueError,
    RuntimeSetting,
    overlaid,
    read_typed,
    value_of,
    with_values,
)
from cogs.staff.settings_form import MAX_DESCRIPTION, MAX_LABEL

MAX_SETTINGS = 10  # of one page: three components each, and Discord takes 40 in all
TEXTS = {name: setting for name, setting in RUNTIME.items() if setting.input == "text"}
TRANSLATIONS = Translations.load()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("setting", RUNTIME.values(), ids=str)
def test_each_has_a_name_and_a_hint_that_fit_into_the_form(
    language: str, setting: RuntimeSetting
) -> None:
    translate = TRANSLATIONS.translator(language)
    assert 0 < len(translate(setting.message)) <= MAX_LABEL
    assert 0 < len(translate.get(setting.message, "hint") or "") <= MAX_DESCRIPTION
    for choice in setting.choices:
        assert translate(f"settings-choice-{choice}")


@pytest.mark.parametrize("page", PAGES)
def test_each_page_has_a_name_and_fits_into_a_message(page: str) -> None:
    assert 0 < len(PAGES[page]) <= MAX_SETTINGS
    for language in LANGUAGES:
        assert TRANSLATIONS.translator(language)(f"settings-page-{page}")


@given(
    name=st.sampled_from(sorted(TEXTS)),
    typed=st.one_of(
        st.integers(-2, 500).map(str),
        st.floats(-1, 100, allow_nan=False).map(str),
        st.lists(st.integers(-1, 95), max_size=3).map(lambda days: ", ".join(map(str, days))),
        st.text(max_size=8),
        st.sampled_from(["UTC", "Asia/Shanghai", "Europe/Berln"]),
    ),
)
def test_a_typed_value_is_taken_exactly_if_the_file_could_say_it(name: str, typed: str) -> None:
    setting = RUNTIME[name]
    value = read_typed(setting, typed)
    section = {setting.section: {setting.key: value}}
    try:
        allowed = value_of(Settings.model_validate(section), setting)
    except ValidationError:
        with pytest.raises(InvalidValueError):
            with_values(Settings(), {name: value})
    else:
        assert value_of(with_values(Settings(), {name: value}), setting) == allowed


def test_values_lie_over_those_of_the_file_and_leave_the_rest() -> None:
    file = Settings.model_validate({"digest": {"items": 3, "window_days": 9.0}})
    changed, unusable = overlaid(file, {"digest.items": 4, "digest.catch_up_hours": 1.0})
    assert (changed.digest.items, changed.digest.window_days) == (4, 9.0)
    assert changed.digest.catch_up_hours == file.digest.catch_up_hours
    assert unusable == ["digest.catch_up_hours"]  # concerns the whole installation


@pytest.mark.parametrize("typed", ["7, 1", "7、1", "7，1", " 7 ,1, "])  # noqa: RUF001 commas
def test_a_list_is_read_with_any_comma(typed: str) -> None:
    assert read_typed(RUNTIME["payments.reminder_days"], typed) == ["7", "1"]
