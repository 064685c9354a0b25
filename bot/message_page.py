"""Writes a small web page with a title and a few lines, without scripts."""

from html import escape

_PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
  body {{ font: 1.1rem/1.6 system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif;
         background: #f4f6f4; color: #1d2b24; display: grid; place-items: center;
         min-height: 100vh; margin: 0; }}
  main {{ background: #fff; padding: 2.5rem 3rem; border-radius: 1rem; max-width: 30rem;
         box-shadow: 0 1px 6px #0001; overflow-wrap: anywhere; }}
  h1 {{ font-size: 1.5rem; margin: 0 0 .5rem; color: {colour}; }}
  p {{ margin: 0 0 .5rem; }}
  .button {{ background: #5865f2; color: #fff; padding: .7rem 1.4rem; border-radius: .6rem;
            text-decoration: none; display: inline-block; margin-top: 1rem; }}
  footer {{ margin-top: 1.5rem; font-size: .9rem; }}
</style>
<main><h1>{title}</h1>{body}</main>
</html>
"""
GREEN, BROWN = "#2f6347", "#8a4b1f"


def message_page_html(language: str, title: str, body: str, *, good: bool = True) -> str:
    """Return a page.

    Args:
        language: Of its texts, such as zh-CN.
        title: As plain text.
        body: As HTML: what comes from outside is escaped already.
        good: The colour of the title: whether the news is good.
    """
    return _PAGE.format(
        language=escape(language),
        title=escape(title),
        body=body,
        colour=GREEN if good else BROWN,
    )
