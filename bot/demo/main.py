"""`python bot.py demo`: shows what Lyceum does, on a simulated Discord and Stripe."""

import sys

from rich.console import Console

from bot.demo.screen import Screen
from bot.i18n import Translations

FAILED = 1


def demo(*, language: str, serve: bool, verbose: bool) -> int:
    """Run the demo in a terminal.

    Args:
        language: "en" or "zh-CN", of the demo and of everybody in it.
        serve: Leave everything running after the part of the demo that needs no jump in time.
        verbose: Show each check by itself.

    Returns:
        The exit code: 0 when every check passed, 1 otherwise or when interrupted.
    """
    if callable(reconfigure := getattr(sys.stdout, "reconfigure", None)):
        reconfigure(errors="replace")  # better question marks than an error
    translate = Translations.load().translator(language)
    screen = Screen(Console(highlight=False), translate, verbose=verbose)
    screen.opening()
    try:
        with screen.waiting("demo-loading"):
            from bot.demo.run import run  # noqa: PLC0415 takes seconds: not before the first line

        return run(screen, language, serve=serve)
    except KeyboardInterrupt:
        screen.line("\n" + translate("demo-interrupted"))
        return FAILED
