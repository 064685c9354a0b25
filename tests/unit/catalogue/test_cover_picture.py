"""Covers: pictures come out small and bare; what is none is refused, and nothing else happens."""

import struct
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.catalogue.cover_picture import MAX_BYTES, SIDE, UnusableCoverError, as_cover


def picture(kind: str, size: tuple[int, int] = (1_200, 600), mode: str = "RGB") -> bytes:
    out = BytesIO()
    Image.new(mode, size, "red").save(out, kind)
    return out.getvalue()


def shown(cover: bytes) -> Image.Image:
    opened = Image.open(BytesIO(cover))
    assert opened.format == "WEBP"
    opened.load()
    return opened


def bomb(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that says it is huge."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(100))), (b"IEND", b"")]
    written = [
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_every_kind_is_shrunk_in_its_proportions(kind: str) -> None:
    assert shown(as_cover(picture(kind))).size == (SIDE, SIDE // 2)


def test_a_small_picture_keeps_its_size_and_transparency() -> None:
    out = BytesIO()
    Image.new("RGBA", (40, 30), (255, 0, 0, 100)).save(out, "PNG")
    cover = shown(as_cover(out.getvalue()))
    assert (cover.size, cover.mode) == ((40, 30), "RGBA")


def test_a_photograph_is_turned_upright_and_tells_nothing_of_where_it_was_taken() -> None:
    out, exif = BytesIO(), Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (100, 50)).save(out, "JPEG", exif=exif)
    cover = shown(as_cover(out.getvalue()))
    assert cover.size == (50, 100)
    assert not cover.getexif()


@pytest.mark.parametrize("size", [(5_001, 5_000), (20_000, 20_000), (2**31 - 1, 2**31 - 1)])
def test_a_decompression_bomb_is_refused_by_its_header(size: tuple[int, int]) -> None:
    with pytest.raises(UnusableCoverError) as refused:
        as_cover(bomb(*size))
    assert refused.value.reason == "pixels"


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(UnusableCoverError) as refused:
        as_cover(picture("PNG") + bytes(MAX_BYTES))
    assert refused.value.reason == "bytes"


@pytest.mark.parametrize(
    "content",
    [b"", b"\x89PNG", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", bomb(100, 100)],
)
def test_what_is_no_picture_is_refused_whatever_its_name_is(content: bytes) -> None:
    with pytest.raises(UnusableCoverError) as refused:
        as_cover(content)
    assert refused.value.reason == "kind"


def test_other_kinds_of_pictures_are_refused() -> None:
    for kind in ("BMP", "TIFF", "ICO"):
        with pytest.raises(UnusableCoverError):
            as_cover(picture(kind, (32, 32)))


@given(
    st.sampled_from(["PNG", "JPEG", "GIF", "WEBP"]),
    st.integers(0, 400),
    st.binary(min_size=1, max_size=8),
)
def test_damaged_pictures_are_covers_or_refused(kind: str, at: int, damage: bytes) -> None:
    content = picture(kind, (30, 20))
    with suppress(UnusableCoverError):
        as_cover(content[:at] + damage + content[at + len(damage) :])
