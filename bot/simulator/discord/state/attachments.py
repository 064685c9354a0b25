"""Attached files and their signed URLs, which expire as Discord's do."""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from bot.simulator.discord.errors import ImpossibleError
from bot.simulator.discord.state.records import Json

UPLOAD_LIMIT = 10 * 1024 * 1024  # bytes of one file, without boosts and Nitro
POSTED_LIFE = timedelta(days=1)
EPHEMERAL_LIFE = timedelta(minutes=15)  # of what a person hands in: gone with the interaction


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded file of a request."""

    name: str
    content: bytes
    content_type: str
    url: str


@dataclass(frozen=True, slots=True)
class HandedFile:
    """A file that a person hands in: for an option or a field of a form."""

    name: str
    content: bytes
    content_type: str = "application/octet-stream"


class Attachments:
    """All files by path. `origin` is known once the server listens."""

    def __init__(self, now: Callable[[], datetime], new_id: Callable[[], int]) -> None:
        self.origin = ""
        self.limit = UPLOAD_LIMIT
        self._now = now
        self._new_id = new_id
        self._secret = secrets.token_bytes(32)
        self._files: dict[str, bytes] = {}

    def keep(
        self, name: str, content: bytes, content_type: str, *, ephemeral: bool = False
    ) -> Upload:
        """Store a file; its URL expires."""
        folder = "ephemeral-attachments" if ephemeral else "attachments"
        path = f"{folder}/{self._new_id()}/{name}"
        self._files[path] = content
        return Upload(name, content, content_type, self._signed(path))

    def hand_in(self, file: HandedFile) -> Json:
        """Store what a person hands in, and return it in Discord's form.

        Raises:
            ImpossibleError: It is larger than their client lets through.
        """
        if len(file.content) > self.limit:
            raise ImpossibleError(f"{file.name!r} is larger than {self.limit} bytes")
        kept = self.keep(file.name, file.content, file.content_type, ephemeral=True)
        return {**as_attachment(self._new_id(), kept), "ephemeral": True}

    def renewed(self, attachment: Json) -> Json:
        """Return an attachment with a URL that is signed now, as a fetched message has it."""
        path = str(attachment["url"]).removeprefix(f"{self.origin}/").partition("?")[0]
        if path not in self._files:
            return attachment
        url = self._signed(path)
        return attachment | {"url": url, "proxy_url": url}

    def read(self, path: str, query: Mapping[str, str]) -> bytes | None:
        """Return a file; None if there is none, or the URL has expired or was changed."""
        content = self._files.get(path)
        begin, end, seal = (query.get(name, "") for name in ("is", "ex", "hm"))
        if content is None or not hmac.compare_digest(seal, self._seal(path, begin, end)):
            return None
        return content if self._now().timestamp() < int(end, 16) else None

    def _signed(self, path: str) -> str:
        life = EPHEMERAL_LIFE if path.startswith("ephemeral") else POSTED_LIFE
        begin, end = (f"{int(at.timestamp()):x}" for at in (self._now(), self._now() + life))
        query = {"ex": end, "is": begin, "hm": self._seal(path, begin, end)}
        return f"{self.origin}/{path}?{urlencode(query)}"

    def _seal(self, path: str, begin: str, end: str) -> str:
        return hmac.new(self._secret, f"{path} {begin} {end}".encode(), hashlib.sha256).hexdigest()


def as_attachment(attachment_id: int, upload: Upload) -> Json:
    """Return a file in Discord's form."""
    return {
        "id": str(attachment_id),
        "filename": upload.name,
        "size": len(upload.content),
        "url": upload.url,
        "proxy_url": upload.url,
        "content_type": upload.content_type,
    }
