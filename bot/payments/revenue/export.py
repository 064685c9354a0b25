"""Writes all memberships of a server as CSV files for spreadsheets."""

import asyncio
import csv
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from io import StringIO
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.payments.money import decimals
from data import audit, export, revenue
from data.engine import Database
from data.export import ExportRow

# In English in every language, because programs read them.
COLUMNS = (
    "member_id",
    "member",
    "name",
    "plan",
    "state",
    "reason",
    "starts",
    "ends",
    "renews",
    "currency",
    "amount",
    "interval",
    "payer_id",
    "source",
    "stripe_id",
)
BOM = b"\xef\xbb\xbf"  # without it Excel takes UTF-8 for another encoding
PAGE = 500  # rows in one query
# What spreadsheets take for the beginning of a formula, also as full-width signs.
RISKY = (*"=+-@\t\r\n", *"\uff1d\uff0b\uff0d\uff20")

Names = Callable[[int], str]  # a member's name; "" if they are not in the server


class MembershipExport:
    """Reads memberships page by page, so that thousands of rows delay nobody."""

    def __init__(self, database: Database, clock: Clock, zone: Callable[[int], ZoneInfo]) -> None:
        self._database = database
        self._clock = clock
        self._zone = zone

    async def files(
        self, guild_id: int, actor_id: int, names: Names, max_bytes: int, *, ended: bool
    ) -> AsyncGenerator[bytes]:
        """Yield CSV files of at most `max_bytes` each, each with its header.

        `ended` adds memberships that are over. Times are those of the server's time zone. The
        audit log names who exported them.
        """
        async with self._database.write() as connection:
            plans = await revenue.plan_names(connection, guild_id)
            await audit.record(
                connection,
                guild_id=guild_id,
                actor_id=actor_id,
                action="grants.export",
                at=self._clock.now(),
            )
        zone, header = self._zone(guild_id), BOM + _line(COLUMNS)
        parts, size = [header], len(header)
        after: tuple[int, str] | None = (0, "")
        while after is not None:
            async with self._database.read() as connection:
                rows = await export.page(connection, guild_id, after, PAGE, ended=ended)
            last = (rows[-1].user_id, rows[-1].source) if len(rows) == PAGE else None
            named = [(row, names(row.user_id)) for row in rows]
            for line in await asyncio.to_thread(_lines, named, plans, zone):
                if size + len(line) > max_bytes:
                    yield b"".join(parts)
                    parts, size = [header], len(header)
                parts.append(line)
                size += len(line)
            after = last
        yield b"".join(parts)


def _lines(
    rows: Sequence[tuple[ExportRow, str]], plans: Mapping[int, str], zone: ZoneInfo
) -> list[bytes]:
    return [_line(_cells(row, name, plans, zone)) for row, name in rows]


def _cells(row: ExportRow, name: str, plans: Mapping[int, str], zone: ZoneInfo) -> Sequence[str]:
    return (
        str(row.user_id),
        f"<@{row.user_id}>",  # spreadsheets round long numbers, but not this
        name,
        plans.get(row.plan_id, f"#{row.plan_id}"),
        row.state,
        row.reason,
        _time(row.starts_at, zone),
        _time(row.ends_at, zone),
        "yes" if row.renews else "no",
        (row.currency or "").upper(),
        _amount(row),
        _interval(row),
        "" if row.payer_id is None else str(row.payer_id),
        row.source,
        row.stripe_id or "",
    )


def _line(cells: Sequence[str]) -> bytes:
    """Return a line of CSV, without anything that a spreadsheet would run."""
    target = StringIO()
    csv.writer(target).writerow(map(safe, cells))
    return target.getvalue().encode()


def safe(cell: str) -> str:
    """Return a cell's text, with an apostrophe before what looks like a formula.

    OWASP's advice against CSV injection; full-width signs count too, as Excel takes them for plain.
    """
    return f"'{cell}" if cell.startswith(RISKY) else cell


def _time(instant: datetime | None, zone: ZoneInfo) -> str:
    return "" if instant is None else f"{instant.astimezone(zone):%Y-%m-%d %H:%M}"


def _amount(row: ExportRow) -> str:
    """Return the amount of the payment, or of one period, such as 9.90."""
    if row.amount is None or not row.currency:
        return ""
    places = decimals(row.currency)
    return f"{Decimal(row.amount).scaleb(-places):.{places}f}"


def _interval(row: ExportRow) -> str:
    if row.interval is None:
        return "" if row.amount is None else "once"
    return row.interval if row.interval_count == 1 else f"{row.interval_count} {row.interval}s"
