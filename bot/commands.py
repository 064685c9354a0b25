"""The commands of the command line; each imports only what it needs."""

import argparse
import asyncio
import errno
import logging
import signal
import sys
import warnings
from collections.abc import Callable, Coroutine
from functools import partial

import structlog

from bot import log
from bot.errors import RefusedByDiscordError
from bot.settings import Settings, SettingsError, load
from data.engine import DatabaseUnreachableError
from data.instance_lock import DatabaseInUseError
from data.migrate import DatabaseTooNewError
from data.sqlite_check import BackupError

_log = structlog.stdlib.get_logger(__name__)

FAILED = 1
UNUSABLE = 2  # bad arguments or settings

# Errors that end a command with one sentence.
SENTENCES = (
    DatabaseUnreachableError,
    DatabaseInUseError,
    BackupError,
    RefusedByDiscordError,
    OSError,
)

Command = Callable[[Settings, argparse.Namespace], Coroutine[None, None, int]]


def execute(options: argparse.Namespace) -> int:
    """Run the parsed command; return the exit code, as `bot.cli.main` does."""
    try:
        with warnings.catch_warnings(record=True) as renamed:
            warnings.simplefilter("always", FutureWarning)
            settings = load(options.settings)
        log.configure(settings)
        for each in renamed:
            _log.warning("settings.renamed", key=str(each.message))
        return asyncio.run(COMMANDS[options.command](settings, options))
    except SettingsError as error:
        print(f"{len(error.faults)} problem(s) in the settings:", file=sys.stderr)
        print("\n".join(f"- {fault}" for fault in error.faults), file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        return FAILED
    except DatabaseTooNewError as error:  # starting again would not help
        print(error, file=sys.stderr)
        return UNUSABLE
    except SENTENCES as error:
        print(f"{_place(error)}{error}", file=sys.stderr)
        return FAILED


async def _run(settings: Settings, _: argparse.Namespace) -> int:
    from bot.app import run
    from bot.health.finding import FindingFactory
    from bot.health.secrets import check_secrets
    from bot.i18n import Translations

    report = FindingFactory(Translations.load().translator(None))
    faults = [finding for finding in check_secrets(settings, report) if not finding.ok]
    if faults:
        raise SettingsError([f"{each.label}: {each.detail}. Fix: {each.fix}" for each in faults])
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    await run(settings, stop)
    return 0


async def _migrate(settings: Settings, _: argparse.Namespace) -> int:
    from bot import maintenance

    return _print(await maintenance.migrate(settings))


async def _backup(settings: Settings, _: argparse.Namespace) -> int:
    from bot import maintenance

    return _print(await maintenance.backup(settings))


async def _restore(settings: Settings, options: argparse.Namespace) -> int:
    from bot import maintenance

    return _print(await maintenance.restore(settings, options.file))


async def _import(settings: Settings, options: argparse.Namespace) -> int:
    from bot import maintenance

    logging.disable()  # the files' results are the answer, not the log
    return 0 if await maintenance.import_history(settings, options.file, say=print) else FAILED


async def _adopt(settings: Settings, options: argparse.Namespace) -> int:
    from bot.payments.adoption.command import AdoptionRequest, adopt

    logging.disable()  # the report is the answer, not the log
    request = AdoptionRequest(
        guild_id=options.guild,
        members=options.members,
        prices=options.price,
        report=options.report,
        apply=options.apply,
    )
    return 0 if await adopt(settings, request, say=print) else FAILED


async def _publish(settings: Settings, options: argparse.Namespace) -> int:
    from bot.publishing.command import PublishRequest, publish

    logging.disable()  # the table is the answer, not the log
    request = PublishRequest(
        folder=options.folder,
        guild_id=options.guild,
        author_id=options.author,
        apply=options.apply,
        name=options.name,
        retire=options.retire,
        export=options.export,
    )
    return 0 if await publish(settings, request, say=print) else FAILED


async def _sync(settings: Settings, _: argparse.Namespace) -> int:
    from bot import maintenance

    return _print(await maintenance.sync(settings))


async def _replay(settings: Settings, options: argparse.Namespace) -> int:
    from bot.discord.members_rest import fetch_members
    from bot.payments.replay.command import replay

    logging.disable()  # the differences are the answer, not the log
    members = None if options.offline else fetch_members(settings)
    return 0 if await replay(settings, members, say=print) else FAILED


async def _evaluate(settings: Settings, options: argparse.Namespace) -> int:
    from bot.recommend.evaluation.command import evaluate

    logging.disable()  # the figures are the answer, not the log
    return 0 if await evaluate(settings, days=options.days, say=print) else FAILED


async def _tune(settings: Settings, options: argparse.Namespace) -> int:
    from bot.recommend.evaluation.tune import tune

    logging.disable()  # as above
    fitted = await tune(settings, guild_id=options.guild, adopt=options.adopt, say=print)
    return 0 if fitted else FAILED


async def _doctor(settings: Settings, _: argparse.Namespace) -> int:
    from bot import health
    from bot.discord.checks_login import check_discord

    logging.disable()  # the findings are the answer, not the log
    findings = await health.run_checks(settings, partial(check_discord, settings))
    print(health.render(findings))
    return 0 if all(finding.ok for finding in findings) else FAILED


async def _stripe_endpoint(settings: Settings, options: argparse.Namespace) -> int:
    from bot.payments.stripe import webhook_endpoint

    logging.disable()  # the answer may hold a new secret, which belongs on the terminal alone
    done, words = await webhook_endpoint.run(settings, remove_old=options.remove_old)
    print(words, file=sys.stdout if done else sys.stderr)
    return 0 if done else FAILED


def _place(error: Exception) -> str:
    """Return what a sentence is about, if it does not say so itself."""
    if isinstance(error, DatabaseUnreachableError):
        return "The database can't be opened; check [database] url in settings.toml. "
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return "The port is in use; is Lyceum already running? "
    return "The system reports an error: " if isinstance(error, OSError) else ""


def _print(sentence: str) -> int:
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
    "adopt": _adopt,
    "publish": _publish,
    "sync": _sync,
    "stripe-endpoint": _stripe_endpoint,
}
