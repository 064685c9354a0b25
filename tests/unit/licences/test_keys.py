"""Test keys and offline tokens."""

import json
from base64 import urlsafe_b64decode
from datetime import UTC, datetime

from cryptography.hazmat.primitives.serialization import load_pem_public_key
from hypothesis import given
from hypothesis import strategies as st

from bot.licences.keys import derive, hash_of, key_of
from bot.licences.offline_token import OfflineClaim, OfflineSigner

SECRET = "a secret of the owner's"
CLAIM = OfflineClaim(1, 2, "laptop", datetime(2026, 12, 1, tzinfo=UTC))


@given(st.integers(1, 2**62), st.integers(1, 2**62))
def test_keys_differ_and_are_found_however_they_are_typed(one: int, other: int) -> None:
    key = key_of(SECRET, one, 1)
    assert key == key_of(SECRET, one, 1)
    assert (key == key_of(SECRET, other, 1)) == (one == other)
    assert key not in (key_of(SECRET + "x", one, 1), key_of(SECRET, one, 2))
    typed = f" {key.lower().replace('-', ' ').replace('0', 'o').replace('1', 'l')} "
    assert hash_of(SECRET, typed) == hash_of(SECRET, key) != hash_of(SECRET + "x", key)


@given(st.text(max_size=300))
def test_any_text_has_a_hash(typed: str) -> None:
    kept = typed.encode("utf-8", "ignore").decode()
    assert len(hash_of(SECRET, kept)) == 64


def test_a_token_is_checked_by_the_public_key_alone() -> None:
    signer = OfflineSigner(derive(SECRET, "offline"))
    token = signer.sign(CLAIM)
    body, _, signature = token.partition(".")
    public = load_pem_public_key(signer.public_key.encode())

    def decoded(text: str) -> bytes:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))

    public.verify(decoded(signature), decoded(body))  # type: ignore[call-arg, union-attr]
    assert json.loads(decoded(body))["device"] == "laptop"


def test_no_single_changed_bit_is_accepted() -> None:
    signer = OfflineSigner(derive(SECRET, "offline"))
    token = signer.sign(CLAIM).encode()
    assert signer.verifies(token.decode())
    for place in range(len(token) * 8):
        changed = bytearray(token)
        changed[place // 8] ^= 1 << place % 8
        assert not signer.verifies(changed.decode("latin-1"))
    assert not OfflineSigner(derive("other", "offline")).verifies(token.decode())
