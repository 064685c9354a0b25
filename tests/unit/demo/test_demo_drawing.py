"""Test how the demo shows Discord's markup and breaks its lines."""

# ruff: noqa: RUF001 (Chinese punctuation is what some of this is about)

from datetime import UTC, datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from bot.demo.reply_reader import ReplyReader
from bot.demo.screen import Screen
from bot.demo.text_wrap import wrapped
from bot.i18n import Translations
from bot.simulator.discord import DiscordSimulator, PlayedGuild

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def guild() -> tuple[DiscordSimulator, PlayedGuild]:
    simulator = DiscordSimulator()
    guild = simulator.create_guild("Town")
    guild.create_role("Pro")
    guild.create_text_channel("help")
    guild.join("lena")
    return simulator, guild


def _reader(guild: tuple[DiscordSimulator, PlayedGuild], language: str = "en") -> ReplyReader:
    return ReplyReader(
        *guild, Translations.load().translator(language), ZoneInfo("Europe/Berlin"), lambda: NOW
    )


def test_mentions_are_read_as_names(guild: tuple[DiscordSimulator, PlayedGuild]) -> None:
    _, server = guild
    lena = next(m.user for m in server.state.members.values() if m.user.name == "lena")
    markup = f"{lena.mention} <@&{server.role('Pro').id}> {server.channel('help').mention}"

    assert _reader(guild).plain(markup) == "@Lena @Pro #help"


@pytest.mark.parametrize(
    ("language", "markup", "shown"),
    [
        ("en", f"<t:{int(NOW.timestamp()) + 7200}:R>", "in 2 hours"),
        ("zh-CN", f"<t:{int(NOW.timestamp()) - 7200}:R>", "2小时前"),
        ("en", f"<t:{int(NOW.timestamp())}:D>", "March 1, 2026"),
        ("en", f"<t:{int(NOW.timestamp())}:F>", "Sunday, March 1, 2026 13:00"),
        ("en", "**1. [A *title*](https://discord.com/channels/1/2)**", "1. A *title*"),
        ("en", r"2 \* 3 \_ `/recommend`", "2 * 3 _ /recommend"),
        ("en", "See </me interests:123>", "See /me interests"),
        ("zh-CN", "用 </membership status:123> 查看", "用 /会员 状态 查看"),
        ("en", "## Worth your time\n-# because", "Worth your time\nbecause"),
    ],
)
def test_markup_is_shown_as_the_client_does(
    guild: tuple[DiscordSimulator, PlayedGuild], language: str, markup: str, shown: str
) -> None:
    assert _reader(guild, language).plain(markup) == shown


def test_a_bold_link_is_both(guild: tuple[DiscordSimulator, PlayedGuild]) -> None:
    (line,) = _reader(guild).lines("**1. [Title](https://discord.com/x)** rest")

    styles = {line.plain[span.start : span.end]: str(span.style) for span in line.spans}
    assert styles == {"1. ": "bold", "Title": "bold underline"}


@example("a夏。。", 5)
@given(st.text(alphabet="ab #，。（）林夏说", max_size=60), st.integers(4, 20))
def test_lines_fit_and_lose_nothing_but_spaces(text: str, cells: int) -> None:
    lines = [line.plain for line in wrapped(Text(text), cells)]

    assert all(cell_len(line) <= cells for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_chinese_breaks_between_characters_but_not_before_punctuation() -> None:
    lines = [line.plain for line in wrapped(Text("付款在 Stripe 的页面上完成，谢谢。"), 22)]
    tight = [line.plain for line in wrapped(Text("付款完成，谢谢"), 8)]

    assert tight == ["付款完", "成，谢谢"]
    assert lines == ["付款在 Stripe 的页面上", "完成，谢谢。"]


def test_english_breaks_between_words() -> None:
    lines = [line.plain for line in wrapped(Text("pay on the page of Stripe"), 11)]

    assert lines == ["pay on the", "page of", "Stripe"]


@pytest.mark.parametrize(
    ("verbose", "ticks"), [(False, ["2 checks passed", "1 check passed"]), (True, ["a", "b", "c"])]
)
def test_checks_are_counted_at_the_end_of_their_step_or_shown_each(
    *, verbose: bool, ticks: list[str]
) -> None:
    output = StringIO()
    screen = Screen(
        Console(file=output, width=80), Translations.load().translator("en"), verbose=verbose
    )

    screen.step(1, "first")
    screen.held("a")
    screen.held("b")
    screen.step(2, "second")
    screen.held("c")
    screen.closing([], "done")

    shown = [line.partition("✔ ")[2].rstrip() for line in output.getvalue().splitlines()]
    assert list(filter(None, shown)) == ticks
