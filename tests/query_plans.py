"""Refuses statements whose cost grows with the server: each one that data/ runs in any test.

The first time that a process meets a statement, the database is asked how it would find the rows.
SQLite's plans are those of a large community, whatever is stored (data/planner_statistics.py).
PostgreSQL chooses by what is stored, and tests store little: there only what no index could serve
is found, except where a test fills a table (`by_size`).
"""

import inspect
import json
import re
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import greenlet
from sqlalchemy import Connection

from tests.statement_counter import recorded

DATA = str(Path(__file__).parents[1] / "data") + "/"
LARGE = frozenset(
    "audit checkouts codes customers digest_deliveries entitlements facts impressions inbox income"
    " items job_runs notices presses signals subscription_history".split()
)
# What may look as if it read more than it finds, and why: a step of the plan, a piece of the
# statement, the reason.
ALLOWED = (
    ("SCAN entitlements USING INDEX ix_entitlements_to_cancel", "", "holds these rows only"),
    ("SEARCH checkouts USING INDEX ix_checkouts_closing", "", "holds these rows only"),
    ("SEARCH audit USING INDEX ix_audit_guild_id_id", "LIMIT", "newest first, to the limit"),
    ("SEARCH inbox USING INDEX ix_inbox_state", "inbox.state = ", "open events: the backlog"),
    ("SEARCH items USING COVERING INDEX ix_items_guild_id_channel", "min(", "one row of the index"),
    ("SEARCH items USING COVERING INDEX ix_items_guild_id_created_at", "max(", "the same"),
    ("SEARCH subscription_history USING COVERING INDEX", "DISTINCT", "a report reads all of it"),
    ("SEARCH signals USING COVERING INDEX", "LIMIT", "counts up to the limit"),
    ("SEARCH entitlements", "SET recheck_at", "an edited plan concerns all who have it"),
    ("SCAN", "/* a member's export */", "rarely asked for"),
    ("SEARCH", "/* a member's export */", "rarely asked for"),
    ("Seq Scan", "/* a member's export */", "rarely asked for"),
    ("SCAN entitlements", "SELECT DISTINCT entitlements.stripe_id", "nightly: all that is paid"),
    ("SCAN", "UNION SELECT role_holdings.guild_id", "replay reads everything"),
    ("SCAN signals", "SELECT count(*)", "an import's result"),
    ("SCAN items", "SELECT DISTINCT items.guild_id", "evaluate and tune read everything"),
    ("SCAN inbox", "inbox.type = ? AND", "staff sent a test event just now, and wait for it"),
    ("Seq Scan inbox", "inbox.type = ", "the same"),
    ("SCAN notices", 'DELETE FROM notices WHERE notices."key"', "once, when a key works again"),
    ("Seq Scan notices", "DELETE FROM notices WHERE notices.key", "once, when a key works again"),
)


class PlanGuard:
    """Looks at each statement once, and collects what it found.

    With `by_size` it asks PostgreSQL for the plan that it would choose, not for one with an index.
    """

    def __init__(self, *, by_size: bool = False) -> None:
        self._seqscan = "on" if by_size else "off"
        self._seen: set[tuple[str, str]] = set()  # shapes, and the statements as they were run
        self._found: list[str] = []

    @contextmanager
    def watching(self) -> Generator[None]:
        """Look at what every engine of this process runs meanwhile."""
        with recorded(self._look):
            yield

    def _look(self, connection: Connection, statement: str, row: Any) -> None:  # noqa: ANN401
        dialect = connection.dialect.name
        if (dialect, statement) in self._seen:
            return
        shape = re.sub(r"\((\$?[?\d:A-Z]+, )+", "(", statement)
        known = (dialect, shape) in self._seen
        if not known and not _is_ours(statement):
            return
        self._seen |= {(dialect, shape), (dialect, statement)}
        if known:
            return
        text = " ".join(statement.split())
        steps = (
            _sqlite(connection, statement, row)
            if dialect == "sqlite"
            else _postgresql(connection, statement, row, self._seqscan)
        )
        found = [step for step in steps if not _is_allowed(step, text)]
        if found:  # not raised here, because code that catches database errors would hide it
            self._found.append(f"{'; '.join(found)}: {text}")

    def take(self) -> list[str]:
        """Return what was found since it was last taken."""
        found, self._found = self._found, []
        return found


def _is_allowed(step: str, statement: str) -> bool:
    return any(step.startswith(known) and piece in statement for known, piece, _ in ALLOWED)


def _is_ours(statement: str) -> bool:
    """Return whether data/ runs it, rather than a migration or a test."""
    if not re.match(r"(SELECT|UPDATE|DELETE|WITH)\b", statement):
        return False
    frame = greenlet.getcurrent().parent
    frames = [] if frame is None else list(_frames(frame.gr_frame))
    files = {each.f_code.co_filename for each in (*frames, *_frames(inspect.currentframe()))}
    return any(file.startswith(DATA) for file in files) and not any(
        "/migrations/" in file or file.endswith(("/data/migrate.py", "/data/statistics.py"))
        for file in files
    )


def _frames(frame: Any) -> Iterable[Any]:  # noqa: ANN401 frames
    while frame is not None:
        yield frame
        frame = frame.f_back


def _sqlite(connection: Connection, statement: str, row: Any) -> Iterable[str]:  # noqa: ANN401
    cursor: Any = connection.connection.cursor()
    try:
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}", row)
        steps = [str(step[3]) for step in cursor.fetchall()]
    finally:
        cursor.close()
    names = {alias: table for table, alias in re.findall(r"\b(\w+) AS (\w+)", statement)}
    for step in steps:
        found = re.match(r"(SCAN|SEARCH) (\w+)(.*)", step)
        if found is None:
            continue
        how, name, rest = found.groups()
        only_guild = re.search(r"\((guild_id|kind|state)=\?\)", rest)
        if names.get(name, name) in LARGE and (how == "SCAN" or only_guild):
            yield step


def _postgresql(
    connection: Connection,
    statement: str,
    row: Any,  # noqa: ANN401 the driver's own type
    seqscan: str,
) -> Iterable[str]:
    cursor: Any = connection.connection.cursor()
    try:
        cursor.execute(f"SET enable_seqscan = {seqscan}", ())
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", row)
        plan: Any = cursor.fetchone()[0]
        cursor.execute("SET enable_seqscan = on", ())
    finally:
        cursor.close()
    read: Any = json.loads(plan) if isinstance(plan, str) else plan
    yield from _nodes(read[0]["Plan"])


def _nodes(plan: dict[str, Any]) -> Iterable[str]:
    if plan["Node Type"] == "Seq Scan" and plan["Relation Name"] in LARGE:
        yield f"Seq Scan {plan['Relation Name']}"
    for child in plan.get("Plans", ()):
        yield from _nodes(child)
