"""Transfers paid objects to the member whom Stripe's metadata names now.

Staff can edit or wipe metadata in Stripe's dashboard, and move what members hold to another
account, also what they redeemed or were given. Because facts are never rewritten, the previous
owner gets one more, which records that the object left; the new owner gets copies of the others,
because what was known before decides as well.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.payments.ledger.facts import (
    Claim,
    Grant,
    Payment,
    Snapshot,
    Subscription,
    kind_of,
    to_body,
)
from bot.payments.stripe.objects.metadata import Owner
from data import facts
from data.engine import Connection
from data.facts import StoredFact


async def transfer(
    connection: Connection,
    snapshot: Snapshot,
    owner: Owner,
    others: Collection[int],
    as_of: datetime,
    now: datetime,
) -> None:
    """Take an object from its previous owner, if it belongs to another member now.

    `others` are the other members with facts of this object.
    """
    if not isinstance(snapshot, Subscription | Payment | Grant | Claim) or not others:
        return
    rows = await facts.of_sources(connection, [snapshot.source])
    for user_id in sorted(others):
        theirs = _newest(rows, snapshot.id, user_id)
        if theirs is None or theirs.body.get("left") or theirs.as_of > as_of:
            continue
        gone = replace(snapshot, left=True)
        await append_snapshot(connection, gone, replace(owner, user_id=user_id), as_of, now)
        known = [_content(row) for row in rows if row.user_id == owner.user_id]
        # Not what is behind a claim: that belongs to its payer.
        about = [row for row in rows if snapshot.id in (row.object_id, row.source)]
        copied = [
            row.id
            for row in about
            if row.user_id == user_id and not row.body.get("left") and _content(row) not in known
        ]
        await facts.copy(connection, copied, owner.user_id)


async def known_owner(connection: Connection, kind: str, object_id: str) -> Owner | None:
    """Return the last recorded owner of an object; None if it was never recorded."""
    rows = await facts.of_object(connection, kind, object_id)
    row = max((row for row in rows if not row.body.get("left")), key=_age, default=None)
    if row is None:
        return None
    return Owner(
        guild_id=row.guild_id,
        user_id=row.user_id,
        plan_id=row.body["plan_id"],
        payer_id=row.body.get("payer_id"),
        days=row.body.get("days"),
        gift=row.body.get("gift", False),
    )


def _newest(rows: Iterable[StoredFact], object_id: str, user_id: int) -> StoredFact | None:
    """Return the newest fact of a member's object; None if it never was theirs."""
    theirs = (row for row in rows if row.object_id == object_id and row.user_id == user_id)
    return max(theirs, key=_age, default=None)


def _content(row: StoredFact) -> tuple[str, datetime, Mapping[str, Any]]:
    return row.object_id, row.as_of, row.body


def _age(row: StoredFact) -> tuple[datetime, int]:
    return row.as_of, row.id


async def append_snapshot(
    connection: Connection,
    snapshot: Snapshot,
    owner: Owner,
    as_of: datetime,
    now: datetime,
    event_id: str | None = None,
) -> Mapping[str, Any] | None:
    """Store a snapshot as a fact of its owner; `event_id` is its Stripe event.

    Returns the object's newest snapshot until now, as stored; None if it is the first.
    """
    return await facts.append(
        connection,
        guild_id=owner.guild_id,
        user_id=owner.user_id,
        kind=kind_of(snapshot),
        object_id=snapshot.id,
        source=snapshot.source,
        as_of=as_of,
        body=to_body(snapshot),
        event_id=event_id,
        recorded_at=now,
    )
