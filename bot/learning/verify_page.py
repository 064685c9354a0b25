"""`GET /verify/NUMBER`: whether a certificate is valid, and nothing else."""

from collections.abc import Callable, Sequence
from html import escape

from aiohttp import web
from babel.dates import format_date

from bot.i18n import LANGUAGES, OWN_NAMES, Translations, Translator
from bot.learning.certificate_service import CertificateService
from bot.message_page import message_page_html
from data.learning.certificates import Certificate

MAX_NUMBER_LENGTH = 40
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


class VerifyPages:
    """Answers with a page; `server_name` returns a server's name if it is known."""

    def __init__(
        self,
        service: CertificateService,
        translations: Translations,
        server_name: Callable[[int], str | None],
    ) -> None:
        self._service = service
        self._translations = translations
        self._server_name = server_name

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """Return the routes."""
        return [web.get("/verify/{number}", self._show)]

    async def _show(self, request: web.Request) -> web.Response:
        language = request.query.get("lang") or request.headers.get("Accept-Language")
        translate = self._translations.translator(language)
        number = request.match_info["number"]
        found = await self._service.verify(number) if len(number) <= MAX_NUMBER_LENGTH else None
        # The status is the same, too, because it would be seen by those who try numbers.
        text = self._page(translate, found)
        return web.Response(text=text, content_type="text/html", headers=HEADERS)

    def _page(self, translate: Translator, found: Certificate | None) -> str:
        if found is None:
            title = translate.plain("learn-verify-invalid-title")
            lines = [translate.plain("learn-verify-invalid-text")]
        else:
            title = translate.plain("learn-verify-valid-title")
            locale = translate.language.replace("-", "_")
            lines = [
                translate.plain("learn-verify-name", name=found.name),
                translate.plain("learn-verify-course", course=found.course),
                translate.plain(
                    "learn-verify-date",
                    date=format_date(found.completed_at, "long", locale=locale),
                ),
                translate.plain("learn-verify-number", number=found.number),
            ]
            server = self._server_name(found.guild_id)
            if server is not None:
                lines.insert(2, translate.plain("learn-verify-server", server=server))
        body = "".join(f"<p>{escape(line)}</p>" for line in lines)
        links = " · ".join(
            f'<a href="?lang={one}" lang="{one}">{OWN_NAMES[one]}</a>' for one in LANGUAGES
        )
        body += f"<footer>{links}</footer>"
        return message_page_html(translate.language, title, body, good=found is not None)
