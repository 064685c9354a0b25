"""Parses numbers as people write them, and reports those that are ambiguous."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

SPACES = " \u00a0\u2009\u202f_"
QUOTES = "'\u2019"
# Groups of three digits, by separators that are never used before decimals.
_SPACED = re.compile(rf"(?P<whole>\d{{1,3}}(?:[{SPACES}{QUOTES}]\d{{3}})+)(?P<rest>[.,]\d+)?")
_PLAIN = re.compile(r"(?P<whole>\d*)(?:[.,](?P<decimals>\d+))?")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?P<mark>[.,])\d{3}(?:(?P=mark)\d{3})*")
_BOTH = re.compile(
    r"(?P<whole>[1-9]\d{0,2}(?P<mark>[.,])\d{3}(?:(?P=mark)\d{3})*)(?P<rest>[.,]\d+)"
)


class InvalidNumberError(ValueError):
    """The text is not a number."""


@dataclass(frozen=True, slots=True)
class ParsedNumber:
    """A number that was typed.

    Attributes:
        value: Its value.
        decimals: The number of digits after the decimal separator, including zeros.
        other: The second possible value of an ambiguous number; None: it is clear.
    """

    value: Decimal
    decimals: int = 0
    other: Decimal | None = None


def parse_number(text: str, *, whole: bool) -> ParsedNumber:
    """Parse a number in any script's digits, with thousands or decimal separators.

    `whole`: No decimals are expected, so that a group of three digits can only be thousands.

    Raises:
        InvalidNumberError: If it is not a number.
    """
    text = _plain_digits(text)
    character, text = (
        (-1, text[1:].strip()) if text.startswith("-") else (1, text.removeprefix("+"))
    )
    found = _read(text, whole=whole)
    other = None if found.other is None else character * found.other
    return ParsedNumber(character * found.value, found.decimals, other)


def _read(text: str, *, whole: bool) -> ParsedNumber:
    if spaced := _SPACED.fullmatch(text):
        return _joined(re.sub(r"\D", "", spaced["whole"]), spaced["rest"])
    if grouped := _GROUPED.fullmatch(text):
        thousands = Decimal(re.sub(r"\D", "", text))
        once = text.count(grouped["mark"]) == 1
        decimal = Decimal(text.replace(",", ".")) if once and not whole else None
        return ParsedNumber(thousands, other=decimal)
    both = _BOTH.fullmatch(text)
    if both and both["rest"][0] != both["mark"]:
        return _joined(re.sub(r"\D", "", both["whole"]), both["rest"])
    plain = _PLAIN.fullmatch(text)
    if plain and (plain["whole"] or plain["decimals"]):
        return _joined(
            plain["whole"] or "0", "." + plain["decimals"] if plain["decimals"] else None
        )
    raise InvalidNumberError(text)


def _joined(whole: str, rest: str | None) -> ParsedNumber:
    decimals = "" if rest is None else rest[1:]
    return ParsedNumber(Decimal(f"{whole}.{decimals}" if decimals else whole), len(decimals))


def _plain_digits(text: str) -> str:
    """Return a text with all digits and separators as ASCII characters."""
    text = unicodedata.normalize("NFKC", text).strip()
    digits = (str(unicodedata.decimal(each)) if each.isdecimal() else each for each in text)
    return "".join(digits).replace("\u2212", "-").replace("\u066b", ".").replace("\u066c", "'")
