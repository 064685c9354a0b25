"""The command `bot.py import FILE…`: its progress line and summary."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from bot.clock import SystemClock
from bot.guild_settings import GuildSettings
from bot.recommend.importing.importer import Importer
from bot.recommend.importing.translate import ImportCounts
from bot.recommend.signals.aggregate import kind_weights
from bot.recommend.signals.store import SignalStore
from bot.settings import Settings
from data.engine import Database

EVERY = 0.5  # seconds between two updates of the progress line
MIB = 1 << 20
MEDIA = "_Files"


async def import_exports(
    database: Database,
    settings: Settings,
    paths: Sequence[Path],
    say: Callable[[str], None],
    terminal: TextIO = sys.stderr,
) -> bool:
    """Import files, and all files in folders; return whether none was broken."""
    files = list(found_in(paths))
    if not files:
        say("No files to import. Name JSON files made by DiscordChatExporter.")
        return False
    line = ProgressLine(files, terminal)
    store = SignalStore(database, kind_weights(settings.activity.weights.model_dump()))
    guild_settings = GuildSettings(database, SystemClock(), settings)
    await guild_settings.load()
    counts = await Importer(database, store, guild_settings, line.show).run(files)
    line.clear()
    for sentence in summary(counts, len(files)):
        say(sentence)
    return not counts.broken


def found_in(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield the files, and the exports below folders by name, without attachments.

    The exporter puts attachments into a folder named after its file, `NAME.json_Files`.
    """
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for found in sorted(path.rglob("*.json")):
            inside = found.relative_to(path).parts[:-1]
            if not any(folder.endswith(MEDIA) for folder in inside):
                yield found


def summary(counts: ImportCounts, files: int) -> Iterator[str]:
    """Yield sentences on an import's result, and on what was skipped and why."""
    for path, reason in counts.broken:
        yield f"Skipped {path}: {reason}."
    yield (
        f"{counts.files:,} of {files:,} files read completely. Messages: {counts.messages:,}, "
        f"signals: {counts.signals:,}, {counts.added:,} of them new."
    )
    for count, why in (
        (counts.nameless, "reactions without a user in the files"),
        (counts.lost_answers, "replies to messages that are in no file"),
        (counts.private, "files of private threads or direct messages"),
        (counts.foreign, "files of servers other than [discord] guild_id"),
    ):
        if count:
            yield f"Skipped {why}: {count:,}."
    for kind, count in sorted(counts.unknown.items()):
        yield f"Skipped files of the unknown channel type {kind!r}: {count:,}."
    if counts.added:
        yield "If the bot is running, it uses them after its next restart."


class ProgressLine:
    """A progress line that is rewritten, if the output is a terminal."""

    def __init__(self, files: Sequence[Path], terminal: TextIO) -> None:
        self._terminal = terminal
        self._shown = terminal.isatty()
        self._total = sum(path.stat().st_size for path in files if path.exists())
        self._began = self._last = time.monotonic()

    def show(self, counts: ImportCounts, done: int) -> None:
        """Show the progress, at most twice a second."""
        now = time.monotonic()
        if not self._shown or now - self._last < EVERY:
            return
        self._last = now
        share = done / self._total if self._total else 1.0
        left = (now - self._began) * (1 - share) / share if share else 0.0
        self._write(
            f"{share:4.0%} of {self._total / MIB:,.0f} MiB · {counts.messages:,} messages · "
            f"{left:,.0f} s left"
        )

    def clear(self) -> None:
        """Clear the line."""
        if self._shown:
            self._write("")

    def _write(self, text: str) -> None:
        self._terminal.write(f"\r\x1b[K{text}")
        self._terminal.flush()
