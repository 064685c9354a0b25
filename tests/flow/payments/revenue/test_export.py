"""All memberships as files for spreadsheets."""

import csv
from zoneinfo import ZoneInfo

import pytest

from bot.payments.revenue.export import BOM, COLUMNS, MembershipExport, safe
from data import audit
from tests.flow.conftest import GUILD, STAFF
from tests.flow.payments.lifecycle.scenario import BOB
from tests.flow.payments.revenue.conftest import RevenueScenario

ZURICH = ZoneInfo("Europe/Zurich")


async def exported(
    scenario: RevenueScenario, max_bytes: int = 1_000_000, *, ended: bool = False
) -> list[bytes]:
    export = MembershipExport(scenario.billing.database, scenario.billing.clock, lambda _: ZURICH)
    files = export.files(GUILD, STAFF, lambda user: f"=user {user}", max_bytes, ended=ended)
    return [content async for content in files]


def rows_of(files: list[bytes]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for content in files:
        assert content.startswith(BOM)
        lines = content.removeprefix(BOM).decode().splitlines()
        assert lines[0] == ",".join(COLUMNS)
        found += csv.DictReader(lines)
    return found


async def test_memberships_are_exported_with_what_was_paid(scenario: RevenueScenario) -> None:
    await scenario.subscribe(name="Pro", interval="year", amount="90.00")
    await scenario.billing.sell(name="@Day", interval="once", days=1, role_id=77, amount="5.00")
    await scenario.buy("@Day", user=BOB)
    rows = rows_of(await exported(scenario))
    assert [(row["member_id"], row["plan"], row["state"]) for row in rows] == [
        ("30", "Pro", "active"),
        ("31", "'@Day", "active"),
    ]
    assert [(row["amount"], row["currency"], row["interval"]) for row in rows] == [
        ("90.00", "EUR", "year"),
        ("5.00", "EUR", "once"),
    ]
    assert rows[0]["member"] == "<@30>"
    assert rows[0]["name"] == "'=user 30"
    assert rows[0]["renews"] == "yes"
    assert rows[0]["stripe_id"] == scenario.subscription
    starts = scenario.billing.clock.now().astimezone(ZURICH)
    assert rows[0]["starts"].startswith(f"{starts:%Y-%m-%d}")
    async with scenario.billing.database.read() as connection:
        (entry, *_) = await audit.entries(connection, GUILD)
    assert (entry.action, entry.actor_id) == ("grants.export", STAFF)


async def test_what_is_over_is_exported_only_if_asked_for(scenario: RevenueScenario) -> None:
    await scenario.subscribe()
    await scenario.billing.stripe.cancel_at_period_end(scenario.subscription)
    await scenario.days(32)
    assert rows_of(await exported(scenario)) == []
    assert [row["state"] for row in rows_of(await exported(scenario, ended=True))] == ["ended"]


async def test_large_exports_are_split_into_files(
    scenario: RevenueScenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.payments.revenue.export.PAGE", 2)
    await scenario.billing.sell()
    for user in range(1000, 1005):
        await scenario.give(None, user=user, name=str(user))
    whole = await exported(scenario)
    parts = await exported(scenario, max_bytes=len(whole[0]) // 2)
    assert len(whole) == 1
    assert len(parts) > 1
    assert all(len(part) <= len(whole[0]) // 2 for part in parts)
    assert rows_of(parts) == rows_of(whole)
    assert len(rows_of(parts)) == 5


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "\uff1dx"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert safe(cell) == f"'{cell}"
    assert safe(f"a{cell}") == f"a{cell}"
