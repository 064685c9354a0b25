"""Test the line that shows a plan's policies to staff, with its grace period."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.i18n import Translations
from cogs.plans.plan_text import policy_line
from data.plans import Plan, Terms
from data.prices import Price

PRICE = Price(1, 900, "eur", "month", "price_pro")
PLAN = Plan(
    1, 1, "Pro", "", 40, 0, Terms(), "prod", "active", datetime(2026, 1, 1, tzinfo=UTC), (PRICE,)
)


@pytest.mark.parametrize(
    ("own", "default", "expected"),
    [
        (None, 7, "7 days of grace if a renewal fails (default)"),
        (None, 0, "no grace if a renewal fails (default)"),
        (1, 7, "1 day of grace if a renewal fails ·"),
        (0, 7, "no grace if a renewal fails ·"),
    ],
)
def test_a_plan_without_days_of_grace_names_those_of_the_settings(
    own: int | None, default: int, expected: str
) -> None:
    plan = replace(PLAN, terms=Terms(grace_days=own))
    assert policy_line(Translations.load().translator("en"), plan, default).startswith(expected)
