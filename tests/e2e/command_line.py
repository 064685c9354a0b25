"""Run the command line in this process, because importing everything takes seconds."""

import asyncio
import contextlib
import io
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from unittest import mock

from bot.cli import main
from tests.e2e.bot_process import Outcome


async def run_inside(
    *words: str, folder: Path, environment: Mapping[str, str], seconds: float
) -> Outcome:
    """Run `python bot.py WORDS` in a thread with own folder, environment and output."""
    out, err = io.StringIO(), io.StringIO()
    root = logging.getLogger()
    handlers, level, disabled = root.handlers[:], root.level, root.manager.disable
    try:
        with (
            contextlib.chdir(folder),
            mock.patch.dict(os.environ, environment),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            async with asyncio.timeout(seconds):
                code = await asyncio.to_thread(main, list(words))
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        logging.disable(disabled)
    return Outcome(code, out.getvalue(), err.getvalue())
