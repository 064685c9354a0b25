"""Test that each term of a plan is declared once, as a field of `Terms`."""

from typing import Any

import pytest

from bot.i18n import LANGUAGES, Translations
from bot.payments.ledger.policy import policy_message
from cogs.plans.options import TEXTS, given
from data.plan_terms import POLICIES, TERMS, Terms
from data.tables import plans
from tests.commands import leaves


def test_each_term_is_an_option_of_both_commands_in_the_same_words() -> None:
    add, edit = (leaves()[f"plan {name}"] for name in ("add", "edit"))
    assert TEXTS.keys() == set(TERMS)
    for term in TERMS:
        made, changed = add.get_parameter(term), edit.get_parameter(term)
        assert made is not None
        assert changed is not None
        assert str(made.description) == str(changed.description) == TEXTS[term]
        assert (made.type, made.min_value, made.max_value) == (
            changed.type,
            changed.min_value,
            changed.max_value,
        )
        assert {each.value for each in made.choices} == {each.value for each in changed.choices}
        assert not made.required
        assert changed.default is None


def test_a_policy_offers_what_its_type_allows_and_presets_its_default() -> None:
    add = leaves()["plan add"]
    assert len(POLICIES) > 3
    for policy in POLICIES:
        option = add.get_parameter(policy.name)
        assert option is not None
        assert {each.value for each in option.choices} == set(policy.choices)
        assert option.default == policy.default
        assert policy.default in policy.choices


def test_what_is_left_out_makes_the_usual_terms_and_changes_none() -> None:
    add, edit = (leaves()[f"plan {name}"] for name in ("add", "edit"))
    untouched: dict[str, Any] = {each: _default(add, each) for each in TERMS}
    assert Terms(**given(untouched)) == Terms()
    assert given({each: _default(edit, each) for each in TERMS}) == {}
    assert given({"trial_card": "no", "grace_days": 1}) == {"trial_card": False, "grace_days": 1}
    assert given({"trial_card": "yes", "grace_days": 0}) == {"trial_card": True, "grace_days": 0}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_choice_is_said_in_words(language: str) -> None:
    translate = Translations.load().translator(language)
    for policy in POLICIES:
        lines = {
            translate(policy_message(Terms(**given({policy.name: choice})), policy.name))
            for choice in policy.choices
        }
        assert len(lines) == len(policy.choices), policy.name


def test_each_policy_has_a_column_that_takes_the_default_where_nothing_is_stored() -> None:
    for policy in POLICIES:
        default = plans.c[policy.name].server_default
        assert default is not None
        assert getattr(default, "arg", None) == policy.default
        assert max(map(len, policy.choices)) <= 16  # characters of the column


def _default(command: Any, term: str) -> object:  # noqa: ANN401 discord.py's generic command
    return command.get_parameter(term).default
