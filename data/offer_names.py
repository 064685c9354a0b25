"""Find offers by their names."""

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from data.plans import Plan, get
from data.tables import plans

_IN_STATES = (
    plans.c.guild_id == bindparam("guild_id"),
    plans.c.state.in_(bindparam("states", expanding=True)),
)
_NAMED = (
    select(plans.c.id)
    .where(*_IN_STATES, plans.c.name == bindparam("name"))
    .order_by(plans.c.id.desc())
    .limit(1)
)
_NAMES = select(plans.c.id, plans.c.name).where(*_IN_STATES).order_by(plans.c.id.desc())


async def find(
    connection: AsyncConnection, guild_id: int, name: str, states: tuple[str, ...]
) -> Plan | None:
    """Return the newest offer with this name in one of the states, or None.

    If none is spelled so, case is ignored.
    """
    values = {"guild_id": guild_id, "states": states}
    found = await connection.scalar(_NAMED, {**values, "name": name})
    if found is None:
        # Compared in Python: a database's lower() knows only ASCII, or depends on its locale.
        wanted = name.casefold()
        rows = await connection.execute(_NAMES, values)
        found = next((row.id for row in rows.all() if row.name.casefold() == wanted), None)
    return None if found is None else await get(connection, found)
