"""Test that an import passes on the same bytes, and never too many at once."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.recommend.importing.bounded import DEEPEST, Bounded, UnboundedError

leaves = st.none() | st.booleans() | st.integers() | st.text()
documents = st.recursive(
    leaves, lambda each: st.lists(each) | st.dictionaries(st.text(), each), max_leaves=30
)


def read(raw: bytes, size: int) -> bytes:
    bounded = Bounded(io.BytesIO(raw))
    parts: list[bytes] = []
    while part := bounded.read(size):
        parts.append(part)
    return b"".join(parts)


@given(documents, st.integers(1, 50), st.booleans())
def test_every_document_passes_unchanged_however_it_is_cut(
    document: object, size: int, ascii_only: object
) -> None:
    raw = json.dumps(document, ensure_ascii=bool(ascii_only)).encode("utf-8", "surrogatepass")
    assert read(raw, size) == raw


@given(st.integers(1, 3000), st.sampled_from(["[", '{"a":', '[1,{"\\"[":']))
def test_brackets_are_counted_across_chunks(size: int, opening: str) -> None:
    whole = (opening * (DEEPEST // opening.count("[") if "{" not in opening else 60)).encode()
    read(whole, size)
    with pytest.raises(UnboundedError):
        read((opening * (DEEPEST + 1)).encode(), size)


@given(st.integers(1, 500))
def test_brackets_within_texts_are_no_brackets(size: int) -> None:
    raw = json.dumps(["[" * 5000, '"\\' * 99 + "{" * 5000, "\\", "{" * 5000]).encode()
    assert read(raw, size) == raw


def test_a_text_without_end_is_refused() -> None:
    with pytest.raises(UnboundedError):
        read(b'["' + b"x" * (17 << 20), 1 << 16)
