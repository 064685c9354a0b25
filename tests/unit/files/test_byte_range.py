"""Ranges: the part that RFC 9110 names, or a refusal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.files.byte_range import UnsatisfiableRangeError, wanted_part

TAG = '"7-1-30"'
CONTENT = bytes(range(100))


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-", CONTENT),
        ("bytes=0-0", CONTENT[:1]),
        ("bytes=10-19", CONTENT[10:20]),
        ("bytes=90-500", CONTENT[90:]),
        ("bytes=-5", CONTENT[-5:]),
        ("bytes=-500", CONTENT),
        ("Bytes= 99-", CONTENT[99:]),
    ],
)
def test_one_range_is_a_part(header: str, part: bytes) -> None:
    found = wanted_part(header, None, TAG, len(CONTENT))
    assert CONTENT[found.start : found.end] == part
    assert not found.whole
    assert found.content_range == f"bytes {found.start}-{found.end - 1}/100"


@pytest.mark.parametrize(
    "header",
    ["bytes=100-", "bytes=5-4", "bytes=-0", "bytes=-", "bytes=0-1,5-6", "items=0-1", "bytes", ""],
)
def test_no_such_part_is_refused(header: str) -> None:
    with pytest.raises(UnsatisfiableRangeError):
        wanted_part(header, None, TAG, len(CONTENT))


@pytest.mark.parametrize(
    ("header", "if_range", "whole"),
    [
        (None, None, True),
        ("bytes=5-", TAG, False),
        ("bytes=5-", '"7-2-30"', True),
        ("bytes=5-", "Sat, 28 Nov 2026 21:00:00 GMT", True),
    ],
)
def test_a_part_of_another_version_is_not_continued(
    header: str | None, if_range: str | None, *, whole: bool
) -> None:
    assert wanted_part(header, if_range, TAG, len(CONTENT)).whole is whole


@given(st.integers(0, 10_000), st.text(alphabet="bytes=-0123456789, "))
def test_a_part_always_lies_within_the_file(size: int, header: str) -> None:
    try:
        part = wanted_part(header, None, TAG, size)
    except UnsatisfiableRangeError:
        return
    assert 0 <= part.start < part.end <= size
