"""When a switch takes effect, for all prices, seats and policies."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.payments.switching.rules import targets, waits
from data.plan_terms import Terms
from data.plans import Plan
from data.prices import Price

LENGTHS = (("week", 1), ("month", 1), ("month", 3), ("month", 6), ("year", 1))
CURRENCIES = ("eur", "cny")


def price(id_: int, amount: int, length: tuple[str, int], currency: str) -> Price:
    interval, count = length
    return Price(id_, amount, currency, interval, "price", count)


prices = st.builds(
    price,
    st.integers(1, 10**6),
    st.integers(50, 10**6),
    st.sampled_from(LENGTHS),
    st.sampled_from(CURRENCIES),
)
seats = st.integers(1, 20)


def plan(number: int, role: int | None, *sold: Price) -> Plan:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return Plan(
        number,
        1,
        f"Plan {number}",
        "",
        role,
        0,
        Terms(),
        "prod",
        "active",
        at,
        sold,
        kind="plan" if role else "product",
    )


@given(prices, seats, prices, seats)
def test_what_costs_less_or_is_shorter_always_waits(
    held: Price, held_seats: int, wanted: Price, wanted_seats: int
) -> None:
    now = not waits(held, held_seats, wanted, wanted_seats, Terms(on_switch="now"))
    length = LENGTHS.index
    longer = length((wanted.interval, wanted.interval_count)) >= length(
        (held.interval, held.interval_count)
    )
    assert now == (longer and wanted.amount * wanted_seats >= held.amount * held_seats)


@given(prices, seats, prices, seats)
def test_everything_waits_if_the_plan_says_so(
    held: Price, held_seats: int, wanted: Price, wanted_seats: int
) -> None:
    assert waits(held, held_seats, wanted, wanted_seats, Terms(on_switch="renewal"))


@given(prices, st.lists(prices, min_size=1, max_size=6), st.sets(st.integers(40, 44)))
def test_only_what_renews_in_the_same_currency_for_a_role_not_held_is_offered(
    held: Price, others: list[Price], taken: set[int]
) -> None:
    once = Price(1, 500, held.currency, "once", "price", days=30)
    on_sale = [plan(1, 40, held, once), *(plan(2 + n, 41 + n % 4, p) for n, p in enumerate(others))]
    offered = targets(on_sale, held, on_sale[0], taken)
    assert all(price.renews and price.currency == held.currency for _, price in offered)
    assert not [each for each, _ in offered if each.id != 1 and each.role_id in taken]
    assert (on_sale[0], held) not in offered
    open_to_all = [p for n, p in enumerate(others) if 41 + n % 4 not in taken]
    assert len(offered) == len([p for p in open_to_all if p.currency == held.currency])


def test_a_product_is_switched_to_its_own_prices_only_and_no_plan_to_a_product() -> None:
    monthly, yearly = price(1, 900, ("month", 1), "eur"), price(2, 9000, ("year", 1), "eur")
    product, other = plan(1, None, monthly, yearly), plan(2, None, price(3, 5, ("month", 1), "eur"))
    pro = plan(3, 40, price(4, 900, ("month", 1), "eur"))
    on_sale = [product, other, pro]
    assert targets(on_sale, monthly, product, ()) == [(product, yearly)]
    assert targets(on_sale, pro.price, pro, ()) == []
