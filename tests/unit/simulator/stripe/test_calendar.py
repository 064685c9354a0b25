"""Test that periods by the calendar lose no day in a short month."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulator.stripe import StripeSimulator
from bot.simulator.stripe.behaviour.periods import period_end
from tests.spec.stripe_actors import Shop


def _periods(begin: datetime, months: int, count: int) -> list[datetime]:
    anchor = moment = int(begin.timestamp())
    found: list[datetime] = []
    for _ in range(count):
        moment = period_end(moment, {"interval": "month", "interval_count": months}, anchor)
        found.append(datetime.fromtimestamp(moment, UTC))
    return found


@pytest.mark.parametrize(
    ("begin", "months", "days"),
    [
        ((2026, 1, 31), 1, ["02-28", "03-31", "04-30", "05-31"]),
        ((2028, 1, 30), 1, ["02-29", "03-30", "04-30"]),
        ((2026, 8, 31), 3, ["11-30", "02-28", "05-31"]),
        ((2028, 2, 29), 12, ["02-28", "02-28", "02-28", "02-29"]),
    ],
)
def test_a_month_s_last_days(begin: tuple[int, int, int], months: int, days: list[str]) -> None:
    found = _periods(datetime(*begin, 12, tzinfo=UTC), months, len(days))
    assert [f"{each:%m-%d}" for each in found] == days


@given(
    st.integers(0, 5_000 * 86_400),
    st.sampled_from([1, 3, 6, 12]),
)
def test_every_period_ends_on_the_anchor_s_day_or_the_month_s_last(
    seconds: int, months: int
) -> None:
    begin = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    for end in _periods(begin, months, 30):
        last = (end + timedelta(days=1)).day == 1
        assert end.day == begin.day or (last and end.day < begin.day)
        assert end.time() == begin.time()


async def test_renewals_keep_the_day(stripe: StripeSimulator, shop: Shop) -> None:
    now = stripe.clock.now()
    january = datetime(now.year + 1, 1, 31, 12, tzinfo=UTC)
    stripe.advance(january - now)
    await stripe.pay((await shop.session())["url"])
    (held,) = stripe.subscriptions.values()
    ends: list[str] = []
    for _ in range(3):
        end = datetime.fromtimestamp(held["items"]["data"][0]["current_period_end"], UTC)
        ends.append(f"{end:%m-%d}")
        stripe.advance(end - stripe.clock.now())
        await stripe.renew(held["id"])
    february = "02-29" if (now.year + 1) % 4 == 0 else "02-28"
    assert ends == [february, "03-31", "04-30"]
