"""Test how notices look: the colour of their edge, and the buttons below them."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from discord import ui

from bot.discord.layout import AnswerState
from bot.i18n import Translations
from cogs.notifications import notice_states, notice_view
from cogs.notifications.notice_states import state_of
from data.notices import Notice
from tests import ftl

EN = Translations.load().translator("en")
TEXTS = {
    part.message: part.text
    for part in ftl.parts("en", "*.ftl")
    if not part.attribute and "-button" not in part.message
}
# What a text to staff begins with goes with these colours.
SIGNS: dict[str, set[AnswerState]] = {
    "⚠️": {"attention", "problem"},
    "🛑": {"problem", "neutral"},  # a subscription that was cancelled as it should be
    "❌": {"problem"},
    "✅": {"good"},
    "🎁": {"good"},
    "⬜": {"neutral"},
}


def notice(message: str, **arguments: str | float) -> Notice:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    return Notice(1, 10, None, "key", message, arguments, at, 0)


def links(buttons: Iterable[ui.Item[Any]]) -> list[str | None]:
    return [button.url for button in buttons if isinstance(button, ui.Button)]


@pytest.mark.parametrize("sign", SIGNS)
def test_a_colour_says_the_same_as_the_sign_before_the_text(sign: str) -> None:
    found = [
        message
        for message, text in TEXTS.items()
        if text.startswith(sign) and message.startswith(("staff-", "turn-staff-", "plan-panel-"))
    ]
    assert found
    assert [each for each in found if state_of(each) not in SIGNS[sign]] == []


@pytest.mark.parametrize(
    "prefix", [*notice_states.GOOD, *notice_states.ATTENTION, *notice_states.PROBLEM]
)
def test_every_state_is_that_of_a_message_that_exists(prefix: str) -> None:
    assert any(message.startswith(prefix) for message in TEXTS)


@pytest.mark.parametrize(
    ("message", "state"),
    [
        ("turn-granted-paid", "good"),
        ("turn-unpaid", "attention"),
        ("turn-ended-time-up", "neutral"),
        ("turn-staff-gift-code", "good"),
        ("turn-staff-weekly", "neutral"),
        ("staff-hello", "neutral"),
        ("an-id-of-an-older-version", "neutral"),
    ],
)
def test_a_state_is_what_the_notice_means_for_its_reader(message: str, state: AnswerState) -> None:
    assert state_of(message) == state


@pytest.mark.parametrize(
    ("arguments", "test_mode", "page"),
    [
        ({"charge": "ch_1"}, True, "https://dashboard.stripe.com/test/payments/ch_1"),
        ({"charge": "ch_1"}, False, "https://dashboard.stripe.com/payments/ch_1"),
        ({"object": "sub_1"}, False, "https://dashboard.stripe.com/subscriptions/sub_1"),
        ({"event": "evt_1"}, False, "https://dashboard.stripe.com/events/evt_1"),
        ({"page": "<https://dashboard.stripe.com/invoices/in_1>"}, True, None),
        ({"page": "https://dashboard.stripe.com/invoices/in_1"}, True, None),
    ],
)
def test_a_notice_about_an_object_leads_to_it_at_stripe(
    arguments: dict[str, str | float],
    test_mode: bool,  # noqa: FBT001 of the table above
    page: str | None,
) -> None:
    about = notice("turn-staff-refunded", **arguments)
    shown = links(notice_view.staff_buttons(EN, about, test_mode=test_mode))
    assert shown == [page or "https://dashboard.stripe.com/invoices/in_1"]


@pytest.mark.parametrize("arguments", [{}, {"object": ""}, {"object": "cs_1"}, {"object": "7"}])
def test_other_notices_lead_nowhere(arguments: dict[str, str | float]) -> None:
    about = notice("staff-unproven", **arguments)
    assert links(notice_view.staff_buttons(EN, about, test_mode=True)) == []
