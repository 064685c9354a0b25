"""Fork processes from one that has imported everything, to save each the imports."""

import asyncio
import os
import runpy
import signal
import sys
from collections.abc import Mapping, Sequence
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

_context = get_context("forkserver")
_context.set_forkserver_preload(["bot.app", "bot.commands", "tests.e2e.preloaded"])


class ForkedProcess:
    """A process that was forked, used like one of asyncio's."""

    def __init__(self, process: ForkServerProcess) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        """The process id."""
        assert self._process.pid is not None, "it was not started"
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """The exit code, negative for a signal; None while it runs."""
        return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal, if it still runs."""
        if self.returncode is None:
            os.kill(self.pid, number)

    async def wait(self) -> int:
        """Wait until it has ended; return its exit code."""
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self._process.sentinel, ended.set)
        try:
            while (code := self.returncode) is None:
                await ended.wait()
        finally:
            loop.remove_reader(self._process.sentinel)
        return code


async def fork(
    launcher: Path, words: Sequence[str], folder: Path, environment: Mapping[str, str], output: Path
) -> ForkedProcess:
    """Run a script as `python LAUNCHER WORDS` does; it writes to `out` and `err` in `output`."""
    process = _context.Process(
        target=_run, args=(launcher, words, folder, dict(environment), output), daemon=True
    )
    await asyncio.to_thread(process.start)  # the first start waits for the imports
    return ForkedProcess(process)


def _run(
    launcher: Path, words: Sequence[str], folder: Path, environment: Mapping[str, str], output: Path
) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for name, number in (("out", 1), ("err", 2)):
        file = os.open(output / name, os.O_WRONLY | os.O_APPEND)
        os.dup2(file, number)
        os.close(file)
    sys.argv = [str(launcher), *words]
    runpy.run_path(str(launcher), run_name="__main__")
