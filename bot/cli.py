"""The command line: its commands and their help."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from bot import __version__


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0 (done), 1 (failed) or 2 (bad arguments or settings)."""
    options = parser().parse_args(arguments)
    if options.command == "demo":  # has settings of its own
        from bot.demo.main import demo  # noqa: PLC0415 has no place in a live process

        return demo(language=options.locale, serve=options.serve, verbose=options.verbose)
    from bot import commands  # noqa: PLC0415 keeps `--help` and `--version` fast

    return commands.execute(options)


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    whole = argparse.ArgumentParser(prog="bot.py", description="Lyceum, a bot for paid communities")
    whole.add_argument("--version", action="version", version=f"Lyceum {__version__}")
    whole.add_argument("--settings", type=Path, help="settings file (default: settings.toml)")
    commands = whole.add_subparsers(dest="command", required=True)
    # Also accepted after the command, where it must not overrule one before it if omitted.
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--settings", type=Path, default=argparse.SUPPRESS, help=argparse.SUPPRESS)

    def add_command(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text, parents=[common])

    add_command("run", "Run the bot.")
    add_command("migrate", "Back up the database, then migrate it to this version.")
    add_command("backup", "Back up the database.")
    back = add_command("restore", "Restore a backup; stop the bot first.")
    back.add_argument("file", type=Path, help="a file that `bot.py backup` wrote")
    add_command("doctor", "Check the setup and show how to fix each problem.")
    again = add_command("replay", "Rebuild all entitlements from the facts and show what differs.")
    again.add_argument("--offline", action="store_true", help="don't compare with Discord")
    take = add_command(
        "import", "Import a server's history from files made by DiscordChatExporter."
    )
    take.add_argument("file", type=Path, nargs="+", help="JSON exports, or folders of them")
    _add_adoption(add_command)
    _add_publishing(add_command)
    _add_evaluation(add_command)
    add_command("sync", "Register the slash commands with Discord, even if unchanged.")
    point = add_command("stripe-endpoint", "Create or repair the webhook endpoint at Stripe.")
    point.add_argument(
        "--remove-old", action="store_true", help="also remove endpoints of other API versions"
    )
    show = add_command("demo", "Show what Lyceum does, on a simulated Discord and Stripe.")
    show.add_argument("--locale", choices=["en", "zh-CN"], default="en", help="language")
    show.add_argument("--verbose", action="store_true", help="show every check")
    show.add_argument("--serve", action="store_true", help="keep the simulators running afterwards")
    return whole


def _add_adoption(add_command: Callable[[str, str], argparse.ArgumentParser]) -> None:
    take_over = add_command(
        "adopt", "Take over subscriptions and payments of another service on your Stripe account."
    )
    take_over.add_argument("--guild", type=int, help="ID of the server, if there are several")
    take_over.add_argument(
        "--members",
        type=Path,
        metavar="FILE",
        help="CSV file that pairs discord_id with subscription, customer or email",
    )
    take_over.add_argument(
        "--price",
        action="append",
        default=[],
        metavar="PRICE=PLAN[,DAYS]",
        help="an earlier price of a plan, of a pass with its days; can be repeated",
    )
    take_over.add_argument(
        "--report", type=Path, metavar="FILE", help="list each purchase in this CSV file"
    )
    take_over.add_argument(
        "--apply", action="store_true", help="take them over, not only show them; stop the bot"
    )


def _add_publishing(add_command: Callable[[str, str], argparse.ArgumentParser]) -> None:
    folder = add_command("publish", "Publish a folder of Markdown: articles and courses.")
    folder.add_argument("folder", type=Path, help="where the files are")
    folder.add_argument("--guild", type=int, help="ID of the server, if there are several")
    folder.add_argument("--author", type=int, default=0, help="ID of the member who wrote it")
    folder.add_argument(
        "--apply", action="store_true", help="publish, not only show what would change"
    )
    folder.add_argument(
        "--name", default="", help="name of the folder, if it had another one when it was published"
    )
    folder.add_argument(
        "--retire",
        action="store_true",
        help="retire what was published from this folder and has no file any more",
    )
    folder.add_argument(
        "--export", action="store_true", help="write what is published to a new folder instead"
    )


def _add_evaluation(add_command: Callable[[str, str], argparse.ArgumentParser]) -> None:
    measure = add_command(
        "evaluate", "Measure how good recommendations would have been in the past."
    )
    measure.add_argument(
        "--days", type=int, default=90, help="number of most recent days to use (default: 90)"
    )
    fit = add_command("tune", "Fit the recommender to the past and measure the gain on later days.")
    fit.add_argument("--guild", type=int, help="ID of the only server to fit (default: all)")
    fit.add_argument(
        "--adopt", action="store_true", help="use the new weights if they are better; stop the bot"
    )
