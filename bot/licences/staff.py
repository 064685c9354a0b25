"""What staff change about one buyer's licence, each recorded in the audit log."""

from datetime import datetime
from typing import TypedDict

from bot.clock import Clock
from bot.errors import UserError
from bot.licences.service import LicenceService
from data import audit, contents, licences
from data.contents import MAX_DEVICES, Content
from data.engine import Connection, Database
from data.licences import Licence

MAX_DIGITS = 6


class _Entry(TypedDict):
    """What every entry of the audit log about a licence has."""

    guild_id: int
    actor_id: int
    at: datetime
    user_id: int | None
    detail: dict[str, str | int]


class StaffLicences:
    """Use cases of staff; ids of other servers lead to nothing."""

    def __init__(self, database: Database, clock: Clock, service: LicenceService) -> None:
        self._database = database
        self._clock = clock
        self._service = service

    async def of_buyer(self, guild_id: int, user_id: int, content_id: int) -> Licence:
        """Return a buyer's licence for a content.

        Raises:
            UserError: They have none.
        """
        async with self._database.read_fast() as connection:
            found = await licences.of_buyer(connection, content_id, user_id)
        return _own(found, guild_id)

    async def of_key(self, guild_id: int, key: str) -> Licence:
        """Return the licence of a key that somebody gave to staff.

        Raises:
            UserError: The server has none with this key.
        """
        found = await self._service.find(key)
        if found is None or found.guild_id != guild_id:
            raise UserError("licence-no-such-key")
        return found

    async def get(self, guild_id: int, licence_id: int) -> tuple[Licence, Content]:
        """Return a licence with its content.

        Raises:
            UserError: The server has none with this id.
        """
        async with self._database.read_fast() as connection:
            found = _own(await licences.get(connection, licence_id), guild_id)
            content = await contents.get(connection, guild_id, found.content_id)
        if content is None:
            raise UserError("licence-none")
        return found, content

    async def set_limit(self, guild_id: int, actor_id: int, licence_id: int, typed: str) -> None:
        """Change on how many devices a licence may be active; those that are stay so.

        Raises:
            UserError: There is none, or what was typed is no number within bounds.
        """
        typed = typed.strip()
        valid = typed.isascii() and typed.isdecimal() and len(typed) <= MAX_DIGITS
        if not valid or int(typed) > MAX_DEVICES:
            raise UserError("licence-bad-limit", most=MAX_DEVICES)
        async with self._database.write() as connection:
            found = await self._locked(connection, guild_id, licence_id)
            await licences.set_max_devices(connection, found.id, int(typed))
            entry = await self._entry(connection, found, actor_id, devices=int(typed))
            await audit.record(connection, action="licence.limit", **entry)

    async def set_revoked(
        self, guild_id: int, actor_id: int, licence_id: int, *, revoked: bool
    ) -> None:
        """Revoke a licence, or give it back.

        Raises:
            UserError: There is none.
        """
        async with self._database.write() as connection:
            found = await self._locked(connection, guild_id, licence_id)
            if found.revoked == revoked:
                return
            await licences.set_revoked(connection, found.id, revoked=revoked)
            entry = await self._entry(connection, found, actor_id)
            await audit.record(
                connection, action="licence.revoke" if revoked else "licence.restore", **entry
            )

    async def replace_key(
        self, guild_id: int, actor_id: int, licence_id: int, *, seen: int | None
    ) -> None:
        """Give a licence a new key; the old one ends, and all devices are freed.

        `seen` is the number of the key that was to be replaced, so that repeating changes nothing.

        Raises:
            UserError: There is none.
        """
        async with self._database.write() as connection:
            found = await self._locked(connection, guild_id, licence_id)
            if found.key_number != seen:
                return
            await self._service.give_key(connection, found, (found.key_number or 0) + 1)
            await licences.free_all(connection, found.id)
            entry = await self._entry(connection, found, actor_id)
            await audit.record(connection, action="licence.replace", **entry)

    async def free_devices(self, guild_id: int, actor_id: int, licence_id: int) -> None:
        """Free all devices of a licence.

        Raises:
            UserError: There is none.
        """
        async with self._database.write() as connection:
            found = await self._locked(connection, guild_id, licence_id)
            await licences.free_all(connection, found.id)
            entry = await self._entry(connection, found, actor_id)
            await audit.record(connection, action="licence.free", **entry)

    async def _locked(self, connection: Connection, guild_id: int, licence_id: int) -> Licence:
        return _own(await licences.locked(connection, licence_id), guild_id)

    async def _entry(
        self, connection: Connection, of: Licence, actor_id: int, **detail: int
    ) -> _Entry:
        content = await contents.get(connection, of.guild_id, of.content_id)
        return _Entry(
            guild_id=of.guild_id,
            actor_id=actor_id,
            at=self._clock.now(),
            user_id=of.user_id,
            detail={"title": "" if content is None else content.title, **detail},
        )


def _own(found: Licence | None, guild_id: int) -> Licence:
    if found is None or found.guild_id != guild_id:
        raise UserError("licence-none")
    return found
