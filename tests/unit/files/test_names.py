"""Names of files: no path comes in, and every name goes out as a header that clients read."""

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.files.names import MAX_LENGTH, ascii_name, disposition, safe_name


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("course.zip", "course.zip"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\notes.pdf", "notes.pdf"),
        ("/", "file"),
        ("..", "file"),
        ("", "file"),
        ("a\r\nSet-Cookie: x=1", "aSet-Cookie x=1"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("课程 第一章.pdf", "课程 第一章.pdf"),
        ("x" * 300 + ".tar", "x" * 96 + ".tar"),
        ('say "hi".txt', "say hi.txt"),
        (".bashrc", "bashrc"),
    ],
)
def test_a_name_is_kept_without_its_path(given_name: str, kept: str) -> None:
    assert safe_name(given_name) == kept


@given(st.text())
def test_no_name_is_a_path_or_hides_anything(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe) <= MAX_LENGTH
    assert safe not in (".", "..")
    assert not re.search(r'[/\\\x00-\x1f"]', safe)
    assert safe_name(safe) == safe


@given(st.text().map(safe_name))
def test_a_header_says_the_name_in_utf_8(name: str) -> None:
    header = disposition(name)
    assert header.isascii()
    assert header.isprintable()
    encoded = header.rpartition("filename*=UTF-8''")[2]
    assert unquote(encoded, errors="strict") == name


@given(st.text())
def test_discord_takes_the_plain_name(name: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_.-]+", ascii_name(name))


def test_letters_with_accents_stay_readable() -> None:
    assert ascii_name("Führer durchs Café.pdf") == "Fuhrer_durchs_Cafe.pdf"
    assert ascii_name("课程.pdf") == "file.pdf"
