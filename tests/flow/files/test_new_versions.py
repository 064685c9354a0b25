"""Test that owners who wish it are notified of a new version, once."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.catalogue.ownership import Ownership
from bot.files.new_versions import SETTLES_AFTER, NewVersions
from bot.files.service import FileService
from bot.files.store import FileStore
from bot.scheduling.worker import WakeupEvent
from bot.settings import LibrarySettings
from data import contents, notices
from data.contents import Content, NewContent
from data.files import File
from data.notices import Notice
from tests.flow.conftest import ALICE, GUILD, STAFF, Billing

BOB, CAROL = ALICE + 1, ALICE + 2


async def one_byte() -> AsyncGenerator[bytes]:
    yield b"x"


@dataclass(frozen=True, slots=True)
class Tools:
    """A tool that Alice and Bob bought, and Carol did not."""

    billing: Billing
    files: FileService
    versions: NewVersions
    content: Content

    async def add(self, notes: str = "") -> File:
        """Add a version."""
        content_id = self.content.id
        return await self.files.add(
            guild_id=GUILD,
            content_id=content_id,
            actor_id=STAFF,
            name="a.bin",
            notes=notes,
            content=one_byte(),
        )

    async def posted(self) -> list[Notice]:
        """Let the time to withdraw pass, and return the new notices about versions."""
        await self.billing.pass_time(SETTLES_AFTER)
        for _ in range(2):  # repeating changes nothing
            await self.versions.run()
        async with self.billing.database.write() as connection:
            now, lease = self.billing.clock.now(), timedelta(hours=1)
            found = await notices.claim(connection, now, lease, 1_000)
            for each in found:
                await notices.close(connection, each.id, "sent")
        return [each for each in found if each.message.startswith("files-new-version")]


@pytest.fixture
async def tools(billing: Billing, tmp_path: Path) -> Tools:
    database, clock = billing.database, billing.clock
    ownership = Ownership(database, billing.entitlement_service)
    files = FileService(
        database,
        clock,
        FileStore(f"file:{tmp_path}"),
        LibrarySettings(),
        secret="discord-token",
        is_open=ownership.is_open,
    )
    async with database.write() as connection:
        new = NewContent(GUILD, "tool", "Linter", STAFF, preview=True)
        made = await contents.add(connection, new, clock.now())
        await contents.publish(connection, made.id, clock.now())
    offer = await billing.sell(name="Linter", kind="product", role_id=None, interval="once")
    async with database.write() as connection:
        await contents.hold(connection, GUILD, offer.id, [made.id])
    for member in (ALICE, BOB):
        await billing.buy(plan="Linter", user=member)
    await billing.catch_up()
    return Tools(billing, files, NewVersions(database, clock, WakeupEvent(), ownership.owns), made)


async def test_owners_who_wish_it_are_notified_once_with_the_notes(tools: Tools) -> None:
    for member in (ALICE, CAROL):  # Carol owns nothing, Bob doesn't wish it
        await tools.versions.choose(GUILD, member, wanted=True)
    await tools.versions.choose(GUILD + 1, BOB, wanted=True)
    await tools.add()
    assert await tools.posted() == []  # the first version is no news
    await tools.add("Twice as fast.")
    (notice,) = await tools.posted()
    assert (notice.user_id, notice.message) == (ALICE, "files-new-version-notes")
    assert notice.arguments["notes"] == "Twice as fast."
    assert notice.arguments["version"] == 2
    assert await tools.posted() == []
    await tools.add()
    (notice,) = await tools.posted()
    assert notice.message == "files-new-version"


async def test_whoever_no_longer_wishes_it_or_owns_it_is_not_notified(tools: Tools) -> None:
    await tools.add()
    for member in (ALICE, BOB):
        await tools.versions.choose(GUILD, member, wanted=True)
    assert await tools.versions.follows(GUILD, ALICE)
    await tools.versions.choose(GUILD, ALICE, wanted=False)
    assert not await tools.versions.follows(GUILD, ALICE)
    await tools.add()
    payment = list(tools.billing.stripe.payment_intents)[1]  # Bob's
    await tools.billing.stripe.refund(payment)
    await tools.billing.catch_up()
    assert await tools.posted() == []


async def test_what_was_withdrawn_or_replaced_meanwhile_is_not_announced(tools: Tools) -> None:
    await tools.versions.choose(GUILD, ALICE, wanted=True)
    await tools.add()
    wrong = await tools.add()
    await tools.files.set_state(STAFF, wrong, "withdrawn")
    assert await tools.posted() == []
    await tools.add()
    await tools.add()
    assert [each.arguments["version"] for each in await tools.posted()] == [4]
