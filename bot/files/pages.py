"""Write the pages of download and upload links as HTML."""

from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from html import escape

from aiohttp import web

from bot.files.names import size_text
from bot.i18n import Translator
from bot.message_page import CARD_STYLE, message_page_html
from data.files import File

# Nothing may keep a private answer, guess its type, or tell others where it was.
PRIVATE = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STYLE = f"""{CARD_STYLE}
input {{ font: inherit; margin: .2rem 0 0; width: 100%; }}
code {{ font-size: .8rem; }}
"""
# Says before sending what the server would say after it; without scripts the server does.
SCRIPT = """
document.querySelector("form").addEventListener("submit", event => {
  const form = event.target, file = form.file.files[0];
  const large = file && file.size > Number(form.dataset.most);
  document.querySelector("#large").hidden = !large;
  if (large) event.preventDefault(); else form.querySelector("button").disabled = true;
});
"""


def message_page(
    translate: Translator,
    title: str,
    message: str,
    arguments: Mapping[str, str | float] | None = None,
    *,
    status: int = 200,
) -> web.Response:
    """Return a page with one sentence, both given as message ids."""
    text = escape(translate.plain(message, **(arguments or {})))
    return _page(translate, translate.plain(title), f"<p>{text}</p>", status)


def upload_page(translate: Translator, most: int) -> web.Response:
    """Return the page with the form; `most` is the largest size in bytes."""
    limit = size_text(most)
    too_large = escape(translate.plain("files-too-large", limit=limit))
    body = (
        f"<p>{escape(translate.plain('files-upload-text', limit=limit))}</p>"
        f'<form method="post" enctype="multipart/form-data" data-most="{most}">'
        f"<label>{escape(translate.plain('files-upload-choose'))} "
        '<input type="file" name="file" required></label>'
        f"<button>{escape(translate.plain('files-upload-send'))}</button></form>"
        f'<p id="large" role="alert" hidden>{too_large}</p><script>{SCRIPT}</script>'
    )
    return _page(translate, translate.plain("files-upload-title"), body, 200)


def uploaded_page(translate: Translator, file: File) -> web.Response:
    """Return the page after an upload: what was stored, with its hash to compare."""
    text = translate.plain(
        "files-uploaded", name=file.name, version=file.version, size=size_text(file.size)
    )
    body = f"<p>{escape(text)}</p><p><code>SHA-256 {file.sha256}</code></p>"
    return _page(translate, translate.plain("files-uploaded-title"), body, 200)


def _page(translate: Translator, title: str, body: str, status: int) -> web.Response:
    good = status < 400  # noqa: PLR2004 of HTTP's errors the first
    html = message_page_html(translate.language, title, body, good=good, style=STYLE)
    policy = (
        f"default-src 'none'; style-src {_hash(STYLE)}; script-src {_hash(SCRIPT)}; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    headers = {**PRIVATE, "Content-Security-Policy": policy}
    return web.Response(text=html, status=status, content_type="text/html", headers=headers)


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
