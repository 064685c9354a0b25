"""Writes a small web page with a title and a few lines, without scripts."""

from html import escape

# A card in the middle of the screen, light or dark, with a margin on phones.
CARD_STYLE = """
:root { color-scheme: light dark; }
* { box-sizing: border-box; }
body { font: 1.1rem/1.6 system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif;
  background: light-dark(#f4f6f4, #1d2b24); color: light-dark(#1d2b24, #f4f6f4);
  display: grid; place-items: center; min-height: 100vh; margin: 0; }
main { background: light-dark(#fff, #26382f); padding: 2rem; margin: 1rem; border-radius: 1rem;
  width: min(30rem, 100vw - 2rem); box-shadow: 0 1px 6px #0001; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.3; margin: 0 0 .5rem; color: light-dark(#2f6347, #8fd3ac); }
h1.bad { color: light-dark(#8a4b1f, #e8b48f); }
p { margin: 0 0 .5rem; }
a { color: inherit; }
.button, button { font: inherit; color: #fff; background: #5865f2; border: 0; cursor: pointer;
  padding: .7rem 1.4rem; border-radius: .6rem; text-decoration: none; display: inline-block;
  margin-top: 1rem; }
footer { margin-top: 1.5rem; font-size: .9rem; }
"""


def message_page_html(
    language: str, title: str, body: str, *, good: bool = True, style: str = CARD_STYLE
) -> str:
    """Return the page.

    Args:
        language: Of its texts, such as zh-CN.
        title: What it says, as text.
        body: As HTML: what comes from outside is escaped already.
        good: The colour of the title: whether the news is good.
        style: The style sheet: the card's, with what a page adds.
    """
    mark = "" if good else ' class="bad"'
    return (
        f'<!doctype html><html lang="{escape(language)}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex">'
        f"<title>{escape(title)}</title><style>{style}</style>"
        f"<main><h1{mark}>{escape(title)}</h1>{body}</main></html>"
    )
