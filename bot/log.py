"""The structured log: one line per event, without secrets or text of people."""

import logging
import re
import sys
from collections.abc import Iterable, MutableMapping, Sequence
from contextlib import suppress
from typing import Any, TextIO

import structlog

from bot.log_throttle import DatabaseErrorThrottle
from bot.settings import Settings

# Patterns of what must never be logged, by any caller: Stripe's keys and signing secrets,
# Discord's tokens, tokens in webhook addresses, passwords in database URLs, e-mail addresses.
_SECRETS = re.compile(
    r"(?:sk|rk|pk)_(?:test|live)_\w+|whsec_\w+|[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}"
    r"|(?<=/webhooks/)\d+/[\w.-]+|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)|[\w.+-]+@[\w-]+\.[\w.]+"
)
# Keys whose values could hold text that people wrote.
_PRIVATE = frozenset(("content", "text", "body", "payload", "title"))
_HIDDEN = "[hidden]"

Processor = structlog.typing.Processor


def configure(settings: Settings, stream: TextIO | None = None) -> None:
    """Send our log and the libraries' to a stream, through the same redaction.

    Args:
        settings: The level, the format, and the secrets to redact.
        stream: Where to write; standard error if omitted.
    """
    out: TextIO = stream or sys.stderr
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = RedactingHandler(out)
    handler.addFilter(DatabaseErrorThrottle())
    handler.setFormatter(_formatter(settings, shared, colors=out.isatty()))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    level = getattr(logging, settings.log.level.upper())
    # At "debug" libraries log whole events, requests and responses: people's text, and tokens.
    root.setLevel(max(level, logging.INFO))
    for ours in ("bot", "cogs", "data"):
        logging.getLogger(ours).setLevel(level)
    _quieten()


def _formatter(
    settings: Settings, shared: Sequence[Processor], *, colors: bool
) -> structlog.stdlib.ProcessorFormatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            Redaction(_own_secrets(settings)),
            _renderer(settings, colors=colors),
        ],
    )


def _quieten() -> None:
    # They log every request or tick; we log what matters of that ourselves.
    for chatty in ("aiohttp.access", "apscheduler", "alembic", "stripe", "aiosqlite"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


class RedactingHandler(logging.StreamHandler[TextIO]):
    """Writes lines; if one can't be written, logs only that."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 logging's own name
        """Hide the line's contents: the default handler would print it unredacted."""
        error = type(sys.exception()).__name__
        with suppress(OSError, ValueError):
            self.stream.write(f"a line of {record.name} could not be written: {error}\n")


class Redaction:
    """A processor that redacts secrets, and fields that could hold text of people."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = [secret for secret in secrets if secret]

    def __call__(
        self, logger: object, name: str, event: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        """Return the line, redacted."""
        for key, value in event.items():
            event[key] = _HIDDEN if key in _PRIVATE else self._clean(value)
        return event

    def _clean(self, value: object) -> object:
        if isinstance(value, bool | int | float | None):
            return value
        text = str(value)
        for secret in self._secrets:
            text = text.replace(secret, _HIDDEN)
        return _SECRETS.sub(_HIDDEN, text)


def _own_secrets(settings: Settings) -> list[str]:
    return [
        settings.discord_token.get_secret_value(),
        settings.discord_client_secret.get_secret_value(),
        settings.licence_secret.get_secret_value(),
        settings.stripe_api_key.get_secret_value(),
        *settings.webhook_secrets,
    ]


def _renderer(settings: Settings, *, colors: bool) -> Processor:
    if settings.log.format == "json":
        return structlog.processors.JSONRenderer()
    return structlog.dev.ConsoleRenderer(
        colors=colors, exception_formatter=structlog.dev.plain_traceback
    )
