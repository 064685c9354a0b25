"""Checks that what should have happened did; a failed check ends the demo."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.i18n import Translator
from bot.simulator.discord import SimulatedTimeout

T = TypeVar("T")


class CheckFailedError(Exception):
    """A check failed: what was checked, what was expected, and what was found."""

    def __init__(self, what: str, expected: object, found: object) -> None:
        super().__init__(f"{what} (expected: {expected}; found: {found})")
        self.what = what
        self.expected = expected
        self.found = found


class Checks:
    """Makes checks and shows them in one language.

    Args:
        translate: The language.
        show: Called with the sentence of each check that passed.
    """

    def __init__(self, translate: Translator, show: Callable[[str], None]) -> None:
        self._translate = translate
        self._show = show
        self.made = 0

    def that(
        self, held: object, message: str, expected: object, found: object, /, **arguments: str | int
    ) -> None:
        """Continue if a condition holds.

        Raises:
            CheckFailedError: It doesn't.
        """
        sentence = self._translate(message, **arguments)
        if not held:
            raise CheckFailedError(sentence, expected, found)
        self.made += 1
        self._show(sentence)

    def equal(
        self, found: object, expected: object, message: str, /, **arguments: str | int
    ) -> None:
        """Continue if two values are equal.

        Raises:
            CheckFailedError: They aren't.
        """
        self.that(found == expected, message, expected, found, **arguments)

    async def comes(self, awaited: Awaitable[T], message: str, /, **arguments: str | int) -> T:
        """Wait until something happens.

        Raises:
            CheckFailedError: It didn't in time.
        """
        try:
            result = await awaited
        except SimulatedTimeout as error:
            self.that(False, message, self._translate("demo-in-time"), error, **arguments)
            raise
        self.that(True, message, None, None, **arguments)
        return result
