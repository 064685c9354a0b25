"""Answers requests for members' calendars."""

from collections.abc import Sequence
from html import escape

from aiohttp import web

from bot.i18n import Translations
from bot.message_page import message_page_html
from bot.sessions.calendars import SessionCalendars

HEADERS = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"}


class CalendarPage:
    """`GET /calendar/<token>.ics`."""

    def __init__(self, calendars: SessionCalendars, translations: Translations) -> None:
        self._calendars = calendars
        self._translations = translations

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """Return the route."""
        return [web.get(r"/calendar/{token:[A-Za-z0-9_-]{20,100}}.ics", self._serve)]

    async def _serve(self, request: web.Request) -> web.Response:
        feed = await self._calendars.feed(request.match_info["token"])
        if feed is None:
            return self._gone(request)
        return web.Response(
            body=feed, content_type="text/calendar", charset="utf-8", headers=HEADERS
        )

    def _gone(self, request: web.Request) -> web.Response:
        """Tell a person who opens an old link; calendar apps go by the status."""
        translate = self._translations.translator(request.headers.get("Accept-Language"))
        html = message_page_html(
            translate.language,
            translate.plain("session-calendar-gone-title"),
            f"<p>{escape(translate.plain('session-calendar-gone'))}</p>",
            good=False,
        )
        return web.Response(status=404, text=html, content_type="text/html", headers=HEADERS)
