"""Check and shrink the picture that a product has in the shop. Pure.

What comes out is always a WebP of at most 800 by 800 pixels. Nothing else of the file is kept, such
as where a photograph was taken.
"""

import struct
from io import BytesIO
from typing import Literal

from PIL import Image, ImageOps

MAX_BYTES = 8_000_000
MAX_PIXELS = 25_000_000  # of what is decoded: 100 MB in memory for a moment
SIDE = 800
QUALITY = 85
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")

_BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError)
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


class UnusableCoverError(Exception):
    """A file is no cover: no picture, or one of too many bytes or pixels."""

    def __init__(self, reason: Literal["kind", "bytes", "pixels"]) -> None:
        super().__init__(reason)
        self.reason = reason


def as_cover(content: bytes) -> bytes:
    """Return a picture as a cover; of an animation its first frame.

    Raises:
        UnusableCoverError: What the file holds, whatever its name says, is none of ours.
    """
    if len(content) > MAX_BYTES:
        raise UnusableCoverError("bytes")
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as opened:
            width, height = opened.size  # from the header: nothing is decoded yet
            if width * height > MAX_PIXELS:
                raise UnusableCoverError("pixels")
            return _shrunk(opened)
    except _BOMBS:
        raise UnusableCoverError("pixels") from None
    except (*_BROKEN, struct.error):
        raise UnusableCoverError("kind") from None


def _shrunk(opened: Image.Image) -> bytes:
    opened.thumbnail((SIDE, SIDE))  # a JPEG is decoded in the smaller size
    upright = ImageOps.exif_transpose(opened)
    mode = "RGBA" if upright.has_transparency_data else "RGB"
    out = BytesIO()
    upright.convert(mode).save(out, "WEBP", quality=QUALITY)
    return out.getvalue()
