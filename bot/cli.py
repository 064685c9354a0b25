"""The words of the command line, one function each."""

import argparse
import asyncio
import logging
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path

from bot import health, log, maintenance
from bot.app import run
from bot.connection import RefusedByDiscordError
from bot.evaluate import evaluate, tune
from bot.health.secrets import check_secrets
from bot.i18n import Catalogue
from bot.payments.at_stripe import endpoint
from bot.replay import replay
from bot.settings import Settings, SettingsError, load
from data.engine import DatabaseUnreachableError
from data.inspection import BackupError
from data.migrate import DatabaseTooNewError
from data.ownership import DatabaseInUseError

FAILED = 1
UNUSABLE = 2  # wrong words or settings

# What ends a command in one sentence.
SENTENCES = (
    DatabaseUnreachableError,
    DatabaseInUseError,
    BackupError,
    RefusedByDiscordError,
    OSError,
)

Command = Callable[[Settings, argparse.Namespace], Coroutine[None, None, int]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code: 0 done, 1 failed, 2 unusable words or settings."""
    options = parser().parse_args(arguments)
    if options.command == "demo":  # brings settings of its own
        return _demo(options)
    try:
        settings = load(options.settings)
        log.configure(settings)
        return asyncio.run(COMMANDS[options.command](settings, options))
    except SettingsError as error:
        print(f"The settings have {len(error.faults)} fault(s):", file=sys.stderr)
        print("\n".join(f"- {fault}" for fault in error.faults), file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        return FAILED
    except DatabaseTooNewError as error:  # to start again would not help
        print(error, file=sys.stderr)
        return UNUSABLE
    except SENTENCES as error:
        print(f"{_place(error)}{error}", file=sys.stderr)
        return FAILED


def _demo(options: argparse.Namespace) -> int:
    from bot.demo.main import demo  # noqa: PLC0415 the simulators have no place in a live process

    return demo(language=options.locale, serve=options.serve)


def parser() -> argparse.ArgumentParser:
    """Return the words that we understand."""
    whole = argparse.ArgumentParser(prog="bot.py", description="Lyceum, a bot for paid communities")
    whole.add_argument("--settings", type=Path, help="a settings file other than settings.toml")
    words = whole.add_subparsers(dest="command", required=True)
    # Also after the word, where people tend to write it; absent there, it must not undo the first.
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--settings", type=Path, default=argparse.SUPPRESS, help=argparse.SUPPRESS)

    def word(name: str, text: str) -> argparse.ArgumentParser:
        return words.add_parser(name, help=text, description=text, parents=[common])

    word("run", "Run the bot.")
    word("migrate", "Bring the database up to date, after a backup.")
    word("backup", "Write a backup of the database.")
    word("restore", "Put a backup back; the bot must not run.").add_argument("file", type=Path)
    word("doctor", "Check the set-up; name each fault with its fix.")
    again = word("replay", "Rebuild all rights from the facts; name whatever differs.")
    again.add_argument("--offline", action="store_true", help="don't compare with Discord")
    take = word("import", "Take in a server's past from files that DiscordChatExporter wrote.")
    take.add_argument("file", type=Path, nargs="+", help="JSON exports, or folders of them")
    measure = word("evaluate", "Replay the past: how good would recommendations have been?")
    measure.add_argument("--days", type=int, default=90, help="the last so many days")
    fit = word("tune", "Fit the recommender to the past; tell what it gains on days held out.")
    fit.add_argument("--days", type=int, default=45, help="days to tune on, and as many held out")
    word("sync", "Tell Discord our slash commands, even if they did not change.")
    point = word("stripe-endpoint", "Make or mend our webhook endpoint at Stripe.")
    point.add_argument("--remove-old", action="store_true", help="those of other API versions too")
    show = word("demo", "Show what Lyceum does, on a simulated Discord and Stripe.")
    show.add_argument("--locale", choices=["en", "zh-CN"], default="en", help="language")
    show.add_argument("--serve", action="store_true", help="leave both running afterwards")
    return whole


async def _run(settings: Settings, _: argparse.Namespace) -> int:
    tell = health.Teller(Catalogue.load().words(None))
    faults = [finding for finding in check_secrets(settings, tell) if not finding.ok]
    if faults:
        raise SettingsError([f"{each.label}: {each.detail}. Fix: {each.fix}" for each in faults])
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    await run(settings, stop)
    return 0


async def _migrate(settings: Settings, _: argparse.Namespace) -> int:
    return _tell(await maintenance.migrate(settings))


async def _backup(settings: Settings, _: argparse.Namespace) -> int:
    return _tell(await maintenance.backup(settings))


async def _restore(settings: Settings, options: argparse.Namespace) -> int:
    return _tell(await maintenance.restore(settings, options.file))


async def _import(settings: Settings, options: argparse.Namespace) -> int:
    logging.disable()  # what became of the files is the answer, not the log
    return 0 if await maintenance.take_in(settings, options.file, say=print) else FAILED


async def _sync(settings: Settings, _: argparse.Namespace) -> int:
    return _tell(await maintenance.sync(settings))


async def _replay(settings: Settings, options: argparse.Namespace) -> int:
    logging.disable()  # the differences are the answer, not the log
    return 0 if await replay(settings, offline=options.offline, say=print) else FAILED


async def _evaluate(settings: Settings, options: argparse.Namespace) -> int:
    logging.disable()  # the figures are the answer, not the log
    return 0 if await evaluate(settings, days=options.days, say=print) else FAILED


async def _tune(settings: Settings, options: argparse.Namespace) -> int:
    logging.disable()  # as above
    return 0 if await tune(settings, days=options.days, say=print) else FAILED


async def _doctor(settings: Settings, _: argparse.Namespace) -> int:
    logging.disable()  # the findings are the answer, not the log
    findings = await health.examine(settings)
    print(health.render(findings))
    return 0 if all(finding.ok for finding in findings) else FAILED


async def _stripe_endpoint(settings: Settings, options: argparse.Namespace) -> int:
    logging.disable()  # the answer may hold a new secret, which belongs on the terminal alone
    done, words = await endpoint.run(settings, remove_old=options.remove_old)
    print(words, file=sys.stdout if done else sys.stderr)
    return 0 if done else FAILED


def _place(error: Exception) -> str:
    """Say what a sentence is about, where it does not say so itself."""
    if isinstance(error, DatabaseUnreachableError):
        return "The database can't be opened; check [database] url in settings.toml. "
    return "This machine refuses: " if isinstance(error, OSError) else ""


def _tell(sentence: str) -> int:
    print(sentence)
    return 0


COMMANDS: dict[str, Command] = {
    "run": _run,
    "migrate": _migrate,
    "backup": _backup,
    "restore": _restore,
    "doctor": _doctor,
    "replay": _replay,
    "evaluate": _evaluate,
    "tune": _tune,
    "import": _import,
    "sync": _sync,
    "stripe-endpoint": _stripe_endpoint,
}
