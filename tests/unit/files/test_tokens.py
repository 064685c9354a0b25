"""Download tokens: what was signed is read, and nothing that differs from it by one bit."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.files.tokens import DownloadLink, LinkSigner, derive, hashed_address

UNTIL = datetime(2026, 12, 1, 12, 30, tzinfo=UTC)
LINK = DownloadLink(file_id=7, version=3, user_id=1_400_000_000_000_000_000, until=UNTIL)
SIGNER = LinkSigner("discord-token")
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@given(
    st.builds(
        DownloadLink,
        st.integers(1, 2**63 - 1),
        st.integers(1, 2**31),
        st.integers(1, 2**64 - 1),
        st.integers(0, 2**32 - 1).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    )
)
def test_what_was_signed_is_read(link: DownloadLink) -> None:
    assert SIGNER.read(SIGNER.sign(link)) == link


def test_every_single_bit_change_is_refused() -> None:
    token = SIGNER.sign(LINK).encode()
    for at in range(len(token)):
        for bit in range(8):
            changed = bytearray(token)
            changed[at] ^= 1 << bit
            assert SIGNER.read(changed.decode("latin-1")) is None


def test_every_other_character_at_every_place_is_refused() -> None:
    token = SIGNER.sign(LINK)
    for at, there in enumerate(token):
        for other in ALPHABET.replace(there, ""):
            assert SIGNER.read(token[:at] + other + token[at + 1 :]) is None


@pytest.mark.parametrize("change", ["", "=", "\n", "A", " "])
def test_nothing_may_follow_or_precede(change: str) -> None:
    token = SIGNER.sign(LINK)
    assert (SIGNER.read(token + change) is None) == bool(change)
    assert (SIGNER.read(change + token) is None) == bool(change)


@given(st.text())
def test_any_other_text_is_refused(text: str) -> None:
    assert SIGNER.read(text) is None


def test_another_secret_reads_nothing() -> None:
    assert LinkSigner("another-token").read(SIGNER.sign(LINK)) is None


def test_tokens_differ_by_file_version_member_and_end() -> None:
    others = [
        DownloadLink(8, 3, LINK.user_id, UNTIL),
        DownloadLink(7, 4, LINK.user_id, UNTIL),
        DownloadLink(7, 3, LINK.user_id + 1, UNTIL),
        DownloadLink(7, 3, LINK.user_id, UNTIL.replace(second=1)),
    ]
    assert len({SIGNER.sign(link) for link in (LINK, *others)}) == 5


def test_hashes_of_one_address_cannot_be_compared_between_members() -> None:
    key = derive("discord-token", "download addresses")
    assert hashed_address(key, 1, 2, "203.0.113.9") == hashed_address(key, 1, 2, "203.0.113.9")
    assert hashed_address(key, 1, 2, "203.0.113.9") != hashed_address(key, 1, 3, "203.0.113.9")
