"""Reads ids that are chosen from a list: people may type something else."""

from bot.errors import UserError

MAX_DIGITS = 18  # what a database takes in any case; Discord lets people type more


def chosen_id(typed: str, refusal: str) -> int:
    """Return the id that a list offered.

    Raises:
        UserError: With the message `refusal`: something else was typed.
    """
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= MAX_DIGITS):
        raise UserError(refusal)
    return int(typed)
