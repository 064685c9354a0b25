"""Draw a certificate, as a picture and as a PDF.

matplotlib's own font has no Chinese. A font of the machine that has all characters is used where
there is one; otherwise what can't be drawn is left out, and the answer beside it says it in text.
"""

# matplotlib leaves its many **kwargs untyped:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Literal

GREEN, DARK, GREY = "#2f6347", "#1d2b24", "#6b756f"
SIZE = (11.0, 7.8)  # inches
DOTS = 130  # an inch
# Parts of the file names of fonts with Chinese, in lower case and without spaces.
CHINESE_FONTS = (
    "notosanscjk",
    "notosanssc",
    "sourcehansans",
    "pingfang",
    "msyh",
    "wqy-zenhei",
    "simhei",
    "droidsansfallback",
)
# Each line's height, from 0 to 1, its font size and its colour.
STYLES = (
    (0.84, 21, GREY),
    (0.68, 34, DARK),
    (0.555, 16, GREY),
    (0.43, 26, GREEN),
    (0.30, 16, DARK),
    (0.235, 14, GREY),
    (0.10, 11, GREY),
)
WIDEST = 1_150  # characters at font size 1 in a line
UNDATED = {"CreationDate": None}  # so that the same certificate is the same file

Form = Literal["png", "pdf"]


@dataclass(frozen=True, slots=True)
class CertificateText:
    """The lines of a certificate, in its language."""

    heading: str
    name: str
    sentence: str
    course: str
    server: str
    date: str
    check: str


def draw(text: CertificateText, form: Form) -> bytes:
    """Return the file. Takes half a second, the first time two: call it in a thread."""
    from matplotlib import rc_context  # noqa: PLC0415 takes a second, and is seldom needed
    from matplotlib.figure import Figure  # noqa: PLC0415 as above

    fonts = _fonts("".join(_lines(text)))
    with rc_context({"pdf.fonttype": 42, "font.family": list(fonts)}):
        figure = Figure(figsize=SIZE, dpi=DOTS, facecolor="white")
        frame = figure.add_axes((0.03, 0.04, 0.94, 0.92))
        frame.set_xticks([])
        frame.set_yticks([])
        for spine in frame.spines.values():
            spine.set(color=GREEN, linewidth=3)
        for line, (height, size, colour) in zip(_lines(text), STYLES, strict=True):
            shown = _drawable(line, fonts)
            fitting = min(size, WIDEST // max(_width(shown), 1))
            drawn = figure.text(0.5, height, shown, ha="center", va="center", color=colour)
            drawn.set(fontsize=fitting, parse_math=False)
        target = BytesIO()
        figure.savefig(target, format=form, metadata=UNDATED if form == "pdf" else {})
    return target.getvalue()


def _lines(text: CertificateText) -> tuple[str, ...]:
    """Return the lines from top to bottom."""
    return (
        text.heading,
        text.name,
        text.sentence,
        text.course,
        text.server,
        text.date,
        text.check,
    )


def _width(line: str) -> int:
    """Return about how many Latin characters wide a line is."""
    return sum(2 if ord(each) > 0x2E7F else 1 for each in line)  # noqa: PLR2004 first of the wide ones


@cache
def _characters(family: str) -> frozenset[int]:
    """Return the characters that a font has."""
    from matplotlib.font_manager import FontProperties, findfont, get_font  # noqa: PLC0415 as above

    path = findfont(FontProperties(family=family))
    return frozenset(get_font(path).get_charmap())


def _fonts(text: str) -> Sequence[str]:
    """Return the families to use: matplotlib's own, and the machine's if needed."""
    needed = {ord(each) for each in text if not each.isspace()} - _characters("DejaVu Sans")
    if not needed:
        return ("DejaVu Sans",)
    return ("DejaVu Sans", *_chinese_fonts()[:1])


@cache
def _chinese_fonts() -> Sequence[str]:
    """Return the machine's fonts with Chinese, which matplotlib's list may lack."""
    from matplotlib.font_manager import (  # noqa: PLC0415 as above
        FontProperties,
        findSystemFonts,
        fontManager,
    )

    found: list[str] = []
    for path in sorted(findSystemFonts()):
        file = path.replace(" ", "").lower()
        if any(part in file for part in CHINESE_FONTS):
            fontManager.addfont(path)
            found.append(FontProperties(fname=path).get_name())
    return found


def _drawable(line: str, fonts: Sequence[str]) -> str:
    """Return a line without the characters that no font has."""
    known = frozenset[int]().union(*map(_characters, fonts))
    kept = "".join(each for each in line if each.isspace() or ord(each) in known)
    return " ".join(kept.split())
