"""Reads the file that pairs customers with Discord members. Pure."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

# Headings as other services export them, without spaces, hyphens and underscores.
HEADINGS: Mapping[str, str] = {
    "discordid": "member",
    "discorduserid": "member",
    "discord": "member",
    "memberid": "member",
    "userid": "member",
    "customer": "customer",
    "customerid": "customer",
    "stripecustomerid": "customer",
    "email": "email",
    "emailaddress": "email",
    "customeremail": "email",
    "subscription": "subscription",
    "subscriptionid": "subscription",
    "stripesubscriptionid": "subscription",
}
MEMBER_ID = re.compile(r"[1-9]\d{16,19}")  # a Discord id; larger ones don't fit the database
MAX_MEMBER_ID = (1 << 63) - 1
PREFIXES: Mapping[str, str] = {"customer": "cus_", "subscription": "sub_"}


class MembersFileError(Exception):
    """The file can't be used; `faults` names each line and what is wrong with it."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class MemberPairs:
    """Discord ids by subscription id, customer id and e-mail address in lower case."""

    by_subscription: Mapping[str, int] = field(default_factory=dict[str, int])
    by_customer: Mapping[str, int] = field(default_factory=dict[str, int])
    by_email: Mapping[str, int] = field(default_factory=dict[str, int])


def parse_members(text: str) -> MemberPairs:
    """Parse a CSV file with a heading, separated by commas, semicolons or tabs.

    Raises:
        MembersFileError: A line can't be used. All faults are named; none of the file is used.
    """
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=_delimiter(text))
    columns = _columns(next(rows, list[str]()))
    found: dict[str, dict[str, int]] = {"subscription": {}, "customer": {}, "email": {}}
    faults: list[str] = []
    for row in rows:
        cells = {column: row[place].strip() for column, place in columns if place < len(row)}
        if any(cells.values()):
            try:
                _add(found, cells)
            except ValueError as error:
                faults.append(f"line {rows.line_num}: {error}")
    if faults:
        raise MembersFileError(faults)
    return MemberPairs(found["subscription"], found["customer"], found["email"])


def member_id(text: str) -> int | None:
    """Return a Discord id, or None if the text is none."""
    if not MEMBER_ID.fullmatch(text) or int(text) > MAX_MEMBER_ID:
        return None
    return int(text)


def _delimiter(text: str) -> str:
    heading = text.partition("\n")[0]
    return max(",;\t", key=heading.count)


def _columns(heading: Iterable[str]) -> list[tuple[str, int]]:
    names = [re.sub(r"[\s_-]", "", cell).casefold() for cell in heading]
    columns = [(HEADINGS[name], place) for place, name in enumerate(names) if name in HEADINGS]
    known = {column for column, _ in columns}
    if "member" not in known or len(known) < 2:  # noqa: PLR2004 a member and what they pay with
        raise MembersFileError(
            ["line 1: the heading needs discord_id and one of subscription, customer, email"]
        )
    if len(columns) != len(known):
        raise MembersFileError(["line 1: two columns of the heading mean the same"])
    return columns


def _add(found: Mapping[str, dict[str, int]], row: Mapping[str, str]) -> None:
    """Add one line's pairs. Raises ValueError with what is wrong."""
    member = member_id(row.get("member", ""))
    if member is None:
        raise ValueError(f"“{row.get('member', '')[:30]}” is no Discord ID (17 to 19 digits)")
    named = {column: value for column, value in row.items() if column != "member" and value}
    if not named:
        raise ValueError("no subscription, customer or e-mail address")
    for column, value in named.items():
        key = value.casefold() if column == "email" else value
        _check(column, key)
        if found[column].setdefault(key, member) != member:
            raise ValueError(f"this {column} has another Discord ID on an earlier line")


def _check(column: str, value: str) -> None:
    prefix = PREFIXES.get(column)
    if prefix is not None and not value.startswith(prefix):
        raise ValueError(f"“{value[:30]}” is no {column} ID ({prefix}…)")
    if column == "email" and not re.fullmatch(r"[^@\s]+@[^@\s]+", value):
        raise ValueError("the e-mail address is incomplete")
