"""Stripe is asked more slowly where it says that it was too fast, and faster again later."""

from bot.payments.at_stripe.pace import Pace


class Seconds:
    """A steady clock that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


async def test_refusals_halve_the_pace_once_a_second_down_to_one_request() -> None:
    seconds = Seconds()
    pace = Pace(20, seconds)
    for _ in range(8):
        pace.slow_down()  # all of those that were under way
    assert pace.rate == 10
    rates: list[float] = []
    for _ in range(5):
        seconds.now += 1
        pace.slow_down()
        rates.append(pace.rate)
    assert rates == [5, 2.5, 1.25, 1, 1]


async def test_the_pace_comes_back_by_itself_and_goes_no_higher_than_was_set() -> None:
    seconds = Seconds()
    pace = Pace(20, seconds)
    pace.slow_down()
    seconds.now += 1
    pace.slow_down()
    await pace.acquire()
    assert pace.rate == 5
    rates: list[float] = []
    for _ in range(3):
        seconds.now += 10
        await pace.acquire()
        rates.append(pace.rate)
    assert rates == [10, 20, 20]
