"""Test that no direct message names a command, because none exists there."""

import pytest

from bot.i18n import LANGUAGES, Translations
from cogs.notifications.notice_view import MANAGE, STATUS, SUBSCRIBE
from tests import ftl
from tests.commands import leaves

# Posted to members wherever they are: in place if possible, else directly.
POSTED = ("turn-", "remind-", "gift-told-")
# Said in a server alone: to staff, or in answer to a command or below such an answer.
SERVER_ONLY = (
    "turn-staff-",
    "staff-",
    "session-made",
    "session-list-none",
    "session-locked",
    "session-article",
    "learn-path-none",
    "plan-",
    "preset-",
    "catalogue-empty-",
    "catalogue-library-",
    "catalogue-list-",
    "catalogue-not-listed",
    "catalogue-no-such-title",
    "coupon-made",
    "coupon-list-none",
    "coupon-no-plans",
    "grants-",
    "access-",
    "settings-",
    "setup-",
    "doctor-",
    "digest-not-scheduled",
    "digest-notice-",  # for the staff channel
    "recommend-",
    "why-",
    "interests-",
    "privacy-keep",
    "value-",
    "weights-",
    "gift-pay-",
    "help-staff",
    "gift-not-to-yourself",
    "gift-code-used-by-you",
    "web-cancelled-text",  # a page
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_posted_to_members_names_no_command(language: str) -> None:
    posted = [
        part
        for part in ftl.parts(language, "*.ftl")
        if part.message.startswith(POSTED) and not part.message.startswith("turn-staff-")
    ]
    assert len(posted) > 40
    assert [part.message for part in posted if part.commands] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_may_be_answered_there_has_a_form_without_commands(language: str) -> None:
    parts = ftl.parts(language, "*.ftl")
    direct = {part.message: part for part in parts if part.attribute == "direct"}
    naming = {part.message for part in parts if part.commands and not part.attribute}
    there = {message for message in naming if not message.startswith(SERVER_ONLY)}
    assert len(there) > 10
    assert there - direct.keys() == set()
    assert [message for message, part in direct.items() if part.commands] == []
    assert direct.keys() - naming == set()  # else the plain form would do
    hidden = [f"/{name}" for name in leaves()]
    assert [m for m, part in direct.items() if any(name in part.text for name in hidden)] == []


def test_the_form_without_commands_is_taken_in_direct_messages_alone() -> None:
    translate = Translations.load().translator("en")
    assert (
        translate("status-over")
        == "That membership has ended. See /membership status for what you have."
    )
    assert translate.direct("status-over") == "That membership has ended."
    assert translate.direct("status-open") == translate("status-open")  # there is but one
    assert "/membership status" in translate("status-over")  # what they came from is as it was


def test_a_button_that_a_text_speaks_of_is_below_it() -> None:
    texts = {part.message: part.text for part in ftl.parts("en", "*.ftl") if not part.attribute}
    posted = {message: text for message, text in texts.items() if message.startswith(POSTED)}
    assert {message for message, text in posted.items() if "*Manage*" in text} == MANAGE
    spoken = {m for m, text in posted.items() if "*My membership*" in text or "The button" in text}
    assert spoken == STATUS
    assert posted.keys() >= SUBSCRIBE
