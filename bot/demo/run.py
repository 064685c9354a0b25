"""Runs the demo in its environment, and reports any failure as a failed check."""

import asyncio
import shutil
import time
from contextlib import AsyncExitStack

import structlog

from bot.app import VAR
from bot.demo.checks import CheckFailedError
from bot.demo.context import DemoContext, scene_of
from bot.demo.environment import running_environment
from bot.demo.log_file import ErrorCounter, logging_to
from bot.demo.screen import Screen
from bot.demo.script import figures, open_demo, show_summary
from bot.demo.serve import serve_until_stopped

FOLDER = VAR / "demo"
LOG = FOLDER / "demo.log"
DONE, FAILED = 0, 1

_log = structlog.get_logger(__name__)


def run(screen: Screen, language: str, *, serve: bool) -> int:
    """Run the demo and return the exit code; see `bot.demo.main.demo`."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with logging_to(LOG) as errors:
        return asyncio.run(_play(screen, language, errors, serve=serve))


async def _play(screen: Screen, language: str, errors: ErrorCounter, *, serve: bool) -> int:
    async with AsyncExitStack() as stack:
        with screen.waiting("demo-opening"):
            built = await stack.enter_async_context(running_environment(FOLDER, language))
        return await perform(scene_of(built, screen), errors, serve=serve)


async def perform(context: DemoContext, errors: ErrorCounter, *, serve: bool = False) -> int:
    """Perform all steps and show the result.

    Args:
        context: The environment, the screen, and the time limit.
        errors: The errors that were logged; there should be none.
        serve: As in `demo`.

    Returns:
        The exit code.
    """
    began = time.monotonic()
    try:
        await _run_demo(context, errors, serve=serve)
    except CheckFailedError as error:
        _log.warning("demo.failed", check=error.what)
        context.screen.failed(error)
        context.screen.line(context.translate("demo-failed", log=str(LOG)), "bold red")
        return FAILED
    rows = await figures(context, time.monotonic() - began)
    context.screen.closing(rows, context.translate("demo-done"))
    if serve:
        await serve_until_stopped(context)
    return DONE


async def _run_demo(context: DemoContext, errors: ErrorCounter, *, serve: bool) -> None:
    """Perform all steps, and turn any exception into a failed check.

    Raises:
        CheckFailedError: Something is not as expected.
    """
    try:
        await open_demo(context)
        await show_summary(context, whole=not serve)
    except CheckFailedError:
        raise
    except Exception as error:
        _log.exception("demo.broken")
        what, expected = context.translate("demo-broken"), context.translate("demo-no-error")
        raise CheckFailedError(what, expected, f"{type(error).__name__}: {error}") from error
    context.checks.equal(errors.lines, [], "demo-check-log")
