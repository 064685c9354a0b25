"""The route of download links: `/d/TOKEN`.

Bytes are read from the store as fast as the reader takes them, so memory stays flat, and no faster
than the limit that all downloads share. Whether the file is open to the member is asked at every
request, also for the rest of a cut-off download.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Generator, Sequence
from contextlib import aclosing, contextmanager

import structlog
from aiohttp import web

from bot.address_limits import AddressLimits, address_of
from bot.errors import RetryLaterError
from bot.files import pages
from bot.files.byte_range import UnsatisfiableRangeError, wanted_part
from bot.files.names import disposition
from bot.files.rate_limit import RateLimit
from bot.files.service import Download, DownloadRefusedError, FileService
from bot.files.store import MissingError
from bot.i18n import Translations

REQUESTS_A_MINUTE = 240  # from one address
AT_ONCE = 64  # of the web server's connections, so that webhooks always find one
AT_ONCE_EACH = 6  # of one member
STALLED_SECONDS = 60.0  # in which a reader must take one chunk
STATUS = {"unknown": 404, "ended": 410, "gone": 410, "closed": 403}

_log = structlog.get_logger(__name__)


class TooManyDownloadsError(Exception):
    """All places for downloads are taken."""


class DownloadRoutes:
    """Answers requests for files. Tokens and keys are never logged."""

    def __init__(
        self, service: FileService, translations: Translations, rate_limit: RateLimit
    ) -> None:
        self._service = service
        self._translations = translations
        self._limit = AddressLimits(REQUESTS_A_MINUTE)
        self._rate_limit = rate_limit
        self._running: Counter[int] = Counter()  # by member

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """Return the route; aiohttp answers HEAD by it, too."""
        return [web.get("/d/{token}", self._answer)]

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        address = address_of(request)
        if not await self._limit.allows(address):
            return self._refuse(request, "files-too-many", 429)
        try:
            download = await self._service.claim(request.match_info["token"])
            with self._place(download.user_id):
                return await self._send(request, download, address)
        except DownloadRefusedError as refused:
            return self._refuse(request, f"files-link-{refused.reason}", STATUS[refused.reason])
        except TooManyDownloadsError:
            return self._refuse(request, "files-too-many", 503)
        except MissingError:
            _log.error("files.missing_in_store")
            return self._refuse(request, "files-missing", 503)
        except RetryLaterError as error:
            _log.warning("files.store_failed", error=str(error))
            return self._refuse(request, "files-store-failed", 503)

    async def _send(
        self, request: web.Request, download: Download, address: str
    ) -> web.StreamResponse:
        file, size = download.file, download.copy.size
        tag = f'"{file.id}-{file.version}-{download.user_id}"'
        headers = {
            **pages.PRIVATE,
            "Accept-Ranges": "bytes",
            "Content-Disposition": disposition(file.name),
            "Content-Type": "application/octet-stream",
            "ETag": tag,
        }
        try:
            part = wanted_part(
                request.headers.get("Range"), request.headers.get("If-Range"), tag, size
            )
        except UnsatisfiableRangeError:
            return web.Response(
                status=416, headers={**pages.PRIVATE, "Content-Range": f"bytes */{size}"}
            )
        if request.method != "HEAD":
            await self._service.count(download, address)
            url = await self._service.url_at_store(download)
            if url is not None:
                return web.Response(status=302, headers={**pages.PRIVATE, "Location": url})
        if not part.whole:
            headers["Content-Range"] = part.content_range
        response = web.StreamResponse(status=200 if part.whole else 206, headers=headers)
        response.content_length = part.end - part.start
        if request.method == "HEAD":
            await response.prepare(request)
            return response
        async with aclosing(self._service.stream(download, part.start, part.end)) as chunks:
            first = await anext(chunks, b"")  # before the headers, because it may be missing
            await response.prepare(request)
            await self._stream(request, response, first, chunks)
        return response

    async def _stream(
        self,
        request: web.Request,
        response: web.StreamResponse,
        first: bytes,
        rest: AsyncGenerator[bytes],
    ) -> None:
        """Send the chunks; the connection is closed when either side fails."""
        try:
            chunk: bytes | None = first
            while chunk is not None:
                await self._rate_limit.wait(len(chunk))
                async with asyncio.timeout(STALLED_SECONDS):
                    await response.write(chunk)
                chunk = await anext(rest, None)
            await response.write_eof()
        except (ConnectionError, TimeoutError):
            _abort(request)  # they left, or take nothing; they can resume
        except (MissingError, RetryLaterError) as error:
            _log.warning("files.cut_off", error=type(error).__name__)
            _abort(request)  # a shorter body would look complete otherwise

    @contextmanager
    def _place(self, user_id: int) -> Generator[None]:
        """Take one of the places for downloads."""
        if self._running.total() >= AT_ONCE or self._running[user_id] >= AT_ONCE_EACH:
            raise TooManyDownloadsError
        self._running[user_id] += 1
        try:
            yield
        finally:
            self._running[user_id] -= 1
            self._running += Counter()  # drops the members without downloads

    def _refuse(self, request: web.Request, message: str, status: int) -> web.Response:
        translate = self._translations.translator(request.headers.get("Accept-Language")).direct
        response = pages.message_page(translate, "files-title", message, status=status)
        if status in (429, 503):
            response.headers["Retry-After"] = "30"
        return response


def _abort(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()
