"""The look of all answers: Discord takes each, and no button is lost to its limits."""

from typing import Any

import discord
from discord import ui
from hypothesis import given
from hypothesis import strategies as st

from bot.discord.layout import COLOURS, AnswerView, cut
from bot.simulator.discord.errors import FormErrors
from bot.simulator.discord.limits.components import check_v2_components
from cogs.ui.pages import PageEntry, PagesView, paged


def button(number: int) -> ui.Button[Any]:
    return ui.Button(label=f"{number}", custom_id=f"button-{number}")


def menu(number: int) -> ui.Select[Any]:
    option = discord.SelectOption(label="One")
    return ui.Select(custom_id=f"menu-{number}", options=[option])


def refused(view: ui.LayoutView) -> list[str]:
    """Return what Discord would refuse about a view."""
    errors = FormErrors()
    check_v2_components(view.to_components(), errors, ())
    try:
        errors.refuse()
    except Exception as error:  # noqa: BLE001 of any kind that the simulator answers with
        return [str(error)]
    return []


def rows_of(view: ui.LayoutView) -> list[list[str]]:
    (box,) = view.children
    assert isinstance(box, ui.Container)
    rows = [each for each in box.children if isinstance(each, ui.ActionRow)]
    return [[getattr(item, "custom_id", "") for item in row.children] for row in rows]


@given(
    st.lists(st.text(min_size=1, max_size=3_000), max_size=6),
    st.integers(0, 30),
    st.sampled_from(sorted(COLOURS)),
)
def test_discord_takes_whatever_an_answer_says(
    texts: list[str],
    buttons: int,
    state: Any,  # noqa: ANN401 one of four words
) -> None:
    texts = [text for text in texts if text.strip()]
    view = AnswerView(
        *texts, title="Title", note="Note", state=state, buttons=map(button, range(buttons))
    )
    assert refused(view) == []


def test_buttons_stand_in_the_given_order_and_a_menu_alone() -> None:
    view = AnswerView("Text", buttons=[button(1), button(2), menu(1), button(3)])
    assert rows_of(view) == [["button-1", "button-2"], ["menu-1"], ["button-3"]]


def test_the_edge_shows_the_state() -> None:
    for state, colour in COLOURS.items():
        (box,) = AnswerView("Text", state=state).to_components()
        assert box["accent_color"] == colour.value


def test_only_the_longest_text_is_cut() -> None:
    short, long = cut(["short", "x" * 500], 100)
    assert short == "short"
    assert len(long) <= 95
    assert long.endswith("…")


def test_a_list_turns_pages_below_what_its_buttons_do() -> None:
    entries = [PageEntry(f"Entry {number}", "word " * 100) for number in range(25)]
    pages = paged("List", entries, "Note")
    assert len(pages) > 2
    view = PagesView(pages, [button(1)])
    assert refused(view) == []
    ((first, *turning),) = rows_of(view)
    assert first == "button-1"
    assert len(turning) == 2
    assert rows_of(PagesView(pages[:1])) == []
