"""The file of keys that were sold elsewhere: what is read, and how faults are named."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.licences import import_file
from bot.licences.import_file import ImportedKey, ImportFileError, parse_keys

ALICE = 111111111111111111
ONE, TWO = "38B1460A-5104-4067", "9F2C-AAAA-BBBB-0001"


def faults(text: str | bytes) -> list[tuple[int, str]]:
    """Return the lines that can't be used, with what is wrong."""
    raw = text.encode() if isinstance(text, str) else text
    with pytest.raises(ImportFileError) as caught:
        parse_keys(raw)
    return [
        (each.line, each.message.removeprefix("licence-import-")) for each in caught.value.faults
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_lines_are_read_with_each_delimiter_and_a_byte_order_mark(delimiter: str) -> None:
    rows = [
        ("Licence Key", "Name", "discord-id", "Activation Limit", "expires_at"),
        (f" {ONE} ", "Alice", f"{ALICE}", "5", "2027-01-31"),
        ("", "", "", "", ""),
        (TWO, "Bob", "", "", "2027-01-31T10:00:00+02:00"),
    ]
    text = "\ufeff" + "\r\n".join(map(delimiter.join, rows))
    assert parse_keys(text.encode()) == [
        ImportedKey(2, ONE, ALICE, 5, datetime(2027, 2, 1, tzinfo=UTC)),
        ImportedKey(4, TWO, None, None, datetime(2027, 1, 31, 8, tzinfo=UTC)),
    ]


def test_every_faulty_line_is_named_and_none_is_used() -> None:
    text = "\n".join(
        (
            "key,discord_id,devices,ends",
            f"{ONE},{ALICE},,",
            f",{ALICE + 1},,",
            "short,,,",
            f"{'x' * 101},,,",
            "with-a\u202e-mark-in-it,,,",
            f"{ONE},,,",
            f"{TWO},{ALICE},,",
            "AAAA-BBBB-CCCC-1,alice#1234,,",
            "AAAA-BBBB-CCCC-2,,0,",
            "AAAA-BBBB-CCCC-3,,many,",
            "AAAA-BBBB-CCCC-4,,100001,",
            "AAAA-BBBB-CCCC-5,,,31.1.2027",
            "AAAA-BBBB-CCCC-6,,,9999-12-31",
            'AAAA-BBBB-CCCC-7,"never closed,,',
        )
    )
    assert faults(text) == [
        (3, "no-key"),
        (4, "length"),
        (5, "length"),
        (6, "letters"),
        (7, "key-twice"),
        (8, "member-twice"),
        (9, "member"),
        (10, "devices"),
        (11, "devices"),
        (12, "devices"),
        (13, "ends"),
        (14, "ends"),
        (15, "quotes"),
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "heading"),
        ("name,price\nLinter,9", "heading"),
        (f"key,licence key\n{ONE},{TWO}", "heading"),
        ("key\n\n\n", "empty"),
        (b"\xff\xfe\x00", "no-text"),
    ],
)
def test_what_is_no_such_file_is_refused(text: str | bytes, fault: str) -> None:
    assert faults(text) == [(1, fault)]


def test_a_file_with_too_many_keys_is_refused_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_file, "MAX_LINES", 2)
    keys = "\n".join(f"AAAA-BBBB-CCCC-{number}" for number in range(5))
    assert faults(f"key\n{keys}") == [(4, "too-many")]


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"key\n{text}".encode()))
def test_whatever_is_sent_is_read_or_refused(raw: bytes) -> None:
    try:
        found = parse_keys(raw)
    except ImportFileError:
        return
    assert all(12 <= len(each.key) <= 100 for each in found)
