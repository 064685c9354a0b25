"""Test how blocks are put on pages."""

import re
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from bot.publishing.markdown.blocks import length
from bot.publishing.markdown.pages import (
    MAX_PICTURES,
    PAGE_LENGTH,
    ReadingPage,
    page_at,
    pages_of,
)
from bot.publishing.markdown.render import render

WORD = st.text("abcdefghijklmnop你好世界😀", min_size=1, max_size=12)
SHAPES = ["plain", "list", "code", "quote", "bold", "table", "heading"]
HOSTILE = st.text(st.sampled_from("`*_~|<>[]()#-+=.!\\@&: \n\tab1😀你"), min_size=0, max_size=400)


def paged(markdown: str, most: int = PAGE_LENGTH) -> tuple[ReadingPage, ...]:
    return pages_of(render(markdown).blocks, most)


def whole(pages: Sequence[ReadingPage]) -> str:
    return "\n".join(text for page in pages for text in page.texts)


def check(pages: Sequence[ReadingPage], most: int) -> None:
    """Check what holds of all pages."""
    for page in pages:
        assert sum(map(length, page.texts)) <= most
        assert len(page.pictures) <= MAX_PICTURES
        for text in page.texts:
            assert text.count("```") % 2 == 0
            assert text.strip()
    starts = [page.position for page in pages]
    assert starts == sorted(starts)
    assert all(starts[page_at(pages, start)] == start for start in starts)


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, list[str]]:
    """Return a document and its words in order."""
    parts: list[str] = []
    words: list[str] = []
    for number in range(draw(st.integers(1, 12))):
        some = [
            f"w{number}x{at}{each}" for at, each in enumerate(draw(st.lists(WORD, max_size=40)))
        ]
        words += some
        shape = draw(
            st.sampled_from(["plain", "list", "code", "quote", "bold", "table", "heading"])
        )
        parts.append(_shape(shape, some))
    return "\n\n".join(parts), words


def _shape(shape: str, some: list[str]) -> str:
    match shape:
        case "list":
            return "\n".join(f"- {each}" for each in some) + "\n\n<!-- -->"
        case "code":
            return "```py\n" + "\n".join(some) + "\n```"
        case "quote":
            return "> " + " ".join(some)
        case "bold":
            return f"**{' '.join(some)}**" if some else ""
        case "table":
            rows = "".join(f"\n| {each} |" for each in some[1:])
            return f"| {some[0]} |\n|---|{rows}" if some else ""
        case "heading":
            return "## " + " ".join(some)
        case _:
            return " ".join(some)


@given(documents(), st.integers(120, PAGE_LENGTH))
def test_no_page_is_too_long_and_no_word_is_lost(
    document: tuple[str, list[str]], most: int
) -> None:
    text, words = document
    pages = paged(text, most)
    check(pages, most)
    left = whole(pages)
    for word in words:
        assert word in left
        left = left[left.index(word) :]


@given(HOSTILE, st.integers(60, 400))
def test_hostile_texts_stay_within_their_pages(text: str, most: int) -> None:
    pages = paged(text, most)
    check(pages, most)
    outside = re.sub(r"```.*?```", "", whole(pages), flags=re.DOTALL)
    outside = re.sub(r"``[^\n]*?``|`[^`\n]*`", "", outside)
    assert not re.search(r"(?<!\\)<[@#:]", outside)


def test_a_block_of_code_goes_to_the_next_page_whole() -> None:
    code = "```py\n" + "\n".join(f"line_{each} = {each}" for each in range(150)) + "\n```"
    first, second = paged("text " * 400 + "\n\n" + code)
    assert "```" not in whole([first])
    assert second.texts == (code,)


def test_code_longer_than_a_page_is_cut_between_lines() -> None:
    lines = [f"line_{each} = {each}" for each in range(1_000)]
    pages = paged("```py\n" + "\n".join(lines) + "\n```")
    assert len(pages) > 1
    inside = [
        text.removeprefix("```py\n").removesuffix("\n```") for page in pages for text in page.texts
    ]
    assert "\n".join(inside).split("\n") == lines


def test_a_heading_moves_to_the_page_of_its_text() -> None:
    first, second = paged("a " * 1_800 + "\n\n## Next\n\n" + "b " * 300)
    assert "Next" not in whole([first])
    assert whole([second]).startswith("## Next")


def test_eleven_pictures_take_two_pages() -> None:
    first, second = paged("\n\n".join(f"![{each}](p{each}.png)" for each in range(11)))
    assert len(first.pictures) == 10
    assert [each.path for each in second.pictures] == ["p10.png"]


def test_a_position_is_found_again_when_pages_have_another_length() -> None:
    text = "\n\n".join(f"paragraph {each} " + "x" * 200 for each in range(60))
    long, short = paged(text), paged(text, 1_000)
    for page in long:
        found = short[page_at(short, page.position)]
        assert page.texts[0][:14] in found.texts[0]
    assert page_at(long, 1_000_000) == len(long) - 1


def test_a_paragraph_longer_than_a_page_is_cut_between_words() -> None:
    pages = paged("> " + "word " * 1_500)
    assert len(pages) > 1
    for page in pages:
        assert page.texts[0].startswith("> word")
        assert page.texts[0].endswith("word")
