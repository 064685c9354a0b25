import re
from datetime import UTC, datetime

import pytest

from bot.i18n import LANGUAGES, Translations
from bot.payments.gifts import codes
from bot.payments.gifts.gift_codes import IssuedCodes
from bot.payments.gifts.redeemable import Redeemable
from bot.payments.ledger.entitlement import Entitlement, State
from cogs.membership.gift_code_button import MAX_IN_TEXT, codes_text

NOW = datetime(2026, 11, 1, tzinfo=UTC)
MAX_MESSAGE_LENGTH = 2_000  # characters, Discord's limit


def shown(*texts: str) -> IssuedCodes:
    right = Entitlement("code:0", "sub_1", 1, State.ACTIVE, NOW, None, True, "active", None)
    offer = Redeemable(1, 2, "sub_1", len(texts), seats=True, entitlement=right, plan="*" * 80)
    return IssuedCodes(offer, 0, texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_as_many_codes_as_are_written_out_fit_into_a_message(language: str) -> None:
    made = [codes.make() for _ in range(MAX_IN_TEXT)]
    text = codes_text(Translations.load().translator(language), shown(*made))
    assert re.findall(r"`([0-9A-Z-]{23})`", text) == made
    assert len(text) <= MAX_MESSAGE_LENGTH
