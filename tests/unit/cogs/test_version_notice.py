"""Test what a member reads of a new version, and the buttons below it."""

from datetime import UTC, datetime

import pytest

from bot.i18n import Translations
from cogs.notifications.notice_view import member_buttons, text
from data.notices import Notice

GUILD = 1234567890123456789


@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_a_notice_has_the_notes_and_a_button_that_ends_such_notices(language: str) -> None:
    translate = Translations.load().translator(language)
    arguments: dict[str, str | float] = {
        "title": "My *linter*",
        "version": 3,
        "content": 12,
        "notes": "Twice\nas fast",
    }
    at = datetime(2026, 1, 1, tzinfo=UTC)
    notice = Notice(1, GUILD, 2, "version:12:3:2", "files-new-version-notes", arguments, at, 0)
    shown = text(translate, notice)
    assert r"My \*linter\*" in shown
    assert "Twice\nas fast" in shown
    assert [getattr(each, "custom_id", None) for each in member_buttons(translate, notice)] == [
        f"lyceum:open:{GUILD}:12",
        f"lyceum:versions:off:{GUILD}",
    ]
