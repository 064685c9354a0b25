"""Reads the file of keys that were sold elsewhere. Pure."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.licences.keys import MAX_KEY_LENGTH
from bot.payments.adoption.members_file import member_id
from data.contents import MAX_DEVICES

MAX_BYTES = 4 * 1024 * 1024
MAX_LINES = 20_000
SHORTEST_KEY = 12  # characters; shorter ones could be guessed
# Headings as other services export them, without spaces, hyphens and underscores.
HEADINGS: Mapping[str, str] = {
    "key": "key",
    "licencekey": "key",
    "licensekey": "key",
    "discordid": "member",
    "discorduserid": "member",
    "memberid": "member",
    "devices": "devices",
    "activationlimit": "devices",
    "limitactivations": "devices",
    "maxdevices": "devices",
    "ends": "ends",
    "endsat": "ends",
    "expires": "ends",
    "expiresat": "ends",
}


@dataclass(frozen=True, slots=True)
class ImportedKey:
    """One line of the file.

    Attributes:
        line: Its number in the file, from 1.
        user_id: Its buyer; None if the file doesn't say.
        devices: On how many devices it works; None for as many as new licences.
        ends_at: When it ends; None for never.
    """

    line: int
    key: str
    user_id: int | None
    devices: int | None
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class ImportFault:
    """What is wrong with one line, as a message that never has the key."""

    line: int
    message: str
    arguments: Mapping[str, str | float]


class ImportFileError(Exception):
    """The file can't be used; `faults` names each line and what is wrong with it."""

    def __init__(self, faults: Sequence[ImportFault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


class _LineError(Exception):
    """One line can't be used."""

    def __init__(self, message: str, /, **arguments: str | float) -> None:
        super().__init__(message)
        self.message = message
        self.arguments = arguments


def parse_keys(raw: bytes) -> list[ImportedKey]:
    """Parse a CSV file with a heading, separated by commas, semicolons or tabs.

    Raises:
        ImportFileError: A line can't be used. All faults are named; none of the file is used.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unusable("licence-import-no-text") from None
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    reader = _Reader()
    try:
        columns = _columns(next(rows, list[str]()))
        for row in rows:
            cells = {column: row[at].strip() for column, at in columns if at < len(row)}
            if any(cells.values()):
                reader.add(rows.line_num, cells)
    except csv.Error:  # what follows can't be read either
        reader.faults.append(ImportFault(rows.line_num, "licence-import-quotes", {}))
    if reader.faults:
        raise ImportFileError(reader.faults)
    if not reader.keys:
        raise _unusable("licence-import-empty")
    return reader.keys


def _unusable(message: str, **arguments: str | float) -> ImportFileError:
    return ImportFileError([ImportFault(1, message, arguments)])


def _columns(heading: Iterable[str]) -> list[tuple[str, int]]:
    names = [re.sub(r"[\s_-]", "", cell).casefold() for cell in heading]
    columns = [(HEADINGS[name], at) for at, name in enumerate(names) if name in HEADINGS]
    known = [column for column, _ in columns]
    if "key" not in known or len(set(known)) != len(known):
        raise _unusable("licence-import-heading")
    return columns


class _Reader:
    """Collects the keys and the faults of a file's lines."""

    def __init__(self) -> None:
        self.keys: list[ImportedKey] = []
        self.faults: list[ImportFault] = []
        self._count = 0
        self._line_of_key: dict[str, int] = {}
        self._line_of_member: dict[int, int] = {}

    def add(self, line: int, cells: Mapping[str, str]) -> None:
        """Read one line; of those beyond the limit only the first is named."""
        self._count += 1
        if self._count > MAX_LINES:
            if self._count == MAX_LINES + 1:
                fault = ImportFault(line, "licence-import-too-many", {"most": MAX_LINES})
                self.faults.append(fault)
            return
        try:
            self.keys.append(self._read(line, cells))
        except _LineError as error:
            self.faults.append(ImportFault(line, error.message, error.arguments))

    def _read(self, line: int, cells: Mapping[str, str]) -> ImportedKey:
        key, member = _key(cells.get("key", "")), _member(cells.get("member", ""))
        if (earlier := self._line_of_key.setdefault(key, line)) != line:
            raise _LineError("licence-import-key-twice", earlier=earlier)
        if member is not None:
            earlier = self._line_of_member.setdefault(member, line)
            if earlier != line:
                raise _LineError("licence-import-member-twice", earlier=earlier)
        devices, ends_at = _devices(cells.get("devices", "")), _ends(cells.get("ends", ""))
        return ImportedKey(line, key, member, devices, ends_at)


def _key(typed: str) -> str:
    if not typed:
        raise _LineError("licence-import-no-key")
    if not SHORTEST_KEY <= len(typed) <= MAX_KEY_LENGTH:
        raise _LineError("licence-import-length", least=SHORTEST_KEY, most=MAX_KEY_LENGTH)
    if not typed.isprintable():
        raise _LineError("licence-import-letters")
    return typed


def _member(typed: str) -> int | None:
    found = member_id(typed)
    if typed and found is None:
        raise _LineError("licence-import-member")
    return found


def _devices(typed: str) -> int | None:
    if not typed:
        return None
    valid = typed.isascii() and typed.isdecimal() and len(typed) <= len(str(MAX_DEVICES))
    if not valid or not 1 <= int(typed) <= MAX_DEVICES:
        raise _LineError("licence-import-devices", most=MAX_DEVICES)
    return int(typed)


def _ends(typed: str) -> datetime | None:
    """Return when a day or an instant ends; without a time zone in UTC."""
    if not typed:
        return None
    try:
        found = datetime.fromisoformat(typed)
        if len(typed) == len("2027-01-31"):
            found += timedelta(days=1)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _LineError("licence-import-ends") from None
