"""Run a fit in a child process, on one core and at low priority.

A thread would compete with the event loop for the interpreter, and a fit's memory would stay with
the bot. The child reads the database itself, so that no history is copied to it.
"""

import asyncio
import os
import sys
from pathlib import Path

from pydantic import TypeAdapter

from bot.recommend.learning.request import FitRequest
from bot.recommend.weights.service import FittedWeights

MODULE = "bot.recommend.learning.child_main"
ROOT = Path(__file__).parents[3]
SECONDS = 3_600.0  # a fit that takes longer is stopped
SECRETS = ("DISCORD_TOKEN", "STRIPE_API_KEY", "STRIPE_WEBHOOK_SECRET")  # it needs none of them
ONE_CORE = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")

_RESULT = TypeAdapter(FittedWeights)


class FitFailedError(Exception):
    """The process that fits ended without a result."""


async def fit_in_child(request: FitRequest) -> FittedWeights:
    """Fit in a new process, which ends with this call, also if it is cancelled.

    Raises:
        FitFailedError: The process failed, or ran for too long.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        MODULE,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=_environment(),
    )
    try:
        async with asyncio.timeout(SECONDS):
            result, errors = await process.communicate(request.model_dump_json().encode())
    except TimeoutError:
        raise FitFailedError(f"stopped after {SECONDS:.0f} seconds") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        last = errors.decode(errors="replace").strip().rsplit("\n", 1)[-1]
        raise FitFailedError(f"exit code {process.returncode}: {last}")
    return _RESULT.validate_json(result)


def _environment() -> dict[str, str]:
    passed = {name: value for name, value in os.environ.items() if name not in SECRETS}
    return passed | dict.fromkeys(ONE_CORE, "1") | {"PYTHONPATH": str(ROOT)}
