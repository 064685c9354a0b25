"""Test what staff may type for a session."""

from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from bot.sessions.request import check_link, parse_start

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize("typed", ["2026-12-01 18:00", " 2026-12-01  18:00 ", "2026/12/01 18:00"])
def test_a_time_is_that_of_the_zone(typed: str) -> None:
    local, starts_at = parse_start(typed, SHANGHAI, NOW)
    assert (local.hour, starts_at) == (18, datetime(2026, 12, 1, 10, tzinfo=UTC))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("tomorrow", "session-bad-time"),
        ("2026-02-30 10:00", "session-bad-time"),
        ("2026-11-28 19:59", "session-past"),
        ("9999-12-31 23:59", "session-far"),
        ("0001-01-01 00:00", "session-past"),
    ],
)
def test_other_times_are_refused(typed: str, message: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_start(typed, SHANGHAI, NOW)
    assert refused.value.message == message


@given(st.text(max_size=600))
def test_no_text_breaks_the_check_of_a_link(typed: str) -> None:
    with suppress(UserError):
        assert check_link(typed).startswith("https://")


@pytest.mark.parametrize(
    "typed", ["http://a.b", "javascript:alert(1)", "https://", "https://[", None]
)
def test_only_https_links_are_taken(typed: str | None) -> None:
    with pytest.raises(UserError):
        check_link(typed)
    assert check_link(" https://meet.example/x?y=1 ") == "https://meet.example/x?y=1"
