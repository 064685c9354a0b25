"""Licence keys and the devices on which they are active."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from data.chunks import AT_A_TIME, chunked
from data.tables import activations, licences
from data.upsert import insert as insert_or

ROWS_AT_A_TIME = 500  # each has eight values

_OWN = licences.c


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence.

    Attributes:
        user_id: Its buyer; None if it was sold elsewhere to somebody unknown.
        key_hash: The keyed hash of its key; None until the key is derived.
        key_number: Counts the keys that were derived for it; None if its key is imported.
        max_devices: On how many devices it may be active at once.
        revoked: Whether staff have revoked it.
        sold_elsewhere: Whether it is valid without a membership or product here.
        ends_at: When one that was sold elsewhere ends; None for never.
    """

    id: int
    guild_id: int
    content_id: int
    user_id: int | None
    key_hash: str | None
    key_number: int | None
    sold_elsewhere: bool
    ends_at: datetime | None
    max_devices: int
    revoked: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Activation:
    """A device on which a licence is active."""

    device: str
    activated_at: datetime


@dataclass(frozen=True, slots=True)
class NewLicence:
    """A licence that was sold elsewhere; the fields are those of `Licence`."""

    guild_id: int
    content_id: int
    user_id: int | None
    key_hash: str
    max_devices: int
    ends_at: datetime | None


async def of_hash(connection: AsyncConnection, key_hash: str) -> Licence | None:
    """Return the licence of a key; None if there is none."""
    rows = await connection.execute(select(licences).where(_OWN.key_hash == key_hash))
    row = rows.mappings().first()
    return None if row is None else Licence(**row)


async def get(connection: AsyncConnection, licence_id: int) -> Licence | None:
    """Return a licence; None if there is none with this id."""
    query = select(licences).where(_OWN.id == licence_id)
    row = (await connection.execute(query)).mappings().first()
    return None if row is None else Licence(**row)


async def locked(connection: AsyncConnection, licence_id: int) -> Licence | None:
    """Return a licence that nobody else changes until the transaction ends."""
    query = select(licences).where(_OWN.id == licence_id).with_for_update()
    row = (await connection.execute(query)).mappings().first()
    return None if row is None else Licence(**row)


async def of_buyer(connection: AsyncConnection, content_id: int, user_id: int) -> Licence | None:
    """Return a buyer's licence for a content; None if they have none yet."""
    query = select(licences).where(_OWN.content_id == content_id, _OWN.user_id == user_id)
    row = (await connection.execute(query)).mappings().first()
    return None if row is None else Licence(**row)


async def of_member(connection: AsyncConnection, guild_id: int, user_id: int) -> list[Licence]:
    """Return all licences of a member."""
    query = select(licences).where(_OWN.guild_id == guild_id, _OWN.user_id == user_id)
    rows = await connection.execute(query.order_by(_OWN.id))
    return [Licence(**row) for row in rows.mappings()]


async def add(
    connection: AsyncConnection,
    guild_id: int,
    content_id: int,
    user_id: int,
    max_devices: int,
    at: datetime,
) -> None:
    """Store a licence of a buyer who has none yet."""
    query = insert_or(connection, licences).values(
        guild_id=guild_id,
        content_id=content_id,
        user_id=user_id,
        key_number=1,
        max_devices=max_devices,
        created_at=at,
    )
    await connection.execute(query.on_conflict_do_nothing(index_elements=["content_id", "user_id"]))


async def of_hashes(connection: AsyncConnection, hashes: Sequence[str]) -> list[Licence]:
    """Return the licences that have one of these hashes of keys."""
    found: list[Licence] = []
    for start in range(0, len(hashes), AT_A_TIME):
        query = select(licences).where(_OWN.key_hash.in_(hashes[start : start + AT_A_TIME]))
        found += [Licence(**row) for row in (await connection.execute(query)).mappings()]
    return found


async def buyers_among(
    connection: AsyncConnection, content_id: int, user_ids: Collection[int]
) -> set[int]:
    """Return which of some members have a licence for a content."""
    found: set[int] = set()
    for some in chunked(user_ids):
        query = select(_OWN.user_id).where(_OWN.content_id == content_id, _OWN.user_id.in_(some))
        found.update(await connection.scalars(query))
    return found


async def add_sold_elsewhere(
    connection: AsyncConnection, new: Sequence[NewLicence], at: datetime
) -> int:
    """Store licences of imported keys; return how many were not there yet."""
    added = 0
    for start in range(0, len(new), ROWS_AT_A_TIME):
        rows = [
            asdict(each) | {"sold_elsewhere": True, "created_at": at}
            for each in new[start : start + ROWS_AT_A_TIME]
        ]
        query = insert_or(connection, licences).values(rows).on_conflict_do_nothing()
        added += (await connection.execute(query)).rowcount
    return added


async def set_key(
    connection: AsyncConnection, licence_id: int, key_number: int, key_hash: str
) -> None:
    """Store the hash of a licence's derived key; the key before it is no longer found."""
    values = {"key_number": key_number, "key_hash": key_hash}
    await connection.execute(update(licences).where(_OWN.id == licence_id).values(**values))


async def set_max_devices(connection: AsyncConnection, licence_id: int, most: int) -> None:
    """Change on how many devices a licence may be active."""
    await connection.execute(update(licences).where(_OWN.id == licence_id).values(max_devices=most))


async def set_revoked(connection: AsyncConnection, licence_id: int, *, revoked: bool) -> None:
    """Revoke a licence, or give it back."""
    await connection.execute(update(licences).where(_OWN.id == licence_id).values(revoked=revoked))


async def devices(connection: AsyncConnection, licence_id: int) -> list[Activation]:
    """Return the devices on which a licence is active, oldest first."""
    query = (
        select(activations.c.device, activations.c.activated_at)
        .where(activations.c.licence_id == licence_id)
        .order_by(activations.c.activated_at, activations.c.device)
    )
    return [Activation(row.device, row.activated_at) for row in await connection.execute(query)]


async def count_devices(connection: AsyncConnection, licence_id: int) -> int:
    """Return on how many devices a licence is active."""
    query = select(func.count()).where(activations.c.licence_id == licence_id)
    return await connection.scalar(query) or 0


async def is_active_on(connection: AsyncConnection, licence_id: int, device: str) -> bool:
    """Return whether a licence is active on a device."""
    query = select(activations.c.device).where(
        activations.c.licence_id == licence_id, activations.c.device == device
    )
    return await connection.scalar(query) is not None


async def activate(
    connection: AsyncConnection, guild_id: int, licence_id: int, device: str, at: datetime
) -> None:
    """Store that a licence is active on a device."""
    await connection.execute(
        insert(activations).values(
            guild_id=guild_id, licence_id=licence_id, device=device, activated_at=at
        )
    )


async def deactivate(connection: AsyncConnection, licence_id: int, device: str) -> bool:
    """Free a device; return whether the licence was active on it."""
    found = await connection.execute(
        delete(activations).where(
            activations.c.licence_id == licence_id, activations.c.device == device
        )
    )
    return found.rowcount > 0


async def free_all(connection: AsyncConnection, licence_id: int) -> None:
    """Free all devices of a licence."""
    await connection.execute(delete(activations).where(activations.c.licence_id == licence_id))


async def erase_member(connection: AsyncConnection, guild_id: int, user_id: int) -> int:
    """Delete the names of a member's devices; the licences belong to what they bought."""
    own = select(_OWN.id).where(_OWN.guild_id == guild_id, _OWN.user_id == user_id)
    found = await connection.execute(delete(activations).where(activations.c.licence_id.in_(own)))
    return found.rowcount
