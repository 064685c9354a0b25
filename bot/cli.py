"""The command line: what may be typed, and what is said of it."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from bot import __version__


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code: 0 done, 1 failed, 2 unusable words or settings."""
    options = parser().parse_args(arguments)
    if options.command == "demo":  # brings settings of its own
        from bot.demo.main import demo  # noqa: PLC0415 has no place in a live process

        return demo(language=options.locale, serve=options.serve, verbose=options.verbose)
    from bot import commands  # noqa: PLC0415 `--help` and `--version` wait for no library

    return commands.execute(options)


def parser() -> argparse.ArgumentParser:
    """Return the words that we understand."""
    whole = argparse.ArgumentParser(prog="bot.py", description="Lyceum, a bot for paid communities")
    whole.add_argument("--version", action="version", version=f"Lyceum {__version__}")
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
    show.add_argument("--verbose", action="store_true", help="show each check by itself")
    show.add_argument("--serve", action="store_true", help="leave both running afterwards")
    return whole
