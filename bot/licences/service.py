"""Answers buyers and their programs about licences."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from bot.clock import Clock
from bot.errors import UserError
from bot.licences.keys import hash_of, key_of
from bot.licences.offline_token import OfflineClaim, OfflineSigner
from data import contents, licences
from data.contents import Content
from data.engine import Connection, Database
from data.licences import Activation, Licence

Standing = Literal["open", "suspended", "ended"]
StandingOf = Callable[[int, int, int], Awaitable[Standing]]  # (guild, member, content)
Reason = Literal["ok", "unknown", "revoked", "suspended", "ended", "limit-reached", "not-activated"]
OFFLINE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class LicenceAnswer:
    """What a program gets to know.

    Attributes:
        reason: Why the licence is not valid on the device, or "ok".
        devices: On how many devices it is active now.
        token: Proves it without our server for some days; None if it is not valid.
    """

    reason: Reason
    devices: int = 0
    max_devices: int = 0
    token: str | None = None

    @property
    def valid(self) -> bool:
        """Whether the program may run."""
        return self.reason == "ok"


@dataclass(frozen=True, slots=True)
class ShownLicence:
    """A licence as its buyer or staff see it.

    Attributes:
        key: None if it is imported: then only its hash is known.
        reason: Why it is not valid on any device, or "ok".
    """

    licence: Licence
    key: str | None
    devices: tuple[Activation, ...]
    reason: Reason


class LicenceService:
    """Use cases of programs and buyers; keys are derived, and stored as hashes."""

    def __init__(
        self, database: Database, clock: Clock, secret: str, signer: OfflineSigner, of: StandingOf
    ) -> None:
        self._database = database
        self._clock = clock
        self._secret = secret
        self._signer = signer
        self._standing = of

    @property
    def public_key(self) -> str:
        """The public key, in PEM, that checks offline tokens."""
        return self._signer.public_key

    # Programs

    async def find(self, key: str) -> Licence | None:
        """Return the licence of a key; None if there is none."""
        async with self._database.read_fast() as connection:
            return await licences.of_hash(connection, hash_of(self._secret, key))

    async def activate(self, found: Licence, device: str) -> LicenceAnswer:
        """Make a licence active on a device; repeating it changes nothing."""
        reason = await self.reason(found)
        async with self._database.write() as connection:
            # Locked, so that two devices can't both take the last place.
            held = await licences.locked(connection, found.id)
            if held is None or held.key_hash != found.key_hash:
                return LicenceAnswer("unknown")
            reason = "revoked" if held.revoked else reason  # since it was found
            count = await licences.count_devices(connection, held.id)
            there = await licences.is_active_on(connection, held.id, device)
            if reason == "ok" and not there and count >= held.max_devices:
                reason = "limit-reached"
            elif reason == "ok" and not there:
                now = self._clock.now()
                await licences.activate(connection, held.guild_id, held.id, device, now)
                count += 1
        return self._answer(held, reason, count, device)

    async def validate(self, found: Licence, device: str) -> LicenceAnswer:
        """Return whether a licence is valid on a device."""
        reason = await self.reason(found)
        async with self._database.read_fast() as connection:
            count = await licences.count_devices(connection, found.id)
            there = await licences.is_active_on(connection, found.id, device)
        if reason == "ok" and not there:
            reason = "not-activated"
        return self._answer(found, reason, count, device)

    async def deactivate(self, found: Licence, device: str) -> LicenceAnswer:
        """Free a device, which is possible whatever the licence's state is."""
        async with self._database.write() as connection:
            await licences.deactivate(connection, found.id, device)
            count = await licences.count_devices(connection, found.id)
        return LicenceAnswer("not-activated", count, found.max_devices)

    # Buyers

    async def show(self, guild_id: int, user_id: int, content_id: int) -> ShownLicence:
        """Return a buyer's licence for a content, made at the first time.

        Raises:
            UserError: They have none, and the content is not open to them.
        """
        async with self._database.read_fast() as connection:
            found = await licences.of_buyer(connection, content_id, user_id)
        if found is not None and found.guild_id != guild_id:
            raise UserError("licence-not-yours")
        if found is None or not self._shows_key(found):
            if await self._standing(guild_id, user_id, content_id) != "open":
                raise UserError("licence-not-yours")
            found = await self._made(guild_id, user_id, content_id)
        return await self.shown(found)

    async def shown(self, found: Licence) -> ShownLicence:
        """Return a licence with its key, devices and state."""
        reason = await self.reason(found)
        async with self._database.read_fast() as connection:
            devices = await licences.devices(connection, found.id)
        return ShownLicence(found, self._key(found), tuple(devices), reason)

    async def find_tools(self, guild_id: int, typed: str, most: int) -> list[Content]:
        """Return tools whose title contains a text, the newest first; no drafts."""
        async with self._database.read_fast() as connection:
            return await contents.titled(
                connection, guild_id, typed, ("tool",), ("published", "retired"), most
            )

    async def tools(self, guild_id: int, among: frozenset[int]) -> list[Content]:
        """Return the published and retired tools among some contents, by position."""
        async with self._database.read_fast() as connection:
            found = await contents.of_ids(connection, guild_id, among)
        return [each for each in found if each.kind == "tool" and each.state != "draft"]

    async def held(self, guild_id: int, user_id: int) -> frozenset[int]:
        """Return the contents for which a member has a licence, valid or not."""
        async with self._database.read_fast() as connection:
            found = await licences.of_member(connection, guild_id, user_id)
        return frozenset(each.content_id for each in found)

    async def free(
        self, guild_id: int, user_id: int, content_id: int, devices: Sequence[str]
    ) -> None:
        """Free devices of a buyer's own licence.

        Raises:
            UserError: They have none.
        """
        async with self._database.write() as connection:
            found = await licences.of_buyer(connection, content_id, user_id)
            if found is None or found.guild_id != guild_id:
                raise UserError("licence-not-yours")
            for device in devices:
                await licences.deactivate(connection, found.id, device)

    async def reason(self, found: Licence) -> Reason:
        """Return why a licence is not valid on any device, or "ok"."""
        if found.revoked:
            return "revoked"
        if found.sold_elsewhere:
            over = found.ends_at is not None and self._clock.now() >= found.ends_at
            return "ended" if over else "ok"
        if found.user_id is None:
            return "ended"
        standing = await self._standing(found.guild_id, found.user_id, found.content_id)
        return "ok" if standing == "open" else standing

    async def _made(self, guild_id: int, user_id: int, content_id: int) -> Licence:
        """Make a licence, or give the one that is there a key that can be shown."""
        async with self._database.write() as connection:
            tool = await contents.get(connection, guild_id, content_id)
            if tool is None:
                raise UserError("licence-not-yours")
            most, now = tool.max_devices, self._clock.now()
            await licences.add(connection, guild_id, content_id, user_id, most, now)
            found = await licences.of_buyer(connection, content_id, user_id)
            assert found is not None  # noqa: S101 just stored
            if not self._shows_key(found):
                await self.give_key(connection, found, found.key_number or 1)
            found = await licences.of_buyer(connection, content_id, user_id)
            assert found is not None  # noqa: S101 just stored
            return found

    async def give_key(self, connection: Connection, found: Licence, number: int) -> None:
        """Give a licence its derived key of a number; its key before stops working."""
        key_hash = hash_of(self._secret, key_of(self._secret, found.id, number))
        await licences.set_key(connection, found.id, number, key_hash)

    def _shows_key(self, found: Licence) -> bool:
        """Return whether a key that would be shown is the one that is stored, if any is."""
        key = self._key(found)
        return key is None or found.key_hash == hash_of(self._secret, key)

    def _key(self, of: Licence) -> str | None:
        return None if of.key_number is None else key_of(self._secret, of.id, of.key_number)

    def _answer(self, of: Licence, reason: Reason, count: int, device: str) -> LicenceAnswer:
        token = None
        if reason == "ok":
            until = self._clock.now() + OFFLINE
            token = self._signer.sign(OfflineClaim(of.id, of.content_id, device, until))
        return LicenceAnswer(reason, count, of.max_devices, token)
