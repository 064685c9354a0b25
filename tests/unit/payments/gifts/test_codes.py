import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.payments.gifts import codes

VALUES = st.lists(st.integers(0, 31), min_size=19, max_size=19)
PLACES = st.integers(0, 19)


def signs(values: list[int]) -> str:
    return codes.bare(codes.write(values))


def put(text: str, place: int, character: str) -> str:
    return text[:place] + character + text[place + 1 :]


@given(VALUES)
def test_every_code_is_read_as_it_was_written(values: list[int]) -> None:
    code = codes.write(values)
    assert [len(group) for group in code.split("-")] == [5, 5, 5, 5]
    assert set(codes.bare(code)) <= set(codes.ALPHABET)
    assert codes.read(code) == codes.bare(code)


@given(VALUES, st.data())
def test_it_is_read_however_it_is_typed(values: list[int], data: st.DataObject) -> None:
    plain = signs(values)
    typed = "".join(
        data.draw(st.sampled_from(("", " ", "-", "\u2013", "\u3000")))
        + data.draw(st.sampled_from(_likes(character)))
        for character in plain
    )
    assert codes.read(typed) == plain


def _likes(character: str) -> tuple[str, ...]:
    """Return what people type for a character, also on a Chinese keyboard."""
    wide = chr(ord(character) + 0xFEE0)
    more = {"0": ("O", "o"), "1": ("I", "i", "L", "l")}.get(character, ())
    return character, character.lower(), wide, *more


@given(VALUES, PLACES, st.sampled_from(codes.ALPHABET))
def test_one_wrong_sign_is_found(values: list[int], place: int, character: str) -> None:
    plain = signs(values)
    slipped = put(plain, place, character)
    assert (codes.read(slipped) is None) == (slipped != plain)


@given(VALUES, PLACES, PLACES)
def test_two_swapped_signs_are_found(values: list[int], one: int, other: int) -> None:
    plain = signs(values)
    slipped = put(put(plain, one, plain[other]), other, plain[one])
    assert (codes.read(slipped) is None) == (slipped != plain)


@given(st.text(max_size=100))
def test_whatever_is_typed_is_no_error(typed: str) -> None:
    read = codes.read(typed)
    assert read is None or codes.read(read) == read


@pytest.mark.parametrize("typed", ["", "-", "ABCDE", "U" * 20, "A" * 21, "💎" * 20])
def test_what_can_be_no_code_is_none(typed: str) -> None:
    assert codes.read(typed) is None


def test_codes_are_all_different_and_use_every_sign_everywhere() -> None:
    made = [codes.bare(codes.make()) for _ in range(2_000)]
    assert len(set(made)) == len(made)
    for place in range(20):
        assert {code[place] for code in made} == set(codes.ALPHABET)


def test_the_seal_tells_codes_apart_and_not_what_they_are() -> None:
    one, other = codes.bare(codes.make()), codes.bare(codes.make())
    assert codes.hash_code(one) == codes.hash_code(one) != codes.hash_code(other)
    assert one not in codes.hash_code(one)
    assert len(codes.hash_code(one)) == 64
