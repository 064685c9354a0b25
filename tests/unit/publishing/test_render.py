"""Test what Discord shows of Markdown."""

import pytest

from bot.publishing.markdown.blocks import CodeBlock, PictureBlock, TextBlock
from bot.publishing.markdown.pages import pages_of
from bot.publishing.markdown.render import pictures_in, render


def shown(markdown: str) -> str:
    """Return the texts of all pages."""
    return "\n===\n".join(text for page in pages_of(render(markdown).blocks) for text in page.texts)


def test_headings_keep_three_levels_and_deeper_ones_are_bold() -> None:
    assert shown("# A\n## B\n### C\n#### D **d**\n###### E") == (
        "# A\n\n## B\n\n### C\n\n**D d**\n\n**E**"
    )


def test_lists_are_nested_and_numbered() -> None:
    text = "3. three\n4. four\n   - inner\n     more\n\n     second\n5. five"
    assert shown(text) == "3. three\n4. four\n  - inner more\n    second\n5. five"


def test_tasks_are_ticked() -> None:
    assert shown("- [ ] open\n- [x] done") == "- ☐ open\n- ☑ done"


def test_code_in_a_list_starts_at_the_margin_and_the_list_goes_on() -> None:
    text = "1. run\n\n   ```sh\n   ls\n   ```\n2. look"
    assert shown(text) == "1. run\n```sh\nls\n```\n2. look"


def test_lines_of_chinese_are_joined_without_a_space() -> None:
    assert shown("第一行\n第二行\nand\nmore") == "第一行第二行 and more"


def test_a_quote_in_a_quote_is_one_quote() -> None:
    assert shown("> one\n> > two\n>\n> - three") == "> one\n> two\n> - three"


def test_a_table_is_aligned_by_the_width_of_its_characters() -> None:
    text = "| 名称 | Price |\n|---|---:|\n| 你好 | 1 |\n| a | 200 |"
    assert shown(text) == ("```\n名称  Price\n────  ─────\n你好      1\na       200\n```")


def test_a_table_too_wide_for_a_screen_is_a_list_of_its_rows() -> None:
    wide = "x" * 80
    text = f"| Name | Use | Note |\n|---|---|---|\n| a | {wide} | *n* |\n| b | {wide} | |"
    assert (
        shown(text)
        == (f"- **a**\n  Use: {wide}\n  Note: n\n- **b**\n  Use: {wide}\n  Note: ").rstrip()
    )


def test_a_row_of_a_chinese_table_has_chinese_colons() -> None:
    text = f"| 名称 | 用途 | API |\n|---|---|---|\n| 甲 | {'长' * 80} | ab |"
    assert shown(text) == f"- **甲**\n  用途\uff1a{'长' * 80}\n  API: ab"


def test_pictures_beside_the_text_are_a_gallery_and_others_are_links() -> None:
    text = "Before ![one](a.png) after\n\n![two](sub/b.png)\n\n![far](https://a.b/c.png)"
    rendered = render(text)
    assert pictures_in(rendered.blocks) == ["a.png", "sub/b.png"]
    (page,) = pages_of(rendered.blocks)
    assert page.parts == (
        "Before  after",
        (PictureBlock("a.png", "one"), PictureBlock("sub/b.png", "two")),
        "[far](https://a.b/c.png)",
    )


def test_files_beside_the_text_are_found() -> None:
    rendered = render("[Slides](slides.pdf) and [again](slides.pdf), [web](https://a.b)")
    assert rendered.files == ("slides.pdf",)
    assert shown("[Slides](slides.pdf)") == "Slides 📎"


@pytest.mark.parametrize(
    ("markdown", "safe"),
    [
        ("<@1> <@&2> <#3> <t:4>", "\\<@1> \\<@&2> \\<#3> \\<t:4>"),
        ("@everyone and @Here", "@\u200beveryone and @\u200bHere"),
        ("discord.gg/abc", "`discord.gg/abc`"),
        ("[join](https://discord.gg/abc)", "join (`https://discord.gg/abc`)"),
        ("<https://discord.com/invite/abc>", "`https://discord.com/invite/abc`"),
        ("[x](javascript:alert)", "\\[x\\](javascript:alert)"),
        ("[x](ftp://a.b)", "x (ftp://a.b)"),
        ("[x](https://user:pw@a.b)", "x (https://user:pw@a.b)"),
        (
            "[https://good.example](https://evil.example)",
            "https://good.example (https://evil.example)",
        ),
        ("[x](https://a.b/(c))", "[x](https://a.b/%28c%29)"),
        ("<b>bold</b> & <script>", "\\<b>bold\\</b> & \\<script>"),
        ("<div>\nblock\n</div>", "\\<div> block \\</div>"),
        ("\\# no heading", "\\# no heading"),
        ("1\\. no list", "1\\. no list"),
        ("||no spoiler||", "\\|\\|no spoiler\\|\\|"),
        ("snake_case \\*", "snake\\_case \\*"),
        ("``a`b``", "`` a`b ``"),
        ("https://a.b/c_d_e", "https://a.b/c_d_e"),
    ],
)
def test_nothing_mentions_leads_away_or_formats_by_accident(markdown: str, safe: str) -> None:
    assert shown(markdown) == safe


def test_backticks_in_code_do_not_end_it() -> None:
    (block,) = render("~~~js\na ``````` b\n~~~").blocks
    assert block == CodeBlock("a ``````` b", "js")
    text = shown("~~~js\na ``````` b\n~~~")
    assert text.count("```") == 2
    assert text.replace("\u200b", "") == "```js\na ``````` b\n```"


def test_a_language_that_is_none_is_left_out() -> None:
    (block,) = render("``` <@1>\nx\n```").blocks
    assert block == CodeBlock("x", "")


def test_empty_items_and_empty_texts_are_shown() -> None:
    assert shown("-\n- b") == "-\n- b"
    (page,) = pages_of(render("").blocks)
    assert page.parts == ()


def test_deep_nesting_neither_fails_nor_loses_text() -> None:
    deep = "\n".join("  " * each + f"- w{each}" for each in range(40))
    assert all(f"w{each}" in shown(deep) for each in range(40))
    assert "end" in shown(">" * 3_000 + " end")
    assert "end" in shown("*" * 3_000 + " end " + "*" * 3_000)


def test_a_heading_belongs_to_what_follows() -> None:
    heading, text = render("# A\n\ntext").blocks
    assert isinstance(heading, TextBlock)
    assert heading.heading
    assert isinstance(text, TextBlock)
    assert not text.heading
