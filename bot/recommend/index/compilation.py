"""Compile the kernels in another process, then load them, off the event loop."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from importlib.util import find_spec
from pathlib import Path
from time import monotonic

import structlog

from bot.memory import freeze_what_came
from bot.recommend.index.compile_cache import cache_folder
from bot.recommend.index.kernels import MakeKernels

ROOT = Path(__file__).parents[3]
Compile = Callable[[], Awaitable[MakeKernels | None]]
WARMUP = "bot.recommend.index.warmup"

_log = structlog.get_logger(__name__)


async def compiled_kernels() -> MakeKernels | None:
    """Return the compiled kernels, after up to a minute; None if that fails.

    Another process compiles, because numba would block this one; a thread then loads the result.
    Where nothing can be compiled the answers stay those of numpy, so that is logged once.
    """
    began = monotonic()
    if find_spec("numba") is None:
        _log.info("kernels.numpy", reason="numba is not installed")
        return None
    if cache_folder() is None:
        _log.warning("kernels.numpy", reason="no folder to keep compiled kernels is writable")
        return None
    if (failure := await _compile()) is not None:
        _log.warning("kernels.numpy", reason="compiling failed", error=failure)
        return None
    try:
        make = await asyncio.to_thread(_load)
    except Exception:  # noqa: BLE001 whatever it is: numpy answers
        _log.warning("kernels.numpy", reason="loading failed", exc_info=True)
        return None
    freeze_what_came()  # numba is 100,000 objects, which stay
    _log.info("kernels.compiled", seconds=round(monotonic() - began, 1))
    return make


async def _compile() -> str | None:
    """Fill numba's disk cache in a separate process; return why that failed, if so."""
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", WARMUP),
            cwd=ROOT,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
    except OSError as error:
        return str(error)
    try:
        _, errors = await process.communicate()
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    lines = errors.decode(errors="replace").strip().splitlines()
    return None if process.returncode == 0 else f"exit {process.returncode}: {(lines or [''])[-1]}"


def _load() -> MakeKernels:
    """Import the kernels and load what is compiled of them, so that no answer has to."""
    from bot.recommend.index.compiled_kernels import CompiledKernels  # noqa: PLC0415 needs numba
    from bot.recommend.index.warmup import warm_up  # noqa: PLC0415 as above

    warm_up()
    return CompiledKernels
