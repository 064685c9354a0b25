"""Test that the log holds no secret and nothing that people wrote."""

import json
import logging
from collections.abc import Generator
from contextlib import contextmanager
from io import StringIO

import pytest
import structlog

from bot import log
from bot.settings import Settings

TOKEN = "MTEwMDAwMDAwMDAwMDAwMDAwMQ.GsimuL.aToRsToKeNwItHnOmEaNiNgAtAlL0123456789"
OWN = {
    "DISCORD_TOKEN": "a-token-of-no-known-shape",
    "LICENCE_SECRET": "what-all-keys-are-derived-from",
    "STRIPE_API_KEY": "rk_live_51ownOwnOwnOwn",
    "STRIPE_WEBHOOK_SECRET": "whsec_newOne,whsec_oldOne",
}
SECRETS = (
    "a-token-of-no-known-shape",
    "what-all-keys-are-derived-from",
    "rk_live_51ownOwnOwnOwn",
    "whsec_newOne",
    "whsec_oldOne",
    # Found by their pattern, wherever they come from.
    TOKEN,
    "sk_live_51abcABC",
    "sk_test_51abcABC",
    "whsec_abcABC123",
    "hunter2",
    "alice@example.com",
    "aW50ZXJhY3Rpb246MTIz",
)
SENTENCE = (
    f"{' and '.join(SECRETS[:9])} at postgresql+asyncpg://lyceum:hunter2@db/lyceum for "
    "alice@example.com by https://discord.com/api/v10/webhooks/110000000000/aW50ZXJhY3Rpb246MTIz"
)


@contextmanager
def logging_in(format_: str) -> Generator[StringIO]:
    """Log as `run` does, into memory."""
    root, stream = logging.getLogger(), StringIO()
    before, level = root.handlers[:], root.level
    settings = Settings.model_validate({**OWN, "log": {"format": format_, "level": "debug"}})
    log.configure(settings, stream)
    try:
        yield stream
    finally:
        root.handlers[:] = before
        root.setLevel(level)
        structlog.reset_defaults()


def leaked(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


def fail() -> None:
    raise RuntimeError(SENTENCE)


@pytest.mark.parametrize("format_", ["json", "console"])
def test_no_secret_is_written_whoever_says_it(format_: str) -> None:
    ours, theirs = structlog.get_logger("ours"), logging.getLogger("theirs")
    with logging_in(format_) as stream:
        ours.info(SENTENCE)
        ours.info("event", where=SENTENCE, inner={"deep": [SENTENCE]}, error=RuntimeError(SENTENCE))
        theirs.warning("it failed: %s", SENTENCE)
        theirs.warning("it failed", extra={"detail": SENTENCE})
        try:
            fail()
        except RuntimeError:
            ours.exception("ours.failed")
            theirs.exception("theirs failed")
    written = stream.getvalue()
    assert leaked(written) == []
    assert written.count("[hidden]") > 20
    assert "ours.failed" in written
    assert "theirs failed" in written


@pytest.mark.parametrize("format_", ["json", "console"])
def test_no_word_of_people_is_written(format_: str) -> None:
    diary = "dear diary"
    with logging_in(format_) as stream:
        structlog.get_logger("ours").info(
            "message.seen", content=diary, text=diary, body=diary, payload={"a": diary}, id=7
        )
    assert "message.seen" in stream.getvalue()
    assert diary not in stream.getvalue()


class Unspeakable:
    """Raises an error when it is converted to text."""

    def __str__(self) -> str:
        raise ValueError(SENTENCE)


def test_a_line_that_can_t_be_written_is_not_spilt(capsys: pytest.CaptureFixture[str]) -> None:
    with logging_in("json") as stream:
        structlog.get_logger("ours").info("event", thing=Unspeakable(), content="dear diary")
        logging.getLogger("theirs").info("it is %d", SENTENCE)
    written = stream.getvalue() + capsys.readouterr().err
    assert leaked(written) == []
    assert "dear diary" not in written
    assert written.count("could not be written") == 2


def test_json_is_one_object_a_line() -> None:
    with logging_in("json") as stream:
        structlog.get_logger("ours").info("app.started", port=8080)
        logging.getLogger("discord").info("hello")
        logging.getLogger("apscheduler.scheduler").info("tick")
    first, second = (json.loads(line) for line in stream.getvalue().splitlines())
    assert (first["event"], first["port"], first["level"]) == ("app.started", 8080, "info")
    assert first["timestamp"].endswith("Z")
    assert (second["event"], second["logger"]) == ("hello", "discord")
