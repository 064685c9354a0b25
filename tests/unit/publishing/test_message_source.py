"""Messages become files as authors write them, whatever is in them."""

from hypothesis import given
from hypothesis import strategies as st

from bot.payments.plan_request import MAX_NAME_LENGTH, UNSAFE_TEXT
from bot.publishing.front_matter import read
from bot.publishing.markdown.render import pictures_in, render
from bot.publishing.message_source import AttachedFile, names_of, source_of, title_of

PICTURE = AttachedFile("../../a b]c.PNG", "A [box]\nof tea", b"1")
ARCHIVE = AttachedFile("源码.zip", "", b"2")


def test_a_title_is_the_post_s_or_the_first_line_s() -> None:
    assert title_of("Borrowing", "text", "?") == "Borrowing"
    assert title_of("", "\n## **Lifetimes**\nmore", "?") == "Lifetimes"
    assert title_of("", "<@1> @everyone", "A message") != ""
    assert title_of("", "  \n---\n", "A message") == "A message"


@given(st.text(), st.text())
def test_a_title_fits_a_product(stated: str, text: str) -> None:
    title = title_of(stated, text, "otherwise")
    assert 0 < len(title) <= MAX_NAME_LENGTH
    assert title == " ".join(title.split())
    assert UNSAFE_TEXT.search(title) is None


def test_pictures_are_shown_and_files_linked_under_names_of_their_own() -> None:
    names = names_of([PICTURE, ARCHIVE])
    assert names == ["1-a-b-c.png", "2-file.zip"]
    parts = read(source_of('Ti"tle: #1', "Hello", [PICTURE, ARCHIVE]), "article")
    assert parts.faults == ()
    assert parts.fields is not None
    assert parts.fields.title == 'Ti"tle: #1'
    rendered = render(parts.body)
    assert pictures_in(rendered.blocks) == [names[0]]
    assert list(rendered.files) == [names[1]]


@given(st.text(min_size=1, max_size=80).map(lambda text: title_of(text, "", "x")), st.text())
def test_any_message_is_a_file_without_faults(title: str, text: str) -> None:
    assert read(source_of(title, text, [PICTURE]), "article").faults == ()
