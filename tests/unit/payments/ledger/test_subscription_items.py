"""Test which plans a subscription of several items pays for, and with how much."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.payments.ledger.entitlement import GRANTING, Entitlement, State
from bot.payments.ledger.facts import (
    Claim,
    Fact,
    Subscription,
    SubscriptionItem,
    from_body,
    to_body,
)
from bot.payments.ledger.fold import fold
from bot.payments.ledger.policy import Policy
from bot.payments.stripe.objects.validation import InvalidStripeObjectError, check
from tests.unit.payments.builders import (
    MONTH,
    OTHER_PLAN,
    PLAN,
    POLICY,
    START,
    charge,
    fact,
    seconds,
    subscription,
)

SHARED = replace(POLICY, plan_of_product={}, shared_products={"prod_gold": {PLAN, OTHER_PLAN}})
NOW = START + timedelta(days=1)


def item(
    price: str, *, days: int = 31, quantity: int = 1, product: str = "prod_other"
) -> SubscriptionItem:
    end = seconds(START + timedelta(days=days))
    return SubscriptionItem(price, product, quantity, seconds(START), end)


PRO, GOLD = item("price_pro"), item("price_gold")
STICKERS = item("price_sticker", quantity=5)


def of(*items: SubscriptionItem, **changes: object) -> Subscription:
    """Write a subscription as its reader does: the first item stands for those who know one."""
    first = items[0]
    return subscription(
        price_id=first.price_id,
        product_id=first.product_id,
        quantity=first.quantity,
        period_end=max(each.period_end for each in items),
        items=items if len(items) > 1 else (),
        **changes,
    )


def folded(*facts: Fact, policy: Policy = POLICY) -> dict[int, Entitlement]:
    return {entitlement.plan_id: entitlement for entitlement in fold(facts, policy, NOW)}


def test_every_plan_among_the_items_is_served_each_for_its_own_time() -> None:
    yearly = item("price_gold", days=365)
    entitlements = folded(fact(of(PRO, yearly, STICKERS)))
    assert entitlements.keys() == {PLAN, OTHER_PLAN}
    assert entitlements[PLAN].ends_at == START + MONTH
    assert entitlements[OTHER_PLAN].ends_at == START + timedelta(days=365)
    assert {entitlement.stripe_id for entitlement in entitlements.values()} == {"sub_1"}


@given(order=st.permutations([PRO, GOLD, STICKERS]))
def test_the_order_of_the_items_means_nothing(order: list[SubscriptionItem]) -> None:
    entitlements = fold([fact(of(*order))], POLICY, NOW)
    assert entitlements == fold([fact(of(PRO, GOLD, STICKERS))], POLICY, NOW)
    assert (entitlements[0].source, entitlements[0].plan_id) == (
        "sub_1",
        PLAN,
    )  # what it was sold as


@given(stickers=st.integers(1, 500), first=st.booleans())
def test_what_is_no_plan_gives_no_seats(stickers: int, first: bool) -> None:  # noqa: FBT001 drawn
    addon = item("price_sticker", quantity=stickers)
    items = (addon, GOLD) if first else (GOLD, addon)
    ((plan_id, part),) = POLICY.parts(of(*items)).items()
    assert (plan_id, part.quantity) == (OTHER_PLAN, 1)


def test_seats_are_those_of_each_plans_own_item() -> None:
    shared = of(item("price_pro", quantity=3), item("price_gold", quantity=2))
    for seat, plans in ((1, {PLAN, OTHER_PLAN}), (2, {PLAN}), (3, set[int]())):
        claim = Claim("code:1", PLAN, "sub_1", seconds(START), seat)
        entitlements = fold([replace(fact(shared), own=False), fact(claim)], POLICY, NOW)
        assert {
            entitlement.plan_id for entitlement in entitlements if entitlement.state in GRANTING
        } == plans
        assert entitlements[0].source == "code:1"


def test_two_items_of_one_plan_are_one_right_with_the_seats_of_both() -> None:
    ((plan_id, part),) = POLICY.parts(of(PRO, item("price_pro", quantity=2, days=62))).items()
    assert (plan_id, part.quantity) == (PLAN, 3)
    assert part.period_end == seconds(START + timedelta(days=62))


def test_an_item_of_which_none_is_paid_for_serves_nothing() -> None:
    assert folded(fact(of(PRO, item("price_gold", quantity=0)))).keys() == {PLAN}


def test_an_unknown_price_of_a_product_of_several_plans_keeps_the_plan_it_was_sold_as() -> None:
    friendly = item("price_friendly", product="prod_gold")
    for sold_as in (PLAN, OTHER_PLAN):
        sold = of(friendly, plan_id=sold_as)
        assert folded(fact(sold), policy=SHARED).keys() == {sold_as}
        with_stickers = of(STICKERS, friendly, plan_id=sold_as)
        assert [part.quantity for part in SHARED.parts(with_stickers).values()] == [1]
    assert folded(fact(of(GOLD, plan_id=PLAN)), policy=SHARED).keys() == {OTHER_PLAN}


def test_a_refund_of_one_plans_period_ends_that_plan_and_cancels_nothing_that_is_paid() -> None:
    yearly = item("price_gold", days=365)
    back = charge(
        lines=(PRO,), period_paid=900, refunded=900, refunded_at=seconds(START), period_end=0
    )
    entitlements = folded(fact(of(PRO, yearly)), fact(back))
    assert (entitlements[PLAN].state, entitlements[PLAN].reason) == (State.ENDED, "refunded")
    assert entitlements[OTHER_PLAN].state is State.ACTIVE
    assert not any(entitlement.to_cancel for entitlement in entitlements.values())
    both = replace(back, lines=(PRO, yearly))
    entitlements = folded(fact(of(PRO, yearly)), fact(both))
    assert {entitlement.reason for entitlement in entitlements.values()} == {"refunded"}
    assert [
        entitlement.source for entitlement in entitlements.values() if entitlement.to_cancel
    ] == ["sub_1"]


def test_money_of_an_add_on_that_goes_back_or_is_disputed_takes_no_plan() -> None:
    addon = charge(
        lines=(STICKERS,),
        period_paid=900,
        refunded=900,
        refunded_at=seconds(START),
        dispute="lost",
        disputed_at=seconds(START),
    )
    assert folded(fact(of(PRO, STICKERS)), fact(addon))[PLAN].state is State.ACTIVE


def test_a_plan_that_was_added_and_not_billed_yet_rests_on_what_was_paid_for_the_others() -> None:
    def after(**changes: object) -> dict[int, State]:
        paid = charge(lines=(PRO, STICKERS), **changes)
        return {
            plan: entitlement.state
            for plan, entitlement in folded(fact(of(PRO, GOLD)), fact(paid)).items()
        }

    both = (PLAN, OTHER_PLAN)
    assert after() == dict.fromkeys(both, State.ACTIVE)
    held = {"dispute": "needs_response", "disputed_at": seconds(START)}
    assert after(**held) == dict.fromkeys(both, State.SUSPENDED)
    back = {"refunded": 900, "refunded_at": seconds(START)}
    assert after(**back) == dict.fromkeys(both, State.ENDED)
    addon = fact(charge(id="ch_2", lines=(STICKERS,), **held))
    assert folded(fact(of(PRO, GOLD)), addon)[OTHER_PLAN].state is State.ACTIVE
    own = fact(charge(id="ch_2", lines=(GOLD,)))
    disputed = fact(charge(lines=(PRO,), **held))
    assert folded(fact(of(PRO, GOLD)), disputed, own)[OTHER_PLAN].state is State.ACTIVE


@pytest.mark.parametrize(
    ("refunds", "paid", "credited", "state"),
    [
        ((400,), 900, 0, State.ACTIVE),  # the other 500 came from another card or the balance
        ((400, 500), 900, 0, State.ENDED),
        ((400,), 400, 0, State.ENDED),
        ((400,), 900, 900, State.ENDED),  # the rest went back to the balance, by a credit note
        ((900,), 1900, 0, State.ACTIVE),  # an upgrade was paid for the same period
    ],
)
def test_a_refund_is_measured_against_what_was_paid_for_the_period(
    refunds: tuple[int, ...], paid: int, credited: int, state: State
) -> None:
    charges = [
        charge(
            id=f"ch_{number}",
            amount=amount,
            refunded=amount,
            refunded_at=seconds(START),
            lines=(PRO,),
            period_start=seconds(START),
            period_paid=paid,
            period_credited=credited,
        )
        for number, amount in enumerate(refunds)
    ]
    entitlements = folded(fact(of(PRO)), *map(fact, charges))
    assert entitlements[PLAN].state is state


@pytest.mark.parametrize(
    ("disputed", "refunded", "state"),
    [
        (100, 0, State.ACTIVE),
        (900, 0, State.SUSPENDED),
        (100, 800, State.SUSPENDED),  # all that was left
        (None, 0, State.SUSPENDED),  # recorded before the amount was
    ],
)
def test_a_dispute_of_a_part_takes_no_more_than_a_refund_of_it(
    disputed: int | None, refunded: int, state: State
) -> None:
    asked = charge(
        dispute="needs_response",
        disputed_at=seconds(START),
        disputed=disputed,
        refunded=refunded,
        refunded_at=seconds(START) if refunded else None,
        period_start=seconds(START),
    )
    assert folded(fact(of(PRO)), fact(asked))[PLAN].state is state


def test_a_dispute_of_a_whole_charge_counts_beside_other_charges_of_the_period() -> None:
    first = charge(
        dispute="needs_response",
        disputed_at=seconds(START),
        disputed=900,
        period_start=seconds(START),
        period_paid=1900,
    )
    upgrade = charge(id="ch_2", amount=1000, period_start=seconds(START), period_paid=1900)
    assert folded(fact(of(PRO)), fact(first), fact(upgrade))[PLAN].state is State.SUSPENDED
    part = replace(first, disputed=100)
    assert folded(fact(of(PRO)), fact(part), fact(upgrade))[PLAN].state is State.ACTIVE


def test_items_survive_being_stored_and_older_records_have_none() -> None:
    sold = of(PRO, GOLD)
    body = to_body(sold)
    assert from_body("subscription", body) == sold
    assert from_body("subscription", {**body, "items": [dict(each) for each in body["items"]]}) == (
        sold
    )
    del body["items"]
    old = from_body("subscription", body)
    assert isinstance(old, Subscription)
    assert old.items == ()


def test_an_item_beyond_belief_is_named() -> None:
    with pytest.raises(InvalidStripeObjectError, match=r"Item\.quantity"):
        check(of(PRO, replace(GOLD, quantity=-1)))
