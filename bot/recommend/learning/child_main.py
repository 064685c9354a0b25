"""The process that fits: reads a request from stdin, writes the result to stdout."""

import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path

from pydantic import TypeAdapter

from bot.recommend.learning.fit_stored import fit_stored
from bot.recommend.learning.request import FitRequest
from bot.recommend.weights.service import FittedWeights

NICENESS = 19  # the bot itself goes first
OOM_SCORE = Path("/proc/self/oom_score_adj")
KILLED_FIRST = "1000"  # where memory runs out, the fit is to end, and never the bot


def main() -> None:
    """Fit as requested."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    with suppress(OSError):  # only Linux has it
        OOM_SCORE.write_text(KILLED_FIRST, encoding="ascii")
    request = FitRequest.model_validate_json(sys.stdin.buffer.read())
    fitted = asyncio.run(fit_stored(request))
    sys.stdout.buffer.write(TypeAdapter(FittedWeights).dump_json(fitted))


if __name__ == "__main__":
    main()
