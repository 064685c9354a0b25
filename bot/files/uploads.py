"""Take files that are too large for Discord: `/u/TOKEN`, once for each link.

The bytes go into the store as they come. What is uploaded is never opened or unpacked.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager

import structlog
from aiohttp import BodyPartReader, web

from bot.address_limits import AddressLimits, address_of
from bot.errors import RetryLaterError, UserError
from bot.files import pages
from bot.files.service import FileService
from bot.i18n import Translations, Translator
from data.files import UploadLink

PATH = "/u/"
REQUESTS_A_MINUTE = 30  # from one address
AT_ONCE = 4
STALLED_SECONDS = 60.0  # in which the next bytes must come
CHUNK_BYTES = 256 * 1024
FORM_BYTES = 64 * 1024  # of a request besides the file
STATUS = {
    "files-too-large": 413,
    "files-upload-forbidden": 403,
    "files-upload-unchecked": 503,
}

_log = structlog.get_logger(__name__)

# Whether a member (guild, member) may add files at this moment.
MayUpload = Callable[[int, int], Awaitable[bool]]


class UploadRoutes:
    """Answers requests for the upload page. Tokens are never logged."""

    def __init__(
        self, service: FileService, translations: Translations, may_upload: MayUpload
    ) -> None:
        self._service = service
        self._translations = translations
        self._may_upload = may_upload
        self._limit = AddressLimits(REQUESTS_A_MINUTE)
        self._running = 0

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """Return the routes. The web server must leave the bodies to them."""
        return [web.get(PATH + "{token}", self._show), web.post(PATH + "{token}", self._take)]

    async def _show(self, request: web.Request) -> web.Response:
        translate = self._translator(request)
        try:
            await self._check_address(request)
            await self._upload(request)
        except UserError as error:
            return _stopped(translate, error, 410)
        return pages.upload_page(translate, self._service.max_upload_bytes)

    async def _take(self, request: web.Request) -> web.Response:
        translate = self._translator(request)
        try:
            await self._check_address(request)
            with self._place():
                return await self._store(request, translate)
        except UserError as error:
            return _stopped(translate, error, 400)
        except RetryLaterError as error:
            _log.warning("files.upload_failed", error=str(error))
            return pages.message_page(translate, "files-title", "files-store-failed", status=503)
        except (ConnectionError, TimeoutError, ValueError) as error:
            _log.info("files.upload_cut_off", error=type(error).__name__)
            return pages.message_page(translate, "files-title", "files-cut-off", status=400)

    async def _store(self, request: web.Request, translate: Translator) -> web.Response:
        if request.headers.get("Sec-Fetch-Site") == "cross-site":
            raise UserError("files-other-site")
        upload = await self._upload(request)
        if (request.content_length or 0) > self._service.max_upload_bytes + FORM_BYTES:
            raise self._service.too_large()
        if request.content_type != "multipart/form-data":
            raise UserError("files-empty")
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.filename:
                added = await self._service.add(
                    guild_id=upload.guild_id,
                    content_id=upload.content_id,
                    actor_id=upload.user_id,
                    name=part.filename,
                    notes=upload.notes,
                    content=self._checked(part, upload),
                    upload=upload.token_hash,
                )
                return pages.uploaded_page(translate, added)
            break
        raise UserError("files-empty")

    async def _upload(self, request: web.Request) -> UploadLink:
        upload = await self._service.upload_of(request.match_info["token"])
        await self._check_right(upload)
        return upload

    async def _checked(self, part: BodyPartReader, upload: UploadLink) -> AsyncGenerator[bytes]:
        """Yield a file's bytes; at their end, which may be hours later, ask again."""
        async for chunk in _chunks(part):
            yield chunk
        await self._check_right(upload)

    async def _check_right(self, upload: UploadLink) -> None:
        """Refuse a link whose member may not add files any more."""
        try:
            allowed = await self._may_upload(upload.guild_id, upload.user_id)
        except RetryLaterError as error:
            _log.info("files.right_unknown", error=str(error))
            raise UserError("files-upload-unchecked") from None
        if not allowed:
            raise UserError("files-upload-forbidden")

    @contextmanager
    def _place(self) -> Generator[None]:
        """Take one of the places for uploads."""
        if self._running >= AT_ONCE:
            raise UserError("files-too-many")
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1

    async def _check_address(self, request: web.Request) -> None:
        if not await self._limit.allows(address_of(request)):
            raise UserError("files-too-many")

    def _translator(self, request: web.Request) -> Translator:
        return self._translations.translator(request.headers.get("Accept-Language")).direct


async def _chunks(part: BodyPartReader) -> AsyncGenerator[bytes]:
    """Yield a file's bytes as they come.

    Raises:
        TimeoutError: Nothing came for a while.
    """
    while True:
        async with asyncio.timeout(STALLED_SECONDS):
            chunk = await part.read_chunk(CHUNK_BYTES)
        if not chunk:
            return
        yield bytes(chunk)


def _stopped(translate: Translator, error: UserError, status: int) -> web.Response:
    status = STATUS.get(error.message, status)
    return pages.message_page(
        translate, "files-title", error.message, error.arguments, status=status
    )
