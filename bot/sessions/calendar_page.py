"""Answers requests for members' calendars."""

from collections.abc import Sequence

from aiohttp import web

from bot.sessions.calendars import SessionCalendars

HEADERS = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"}


class CalendarPage:
    """`GET /calendar/<token>.ics`."""

    def __init__(self, calendars: SessionCalendars) -> None:
        self._calendars = calendars

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """Return the route."""
        return [web.get(r"/calendar/{token:[A-Za-z0-9_-]{20,100}}.ics", self._serve)]

    async def _serve(self, request: web.Request) -> web.Response:
        feed = await self._calendars.feed(request.match_info["token"])
        if feed is None:
            return web.Response(status=404, text="This calendar does not exist.", headers=HEADERS)
        return web.Response(
            body=feed, content_type="text/calendar", charset="utf-8", headers=HEADERS
        )
