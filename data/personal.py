"""All that is stored of one member: which tables hold it, and which don't count."""

import re
from collections.abc import AsyncGenerator, Iterator, Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data.tables import activations, licences, metadata

PAGE = 1_000  # rows that are in memory at once
# Columns that hold the account of a person. Those of others are left out of a member's export.
PERSONS = frozenset(
    (
        "actor_id",
        "added_by",
        "asked_by",
        "author_id",
        "changed_by",
        "created_by",
        "decided_by",
        "from_id",
        "given_by",
        "owner_id",
        "payer_id",
        "recipient_id",
        "redeemed_by",
        "target_id",
        "to_id",
        "user_id",
    )
)
# The columns by which a row is a member's.
EXPORTED: Mapping[str, tuple[str, ...]] = {
    "calendar_links": ("user_id",),
    "certificates": ("user_id",),
    "checkouts": ("user_id",),
    "codes": ("owner_id", "redeemed_by"),
    "consents": ("user_id",),
    "content_deliveries": ("user_id",),
    "customers": ("user_id",),
    "digest_deliveries": ("target_id",),
    "download_addresses": ("user_id",),
    "downloads": ("user_id",),
    "enrolments": ("user_id",),
    "entitlements": ("user_id",),
    "facts": ("user_id",),
    "impressions": ("user_id",),
    "income": ("user_id",),
    "interests": ("user_id",),
    "items": ("author_id",),
    "learner_profiles": ("user_id",),
    "licences": ("user_id",),
    "members": ("user_id",),
    "notices": ("user_id",),
    "own_digests": ("user_id",),
    "presses": ("user_id",),
    "progress": ("user_id",),
    "quiz_attempts": ("user_id",),
    "reading_positions": ("user_id",),
    "refund_cases": ("user_id",),
    "review_cards": ("user_id",),
    "role_holdings": ("user_id",),
    "session_followers": ("user_id",),
    "session_questions": ("user_id",),
    "session_votes": ("user_id",),
    "sign_ins": ("user_id",),
    "signals": ("user_id",),
    "subscription_history": ("user_id",),
    "version_followers": ("user_id",),
    "voice_stays": ("user_id",),
}
# Tables that name accounts and are not exported, each with the reason.
NOT_EXPORTED: Mapping[str, str] = {
    "access_tasks": "a role to be looked at; deleted when that is done",
    "audit": "staff's work, which names staff",
    "code_tries": "counts guesses of codes",
    "contents": "what staff offer to all",
    "coupon_requests": "what staff set up; deleted within a day",
    "digest_schedules": "what staff set up",
    "files": "what staff offer to all",
    "guild_settings": "what staff set up",
    "moves": "staff's work; the purchases themselves are exported",
    "plans": "what staff offer to all",
    "session_permits": "a permission in a channel; deleted when its session is over",
    "sessions": "what staff set up",
    "signal_requests": "a member to be looked at; deleted when that is done",
    "staff_access": "what staff set up",
    "uploads": "what staff set up; deleted after a day",
}
# What opens something: a lost file must not do so.
SECRETS = frozenset(
    (
        "address",
        "browser_hash",
        "key_hash",
        "reply_token",
        "seal",
        "state_hash",
        "token",
        "token_hash",
    )
)

Row = dict[str, Any]
_MENTION = re.compile(r"<@!?(\d{1,20})>")


async def of_member(
    connection: AsyncConnection, guild_id: int, user_id: int
) -> AsyncGenerator[tuple[str, list[Row]]]:
    """Yield all of a member's rows in a guild, with their table, in pages.

    The pages of a table follow each other. Other people's accounts and secrets are left out.
    """
    for name, columns in EXPORTED.items():
        table = metadata.tables[name]
        mine = or_(*(table.c[column] == user_id for column in columns))
        async for rows in _pages(connection, table, user_id, table.c.guild_id == guild_id, mine):
            yield name, rows
    owned = select(licences.c.id).where(
        licences.c.guild_id == guild_id, licences.c.user_id == user_id
    )
    devices = activations.c.licence_id.in_(owned)
    async for rows in _pages(connection, activations, user_id, devices):
        yield "activations", rows


async def _pages(
    connection: AsyncConnection, table: Table, user_id: int, *conditions: ColumnElement[bool]
) -> AsyncGenerator[list[Row]]:
    # Rarely asked for, so some tables have no index by member: the guild's rows are read.
    query = select(table).prefix_with("/* a member's export */").where(*conditions)
    async with connection.stream(query) as rows:
        async for page in rows.mappings().partitions(PAGE):
            yield [dict(_own(dict(row), user_id)) for row in page]


def _own(row: Mapping[str, object], user_id: int) -> Iterator[tuple[str, object]]:
    """Yield the fields of a row, or of an object in one, that may be exported."""
    for name, value in row.items():
        if name in SECRETS or (name in PERSONS and value != user_id):
            continue
        yield name, _plain(value, user_id)


def _plain(value: object, user_id: int) -> object:
    match value:
        case datetime():
            return value.isoformat()
        case str():
            return _MENTION.sub(
                lambda found: found[0] if int(found[1]) == user_id else "<@>", value
            )
        case dict():
            return dict(_own(cast("dict[str, object]", value), user_id))
        case list() | tuple():
            return [_plain(each, user_id) for each in cast("list[object]", value)]
        case _:
            return value
