"""Rights of roles: each server its own, audited, kept, and never for a role that is sold."""

import pytest

from bot.errors import UserError
from bot.staff_access import RightsChangedMeanwhileError, StaffAccess
from data import audit
from data.engine import Database
from tests.clocks import MONDAY_NOON, HandClock
from tests.flow.conftest import GUILD, ROLE, STAFF, Billing

OTHER, HELPERS, EDITORS = GUILD + 1, 501, 502
NOTHING: frozenset[str] = frozenset()


async def started(database: Database) -> StaffAccess:
    """Return the rights as after a start."""
    access = StaffAccess(database, HandClock(MONDAY_NOON))
    await access.load()
    return access


async def test_rights_hold_at_once_in_one_server_and_after_a_restart(database: Database) -> None:
    access = await started(database)
    await access.change(GUILD, STAFF, HELPERS, ["money", "digest"], seen=NOTHING)
    await access.change(GUILD, STAFF, EDITORS, ["content"], seen=NOTHING)
    for each in (access, await started(database)):
        assert each.of_guild(GUILD) == {HELPERS: {"money", "digest"}, EDITORS: {"content"}}
        assert each.allows(GUILD, [1, HELPERS], "money")
        assert not each.allows(GUILD, [1, HELPERS], "content")
        assert not each.allows(GUILD, [HELPERS, EDITORS], "manage")
        assert not each.allows(GUILD, [], "money")
        assert not each.allows(OTHER, [HELPERS], "money")
    async with database.read() as reading:
        entries = await audit.entries(reading, GUILD)
    assert [(each.action, each.detail["after"]) for each in entries] == [
        ("access.change", ["content"]),
        ("access.change", ["digest", "money"]),
    ]


async def test_rights_are_taken_and_the_second_of_two_is_told(database: Database) -> None:
    access = await started(database)
    await access.change(GUILD, STAFF, HELPERS, ["money"], seen=NOTHING)
    with pytest.raises(RightsChangedMeanwhileError) as refused:
        await access.change(GUILD, STAFF + 1, HELPERS, ["digest"], seen=NOTHING)
    assert refused.value.rights == {"money"}
    await access.change(GUILD, STAFF, HELPERS, [], seen={"money"})
    for each in (access, await started(database)):
        assert each.of_guild(GUILD) == {}


async def test_a_role_that_is_sold_gets_none(billing: Billing) -> None:
    await billing.sell()
    access = await started(billing.database)
    with pytest.raises(UserError) as refused:
        await access.change(GUILD, STAFF, ROLE, ["money"], seen=NOTHING)
    assert refused.value.message == "access-sold"
    assert access.of_guild(GUILD) == {}
