"""Keys of the store: nothing but our own form is taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.files.keys import InvalidKeyError, checked, new_key


@given(st.text() | st.sampled_from(["../../etc/passwd", "/etc/passwd", "files/..", "files/ab/x"]))
def test_nothing_but_our_own_keys_is_taken(key: str) -> None:
    with pytest.raises(InvalidKeyError):
        checked(key)


def test_keys_differ_and_are_taken() -> None:
    keys = {checked(new_key("files")) for _ in range(1000)}
    assert len(keys) == 1000
